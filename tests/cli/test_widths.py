"""Tables in a pipe or a file are as wide as their content, unless COLUMNS says how wide."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from store_runs import plan_run

from planner.store import Store

TITLE = "A clinic whose scenario has a name that no terminal of eighty columns would show on one line"


@pytest.fixture
def runs() -> None:
    with Store() as store:
        store.runs.add(plan_run(scenario=TITLE))


def listed(**environment: str) -> str:
    command = [sys.executable, "-m", "planner", "runs"]
    kept = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=kept | environment)
    return done.stdout


@pytest.mark.usefixtures("runs")
def test_a_pipe_cuts_no_words() -> None:
    assert TITLE in listed()


@pytest.mark.usefixtures("runs")
def test_columns_say_how_wide() -> None:
    assert max(map(len, listed(COLUMNS="70").splitlines())) <= 70


def test_a_reason_of_several_causes_keeps_its_punctuation(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "planner", "demo", "--out", str(tmp_path / "plan")]
    said = " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert "too few others could join; and not enough adolescent therapists" in said
