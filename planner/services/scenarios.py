"""Where the scenarios that come with the planner lie."""

from pathlib import Path

from planner.errors import BadInput, Finding

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"


def demo_folder() -> Path:
    """The demo's folder. Raises BadInput where the planner was installed without its scenarios."""
    folder = FOLDER / "demo"
    if not folder.is_dir():
        right = "run the planner from its source folder, or use planner generate to make a scenario"
        raise BadInput([Finding(str(folder), None, "", "", "the demo is not there", right)])
    return folder
