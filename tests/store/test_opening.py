import multiprocessing
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from store_runs import PLAN_RUN

from planner.errors import StoreError
from planner.store import Store, default_address
from planner.store.tables import METADATA


def open_once(address: str) -> int:
    with Store(address) as store:
        return store.runs.add(PLAN_RUN)


def test_the_migrations_make_the_tables_that_the_planner_uses(store: Store) -> None:
    with store.runs._writing() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_store_opened_again_still_has_its_runs(address: str) -> None:
    assert (open_once(address), open_once(address)) == (1, 2)


def test_processes_that_open_an_empty_store_at_once_all_find_it_ready(address: str) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert sorted(pool.map(open_once, [address] * 4, chunksize=1)) == [1, 2, 3, 4]


def test_a_store_of_a_newer_planner_is_refused(address: str) -> None:
    with Store(address) as store, store.runs._writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer planner") as refused:
        Store(address)
    assert refused.value.exit_status == 2


def test_the_file_is_its_user_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "runs.db"
    Store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@contextmanager
def somebody_else(path: Path, mode: int) -> Iterator[None]:
    """A folder has other rights meanwhile, and root has none."""
    path.chmod(mode)
    if os.getuid() == 0:
        os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        if os.getresuid()[2] == 0:
            os.setresuid(0, 0, 0)
        path.chmod(0o755)


@pytest.mark.parametrize("mode", [0o555, 0o777])
@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="a system without such rights")
def test_a_store_that_may_only_be_read_is_read(tmp_path: Path, mode: int) -> None:
    open_once(str(tmp_path / "runs.db"))
    with TemporaryDirectory() as folder:  # pytest's own are closed to others
        path = Path(shutil.copy(tmp_path / "runs.db", folder))
        path.chmod(0o444)
        with somebody_else(path.parent, mode), Store(path, new=False) as store:
            assert [run.scenario for run in store.runs.list()] == [PLAN_RUN.scenario]
            with pytest.raises(StoreError, match="may not be written to; choose another place"):
                store.runs.cancel(1)
        assert [file.name for file in path.parent.iterdir()] == ["runs.db"]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Dana, this is not a database, whatever its name may say.")
    with pytest.raises(StoreError, match=r"letter\.txt is not a store but some other file"):
        Store(path)
    assert path.read_text().startswith("Dear Dana")


def test_a_folder_is_no_place_for_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened; choose a file"):
        Store(tmp_path)


def test_a_file_where_a_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened; choose a file in a folder"):
        Store(tmp_path / "file" / "runs.db")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.touch(0o400)
    with pytest.raises(StoreError, match="may not be written to"):
        Store(path)


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="the psycopg library is not installed here")
    with pytest.raises(StoreError, match="cannot be reached") as error:
        Store(f"postgresql://dana:secret@/plans?host={tmp_path}")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("address", ["mysql://localhost/plans", "http://localhost", "nonsense://"])
def test_other_databases_are_refused(address: str) -> None:
    with pytest.raises(StoreError, match="use a path or a PostgreSQL address"):
        Store(address)


def test_an_address_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(StoreError, match="write a path or"):
        Store("postgresql://host:port:port/x")


def test_without_an_address_the_store_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_STORE", "/somewhere/team.db")
    assert default_address() == "/somewhere/team.db"


def test_without_any_address_the_store_lies_in_the_user_s_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_STORE")
    assert Path(default_address()).name == "planner.db"


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "fitness.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE runs (kilometres REAL)")
        other.commit()
    with pytest.raises(StoreError, match=r"fitness\.db is not a store but some other database"):
        Store(path)
