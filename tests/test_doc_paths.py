"""The pages for people name only places that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PLACE = re.compile(r"`((?:planner|docs|tests|scenarios|benchmarks)/[\w./-]*)(?::(\w+))?`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def _named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_place_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    places = [ROOT / path for path, _ in PLACE.findall(text)]
    links = [page.parent / link for link in LINK.findall(text)]
    assert [str(place) for place in (*places, *links) if not place.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_name_that_a_page_gives_with_its_file_is_defined_there(page: Path) -> None:
    named = [(path, name) for path, name in PLACE.findall(page.read_text(encoding="utf-8")) if name]
    lost = [
        f"{path}:{name}"
        for path, name in named
        if not re.search(rf"^(?:def |class )?{name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert lost == []
