"""`planner show WHAT-IF --out` against changes made by hand, row by row; drawn people by their number."""

import json
import tomllib
from pathlib import Path
from random import Random
from typing import Any

import pytest
from command_line import planner
from plain_changes import (
    DEFAULTS,
    VERBS,
    Change,
    Row,
    Rows,
    Unfit,
    changed,
    listed,
    meant,
    on_duty,
    remove,
    rounded,
    same,
    tables_of,
)
from tiny_scenarios import tiny

from planner.files import write_tables

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SEEDS = (*range(40), 187, 205, 765)
"""The last ones have cohorts locked to what could not serve them, which lose it all the same."""

DRAWING = ("demand", "preference")
ALL = (*VERBS, *DRAWING)
ADDED = {
    "rooms": {"room_id": "x-room", "site_id": "east", "kind": "flex", "seats": 4},
    "participants": {"participant_id": "x-person", "program_id": "a", "priority": 2, "blocks": ["am"]},
    "profiles": {"profile_id": "x-rule", "days_min": 2},
    "travel": {"participant_id": "p0", "site_id": "east", "minutes": 7},
    "participant_hours": {"participant_id": "p1", "day": "Sat", "start": "09:00", "end": "12:00"},
    "pairs": {"kind": "apart", "participant_id": "p0", "other_id": "p2"},
}
CELLS = (
    ("rooms", "seats", 9), ("rooms", "open", False), ("participants", "priority", 4),
    ("participants", "blocks", ["am"]),
    ("therapists", "max_evenings", 2), ("programs", "individual_minutes", 45), ("cohorts", "room_id", ""),
    ("sites", "max_participants", 6), ("programs", "patterns", ["Mon Wed Fri", "Tue Thu"]), ("sites", "open", "no"),
)  # fmt: skip


class Changes:
    """Changes drawn for some tables; now and then one that does not fit."""

    def __init__(self, rng: Random, rows: Rows) -> None:
        self.rng, self.rows = rng, rows

    def id(self, name: str) -> str:
        column = {"blocks": "block_id"}.get(name, f"{name.removesuffix('s')}_id")
        ids = sorted({row[column] for row in self.rows[name]})
        return "nobody" if not ids or self.rng.random() < 0.05 else self.rng.choice(ids)

    def maybe(self, **fields: Any) -> Change:  # noqa: ANN401 - whatever a change may hold
        return {name: value for name, value in fields.items() if self.rng.random() < 0.5}

    def times(self) -> Change:
        start, end = self.rng.choice([("08:00", "11:00"), ("12:00", "17:00"), ("16:00", "22:00"), ("12:00", "12:00")])
        return {"start": start, "end": end}

    def sites(self) -> list[str]:
        ids = sorted({row["site_id"] for row in self.rows["sites"]})
        return self.rng.sample(ids, self.rng.randint(0, len(ids)))

    def one(self, do: str) -> Change:
        return {"do": do, **getattr(self, f"_{do}")()}

    def _add(self) -> Change:
        table = self.rng.choice(sorted(ADDED))
        return {"table": table, "row": ADDED[table]}

    def _set(self) -> Change:
        table, column, value = self.rng.choice(CELLS)
        return {"table": table, "key": self._key(table), "values": {column: value}}

    def _remove(self) -> Change:
        table = self.rng.choice(
            ["sites", "rooms", "blocks", "programs", "therapists", "participants", "cohorts", "profiles"]
        )
        return {"table": table, "key": self._key(table)}

    def _key(self, table: str) -> Change:
        return {f"{table.removesuffix('s')}_id": self.id(table)}

    def _therapist_leaves(self) -> Change:
        return {"therapist": self.id("therapists")}

    def _therapist_away(self) -> Change:
        return {"therapist": self.id("therapists"), "days": self.rng.sample(DAYS, 2)}

    def _therapist_joins(self) -> Change:
        name = self.rng.choice(["fay", "gus", self.id("therapists")])
        differing = self.maybe(max_evenings=1, sites=self.sites() or [self.id("sites")], max_direct_hours=12.5)
        return {"id": name, "like": self.id("therapists"), **differing}

    def _duty(self) -> Change:
        day = self.rng.choice(DAYS[:5])
        more = self.maybe(site=self.id("sites"), remove=True)
        return {"therapist": self.id("therapists"), "day": day, **self.times(), **more}

    def _move_therapist(self) -> Change:
        return {"therapist": self.id("therapists"), "sites": self.sites()}

    def _room_closes(self) -> Change:
        return {"room": self.id("rooms")}

    def _room_opens(self) -> Change:
        name = self.rng.choice(["new-room", self.id("rooms")])
        new = {"id": name, "site": self.id("sites"), "kind": self.rng.choice(["group", "office", "flex"]), "seats": 5}
        return self.rng.choice([new, self._room_closes()])

    def _site_closes(self) -> Change:
        return {"site": self.id("sites")}

    _site_opens = _site_closes

    def _block_closes(self) -> Change:
        return {"block": self.id("blocks"), **self.maybe(site=self.id("sites"))}

    def _block_opens(self) -> Change:
        opens = self._block_closes()
        return opens if self.rng.random() < 0.6 else opens | {"block": self.rng.choice(["am", "dawn"]), **self.times()}

    def _group_size(self) -> Change:
        sizes = self.maybe(min=self.rng.randint(1, 4)) or {"max": self.rng.randint(1, 9)}
        return {"program": self.id("programs"), **sizes}

    def _demand(self) -> Change:
        filters = self.maybe(program=self.id("programs"), site=self.id("sites"), block=self.id("blocks"))
        filters = filters if self.rng.random() < 0.5 else {}
        return {"factor": self.rng.choice([0, 0.5, 0.75, 1.2, 2, 2.75]), "seed": self.rng.randint(0, 9), **filters}

    def _preference(self) -> Change:
        share = self.rng.choice([0, 0.25, 0.5, 0.9, 1])
        return {"block": self.id("blocks"), "share": share, "seed": 3, **self.maybe(program=self.id("programs"))}

    def _lock(self) -> Change:
        return {"cohort": self.id("cohorts")}

    _unlock = _lock

    def _weight(self) -> Change:
        return {"name": self.rng.choice(["wait_day", "open_cohort", "kindness"]), "value": self.rng.randint(0, 50)}


