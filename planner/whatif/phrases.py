"""Each change in plain words, with the names that the tables give."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from planner.domain.score import Term, Weights
from planner.domain.tables import Tables
from planner.whatif import changes as shapes
from planner.whatif.changes import Change, Shape
from planner.whatif.edits import entries, rows

EMPTY = "empty"
AIMS = {term.label: term.aim for term in Term}
SET = {
    ("programs", "blocks"): "{who} may run in these blocks: {what}",
    ("therapists", "skills"): "{who} has these skills: {what}",
    ("therapists", "max_direct_hours"): "{who} may give up to {what} hours a week",
    ("therapists", "max_evenings"): "{who} may work up to {what} evenings a week",
    ("therapists", "max_individual"): "{who} may be primary therapist of up to {what} people",
    ("participants", "blocks"): "{who} accepts these blocks: {what}",
    ("participants", "sites"): "{who} may go to these sites: {what}",
    ("participants", "max_travel_minutes"): "{who} may travel up to {what} minutes",
    ("sites", "programs"): "{who} offers these programs: {what}",
    ("rooms", "seats"): "Room {who} has {what} seats",
}
"""What one column's new value means, in words."""

LISTS = {("participants", "sites"): "sites", ("sites", "programs"): "programs"}
"""Columns that list ids of another table, which are said by their names."""

_ID = {"sites": "site_id", "programs": "program_id", "therapists": "therapist_id"}


def phrase(change: Change, tables: Tables) -> str:
    """What a change says, given the tables before it: `Dana Ortiz leaves`."""
    return PHRASES[type(change)](change, tables)


def named(tables: Tables, table: str, key: str) -> str:
    """The name in its row, with the id where others have the same; the id where there is none."""
    names = {row[_ID[table]]: row.get("name") for row in rows(tables, table)}
    name = names.get(key) or key
    return f"{name} ({key})" if list(names.values()).count(name) > 1 else name


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _cells(columns: Mapping[str, object]) -> str:
    return _listed([f"{name} {_value(value)}" for name, value in columns.items()])


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return str(value) if value not in {"", None} else EMPTY


def _key(tables: Tables, table: str, columns: Mapping[str, object]) -> str:
    words = map(_value, columns.values())
    return " ".join(named(tables, table, word) if table in _ID else word for word in words)


def _percent(share: float) -> str:
    return f"{(Decimal(repr(share)) * 100).normalize():f} %"


def _at(tables: Tables, site: str) -> str:
    return f" at {named(tables, 'sites', site)}" if site else ""


def _for(tables: Tables, program: str) -> str:
    return f" for {named(tables, 'programs', program)}" if program else ""


def _add(change: shapes.Add, _: Tables) -> str:
    row = change.row
    if change.table == "participant_hours" and row.keys() >= {"participant_id", "day", "start", "end"}:
        return f"{row['participant_id']} is also free on {row['day']} from {row['start']} to {row['end']}"
    return f"A row is added to {change.table}: {_cells(change.row)}"


def _set(change: shapes.Set, tables: Tables) -> str:
    who = _key(tables, change.table, change.key)
    said = [
        (SET[change.table, name], _value(value)) for name, value in change.values.items() if (change.table, name) in SET
    ]
    if len(said) == len(change.values) == 1 and said[0][1] != EMPTY:
        (column,) = change.values
        words = said[0][1].split(";")
        if listed := LISTS.get((change.table, column)):
            words = [named(tables, listed, word) for word in words]
        return said[0][0].format(who=who, what=_listed(words))
    return f"In {change.table}, {_key(tables, change.table, change.key)} now has {_cells(change.values)}"


def _remove(change: shapes.Remove, tables: Tables) -> str:
    return f"In {change.table}, {_key(tables, change.table, change.key)} goes, with all that refers to it"


def _leaves(change: shapes.TherapistLeaves, tables: Tables) -> str:
    return f"{named(tables, 'therapists', change.therapist)} leaves"


def _away(change: shapes.TherapistAway, tables: Tables) -> str:
    return f"{named(tables, 'therapists', change.therapist)} is away on {_listed(change.days)}"


def _joins(change: shapes.TherapistJoins, tables: Tables) -> str:
    differing = {column: value for column, value in change.differing.items() if column != "name"}
    but = f", but with {_cells(differing)}" if differing else ""
    return f"{change.differing.get('name') or change.id} joins, like {named(tables, 'therapists', change.like)}{but}"


