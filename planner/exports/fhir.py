"""A FHIR R4 Bundle: the plan as a health record takes it in.

The bundle is a transaction of updates whose ids stay, so that sending the next one updates what was sent before. People
in treatment are referred to by an identifier that means nothing to whoever lacks the key; `docs/exports.md` tells how
a health record maps it, and how a Slot says how many places it has.
"""

import io
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from planner.errors import PlanRefused
from planner.exports.fhir_ids import SYSTEM, Json, entry
from planner.exports.fhir_mapping import names_of
from planner.exports.fhir_people import teams, therapists
from planner.exports.fhir_places import places
from planner.exports.fhir_r4 import breaches
from planner.exports.fhir_times import meetings, schedules
from planner.exports.options import Files, Options
from planner.views.tables import Planned

HEAD = {"resourceType": "Bundle", "type": "transaction"}

LONGEST_HEAD = 2000
"""Bytes in which a bundle says what it is, up to its first identifier."""


def export(planned: Planned, options: Options) -> Files:
    """One JSON file with a slot and an appointment for each date of each session. BadInput without dates."""
    made = options.made.isoformat(timespec="seconds")
    head = json.dumps(HEAD | {"timestamp": made})
    content = io.BytesIO()
    content.write(f'{head[:-1]}, "entry": ['.encode())
    for number, resource in enumerate(checked(resources(planned, options))):
        content.write(f"{',' if number else ''}\n{_text(entry(resource))}".encode())
    content.write(b"\n]}\n")
    return {"fhir-bundle.json": content.getvalue()}


def wrote(_: str, file: BinaryIO) -> bool:
    """Whether a file is a bundle whose first resource has an identifier of ours."""
    head, begin = file.read(LONGEST_HEAD), json.dumps(HEAD)[:-1].encode()
    return head.startswith(begin) and f'"{SYSTEM}:'.encode() in head


def checked(given: Iterable[Json]) -> Iterator[Json]:
    """The same resources; PlanRefused where R4 would not accept one.

    The first of each shape is looked at: others of the same kind and fields differ in texts and times alone.
    """
    seen: set[tuple[str, ...]] = set()
    for resource in given:
        shape = (*resource, resource["resourceType"], str(resource.get("status")))
        if shape not in seen:
            seen.add(shape)
            if found := breaches(resource):
                raise PlanRefused(f"FHIR R4 would not accept this plan: {found[0]}")
        yield resource


def resources(planned: Planned, options: Options) -> Iterator[Json]:
    """What is in the bundle; whatever refers to another comes after it."""
    s, plan, dates, names = planned.scenario, planned.plan, options.needed_dates(), names_of(planned, options)
    yield from places(s, names)
    yield from therapists(s, names)
    yield from teams(s, plan, names, dates)
    yield from schedules(s, plan, names, dates)
    yield from meetings(s, plan, names, dates)


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
