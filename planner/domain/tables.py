"""A scenario as people write it: the contract's tables, cell by cell as text.

Tables are what a folder or a workbook holds and what changes are made to; a `Scenario` is what they mean. Cells are
text in the contract's canonical form ("09:30", "Mon Wed Fri", "yes"); an empty cell means the column's default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Row: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """`settings` is scenario.toml without `base` and `changes`; `rows` goes from a table ("sites") to its rows."""

    settings: Mapping[str, object]
    rows: Mapping[str, tuple[Row, ...]]
