import json
import os
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.cli.serving import LOOK, QUICK, SAFE, SCRIPT, status_of
from planner.errors import BadInput


@pytest.mark.parametrize(("option", "said"), [("--scenarios", "is no folder"), ("--secrets", "is no file")])
def test_what_is_not_there_is_said_before_anything_is_served(option: str, said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["app", option, str(tmp_path / "nothing")])
    assert isinstance(result.exception, BadInput)
    assert said in str(result.exception)


def flat(options: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Options as a command line names and writes them."""
    for name, value in options.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value if isinstance(value, str) else json.dumps(value)


def test_the_app_is_as_safe_and_looks_the_same_however_it_is_started() -> None:
    config = Path(__file__).parents[2] / ".streamlit" / "config.toml"
    assert dict(flat(tomllib.loads(config.read_text(encoding="utf-8")))) == {**SAFE, **QUICK, **LOOK}


def test_no_file_beside_the_script_is_taken_for_a_page() -> None:
    """Streamlit lists a folder `pages` beside its script by file name, until the app says which pages there are."""
    assert SCRIPT.is_file()
    assert not (SCRIPT.parent / "pages").exists()


STUBBORN = """
import signal, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_the_app_ends_within_two_seconds_however_long_it_would_take(asked: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline()
        threading.Timer(0.1, os.kill, (os.getpid(), asked)).start()
        began = time.monotonic()
        assert status_of(server) == 0
        assert time.monotonic() - began < 2
        assert server.returncode is not None