def what_if(folder: Path, base: Path, *changes: Change) -> Path:
    folder.mkdir()
    written = [
        f"[[changes]]\n{''.join(f'{name} = {toml(value)}{chr(10)}' for name, value in x.items())}" for x in changes
    ]
    (folder / "scenario.toml").write_text(f'name = "what if"\nbase = "../{base.name}"\n' + "\n".join(written))
    return folder


def weights(folder: Path) -> dict[str, int]:
    found: dict[str, int] = tomllib.loads((folder / "scenario.toml").read_text()).get("weights", {})
    return found


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml(cell)}" for name, cell in value.items()) + " }"
    return json.dumps(value)


def judged(before: Path, change: Change, after: Path) -> None:
    """Raises AssertionError where the shown tables are not those made by hand, and Unfit where there can be none."""
    if change["do"] == "demand":
        judge_demand(tables_of(before), meant(before, change), change, tables_of(after))
    elif change["do"] == "preference":
        judge_preference(tables_of(before), meant(before, change), change, tables_of(after))
    else:
        judge_exactly(before, change, after)


def judge_exactly(before: Path, change: Change, after: Path) -> None:
    expected, shown = changed(tables_of(before), change), tables_of(after)
    if change.get("remove"):
        assert on_duty(shown) == on_duty(expected)
        expected["therapist_hours"] = shown["therapist_hours"]
    assert same(expected, shown) == []
    new = {change["name"]: change["value"]} if change["do"] == "weight" else {}
    assert weights(after) == weights(before) | new


def by_id(rows: Rows) -> dict[str, Row]:
    return {row["participant_id"]: row for row in rows["participants"]}


def judge_demand(before: Rows, people: set[str], change: Change, after: Rows) -> None:
    target = rounded(len(people), change["factor"])
    gone, new = by_id(before).keys() - by_id(after).keys(), by_id(after).keys() - by_id(before).keys()
    assert len(new) - len(gone) == target - len(people)
    assert gone <= people
    assert not (gone and new)
    for one in gone:
        remove(before, {"table": "participants", "key": {"participant_id": one}})
    originals = sorted(str(belongings(before, one)) for one in people)
    assert all(str(belongings(after, one)) in originals for one in new)
    for name in ("participants", "participant_hours", "travel"):
        after[name] = [row for row in after[name] if row["participant_id"] not in new]
    assert same(before, after) == []


def belongings(rows: Rows, person: str) -> list[list[tuple[str, str]]]:
    """Somebody's rows without the id."""
    tables = ("participants", "participant_hours", "travel")
    mine = (row for name in tables for row in rows[name] if row["participant_id"] == person)
    return sorted(sorted((column, cell) for column, cell in row.items() if column != "participant_id") for row in mine)


def judge_preference(before: Rows, people: set[str], change: Change, after: Rows) -> None:
    block, was, now = change["block"], by_id(before), by_id(after)
    ready = {one for one in people if prefers(was[one], block)}
    assert sum(prefers(now[one], block) for one in people) == max(len(ready), rounded(len(people), change["share"]))
    for one in people:
        if was[one] != now[one]:
            assert prefers(now[one], block)
            assert set(listed(was[one], "blocks")) <= set(listed(now[one], "blocks"))
            assert bool(listed(was[one], "blocks")) == bool(listed(now[one], "blocks"))
            now[one] |= {column: was[one].get(column, "") for column in ("blocks", "preferred_block")}
    assert same(before, after) == []


def prefers(row: Row, block: str) -> bool:
    return row.get("preferred_block") == block and block in (listed(row, "blocks") or [block])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_shown_is_what_the_contract_says_row_by_row(seed: int, tmp_path: Path) -> None:
    rng = Random(f"changes {seed}")
    base = now = tmp_path / "base"
    write_tables(tiny(seed), base)
    kept: list[Change] = []
    for number, do in enumerate(rng.sample(ALL, 8)):
        change = Changes(rng, tables_of(now)).one(do)
        folder, out = what_if(tmp_path / f"w{number}", now, change), tmp_path / f"t{number}"
        said = planner("show", folder, "--out", out)
        if said.status == 0:
            judged(now, change, out)
            now, kept = out, [*kept, change]
        else:
            assert (said.status, f"change 1 ({do})" in said.err) == (2, True), said.err
            assert not out.exists()
            assert refused(now, change), f"{change} fits: {said.err}"
    all_at_once = planner("show", what_if(tmp_path / "all", base, *kept), "--out", tmp_path / "once")
    assert all_at_once.status == 0, all_at_once.err
    assert same(tables_of(tmp_path / "once"), tables_of(now)) == []


def refused(before: Path, change: Change) -> bool:
    """Whether by hand too the change does not fit."""
    if change["do"] == "weight":
        return bool(change["name"] == "kindness")
    try:
        if change["do"] in DRAWING:
            meant(before, change)
        else:
            changed(tables_of(before), change)
    except Unfit:
        return True
    return False


def test_every_verb_is_judged() -> None:
    drawn = {do for do in ALL for _ in [getattr(Changes, f"_{do}")]}
    assert len(drawn) == 20
    assert set(DEFAULTS) == {"open", "locked", "status"}
