"""Rooms, sites and blocks that open or close; group sizes, locks and weights."""

from collections.abc import Callable
from dataclasses import fields

from planner.domain.score import Weights
from planner.domain.tables import Row, Tables
from planner.files.cells import Wrong, quoted
from planner.whatif.changes import (
    BlockCloses,
    BlockOpens,
    GroupSize,
    Lock,
    RoomCloses,
    RoomOpens,
    SiteCloses,
    SiteOpens,
    Unlock,
    Weight,
)
from planner.whatif.edits import added, edited, fresh, known, one_of, rows, with_id
from planner.whatif.fields import Misfit, all_fit


def room_closes(tables: Tables, change: RoomCloses) -> Tables:
    """With the room not in use."""
    return _written(tables, "rooms", change.room, open="no")


def room_opens(tables: Tables, change: RoomOpens) -> Tables:
    """With the room in use again, or with a new one."""
    if change.room:
        return _written(tables, "rooms", change.room, open="yes")
    all_fit(
        lambda: known(tables, ("sites", change.site)),
        lambda: fresh(tables, "rooms", change.id, "write it as room to open it again"),
    )
    new = {"room_id": change.id, "site_id": change.site, "kind": change.kind, "seats": change.seats, "open": "yes"}
    return added(tables, "rooms", [new])


def site_closes(tables: Tables, change: SiteCloses) -> Tables:
    """With the site closed."""
    return _written(tables, "sites", change.site, open="no")


def site_opens(tables: Tables, change: SiteOpens) -> Tables:
    """With the site open again."""
    return _written(tables, "sites", change.site, open="yes")


def block_closes(tables: Tables, change: BlockCloses) -> Tables:
    """With the block closed everywhere, or at one site by a row of its own."""
    known(tables, ("blocks", change.block), ("sites", change.site))
    if not change.site:
        return edited(tables, "blocks", with_id("blocks", change.block), {"open": "no"})
    return _at_site(tables, change.block, change.site, "no")


def block_opens(tables: Tables, change: BlockOpens) -> Tables:
    """With the block open, by a new row where times are given."""
    if change.start:
        return _new_block(tables, change)
    known(tables, ("blocks", change.block), ("sites", change.site))
    if not change.site:
        return edited(tables, "blocks", with_id("blocks", change.block), {"open": "yes"})
    return _at_site(tables, change.block, change.site, "yes")


def group_size(tables: Tables, change: GroupSize) -> Tables:
    """With other sizes of a program's groups."""
    sizes = {"group_min": change.min, "group_max": change.max}
    return _written(tables, "programs", change.program, **{column: size for column, size in sizes.items() if size})


def lock(tables: Tables, change: Lock) -> Tables:
    """With a cohort locked."""
    return _written(tables, "cohorts", change.cohort, locked="yes")


def unlock(tables: Tables, change: Unlock) -> Tables:
    """With a cohort free to change or end."""
    return _written(tables, "cohorts", change.cohort, locked="no")


def weight(tables: Tables, change: Weight) -> Tables:
    """With another weight in the settings."""
    names = [field.name for field in fields(Weights)]
    if change.name not in names:
        raise Misfit(Wrong(f"name {quoted(change.name)} is no weight", one_of(change.name, names)))
    written = tables.settings.get("weights")
    weights = {**(written if isinstance(written, dict) else {}), change.name: change.value}
    return Tables({**tables.settings, "weights": weights}, tables.rows)


def _written(tables: Tables, name: str, key: str, **cells: str) -> Tables:
    known(tables, (name, key))
    return edited(tables, name, with_id(name, key), cells)


def _is_block(block: str, site: str) -> Callable[[Row], bool]:
    return lambda row: row["block_id"] == block and row["site_id"] == site


def _at_site(tables: Tables, block: str, site: str, opened: str) -> Tables:
    """A site's own row wins over the general one, of which it is a copy where it is new."""
    if any(map(_is_block(block, site), rows(tables, "blocks"))):
        return edited(tables, "blocks", _is_block(block, site), {"open": opened})
    general = next(filter(_is_block(block, ""), rows(tables, "blocks")), None)
    if general is None:
        raise Misfit(Wrong(f"block {quoted(block)} has no times at {site}", "open it there with start and end"))
    if general["open"] == opened:
        return tables
    return added(tables, "blocks", [{**general, "site_id": site, "open": opened}])


def _new_block(tables: Tables, change: BlockOpens) -> Tables:
    known(tables, ("sites", change.site))
    there = next(filter(_is_block(change.block, change.site), rows(tables, "blocks")), None)
    if there is not None:
        wrong = f"block {quoted(change.block)} is there already, {there['start']} to {there['end']}"
        raise Misfit(Wrong(wrong, "leave start and end out to open it, or set them in blocks"))
    opened = tables if change.site else edited(tables, "blocks", with_id("blocks", change.block), {"open": "yes"})
    new = {"block_id": change.block, "site_id": change.site, "start": change.start, "end": change.end, "open": "yes"}
    return added(opened, "blocks", [new])
