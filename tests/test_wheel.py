"""A planner that was installed as a package works anywhere, and brings its scenarios."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*command: object, folder: Path, **environment: str) -> str:
    """What a command prints; it must succeed."""
    made = subprocess.run(
        [sys.executable, "-P", *map(str, command)],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout


def test_a_wheel_brings_the_demo_and_plans_it(tmp_path: Path) -> None:
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, folder=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(installed)
    where = run(
        "-c",
        "from planner.services import scenarios; print(scenarios.FOLDER)",
        folder=tmp_path,
        PYTHONPATH=str(installed),
    )
    assert Path(where.strip()) == installed / "planner" / "scenarios"
    said = run("-m", "planner", "demo", "--no-store", "--json", folder=tmp_path, PYTHONPATH=str(installed))
    assert json.loads(said)["status"] == "optimal"
