"""The contract's changes once more, plainly: rows are dictionaries, and no code is shared with the planner."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import plain_scenario

Row = dict[str, str]
Rows = dict[str, list[Row]]
Change = dict[str, Any]

TABLES = (
    "sites", "rooms", "blocks", "programs", "profiles", "therapists", "therapist_hours", "participants",
    "participant_hours", "travel", "pairs", "cohorts",
)  # fmt: skip
KEYS = {
    "sites": ("site_id",), "rooms": ("room_id",), "blocks": ("block_id", "site_id"), "programs": ("program_id",),
    "profiles": ("profile_id",), "therapists": ("therapist_id",), "participants": ("participant_id",),
    "travel": ("participant_id", "site_id"), "cohorts": ("cohort_id",),
}  # fmt: skip
DEFAULTS = {"open": "yes", "locked": "no", "status": "waiting"}
LISTS = (
    ("sites", "programs", "programs"), ("programs", "blocks", "blocks"), ("therapists", "sites", "sites"),
    ("participants", "blocks", "blocks"), ("participants", "sites", "sites"), ("cohorts", "facilitators", "therapists"),
)  # fmt: skip
GO_ALONG = (
    ("rooms", "site_id", "sites"), ("blocks", "site_id", "sites"), ("therapist_hours", "site_id", "sites"),
    ("therapist_hours", "therapist_id", "therapists"), ("participants", "program_id", "programs"),
    ("participant_hours", "participant_id", "participants"), ("travel", "participant_id", "participants"),
    ("travel", "site_id", "sites"), ("cohorts", "site_id", "sites"), ("cohorts", "program_id", "programs"),
    ("cohorts", "block_id", "blocks"),
)  # fmt: skip
EMPTIED = (
    ("participants", "cohort_id", "cohorts"), ("participants", "therapist_id", "therapists"),
    ("participants", "preferred_block", "blocks"), ("cohorts", "room_id", "rooms"), ("programs", "profile", "profiles"),
)  # fmt: skip


class Unfit(Exception):
    """The change does not fit."""


def tables_of(folder: Path) -> Rows:
    """Every table's rows without their empty cells and defaults."""
    return {name: [bare(row) for row in plain_scenario.rows(folder / f"{name}.csv")] for name in TABLES}


def bare(row: Row) -> Row:
    return {column: cell for column, cell in row.items() if cell and DEFAULTS.get(column) != cell}


def same(some: Rows, others: Rows) -> list[str]:
    """What only one of the two has, a row a line."""
    lines = []
    for name in TABLES:
        here, there = (Counter(str(sorted(bare(row).items())) for row in rows[name]) for rows in (some, others))
        lines += [f"{name} - {row}" for row in here - there] + [f"{name} + {row}" for row in there - here]
    return lines


def changed(rows: Rows, change: Change) -> Rows:
    """The tables after a change by which nobody is drawn. Raises Unfit."""
    after = deepcopy(rows)
    VERBS[change["do"]](after, change)
    unlock(rows, after)
    if any(int(x["group_min"]) > int(x["group_max"]) for x in after["programs"]) or loose_ends(after):
        raise Unfit
    return after


def loose_ends(rows: Rows) -> bool:
    """Whether a cell names what is not there."""
    there = {name: {row[key[0]] for row in rows[name]} for name, key in KEYS.items()}
    lists = [(of, one) for table, column, of in LISTS for row in rows[table] for one in listed(row, column)]
    cells = [(of, row.get(column, "")) for table, column, of in (*GO_ALONG, *EMPTIED) for row in rows[table]]
    names = ("participants", "therapists")
    pairs = [(name, one) for row in rows["pairs"] for name in names for one in paired(row, name)]
    return any(one and one not in there[of] for of, one in (*lists, *cells, *pairs))


def text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def listed(row: Row, column: str) -> list[str]:
    return [entry for entry in row.get(column, "").split(";") if entry]


def find(rows: Rows, name: str, key: str) -> Row:
    found = [row for row in rows[name] if row[KEYS[name][0]] == key]
    if not found:
        raise Unfit
    return found[0]


