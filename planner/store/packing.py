"""Tables and files as few bytes."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

from planner.domain.tables import Tables


def packed_tables(tables: Tables) -> bytes:
    """A scenario's tables, compressed."""
    return _packed(
        {"settings": dict(tables.settings), "rows": {name: list(rows) for name, rows in tables.rows.items()}}
    )


def unpacked_tables(packed: bytes) -> Tables:
    """The tables that `packed_tables` took."""
    content = _unpacked(packed)
    return Tables(content["settings"], {name: tuple(rows) for name, rows in content["rows"].items()})


def packed_files(files: Mapping[str, str]) -> bytes:
    """Text files by name, compressed."""
    return _packed(dict(files))


def unpacked_files(packed: bytes) -> Mapping[str, str]:
    """The files that `packed_files` took."""
    return dict(_unpacked(packed))


def _packed(content: object) -> bytes:
    return zlib.compress(json.dumps(content, separators=(",", ":"), default=dict).encode())


def _unpacked(packed: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    return json.loads(zlib.decompress(packed))
