"""Schedules, slots and appointments: the typical week on every date between two, as FHIR resources.

R4 does not say how many people a Slot has places for. Here that is the extension `SLOT_CAPACITY`, a positive integer;
a Slot without it has one place.
"""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from planner.domain.plan import Cohort, Plan, Session, SessionKind
from planner.domain.scenario import Scenario
from planner.domain.week import DAY_MINUTES
from planner.exports.clock import instant, timezone_of
from planner.exports.fhir_ids import Json, Names, concept, identifier, reference
from planner.exports.fhir_people import cohort_title, practitioner_reference, role_reference
from planner.exports.fhir_places import place_reference, service_reference
from planner.exports.options import Dates

SLOT_CAPACITY = "https://medplum.com/fhir/StructureDefinition/SchedulingSlotCapacity"
"""Defined and read by Medplum's scheduling; no extension of HL7's own says it."""

PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
PERFORMER = {"coding": [{"system": PARTICIPATION, "code": "PPRF", "display": "primary performer"}]}


def schedules(s: Scenario, plan: Plan, names: Names, dates: Dates) -> Iterator[Json]:
    """A Schedule for each cohort, and one for the individual sessions of each therapist at each site."""
    for cohort in plan.cohorts.values():
        yield _cohort_schedule(s, cohort, names, dates)
    alone = {
        (therapist, session.site)
        for session in plan.sessions.values()
        if session.kind is SessionKind.INDIVIDUAL
        for therapist in session.therapists
    }
    for therapist, site in sorted(alone):
        yield {
            "resourceType": "Schedule",
            "id": names.known("schedule", "individual", therapist, site),
            "active": True,
            "serviceType": [concept("Individual session")],
            "actor": [role_reference(names, therapist, site)],
            "planningHorizon": _horizon(s, site, dates),
        }


def _cohort_schedule(s: Scenario, cohort: Cohort, names: Names, dates: Dates) -> Json:
    return {
        "resourceType": "Schedule",
        "id": names.known("schedule", "cohort", cohort.id),
        "identifier": identifier("cohort", cohort.id),
        "active": True,
        "serviceType": [concept(cohort_title(s, cohort))],
        "actor": [
            service_reference(names, cohort.site, cohort.program),
            place_reference(names, cohort.site, cohort.room),
            *(role_reference(names, therapist, cohort.site) for therapist in cohort.facilitators),
        ],
        "planningHorizon": _horizon(s, cohort.site, dates),
        "comment": f"{cohort.members} of {cohort.capacity} places taken",
    }


def _horizon(s: Scenario, site: str, dates: Dates) -> Json:
    zone = ZoneInfo(timezone_of(s, site))
    first, last = instant(dates.first, 0, zone), instant(dates.last, DAY_MINUTES, zone)
    return {"start": first.isoformat(), "end": last.isoformat()}


def meetings(s: Scenario, plan: Plan, names: Names, dates: Dates) -> Iterator[Json]:
    """A Slot and its Appointment for every session on every date; their order says nothing about participants' ids."""
    members: dict[str, list[Json]] = {cohort: [] for cohort in plan.cohorts}
    for placement in plan.placements.values():
        members[placement.cohort].append(names.person(placement.participant))
    for people in members.values():
        people.sort(key=lambda one: str(one["identifier"]["value"]))
    for session in sorted(plan.sessions.values(), key=lambda one: names.hidden("order", one.id)):
        meeting = _Meeting(s, session, plan.cohorts[session.cohort], names)
        people = members[session.cohort] if session.participant is None else [names.person(session.participant)]
        for day in dates.open_of(session.day):
            yield meeting.slot(day)
            yield meeting.appointment(day, people)


class _Meeting:
    """A weekly session as it takes place on its dates."""

    def __init__(self, s: Scenario, session: Session, cohort: Cohort, names: Names) -> None:
        self._session, self._cohort, self._names = session, cohort, names
        self._zone = ZoneInfo(timezone_of(s, session.site))
        self._group = session.kind is SessionKind.GROUP
        self._title = cohort_title(s, cohort) if self._group else "Individual session"

    def slot(self, day: date) -> Json:
        """The time, with its places."""
        slot: Json = {
            "resourceType": "Slot",
            "id": self._id("slot", day),
            "serviceType": [concept(self._title)],
            "schedule": reference("Schedule", self._schedule),
            "status": "free" if self._group and self._cohort.members < self._cohort.capacity else "busy",
            **self._times(day),
        }
        if self._group:
            places = f"{self._cohort.members} of {self._cohort.capacity} places taken"
            slot |= {
                "extension": [{"url": SLOT_CAPACITY, "valuePositiveInt": self._cohort.capacity}],
                "comment": places,
            }
        return slot

    def appointment(self, day: date, people: list[Json]) -> Json:
        """Who meets then: therapists, place and the people treated."""
        session, names = self._session, self._names
        staff = (practitioner_reference(names, therapist) for therapist in session.therapists)
        return {
            "resourceType": "Appointment",
            "id": self._id("appointment", day),
            "status": "booked",
            "serviceType": [concept(self._title)],
            "description": self._title,
            **self._times(day),
            "minutesDuration": session.span.minutes,
            "slot": [reference("Slot", self._id("slot", day))],
            "participant": [
                *({**_taking_part(one), "type": [PERFORMER]} for one in staff),
                *(_taking_part(one) for one in people),
                _taking_part(place_reference(names, session.site, session.room)),
                _taking_part(service_reference(names, session.site, self._cohort.program)),
            ],
        }

    @property
    def _schedule(self) -> str:
        if self._group:
            return self._names.known("schedule", "cohort", self._cohort.id)
        return self._names.known("schedule", "individual", self._session.therapists[0], self._session.site)

    def _id(self, kind: str, day: date) -> str:
        """An individual session's id has the participant's in it, so it is hidden."""
        make = self._names.known if self._group else self._names.hidden
        return make(kind, self._session.id, day.isoformat())

    def _times(self, day: date) -> Json:
        span = self._session.span
        return {
            "start": instant(day, span.start, self._zone).isoformat(),
            "end": instant(day, span.end, self._zone).isoformat(),
        }


def _taking_part(actor: Json) -> Json:
    return {"actor": actor, "required": "required", "status": "accepted"}
