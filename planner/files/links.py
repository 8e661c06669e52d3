"""What tables must agree on: ids that exist and are unique, hours that end after they begin, blocks on the grid."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from planner.domain.week import clock
from planner.errors import Finding
from planner.files.cells import Value
from planner.files.contract import TABLES
from planner.files.records import Record, Records
from planner.files.schema import Column

Read: TypeAlias = Mapping[str, Records]
"""The tables that could be read, by name."""


def links(read: Read, unread: Collection[str], grid: int | None) -> Iterator[Finding]:
    """Everything in which the rows disagree with one another; the grid is not looked at where it is None.

    Nothing is said of ids in tables that are there but `unread`.
    """
    known = {name: ids for name in TABLES if name not in unread and (ids := _ids(read, name)) is not None}
    for table in read.values():
        yield from duplicates(table)
        yield from disorder(table)
        for column in table.table.columns:
            if column.refers in known:
                yield from _unknown(table, column, known[column.refers])
    for name, rule in RULES.items():
        if name in read:
            yield from rule(read)
    if grid and "blocks" in read:
        yield from _off_grid(read["blocks"], grid)


def duplicates(table: Records) -> Iterator[Finding]:
    """Rows whose key an earlier row has."""
    first: dict[tuple[object, ...], Record] = {}
    key = table.table.key
    for record in table.rows if key else ():
        if any(column not in record.values for column in key):
            continue
        values = tuple(record.values[column] for column in key)
        earlier = first.setdefault(values, record)
        if earlier is not record:
            yield _twice(table, record, earlier, values)


def _twice(table: Records, record: Record, earlier: Record, values: tuple[object, ...]) -> Finding:
    key = table.table.key
    what = ", ".join(str(value) for value in values if value is not None)
    where = "there already" if earlier.number is None else f"already in row {earlier.number}"
    other = f", or give one another {key[0]}" if len(key) == 1 else ""
    return table.finding(record, key[0], f"{what} is {where}", f"keep one of the two rows{other}")


def disorder(table: Records) -> Iterator[Finding]:
    """Pairs of cells of which the first must not be larger: times, and minima with their maxima."""
    names = {column.name for column in table.table.columns}
    for low, high in ORDER:
        if low in names and high in names:
            for record in table.rows:
                yield from _out_of_order(table, record, low, high)


ORDER = (("start", "end"), ("group_min", "group_max"), ("weekly_minutes_min", "weekly_minutes_max"))


def _out_of_order(table: Records, record: Record, low: str, high: str) -> Iterator[Finding]:
    first, second = record.values.get(low), record.values.get(high)
    if first is None or second is None:
        return
    if low == "start" and first >= second:
        wrong = f"{clock(second)} is not after the start {clock(first)}"
        yield table.finding(record, high, wrong, "end later on the same day")
    elif first > second:
        yield table.finding(record, high, f"{second} is less than {low} {first}", f"write {first} or more")


def _ids(read: Read, name: str) -> AbstractSet[object] | None:
    """The ids of a table; None where nobody can tell: it is missing though required, or has no column of ids."""
    table, key = TABLES[name], TABLES[name].key[:1]
    if name not in read:
        return None if table.required else frozenset()
    rows = read[name].rows
    ids = {record.values[key[0]] for record in rows if key and key[0] in record.values}
    return ids if ids or not rows else None


def _unknown(table: Records, column: Column, known: AbstractSet[object]) -> Iterator[Finding]:
    for record in table.rows:
        value = record.values.get(column.name)
        for entry in value if column.many and value else (value,):
            if entry and entry not in known:
                yield _absent(table, record, column.name, entry, column.refers)


def _absent(table: Records, record: Record, column: str, entry: str, name: str) -> Finding:
    return table.finding(record, column, f"{entry} is not in {name}", f"use an id of {name}, or add it there")


def _off_grid(blocks: Records, grid: int) -> Iterator[Finding]:
    for record in blocks.rows:
        for column in ("start", "end"):
            time = record.values.get(column)
            if time is not None and time % grid:
                low = time // grid * grid
                right = f"write {clock(low)} or {clock(low + grid)}"
                yield blocks.finding(record, column, f"{clock(time)} is not on the grid of {grid} minutes", right)


def _duty_elsewhere(read: Read) -> Iterator[Finding]:
    """Duty hours tied to a site at which the therapist does not work."""
    hours = read["therapist_hours"]
    works = _cells(read, "therapists", "therapist_id", "sites")
    for record in hours.rows:
        therapist, site = record.values.get("therapist_id"), record.values.get("site_id")
        sites = works.get(therapist)
        if site and sites and site not in sites:
            right = f"use one of {', '.join(sites)}, or add it to their sites"
            yield hours.finding(record, "site_id", f"{therapist} does not work at {site}", right)


def _ill_paired(read: Read) -> Iterator[Finding]:
    """Others who do not exist, and people paired with themselves."""
    pairs = read["pairs"]
    known = {name: _ids(read, name) for name in ("therapists", "participants")}
    for record in pairs.rows:
        kind, other = record.values.get("kind"), record.values.get("other_id")
        name = "therapists" if kind == "not_with" else "participants"
        ids = known[name]
        if kind and other and ids is not None and other not in ids:
            yield _absent(pairs, record, "other_id", other, name)
        if name == "participants" and other and other == record.values.get("participant_id"):
            yield pairs.finding(record, "other_id", f"{other} is paired with themselves", "name two people")


def _cohorts_elsewhere(read: Read) -> Iterator[Finding]:
    """Cohorts whose room is at another site or not needed, or whose block is only at others."""
    cohorts = read["cohorts"]
    site_of = _cells(read, "rooms", "room_id", "site_id")
    sites_of = _sites_of_blocks(read)
    modality = _cells(read, "sites", "site_id", "modality")
    for record in cohorts.rows:
        room, site, block = (record.values.get(name) for name in ("room_id", "site_id", "block_id"))
        at, sites = site_of.get(room), sites_of.get(block)
        if room and modality.get(site) == "virtual":
            wrong = f"{site} is virtual, where cohorts meet in no room"
            yield cohorts.finding(record, "room_id", wrong, "leave it empty, or name another site")
        elif room and site and at and at != site:
            right = f"name a room of {site}, or leave it empty"
            yield cohorts.finding(record, "room_id", f"{room} is a room of {at}, not of {site}", right)
        if site and sites and site not in sites and None not in sites:
            right = f"add a row for it to blocks, or use another block of {site}"
            yield cohorts.finding(record, "block_id", f"{site} has no block {block}", right)


def _sites_of_blocks(read: Read) -> Mapping[Value, AbstractSet[Value]]:
    """The sites for which a block has rows, None among them where it has a general one, or one that is wrong."""
    sites = defaultdict[Value, set[Value]](set)
    for record in read["blocks"].rows if "blocks" in read else ():
        sites[record.values.get("block_id")].add(record.values.get("site_id"))
    return sites


def _cells(read: Read, name: str, key: str, column: str) -> Mapping[Value, Value]:
    """One column of a table by its ids; nothing where the table could not be read, or rows of one id disagree."""
    found = defaultdict[Value, set[Value]](set)
    for record in read[name].rows if name in read else ():
        found[record.values.get(key)].add(record.values.get(column))
    return {value: cells.pop() for value, cells in found.items() if len(cells) == 1}


RULES: Mapping[str, Callable[[Read], Iterator[Finding]]] = {
    "therapist_hours": _duty_elsewhere,
    "pairs": _ill_paired,
    "cohorts": _cohorts_elsewhere,
}
