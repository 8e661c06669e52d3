"""What README.md tells people to type works, in a folder with nothing but the scenarios."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PLANNER = f'"{sys.executable}" -m planner'
SETTING_UP = ("make test",)
"""Runs this very suite."""


def commands() -> list[str]:
    """The lines of README's shell blocks, with the planner that is under test."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    named = [line.replace("make demo", ".venv/bin/planner demo") for line in lines if line and line not in SETTING_UP]
    return [line.replace(".venv/bin/planner", PLANNER) for line in named]


def test_every_command_of_the_readme_works_one_after_the_other(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    assert commands()
    for command in commands():
        done = subprocess.run(  # noqa: S602 - the readme's own lines
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_the_picture_shows_what_the_demo_says() -> None:
    command, terminal = [sys.executable, "-m", "planner", "demo"], {**os.environ, "COLUMNS": "80"}
    demo = subprocess.run(
        command, cwd=ROOT, env=terminal, capture_output=True, text=True, timeout=300, check=True
    ).stdout
    picture = re.findall(r"^```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL)[0]
    said = {_without_time(line) for line in demo.splitlines()}
    assert [line for line in picture.splitlines() if line.strip(" …") and _without_time(line) not in said] == []


def _without_time(line: str) -> str:
    return re.sub(r", in [\d.]+ s\.", "", line).rstrip()
