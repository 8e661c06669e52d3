"""Therapists who leave, are away, join, move, or have other hours."""

from collections.abc import Iterator

from planner.domain.tables import Row, Tables
from planner.files.cells import Wrong, quoted
from planner.files.contract import TABLES
from planner.whatif.cascade import removed
from planner.whatif.changes import Duty, MoveTherapist, TherapistAway, TherapistJoins, TherapistLeaves
from planner.whatif.edits import added, edited, entries, find, fresh, known, replaced, rows, with_id
from planner.whatif.fields import Misfit, all_fit
from planner.whatif.rows import cells

HOURS = "therapist_hours"


def leaves(tables: Tables, change: TherapistLeaves) -> Tables:
    """Without the therapist and whatever refers to them."""
    known(tables, ("therapists", change.therapist))
    return removed(tables, "therapists", with_id("therapists", change.therapist))


def away(tables: Tables, change: TherapistAway) -> Tables:
    """Without their duty on those days."""
    known(tables, ("therapists", change.therapist))
    return removed(tables, HOURS, lambda row: row["therapist_id"] == change.therapist and row["day"] in change.days)


def joins(tables: Tables, change: TherapistJoins) -> Tables:
    """With a copy of a therapist and their hours, which become hours at any site where the copy's sites lack theirs."""
    all_fit(
        lambda: known(tables, ("therapists", change.like)),
        lambda: fresh(tables, "therapists", change.id, "give another id"),
        lambda: cells(TABLES["therapists"], change.differing),
    )
    if "therapist_id" in change.differing:
        raise Misfit(Wrong("'therapist_id' is no column to differ", "write it as id"))
    model = find(tables, "therapists", change.like)
    copy = {**model, **cells(TABLES["therapists"], change.differing), "therapist_id": change.id}
    hours = [{**row, "therapist_id": change.id} for row in rows(tables, HOURS) if row["therapist_id"] == change.like]
    return _untied(added(added(tables, "therapists", [copy]), HOURS, hours), change.id, copy["sites"])


def move(tables: Tables, change: MoveTherapist) -> Tables:
    """At other sites; hours tied to a site that is gone become hours at any."""
    known(tables, ("therapists", change.therapist), *(("sites", site) for site in entries(change.sites)))
    moved = edited(tables, "therapists", with_id("therapists", change.therapist), {"sites": change.sites})
    return _untied(moved, change.therapist, change.sites)


def duty(tables: Tables, change: Duty) -> Tables:
    """With more hours, or without some."""
    therapist = find(tables, "therapists", change.therapist)
    sites = entries(therapist["sites"])
    if change.site and change.site not in sites:
        wrong = f"{change.therapist} does not work at {quoted(change.site)}"
        raise Misfit(Wrong(wrong, f"use one of {', '.join(sites)}, or change their sites first"))
    if change.remove:
        elsewhere = [site for site in sites if site != change.site] if change.site else []
        return replaced(
            tables, HOURS, (piece for row in rows(tables, HOURS) for piece in _rest(row, change, elsewhere))
        )
    row = {"therapist_id": change.therapist, "day": change.day, "start": change.start, "end": change.end}
    return added(tables, HOURS, [{**row, "site_id": change.site}])


def on_duty(tables: Tables, change: Duty) -> bool:
    """Whether the therapist has all of these hours already."""
    reached = change.start
    for row in sorted(rows(tables, HOURS), key=lambda row: row["start"]):
        theirs = row["therapist_id"] == change.therapist and row["day"] == change.day
        if theirs and row["site_id"] in {"", change.site} and row["start"] <= reached:
            reached = max(reached, row["end"])
    return reached >= change.end


def _rest(row: Row, change: Duty, elsewhere: list[str]) -> Iterator[Row]:
    """What is left of a row of hours when a time is cut out; times as text sort as times do.

    A cut at one site leaves hours that hold at any site as hours at each of the therapist's other sites.
    """
    theirs = row["therapist_id"] == change.therapist and row["day"] == change.day
    apart = row["end"] <= change.start or change.end <= row["start"]
    if not theirs or apart or (change.site and row["site_id"] not in {"", change.site}):
        yield row
        return
    start, end = max(row["start"], change.start), min(row["end"], change.end)
    if row["start"] < start:
        yield {**row, "end": start}
    if not row["site_id"]:
        yield from ({**row, "start": start, "end": end, "site_id": site} for site in elsewhere)
    if end < row["end"]:
        yield {**row, "start": end}


def _untied(tables: Tables, therapist: str, sites: str) -> Tables:
    there = entries(sites)
    return edited(
        tables, HOURS, lambda row: row["therapist_id"] == therapist and row["site_id"] not in there, {"site_id": ""}
    )
