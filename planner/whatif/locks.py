"""Locked cohorts that a change robs of something they stand on are unlocked, with a warning."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.domain.tables import Row, Tables
from planner.domain.week import DAYS, Day, Hours, Span, is_free, week_of
from planner.files.cells import Wrong, minutes
from planner.whatif.edits import edited, entries, rows

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
        yield cohort["cohort_id"], [part for part in was.under(cohort) if part not in left]


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

    def under(self, cohort: Row) -> Iterator[str]:
        """Everything named in the cohort's row that is there for it."""
        program = self._programs.get(cohort["program_id"], {})
        if self._site_serves(cohort):
            yield f"its site {cohort['site_id']}"
        if self._block_open(cohort) and cohort["block_id"] in _or_itself(program, "blocks", cohort["block_id"]):
            yield f"its block {cohort['block_id']}"
        if cohort["pattern"] in entries(program.get("patterns", "")):
            yield f"its pattern {cohort['pattern']}"
        if self._room_serves(cohort):
            yield f"its room {cohort['room_id']}"
        for therapist in entries(cohort["facilitators"]):
            if self._leads(therapist, cohort, program):
                yield f"its facilitator {therapist}"

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

    def _block_open(self, cohort: Row) -> bool:
        block = self._block(cohort)
        return block is not None and block["open"] != "no"

    def _site_serves(self, cohort: Row) -> bool:
        site = self._sites.get(cohort["site_id"])
        if site is None or site["open"] == "no":
            return False
        return cohort["program_id"] in _or_itself(site, "programs", cohort["program_id"])

    def _room_serves(self, cohort: Row) -> bool:
        room = self._rooms.get(cohort["room_id"])
        if room is None or room["open"] == "no":
            return False
        return room["site_id"] == cohort["site_id"] and room["kind"] != "office"

    def _leads(self, therapist: str, cohort: Row, program: Row) -> bool:
        row, block = self._therapists.get(therapist), self._block(cohort)
        if row is None or block is None or program.get("skill") not in entries(row["skills"]):
            return False
        span = Span(minutes(block["start"]), minutes(block["end"]))
        hours = self._hours(therapist, cohort["site_id"])
        on_duty = all(is_free(hours, DAYS.index(day), span) for day in cohort["pattern"].split())
        return on_duty and cohort["site_id"] in entries(row["sites"])

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


def _or_itself(row: Row, column: str, one: str) -> list[str]:
    """A list cell's entries, which is all where it is empty."""
    return entries(row.get(column, "")) or [one]
