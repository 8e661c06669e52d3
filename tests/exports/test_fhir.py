"""The FHIR bundle: sound by R4, whole in itself, the plan day by day, and silent about who is treated."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B import get_fhir_model_class

from planner.domain.plan import SessionKind
from planner.domain.scenario import Duty
from planner.domain.week import DAY_MINUTES, Span
from planner.errors import BadInput, PlanRefused
from planner.exports import EXPORTS, Dates, Options
from planner.exports.clock import instant
from planner.exports.fhir import checked
from planner.exports.fhir_mapping import mapping
from planner.exports.fhir_r4 import bundle_breaches
from planner.exports.fhir_times import SLOT_CAPACITY
from planner.views.tables import Planned

CLOSED = date(2027, 3, 9)
DATES = Dates(date(2027, 3, 1), date(2027, 3, 21), frozenset({CLOSED}))
"""Three weeks in which the clocks change in America, one Tuesday closed."""

OPTIONS = Options(dates=DATES, made=datetime(2027, 2, 1, 12, tzinfo=UTC), key=b"a key of the clinics' own")
KINDS = {
    *("Location", "HealthcareService", "Practitioner", "PractitionerRole"),
    *("Schedule", "Slot", "Appointment", "Group", "CareTeam"),
}
Bundle = dict[str, Any]


def exported(planned: Planned, options: Options = OPTIONS) -> Bundle:
    (content,) = EXPORTS["fhir"](planned, options).values()
    bundle: Bundle = json.loads(content)
    return bundle


def of(bundle: Bundle, kind: str) -> list[Bundle]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def people(resource: Bundle) -> list[str]:
    actors = [one["actor"] for one in resource["participant"]]
    return [actor["identifier"]["value"] for actor in actors if actor["type"] == "Patient"]


def values(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from values(inner)
    else:
        yield value


@pytest.fixture(scope="module")
def bundle(two_clinics: Planned) -> Bundle:
    return exported(two_clinics)


def test_the_bundle_keeps_to_r4(bundle: Bundle) -> None:
    assert bundle_breaches(bundle) == []
    get_fhir_model_class("Bundle").model_validate(bundle)


def test_it_holds_every_kind_of_resource_that_scheduling_takes(bundle: Bundle) -> None:
    assert {entry["resource"]["resourceType"] for entry in bundle["entry"]} == KINDS


def test_it_is_a_transaction_that_updates_under_ids_that_stay(bundle: Bundle, two_clinics: Planned) -> None:
    for entry in bundle["entry"]:
        resource = entry["resource"]
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
        assert entry["request"] == {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
    assert exported(two_clinics) == bundle


def test_every_reference_resolves_in_the_bundle_to_the_kind_it_names(bundle: Bundle) -> None:
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    found = re.findall(r'\{"reference": "([^"]+)", "type": "(\w+)"', json.dumps(bundle))
    assert len(found) == json.dumps(bundle).count('"reference": ') > 100
    assert all(kinds[url] == kind for url, kind in found)


def test_every_session_has_a_slot_and_an_appointment_on_each_of_its_dates(bundle: Bundle, two_clinics: Planned) -> None:
    planned: Counter[tuple[datetime, datetime]] = Counter()
    for session in two_clinics.plan.sessions.values():
        zone = ZoneInfo(two_clinics.scenario.sites[session.site].timezone)
        planned.update(
            (instant(day, session.span.start, zone), instant(day, session.span.end, zone))
            for day in DATES.open_of(session.day)
        )
    for kind in ("Slot", "Appointment"):
        shown = [(datetime.fromisoformat(x["start"]), datetime.fromisoformat(x["end"])) for x in of(bundle, kind)]
        assert Counter(shown) == planned
    assert not [x for x in of(bundle, "Slot") if x["start"].startswith(CLOSED.isoformat())]


def test_instants_carry_the_offset_of_their_site_and_day(bundle: Bundle) -> None:
    starts = {slot["start"] for slot in of(bundle, "Slot") if "group" in slot["serviceType"][0]["text"]}
    assert {"2027-03-12T09:00:00-05:00", "2027-03-15T09:00:00-04:00", "2027-03-15T17:30:00-05:00"} <= starts


def test_a_groups_slot_says_how_many_places_it_has(bundle: Bundle, two_clinics: Planned) -> None:
    groups = [slot for slot in of(bundle, "Slot") if "extension" in slot]
    assert {x["extension"][0]["url"] for x in groups} == {SLOT_CAPACITY}
    shown = {(x["extension"][0]["valuePositiveInt"], x["comment"], x["status"]) for x in groups}
    cohorts = two_clinics.plan.cohorts.values()
    assert shown == {(c.capacity, f"{c.members} of {c.capacity} places taken", "free") for c in cohorts}
    assert {slot["status"] for slot in of(bundle, "Slot") if "extension" not in slot} == {"busy"}


def test_a_full_groups_slot_is_busy(two_clinics: Planned) -> None:
    full = {key: replace(one, capacity=one.members) for key, one in two_clinics.plan.cohorts.items()}
    slots = of(exported(replace(two_clinics, plan=replace(two_clinics.plan, cohorts=full))), "Slot")
    assert {slot["status"] for slot in slots} == {"busy"}


def test_a_groups_appointment_has_its_members_therapists_and_room(bundle: Bundle, two_clinics: Planned) -> None:
    sizes = Counter(
        (len(people(x)), Counter(one["actor"]["type"] for one in x["participant"])["Practitioner"])
        for x in of(bundle, "Appointment")
    )
    planned: Counter[tuple[int, int]] = Counter()
    for session in two_clinics.plan.sessions.values():
        members = two_clinics.plan.cohorts[session.cohort].members if session.kind is SessionKind.GROUP else 1
        planned[members, len(session.therapists)] += len(list(DATES.open_of(session.day)))
    assert sizes == planned
    assert {one["status"] for x in of(bundle, "Appointment") for one in x["participant"]} == {"accepted"}


def test_rooms_are_part_of_their_site(bundle: Bundle, two_clinics: Planned) -> None:
    places = {f"urn:uuid:{x['id']}": x for x in of(bundle, "Location")}
    rooms = [x for x in places.values() if "partOf" in x]
    assert {(x["name"], places[x["partOf"]["reference"]]["name"]) for x in rooms} == {
        (room.id, two_clinics.scenario.sites[room.site].name) for room in two_clinics.scenario.rooms.values()
    }
    assert {x["name"]: x["status"] for x in rooms}["n-4"] == "inactive"


def test_a_role_has_the_therapists_hours_at_the_site(two_clinics: Planned) -> None:
    ada = two_clinics.scenario.therapists["t01"]
    duty = (
        Duty(0, Span(480, 720), "north"),
        Duty(0, Span(720, DAY_MINUTES), None),
        Duty(1, Span(0, DAY_MINUTES), None),
    )
    s = replace(two_clinics.scenario, therapists={**two_clinics.scenario.therapists, "t01": replace(ada, duty=duty)})
    bundle = exported(replace(two_clinics, scenario=s))
    assert {"daysOfWeek": ["mon"], "availableStartTime": "08:00:00", "availableEndTime": "23:59:59"} in [
        hours for role in of(bundle, "PractitionerRole") for hours in role.get("availableTime", [])
    ]
    assert any({"daysOfWeek": ["tue"], "allDay": True} in x["availableTime"] for x in of(bundle, "PractitionerRole"))
    assert bundle_breaches(bundle) == []


def test_a_cohort_is_a_group_with_a_team_and_so_has_everyone_a_primary_therapist(
    bundle: Bundle, two_clinics: Planned
) -> None:
    assert sorted(x["quantity"] for x in of(bundle, "Group")) == [3, 3, 3, 4]
    assert all(len(x["member"]) == x["quantity"] for x in of(bundle, "Group"))
    subjects = Counter(x["subject"]["type"] for x in of(bundle, "CareTeam"))
    assert subjects == {"Group": len(two_clinics.plan.cohorts), "Patient": len(two_clinics.plan.placements)}


def test_no_participants_id_is_in_the_bundle_nor_one_made_of_it_alone(bundle: Bundle, two_clinics: Planned) -> None:
    texts = [value for value in values(bundle) if isinstance(value, str)]
    for person in two_clinics.scenario.participants:
        assert not [text for text in texts if re.search(rf"\b{person}\b", text)]
    other = exported(two_clinics, replace(OPTIONS, key=b"another key, just as long"))
    hidden = {value for x in of(bundle, "Appointment") for value in people(x)}
    assert len(hidden) == len(two_clinics.plan.placements)
    assert not hidden & {value for x in of(other, "Appointment") for value in people(x)}
    assert not {x["id"] for x in of(bundle, "CareTeam") if x["subject"]["type"] == "Patient"} & {
        x["id"] for x in of(other, "CareTeam")
    }


def test_the_order_of_people_says_nothing_about_their_ids(two_clinics: Planned) -> None:
    known = {line.split(",")[2]: line.split(",")[0] for line in mapping(two_clinics, OPTIONS).decode().split()}
    bundle = exported(two_clinics)
    alone = [known[value] for x in of(bundle, "Appointment") for value in people(x) if len(people(x)) == 1]
    teams = [known[x["subject"]["identifier"]["value"]] for x in of(bundle, "CareTeam") if "identifier" not in x]
    assert list(dict.fromkeys(alone)) != sorted(set(alone)) == sorted(teams) != teams


def test_places_and_staff_keep_their_ids_whatever_the_key_and_the_scenario(two_clinics: Planned) -> None:
    changed = replace(two_clinics, summary=replace(two_clinics.summary, input_sha256="1" * 64))
    one, other = (exported(x, replace(OPTIONS, key=b"")) for x in (two_clinics, changed))
    for kind in ("Location", "HealthcareService", "Practitioner", "PractitionerRole", "Group"):
        assert [x["id"] for x in of(one, kind)] == [x["id"] for x in of(other, kind)]
    assert [people(x) for x in of(one, "Appointment")] != [people(x) for x in of(other, "Appointment")]


def test_the_mapping_says_whom_the_references_mean(bundle: Bundle, two_clinics: Planned) -> None:
    heading, *lines = mapping(two_clinics, OPTIONS).decode("utf-8-sig").split()
    assert heading == "participant_id,system,value"
    known = {line.split(",")[2]: line.split(",")[0] for line in lines}
    groups = {frozenset(known[value] for value in people(x)) for x in of(bundle, "Appointment")}
    placed = two_clinics.plan.placements.values()
    assert {frozenset(p.participant for p in placed if p.cohort == c) for c in two_clinics.plan.cohorts} <= groups


def test_without_a_key_or_a_fingerprint_references_are_drawn_and_cannot_be_mapped(two_clinics: Planned) -> None:
    nameless = replace(two_clinics, summary=replace(two_clinics.summary, input_sha256=""))
    options = replace(OPTIONS, key=b"")
    assert exported(nameless, options) != exported(nameless, options)
    assert bundle_breaches(exported(nameless, options)) == []
    with pytest.raises(BadInput, match="key"):
        mapping(nameless, options)


def test_names_that_are_blank_or_odd_still_keep_to_r4(two_clinics: Planned) -> None:
    for name in ("", "  ", "\t\n", "é\u2028<b>&\"'"):
        s = two_clinics.scenario
        s = replace(
            s,
            sites={key: replace(one, name=name) for key, one in s.sites.items()},
            programs={key: replace(one, name=name) for key, one in s.programs.items()},
            therapists={key: replace(one, name=name, skills=frozenset(), duty=()) for key, one in s.therapists.items()},
        )
        assert bundle_breaches(exported(replace(two_clinics, scenario=s))) == []


def test_an_empty_plan_is_a_bundle_of_places_and_staff(two_clinics: Planned) -> None:
    plan = replace(two_clinics.plan, cohorts={}, placements={}, sessions={})
    bundle = exported(replace(two_clinics, plan=plan))
    assert bundle_breaches(bundle) == []
    assert of(bundle, "Location")
    assert not of(bundle, "Appointment")


def test_it_takes_dates(two_clinics: Planned) -> None:
    with pytest.raises(BadInput, match="dates"):
        EXPORTS["fhir"](two_clinics, Options())


def test_nothing_leaves_that_r4_would_refuse() -> None:
    good = {"resourceType": "Location", "name": "north"}
    assert list(checked([good, good])) == [good, good]
    with pytest.raises(PlanRefused, match=r"Location\.mode: 'room' is none of instance, kind"):
        list(checked([good, {**good, "mode": "room"}]))