def matching(rows: Rows, name: str, key: Change) -> Row:
    wanted = dict.fromkeys(KEYS.get(name, ()), "") | {column: text(value) for column, value in key.items()}
    found = [row for row in rows[name] if all(row.get(column, "") == cell for column, cell in wanted.items())]
    if len(found) != 1:
        raise Unfit
    return found[0]


def add(rows: Rows, change: Change) -> None:
    row = {column: text(value) for column, value in change["row"].items()}
    key = KEYS.get(change["table"], tuple(row))
    if any(all(other.get(x, "") == row.get(x, "") for x in key) for other in rows[change["table"]]):
        raise Unfit
    rows[change["table"]].append(row)


def set_cells(rows: Rows, change: Change) -> None:
    values = {column: text(value) for column, value in change["values"].items()}
    matching(rows, change["table"], change["key"]).update(values)


def remove(rows: Rows, change: Change) -> None:
    row = matching(rows, change["table"], change["key"])
    rows[change["table"]].remove(row)
    if change["table"] in KEYS:
        forget(rows, change["table"], row[KEYS[change["table"]][0]])


def forget(rows: Rows, name: str, gone: str) -> None:
    """Whatever refers to the id goes with it, unless another row still has it."""
    if any(row[KEYS[name][0]] == gone for row in rows[name]):
        return
    for table, column in referring(LISTS, name):
        for row in rows[table]:
            shorten(table, row, column, gone)
    for table, column in referring(EMPTIED, name):
        rows[table] = [bare(row | {column: ""}) if row.get(column) == gone else row for row in rows[table]]
    for table, column in referring(GO_ALONG, name):
        drop(rows, table, [row for row in rows[table] if row.get(column) == gone])
    drop(rows, "pairs", [row for row in rows["pairs"] if gone in paired(row, name)])


def referring(columns: Iterable[tuple[str, str, str]], name: str) -> list[tuple[str, str]]:
    return [(table, column) for table, column, of in columns if of == name]


def shorten(table: str, row: Row, column: str, gone: str) -> None:
    if gone in listed(row, column):
        row[column] = ";".join(entry for entry in listed(row, column) if entry != gone)
        if not row[column] and table != "cohorts":
            raise Unfit


def paired(row: Row, name: str) -> list[str]:
    """Those of the pair who stand in that table."""
    both = {"participants": [row["participant_id"]], "therapists": []}
    both["therapists" if row["kind"] == "not_with" else "participants"].append(row["other_id"])
    return both.get(name, [])


def drop(rows: Rows, table: str, gone: Iterable[Row]) -> None:
    for row in list(gone):
        rows[table].remove(row)
        if table in {"participants", "cohorts", "rooms", "blocks"}:
            forget(rows, table, row[KEYS[table][0]])


def leaves(rows: Rows, change: Change) -> None:
    remove(rows, {"table": "therapists", "key": {"therapist_id": change["therapist"]}})


def away(rows: Rows, change: Change) -> None:
    find(rows, "therapists", change["therapist"])
    hours = rows["therapist_hours"]
    rows["therapist_hours"] = [
        row for row in hours if row["therapist_id"] != change["therapist"] or row["day"] not in change["days"]
    ]


def joins(rows: Rows, change: Change) -> None:
    like = find(rows, "therapists", change["like"])
    if any(row["therapist_id"] == change["id"] for row in rows["therapists"]):
        raise Unfit
    differing = {column: text(value) for column, value in change.items() if column not in {"do", "id", "like"}}
    rows["therapists"].append(like | differing | {"therapist_id": change["id"]})
    hours = [row | {"therapist_id": change["id"]} for row in hours_of(rows, change["like"])]
    rows["therapist_hours"] += hours
    at_any_where_gone(rows, change["id"])


def hours_of(rows: Rows, therapist: str) -> list[Row]:
    return [row for row in rows["therapist_hours"] if row["therapist_id"] == therapist]


def at_any_where_gone(rows: Rows, therapist: str) -> None:
    sites = listed(find(rows, "therapists", therapist), "sites")
    for site in sites:
        find(rows, "sites", site)
    for row in hours_of(rows, therapist):
        if row.get("site_id") not in sites:
            row.pop("site_id", None)


def move(rows: Rows, change: Change) -> None:
    if not change["sites"]:
        raise Unfit
    find(rows, "therapists", change["therapist"])["sites"] = text(change["sites"])
    at_any_where_gone(rows, change["therapist"])


