"""One sheet typed into in two windows at once: what was typed in either stays."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from planner.domain.tables import Row

Rows: TypeAlias = tuple[Row, ...]


def merged(before: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> Rows:
    """The sheet with what changed from `before` to `mine` and from `before` to `theirs`; where both, as in `mine`.

    Cell by cell as long as no row comes or goes; else row by row, and rows of theirs stand behind mine.
    """
    if len(before) == len(mine) == len(theirs):
        return tuple(map(_cells, before, mine, theirs))
    old, new = Counter(map(_key, before)), Counter(map(_key, theirs))
    return (*_without(mine, old - new), *map(dict, (new - old).elements()))


def _cells(before: Row, mine: Row, theirs: Row) -> Row:
    return {column: text if text != before[column] else theirs[column] for column, text in mine.items()}


def _without(rows: Iterable[Row], gone: Counter[tuple[tuple[str, str], ...]]) -> Iterator[Row]:
    for row in rows:
        if gone[_key(row)]:
            gone[_key(row)] -= 1
        else:
            yield row


def _key(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(row.items())
