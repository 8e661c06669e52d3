"""Ctrl-C at any moment: exit status 1 and no traceback, also before there is a search to stop."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import clinic_and_what_if, planner

WHILE_LOADING = """
import sys

class Pressed:
    def find_spec(self, name, *_):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Pressed())
from planner.__main__ import main
main()
"""


def pressed(*_: object) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_while_a_scenario_is_read_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic, _ = clinic_and_what_if(tmp_path)
    monkeypatch.setattr("planner.services.opening.open_scenario", pressed)
    said = planner("plan", clinic, "--no-store")
    assert (said.status, said.out, said.err) == (1, "", "Stopped.\n")


def test_a_search_that_is_stopped_before_it_has_a_plan_is_not_asked_to_take_more_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.watching.TerminalWatch.stopped", lambda _: True)
    said = planner("demo", "--out", tmp_path / "plan", "--json")
    assert (said.status, said.err) == (1, "Stopped before there was a plan: there is nothing to show or to keep.\n")
    assert not (tmp_path / "plan").exists()
    assert "stopped" in planner("runs").out


def test_ctrl_c_while_the_command_is_loaded_ends_it_without_a_traceback() -> None:
    ended = subprocess.run([sys.executable, "-c", WHILE_LOADING], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")