def duty(rows: Rows, change: Change) -> None:
    """More hours as one row; what a cut leaves is told by `on_duty`."""
    sites = listed(find(rows, "therapists", change["therapist"]), "sites")
    if change.get("site", sites[0]) not in sites or change["start"] >= change["end"]:
        raise Unfit
    row = {column: change[column] for column in ("day", "start", "end")} | {"therapist_id": change["therapist"]}
    if "site" in change:
        row["site_id"] = change["site"]
    if not change.get("remove"):
        rows["therapist_hours"].append(row)
        return
    left = [cut for one in rows["therapist_hours"] for cut in quarters(rows, one, row)]
    rows["therapist_hours"] = left


def quarters(rows: Rows, one: Row, gone: Row) -> list[Row]:
    """A row of hours cut into five minutes at one site each, without those that are gone; others as they are."""
    if any(one[column] != gone[column] for column in ("therapist_id", "day")):
        return [one]
    at = [one["site_id"]] if "site_id" in one else listed(find(rows, "therapists", one["therapist_id"]), "sites")
    start, end = plain_scenario.clock(gone["start"]), plain_scenario.clock(gone["end"])
    minutes = range(plain_scenario.clock(one["start"]), plain_scenario.clock(one["end"]), 5)
    cuts = [(m, site) for m in minutes for site in at if not (start <= m < end and gone.get("site_id", site) == site)]
    return [one | {"start": time(m), "end": time(m + 5), "site_id": site} for m, site in cuts]


def time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def on_duty(rows: Rows) -> set[tuple[str, str, int, str]]:
    """Every five minutes that anybody is on duty, with the site."""
    sites = {row["therapist_id"]: listed(row, "sites") for row in rows["therapists"]}
    return {
        (row["therapist_id"], row["day"], minute, site)
        for row in rows["therapist_hours"]
        for minute in range(plain_scenario.clock(row["start"]), plain_scenario.clock(row["end"]), 5)
        for site in ([row["site_id"]] if row.get("site_id") else sites[row["therapist_id"]])
    }


def opening(table: str, field: str, value: str) -> Callable[[Rows, Change], None]:
    def verb(rows: Rows, change: Change) -> None:
        find(rows, table, change[field])["open"] = value

    return verb


def room_opens(rows: Rows, change: Change) -> None:
    if "room" in change:
        find(rows, "rooms", change["room"])["open"] = "yes"
        return
    find(rows, "sites", change["site"])
    row = {"room_id": change["id"], "site_id": change["site"], "kind": change["kind"], "seats": change["seats"]}
    add(rows, {"table": "rooms", "row": row})


def block_set(value: str) -> Callable[[Rows, Change], None]:
    def verb(rows: Rows, change: Change) -> None:
        if "site" in change:
            find(rows, "sites", change["site"])
        if "start" in change:
            new_block(rows, change)
        elif "site" in change:
            block_at(rows, change["block"], change["site"], value)
        else:
            find(rows, "blocks", change["block"])
            for row in rows["blocks"]:
                if row["block_id"] == change["block"]:
                    row["open"] = value

    return verb


def new_block(rows: Rows, change: Change) -> None:
    if change["start"] >= change["end"]:
        raise Unfit
    row = {"block_id": change["block"], "start": change["start"], "end": change["end"]}
    add(rows, {"table": "blocks", "row": row | ({"site_id": change["site"]} if "site" in change else {})})
    for other in rows["blocks"]:
        if other["block_id"] == change["block"] and "site" not in change:
            other["open"] = "yes"


def block_at(rows: Rows, block: str, site: str, value: str) -> None:
    at = {row.get("site_id", ""): row for row in rows["blocks"] if row["block_id"] == block}
    if site in at:
        at[site]["open"] = value
    elif "" not in at:
        raise Unfit
    elif at[""].get("open", "yes") != value:
        rows["blocks"].append(at[""] | {"site_id": site, "open": value})


def group_size(rows: Rows, change: Change) -> None:
    row = find(rows, "programs", change["program"])
    row.update({f"group_{size}": str(change[size]) for size in ("min", "max") if size in change})


def locking(value: str) -> Callable[[Rows, Change], None]:
    def verb(rows: Rows, change: Change) -> None:
        find(rows, "cohorts", change["cohort"])["locked"] = value

    return verb


