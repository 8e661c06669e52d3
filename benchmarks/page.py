"""Figures on the page of figures: how they are written, and where."""

from collections.abc import Iterable, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"

NOTHING = "-"


def seconds(value: float | None) -> str:
    """As `4.2 s`."""
    return NOTHING if value is None else f"{value:.1f} s"


def percent(value: float | None) -> str:
    """A share as `0.0137 %`; below zero counts as none, for plans that no search has judged."""
    return NOTHING if value is None else f"{value:.4%}".replace("%", " %")


def number(value: int | None) -> str:
    """As `1,200`."""
    return NOTHING if value is None else f"{value:,}"


def mib(value: float | None) -> str:
    """As `512 MiB`."""
    return NOTHING if value is None else f"{value:,.0f} MiB"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put_between(page: Path, name: str, text: str) -> None:
    """Replaces what stands between `<!-- name -->` and `<!-- /name -->`. Raises ValueError where they are missing."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(f"<!-- {name} -->")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not begin or not end:
        raise ValueError(f"{page} has no markers {name}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
