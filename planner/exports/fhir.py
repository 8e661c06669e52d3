"""A FHIR R4 Bundle: the plan as a health record takes it in.

The bundle is a transaction of updates whose ids stay, so that sending the next one updates what was sent before. People
in treatment are referred to by an identifier that means nothing to whoever lacks the key; `docs/exports.md` tells how
a health record maps it, and how a Slot says how many places it has.
"""

import json
import secrets
from collections.abc import Iterator

from planner.errors import BadInput, Finding
from planner.exports.fhir_ids import Json, Names, entry
from planner.exports.fhir_people import teams, therapists
from planner.exports.fhir_places import places
from planner.exports.fhir_times import meetings, schedules
from planner.exports.options import Files, Options
from planner.exports.safe_cells import safe_text
from planner.exports.tidy_csv import csv_bytes
from planner.views.tables import Planned

MAPPING = ("participant_id", "system", "value")


def export(planned: Planned, options: Options) -> Files:
    """One JSON file with a slot and an appointment for each date of each session. BadInput without dates."""
    made = options.made.isoformat(timespec="seconds")
    head = json.dumps({"resourceType": "Bundle", "type": "transaction", "timestamp": made})
    entries = ",\n".join(_text(entry(resource)) for resource in resources(planned, options))
    return {"fhir-bundle.json": f'{head[:-1]}, "entry": [\n{entries}\n]}}\n'.encode()}


def resources(planned: Planned, options: Options) -> Iterator[Json]:
    """What is in the bundle; whatever refers to another comes after it."""
    s, plan, dates, names = planned.scenario, planned.plan, options.needed_dates(), names_of(planned, options)
    yield from places(s, names)
    yield from therapists(s, names)
    yield from teams(s, plan, names, dates)
    yield from schedules(s, plan, names, dates)
    yield from meetings(s, plan, names, dates)


def names_of(planned: Planned, options: Options) -> Names:
    """Without a key of one's own, the scenario's fingerprint is the key: references change when the scenario does."""
    key = options.key or planned.summary.input_sha256.encode()
    return Names(key or secrets.token_bytes())


def mapping(planned: Planned, options: Options) -> bytes:
    """Whom each reference to a person in treatment means, as CSV: not for whoever gets the bundle. BadInput."""
    if not options.key and not planned.summary.input_sha256:
        right = "give a key, so that there is something to make the references of"
        raise BadInput([Finding("summary.json", None, "input_sha256", "", "is missing", right)])
    names = names_of(planned, options)
    people = ((one, names.person(one)["identifier"]) for one in planned.plan.placements)
    return csv_bytes(MAPPING, ((safe_text(one), meant["system"], meant["value"]) for one, meant in people))


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