def _duty(change: shapes.Duty, tables: Tables) -> str:
    who, word = named(tables, "therapists", change.therapist), "no longer" if change.remove else "also"
    return f"{who} is {word} on duty on {change.day} from {change.start} to {change.end}{_at(tables, change.site)}"


def _move(change: shapes.MoveTherapist, tables: Tables) -> str:
    sites = _listed([named(tables, "sites", site) for site in entries(change.sites)])
    return f"{named(tables, 'therapists', change.therapist)} works at {sites}"


def _room_closes(change: shapes.RoomCloses, tables: Tables) -> str:
    return f"Room {change.room}{_site_of(tables, change.room)} closes"


def _room_opens(change: shapes.RoomOpens, tables: Tables) -> str:
    if change.room:
        return f"Room {change.room}{_site_of(tables, change.room)} opens again"
    return f"A new {change.kind} room {change.id} with {change.seats} seats opens{_at(tables, change.site)}"


def _site_of(tables: Tables, room: str) -> str:
    return next((_at(tables, row["site_id"]) for row in rows(tables, "rooms") if row["room_id"] == room), "")


def _site_closes(change: shapes.SiteCloses, tables: Tables) -> str:
    return f"{named(tables, 'sites', change.site)} closes"


def _site_opens(change: shapes.SiteOpens, tables: Tables) -> str:
    return f"{named(tables, 'sites', change.site)} opens"


def _block_closes(change: shapes.BlockCloses, tables: Tables) -> str:
    return f"The {change.block} block closes{_at(tables, change.site) or ' everywhere'}"


def _block_opens(change: shapes.BlockOpens, tables: Tables) -> str:
    times = f", {change.start} to {change.end}" if change.start else ""
    return f"The {change.block} block opens{_at(tables, change.site) or ' everywhere'}{times}"


def _group_size(change: shapes.GroupSize, tables: Tables) -> str:
    limits = [f"at {word} {size}" for word, size in (("least", change.min), ("most", change.max)) if size]
    return f"Groups of {named(tables, 'programs', change.program)} have {_listed(limits)} members"


def _demand(change: shapes.Demand, tables: Tables) -> str:
    more = round(change.factor - 1, 9)
    people = f"{_percent(abs(more))} {'more' if more > 0 else 'fewer'} people" if more else "As many people"
    near = f", nearest to {named(tables, 'sites', change.site)}" if change.site else ""
    block = f", accepting the {change.block} block" if change.block else ""
    return f"{people} wait{_for(tables, change.program)}{near}{block}"


def _preference(change: shapes.Preference, tables: Tables) -> str:
    whom = f"the people who wait{_for(tables, change.program)}"
    return f"{_percent(change.share)} of {whom} accept and prefer the {change.block} block"


def _lock(change: shapes.Lock, _: Tables) -> str:
    return f"Cohort {change.cohort} must go on as it is"


def _unlock(change: shapes.Unlock, _: Tables) -> str:
    return f"Cohort {change.cohort} need not go on as it is"


def _weight(change: shapes.Weight, tables: Tables) -> str:
    given = tables.settings.get("weights")
    before = (given if isinstance(given, Mapping) else {}).get(change.name, getattr(Weights(), change.name, 0))
    if change.name not in AIMS:
        return f"The first {change.value} minutes of travel cost nothing, instead of the first {before}"
    how = f"counts {change.value:,} points instead of {before:,}" if change.value else "no longer counts"
    return f"That {AIMS[change.name]} {how}"


PHRASES: Mapping[type[Shape], Callable[[Any, Tables], str]] = {
    shapes.Add: _add,
    shapes.Set: _set,
    shapes.Remove: _remove,
    shapes.TherapistLeaves: _leaves,
    shapes.TherapistAway: _away,
    shapes.TherapistJoins: _joins,
    shapes.Duty: _duty,
    shapes.MoveTherapist: _move,
    shapes.RoomCloses: _room_closes,
    shapes.RoomOpens: _room_opens,
    shapes.SiteCloses: _site_closes,
    shapes.SiteOpens: _site_opens,
    shapes.BlockCloses: _block_closes,
    shapes.BlockOpens: _block_opens,
    shapes.GroupSize: _group_size,
    shapes.Demand: _demand,
    shapes.Preference: _preference,
    shapes.Lock: _lock,
    shapes.Unlock: _unlock,
    shapes.Weight: _weight,
}
