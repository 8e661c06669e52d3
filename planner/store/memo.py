"""Answers kept by what they answer: bytes by fingerprint, the longest unused ones forgotten."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from planner.store.tables import MEMO

MOST_BYTES = 64_000_000
AT_ONCE = 500
"""Fingerprints asked for in one statement; databases limit how many values one may hold."""


class Memo:
    """Bytes by fingerprint; together at most `most_bytes`."""

    def __init__(self, engine: Engine, most_bytes: int = MOST_BYTES) -> None:
        self._engine = engine
        self._most_bytes = most_bytes

    def get(self, fingerprints: Iterable[str]) -> Mapping[str, bytes]:
        """Those of them that are known."""
        asked = sorted(set(fingerprints))
        found: dict[str, bytes] = {}
        with self._engine.begin() as connection:
            for first in range(0, len(asked), AT_ONCE):
                among = MEMO.c.fingerprint.in_(asked[first : first + AT_ONCE])
                # All processes lock the rows in the same order, so that no two wait for one another.
                rows = select(MEMO).where(among).order_by(MEMO.c.fingerprint).with_for_update()
                found.update((row.fingerprint, row.content) for row in connection.execute(rows))
                connection.execute(update(MEMO).where(among).values(used=datetime.now(UTC)))
        return found

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Keeps them, and forgets others where it becomes too much. What is known already stays as it is."""
        if not contents:
            return
        now = datetime.now(UTC)
        rows = [
            {"fingerprint": name, "content": content, "size": len(content), "used": now}
            for name, content in sorted(contents.items())
        ]
        with self._engine.begin() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            connection.execute(insert(MEMO).on_conflict_do_nothing(), rows)
            self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        newest_first = func.sum(MEMO.c.size).over(order_by=(MEMO.c.used.desc(), MEMO.c.fingerprint))
        sums = select(MEMO.c.fingerprint, newest_first.label("total")).subquery()
        too_much = MEMO.c.fingerprint.in_(select(sums.c.fingerprint).where(sums.c.total > self._most_bytes))
        forgotten = select(MEMO.c.fingerprint).where(too_much).order_by(MEMO.c.fingerprint).with_for_update()
        for name in connection.execute(forgotten).scalars().all():
            connection.execute(delete(MEMO).where(MEMO.c.fingerprint == name))
