"""The examples of docs/what-ifs.md fit the demo, and every verb has one."""

import re
import tomllib
from pathlib import Path
from typing import Any

from planner.domain.settings import Settings
from planner.files import read_folder
from planner.services.sweep_job import open_sweep
from planner.whatif.apply import apply
from planner.whatif.changes import SHAPES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "what-ifs.md").read_text(encoding="utf-8")
TEXTS: list[str] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES: list[dict[str, Any]] = [tomllib.loads(text) for text in TEXTS]


def test_every_example_fits_the_demo_and_every_verb_has_one() -> None:
    demo = read_folder(ROOT / "scenarios" / "demo").tables
    shown = [example["changes"] for example in EXAMPLES if "changes" in example]
    for changes in shown:
        assert len(apply(demo, changes).phrases) == len(changes)
    assert {change["do"] for changes in shown for change in changes} == set(SHAPES)


def test_the_sweep_of_the_page_and_the_sample_can_be_opened(tmp_path: Path) -> None:
    (text,) = [one for one in TEXTS if "[[axes]]" in one]
    (tmp_path / "sweep.toml").write_text(text.replace('"demo"', f'"{ROOT / "scenarios" / "demo"}"'), encoding="utf-8")
    assert len(open_sweep(tmp_path / "sweep.toml", Settings()).cells) == 4
    sample = open_sweep(ROOT / "scenarios" / "sweep-staff-and-demand.toml", Settings())
    assert len({cell.fingerprint for cell in sample.cells}) == len(sample.cells) == 50