VERBS: dict[str, Callable[[Rows, Change], None]] = {
    "add": add,
    "set": set_cells,
    "remove": remove,
    "therapist_leaves": leaves,
    "therapist_away": away,
    "therapist_joins": joins,
    "duty": duty,
    "move_therapist": move,
    "room_closes": opening("rooms", "room", "no"),
    "room_opens": room_opens,
    "site_closes": opening("sites", "site", "no"),
    "site_opens": opening("sites", "site", "yes"),
    "block_closes": block_set("no"),
    "block_opens": block_set("yes"),
    "group_size": group_size,
    "lock": locking("yes"),
    "unlock": locking("no"),
    "weight": lambda _rows, _change: None,
}


def unlock(before: Rows, after: Rows) -> None:
    """A locked cohort that lost what it stands on is locked no more."""
    was = {row["cohort_id"]: row for row in before["cohorts"]}
    for row in after["cohorts"]:
        if row.get("locked") == "yes" and was.get(row["cohort_id"], {}).get("locked") == "yes":
            old = was[row["cohort_id"]]
            if stands_on(before, old) - stands_on(after, old):
                row["locked"] = "no"


def stands_on(rows: Rows, cohort: Row) -> set[str]:
    """Of its room, site, block, pattern and facilitators those that are there for it."""
    site, block = cohort["site_id"], cohort["block_id"]
    rooms = {r["room_id"] for r in rows["rooms"] if r.get("open") != "no" and r["site_id"] == site}
    rooms -= {r["room_id"] for r in rows["rooms"] if r["kind"] == "office"}
    sites = {x["site_id"] for x in rows["sites"] if x.get("open") != "no"}
    at = {x.get("site_id", ""): x for x in rows["blocks"] if x["block_id"] == block}
    times = at.get(site, at.get("", {"open": "no"}))
    patterns = [p for x in rows["programs"] if x["program_id"] == cohort["program_id"] for p in listed(x, "patterns")]
    found = {f"room {cohort['room_id']}"} if cohort.get("room_id") in rooms else set()
    found |= {"site"} if site in sites else set()
    found |= {"block"} if times.get("open") != "no" else set()
    found |= {"pattern"} if cohort["pattern"] in patterns else set()
    return found.union(*(leads(rows, therapist, cohort, times) for therapist in listed(cohort, "facilitators")))


def leads(rows: Rows, therapist: str, cohort: Row, times: Row) -> set[str]:
    """That a facilitator works there, and is on duty on each day."""
    works = {row["therapist_id"] for row in rows["therapists"] if cohort["site_id"] in listed(row, "sites")}
    minutes = range(
        plain_scenario.clock(times.get("start", "00:00")), plain_scenario.clock(times.get("end", "00:00")), 5
    )
    there = on_duty({**rows, "therapist_hours": hours_of(rows, therapist)}) if therapist in works else set()
    days = [d for d in cohort["pattern"].split() if all((therapist, d, m, cohort["site_id"]) in there for m in minutes)]
    return {f"{therapist} {day}" for day in ("", *days)} if therapist in works else set()


def rounded(number: int, share: float) -> int:
    """A half goes up."""
    return math.floor(number * Decimal(str(share)) + Decimal("0.5"))


def meant(folder: Path, change: Change) -> set[str]:
    """The waiting people among whom a change of demand or preference draws. Raises Unfit."""
    rows = tables_of(folder)
    for field, table in (("program", "programs"), ("site", "sites"), ("block", "blocks")):
        if field in change:
            find(rows, table, change[field])
    scenario = plain_scenario.read(folder)
    people = [p for p in scenario.people.values() if not p.enrolled and change.get("program", p.program) == p.program]
    if change["do"] == "demand":
        people = [p for p in people if "block" not in change or change["block"] in p.blocks]
        people = [p for p in people if "site" not in change or nearest(scenario, p) == change["site"]]
    return {p.id for p in people}


def nearest(scenario: plain_scenario.Scenario, person: plain_scenario.Person) -> str | None:
    """A virtual site is near to everybody, and so to nobody who has another."""
    sites = [(scenario.sites[i].virtual, person.minutes[i], i) for i in person.reach]
    return min(sites)[2] if sites else None
