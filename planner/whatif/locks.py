"""Locked cohorts that a change robs of something they stand on are unlocked, with a warning."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from planner.domain.tables import Row, Tables
from planner.domain.week import DAYS, Day, Hours, Span, is_free, week_of
from planner.files.cells import Wrong, minutes
from planner.whatif.edits import edited, entries, rows

Ways: TypeAlias = Mapping[str, bool]
"""The ways in which something has to be there for a cohort, and whether it is."""

STAND_ON = frozenset({"sites", "rooms", "blocks", "programs", "therapists", "therapist_hours"})


def unlocked(before: Tables, after: Tables) -> tuple[Tables, tuple[Wrong, ...]]:
    """The tables after a change with those cohorts unlocked that lost something by it, and what each has lost."""
    if all(rows(before, name) is rows(after, name) for name in STAND_ON):
        return after, ()
    losses = {cohort: lost for cohort, lost in _losses(before, after) if lost}
    freed = edited(after, "cohorts", lambda row: row["cohort_id"] in losses, {"locked": "no"})
    notes = [
        Wrong(f"cohort {cohort} loses {', '.join(lost)} and is unlocked", "check whether it shall go on")
        for cohort, lost in losses.items()
    ]
    return freed, (*notes, *_gone(before, after))


def _losses(before: Tables, after: Tables) -> Iterator[tuple[str, list[str]]]:
    was, now = _Ground(before), _Ground(after)
    for cohort in _locked_in_both(before, after):
        left = set(now.under(cohort))
        lost = dict.fromkeys(part for part, why in was.under(cohort) if (part, why) not in left)
        yield cohort["cohort_id"], list(lost)


def _gone(before: Tables, after: Tables) -> Iterator[Wrong]:
    there = {row["cohort_id"] for row in rows(after, "cohorts")}
    for row in rows(before, "cohorts"):
        if row["locked"] == "yes" and row["cohort_id"] not in there:
            yield Wrong(f"cohort {row['cohort_id']} was locked and goes along", "check that nobody counts on it")


def _locked_in_both(before: Tables, after: Tables) -> Iterator[Row]:
    """As they were before: what a change takes from them is still named there."""
    still = {row["cohort_id"] for row in rows(after, "cohorts") if row["locked"] == "yes"}
    return (row for row in rows(before, "cohorts") if row["locked"] == "yes" and row["cohort_id"] in still)


@dataclass(frozen=True)
class _Ground:
    """What cohorts stand on in some tables."""

    tables: Tables

    def under(self, cohort: Row) -> Iterator[tuple[str, str]]:
        """Everything named in the cohort's row that is there for it, once for each way in which it is."""
        name, program = cohort["program_id"], self._programs.get(cohort["program_id"], {})
        yield from _each(f"its site {cohort['site_id']}", self._site(cohort, name))
        yield from _each(f"its block {cohort['block_id']}", self._block_serves(cohort, program))
        yield from _each(f"its pattern {cohort['pattern']}", {"": cohort["pattern"] in _listed(program, "patterns")})
        yield from _each(f"its room {cohort['room_id']}", {"": self._room_serves(cohort)})
        for therapist in entries(cohort["facilitators"]):
            yield from _each(f"its facilitator {therapist}", self._leads(therapist, cohort, program))

    @cached_property
    def _programs(self) -> Mapping[str, Row]:
        return self._by_id("programs", "program_id")

    @cached_property
    def _sites(self) -> Mapping[str, Row]:
        return self._by_id("sites", "site_id")

    @cached_property
    def _rooms(self) -> Mapping[str, Row]:
        return self._by_id("rooms", "room_id")

    @cached_property
    def _therapists(self) -> Mapping[str, Row]:
        return self._by_id("therapists", "therapist_id")

    def _by_id(self, name: str, column: str) -> Mapping[str, Row]:
        return {row[column]: row for row in rows(self.tables, name)}

    def _block(self, cohort: Row) -> Row | None:
        at = {row["site_id"]: row for row in rows(self.tables, "blocks") if row["block_id"] == cohort["block_id"]}
        return at.get(cohort["site_id"], at.get(""))

    def _block_serves(self, cohort: Row, program: Row) -> Ways:
        block = self._block(cohort)
        meant = cohort["block_id"] in _or_itself(program, "blocks", cohort["block_id"])
        return {"open": block is not None and block["open"] != "no", "of the program": meant}

    def _site(self, cohort: Row, program: str) -> Ways:
        site = self._sites.get(cohort["site_id"])
        if site is None:
            return {}
        return {"open": site["open"] != "no", "for the program": program in _or_itself(site, "programs", program)}

    def _room_serves(self, cohort: Row) -> bool:
        room = self._rooms.get(cohort["room_id"])
        if room is None or room["open"] == "no":
            return False
        return room["site_id"] == cohort["site_id"] and room["kind"] != "office"

    def _leads(self, therapist: str, cohort: Row, program: Row) -> Ways:
        """Whether they work there and have the skill, and are on duty on each day."""
        row, block = self._therapists.get(therapist), self._block(cohort)
        if row is None or cohort["site_id"] not in entries(row["sites"]):
            return {}
        ways = {"works there": True, "has the skill": program.get("skill") in entries(row["skills"])}
        if block is not None:
            span = Span(minutes(block["start"]), minutes(block["end"]))
            hours = self._hours(therapist, cohort["site_id"])
            ways |= {day: is_free(hours, DAYS.index(day), span) for day in cohort["pattern"].split()}
        return ways

    def _hours(self, therapist: str, site: str) -> Hours:
        duty = self._duty.get(therapist, ())
        return week_of((day, span) for day, span, at in duty if at in {"", site})

    @cached_property
    def _duty(self) -> Mapping[str, list[tuple[Day, Span, str]]]:
        duty: dict[str, list[tuple[Day, Span, str]]] = defaultdict(list)
        for row in rows(self.tables, "therapist_hours"):
            span = Span(minutes(row["start"]), minutes(row["end"]))
            duty[row["therapist_id"]].append((DAYS.index(row["day"]), span, row["site_id"]))
        return duty


def _each(part: str, ways: Ways) -> Iterator[tuple[str, str]]:
    return ((part, way) for way, holds in ways.items() if holds)


def _listed(row: Row, column: str) -> list[str]:
    return entries(row.get(column, ""))


def _or_itself(row: Row, column: str, one: str) -> list[str]:
    """A list cell's entries, which is all where it is empty."""
    return _listed(row, column) or [one]
