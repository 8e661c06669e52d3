"""Where the scenarios that come with the planner lie."""

from pathlib import Path

from planner.errors import BadInput, Finding

PACKAGE = Path(__file__).resolve().parents[1]

INSTALLED, SOURCE = PACKAGE / "scenarios", PACKAGE.parent / "scenarios"
"""Where a wheel puts them, and where they lie otherwise."""

FOLDER = INSTALLED if INSTALLED.is_dir() else SOURCE


def demo_folder() -> Path:
    """The demo's folder. Raises BadInput where the planner was installed without its scenarios."""
    folder = FOLDER / "demo"
    if not folder.is_dir():
        right = "run the planner from its source folder, or use planner generate to make a scenario"
        raise BadInput([Finding(str(folder), None, "", "", "the demo is not there", right)])
    return folder
