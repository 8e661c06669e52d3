"""A store of either kind; the PostgreSQL server is the tests' own and lives as long as they do."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from planner.store import Store


def _server_programs() -> Path | None:
    found = shutil.which("pg_config")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found:
        folders.append(Path(subprocess.check_output([found, "--bindir"], text=True).strip()))
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _as_nobody() -> list[str]:
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a fresh server that listens on a socket of its own only."""
    programs = _server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server programs are installed here")
    pytest.importorskip("psycopg", reason="the psycopg library is not installed here")
    home = Path(tempfile.mkdtemp(prefix="planner-pg-"))
    nobody = _as_nobody()
    if nobody:
        shutil.chown(home, "nobody")
    data = home / "data"
    control = [*nobody, str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(home / "log")]
    listening = f"-k {home} -c listen_addresses='' -c fsync=off"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)

    run(*nobody, str(programs / "initdb"), "-D", str(data), "-U", "planner", "-A", "trust", "-N")
    run(*control, "-o", listening, "start")
    try:
        yield f"postgresql://planner@/postgres?host={home}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store can be opened."""
    if request.param == "sqlite":
        return str(tmp_path / "runs.db")
    server: str = request.getfixturevalue("postgres_server")
    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return server


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with Store(address) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "runs.db") as opened:
        yield opened
