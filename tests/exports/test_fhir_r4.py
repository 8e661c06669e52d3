"""What R4 refuses is refused here: one wrong resource of each kind."""

from typing import Any

import pytest

from planner.exports.fhir_r4 import breaches, bundle_breaches

Json = dict[str, Any]


def actor(kind: str) -> Json:
    return {"reference": f"{kind}/1"}


def appointment(**changed: object) -> Json:
    good: Json = {
        "resourceType": "Appointment",
        "status": "booked",
        "start": "2027-03-15T09:00:00-04:00",
        "end": "2027-03-15T12:00:00-04:00",
        "participant": [
            {"status": "accepted", "actor": actor("Practitioner")},
            {"status": "accepted", "actor": {"type": "Patient", "identifier": {"value": "x"}}},
        ],
    }
    return {key: value for key, value in (good | changed).items() if value is not None}


def taking_part(**changed: object) -> list[Json]:
    good: Json = {"status": "accepted", "actor": actor("Patient")}
    return [{key: value for key, value in (good | changed).items() if value is not None}]


WRONG: dict[str, tuple[Json, str]] = {
    "a status that is no code": (appointment(status="confirmed"), "'confirmed' is none of proposed, pending, booked"),
    "a status that is none at all": (appointment(status=None), "status"),
    "a participant's status that is no code": (
        appointment(participant=taking_part(status="booked")),
        "Appointment.participant.status: 'booked' is none of accepted",
    ),
    "a participant without a status": (appointment(participant=taking_part(status=None)), "status"),
    "a participant required by no code": (appointment(participant=taking_part(required="yes")), "'yes' is none of"),
    "a group that takes part": (appointment(participant=taking_part(actor=actor("Group"))), "a Group may not stand"),
    "a care team that takes part": (
        appointment(participant=taking_part(actor={"type": "CareTeam", "identifier": {"value": "x"}})),
        "a CareTeam may not stand here",
    ),
    "an absolute reference to a group": (
        appointment(participant=taking_part(actor={"reference": "https://ehr.example/fhir/Group/1"})),
        "a Group may not stand here",
    ),
    "a reference that is said to be another kind": (
        appointment(participant=taking_part(actor={"reference": "Patient/1", "type": "Practitioner"})),
        "is said to be a Practitioner and is a Patient",
    ),
    "nobody takes part": (appointment(participant=None), "participant"),
    "an empty list of those who take part": (appointment(participant=[]), "participant"),
    "neither type nor actor": (appointment(participant=taking_part(actor=None)), "app-1"),
    "a start without an end": (appointment(end=None), "app-2"),
    "an end without a start": (appointment(start=None), "app-2"),
    "booked without times": (appointment(start=None, end=None), "app-3"),
    "called off for a reason, and not called off": (appointment(cancelationReason={"text": "ill"}), "app-4"),
    "an unknown field": (appointment(room="n-1"), "room"),
    "an unknown field inside": (appointment(participant=taking_part(name="x")), "name"),
    "a field of R5": (appointment(subject=actor("Patient")), "subject"),
    "a time that is none": (appointment(start="nine"), "start"),
    "a time without an offset": (appointment(start="2027-03-15T09:00:00"), "start"),
    "a day for a moment": (appointment(start="2027-03-15"), "start"),
    "a length of nothing": (appointment(minutesDuration=0), "minutesDuration"),
    "a slot that is no slot": (appointment(slot=[actor("Schedule")]), "a Schedule may not stand here, only Slot"),
    "no such resource": ({"resourceType": "Nope"}, "no such resource"),
    "a slot's status that is no code": (
        {
            "resourceType": "Slot",
            "schedule": actor("Schedule"),
            "status": "full",
            "start": "2027-03-15T09:00:00Z",
            "end": "2027-03-15T10:00:00Z",
        },
        "'full' is none of busy",
    ),
    "a schedule of a group": ({"resourceType": "Schedule", "actor": [actor("Group")]}, "a Group may not stand here"),
    "a room that is part of a service": (
        {"resourceType": "Location", "partOf": actor("HealthcareService")},
        "a HealthcareService may not stand here",
    ),
    "members of a group that only describes some": (
        {"resourceType": "Group", "type": "person", "actual": False, "member": [{"entity": actor("Patient")}]},
        "grp-1",
    ),
    "a day of the week in capitals": (
        {"resourceType": "PractitionerRole", "availableTime": [{"daysOfWeek": ["Mon"]}]},
        "'Mon' is none of mon",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused(name: str) -> None:
    resource, said = WRONG[name]
    found = breaches(resource)
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    "good",
    [
        appointment(),
        appointment(status="proposed", start=None, end=None),
        appointment(status="cancelled", cancelationReason={"text": "ill"}),
        appointment(participant=taking_part(actor=None, type=[{"text": "interpreter"}])),
        *(
            appointment(participant=taking_part(actor=actor(kind)))
            for kind in ("Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Device", "Location")
        ),
    ],
)
def test_what_is_right_is_let_pass(good: Json) -> None:
    assert breaches(good) == []


def bundle(*entries: Json, **changed: object) -> Json:
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)} | changed


def entry(resource: Json, url: str = "urn:uuid:1") -> Json:
    return {"fullUrl": url, "resource": resource, "request": {"method": "PUT", "url": "x/1"}}


LOCATION: Json = {"resourceType": "Location", "partOf": {"reference": "urn:uuid:2", "type": "Location"}}


def test_a_reference_out_of_the_bundle_is_seen() -> None:
    assert "urn:uuid:2 is not in the Bundle" in bundle_breaches(bundle(entry(LOCATION)))


def test_a_reference_is_followed_to_what_it_means() -> None:
    service: Json = {"resourceType": "HealthcareService"}
    said = bundle_breaches(bundle(entry(LOCATION), entry(service, "urn:uuid:2")))
    assert any("a HealthcareService may not stand here" in one for one in said)
    assert bundle_breaches(bundle(entry(LOCATION), entry({"resourceType": "Location"}, "urn:uuid:2"))) == []


def test_a_bundle_of_two_resources_of_one_name_or_without_requests_is_refused() -> None:
    one = entry({"resourceType": "Location"})
    assert any("bdl-7" in said for said in bundle_breaches(bundle(one, one)))
    assert any("bdl-3" in said for said in bundle_breaches(bundle({k: v for k, v in one.items() if k != "request"})))
    assert any("'heap' is none of" in said for said in bundle_breaches(bundle(one, type="heap")))
