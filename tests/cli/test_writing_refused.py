"""Where a result cannot be written: said before any work where that can be known, and what is kept in any case."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import clinic_and_what_if, planner

from planner.services import explaining, keeping, sweeping
from planner.services.planning import plan_scenario
from planner.store import Store

SWEEP = """
name = "Weights"
base = "clinic"
axes = [{ name = "Weight", values = [{ label = "as today" }] }]
"""

COMMANDS = {
    "plan": ("clinic", "--out"),
    "capacity": ("clinic", "--time-limit", 5, "--out"),
    "sweep": ("sweep.toml", "--out"),
    "generate": (),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clinic_and_what_if(tmp_path)
    (tmp_path / "sweep.toml").write_text(SWEEP)
    (tmp_path / "letter").write_text("mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def then(work: Callable[..., Any], done: Callable[[], object]) -> Callable[..., Any]:
    """The same work, at whose end something happens elsewhere."""

    def both(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the work takes and gives
        result = work(*given, **named)
        done()
        return result

    return both


@pytest.mark.parametrize("out", ["letter/below/out", "n" * 300, f"new/{'n' * 300}/out"])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_cannot_be_written_is_said_before_any_work(home: Path, command: str, out: str) -> None:
    before = sorted(home.iterdir())
    said = planner(command, *COMMANDS[command], out)
    assert (said.status, said.out) == (2, "")
    assert said.err.endswith("; choose another place\n")
    assert "cannot be written (" in said.err
    assert len(said.err.splitlines()) == 1
    assert sorted(home.iterdir()) == before
    with Store() as store:
        assert store.runs.list() == ()


def test_a_plan_that_cannot_be_written_after_all_is_named_as_a_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put = then(plan_scenario, (home / "out").touch)
    monkeypatch.setattr(keeping, "plan_scenario", put)
    said = planner("plan", "clinic", "--out", "out")
    assert said.status == 2
    assert said.err.splitlines()[-3:] == [
        "Nothing is lost: it is kept as run 1. To write it elsewhere:",
        "  planner runs export 1 FOLDER",
        "out: is a file; name a new folder",
    ]
    assert planner("runs", "export", 1, "elsewhere").status == 0
    assert (home / "elsewhere" / "summary.json").is_file()


def test_an_answer_that_cannot_be_written_after_all_is_named_as_a_run(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explaining, "capacity", then(explaining.capacity, (home / "out").mkdir))
    said = planner("capacity", "clinic", "--time-limit", 5, "--out", "out", "--store", "runs.db")
    assert (said.status, "  planner runs export 1 FOLDER --store runs.db\n" in said.err) == (2, True)


def test_a_sweep_that_cannot_be_written_after_all_is_written_elsewhere_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "run_sweep", then(sweeping.run_sweep, (home / "out").touch))
    said = planner("sweep", "sweep.toml", "--out", "out")
    assert said.status == 2
    assert "Nothing is lost: the same command with another --out writes what was planned." in said.err


def test_a_run_s_plan_is_refused_where_it_cannot_be_written(home: Path) -> None:
    assert planner("plan", "clinic").status == 0
    said = planner("runs", "export", 1, "letter/out")
    assert (said.status, "cannot be written (Not a directory); choose another place" in said.err) == (2, True)
    assert (home / "letter").read_text() == "mine"


def test_an_output_without_room_is_said_to_be_full(tmp_path: Path) -> None:
    clinic, _ = clinic_and_what_if(tmp_path)
    command = [sys.executable, "-m", "planner", "validate", str(clinic)]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "The output cannot be written (No space left on device): make room, or write elsewhere." in done.stderr
