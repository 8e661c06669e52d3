"""Who gives treatment, and who gets it together, as FHIR resources. Those treated are referred to, never described."""

from collections.abc import Iterator

from planner.domain.plan import Cohort, Placement, Plan
from planner.domain.scenario import Scenario, Therapist
from planner.domain.week import DAY_MINUTES, DAYS, Span, clock, week_of
from planner.exports.fhir_ids import Json, Names, concept, identifier, reference
from planner.exports.fhir_places import service_reference, site_reference, text
from planner.exports.options import Dates

LAST_SECOND = "23:59:59"
"""FHIR's times do not reach 24:00."""


def therapists(s: Scenario, names: Names) -> Iterator[Json]:
    """A Practitioner for each therapist, and a PractitionerRole with hours for each of their sites."""
    for therapist in s.therapists.values():
        yield _practitioner(therapist, names)
        for site in therapist.sites:
            yield _role(s, therapist, site, names)


def practitioner_reference(names: Names, therapist: str) -> Json:
    """To a therapist."""
    return reference("Practitioner", names.known("therapist", therapist))


def role_reference(names: Names, therapist: str, site: str) -> Json:
    """To what a therapist does at a site."""
    return reference("PractitionerRole", names.known("role", therapist, site))


def _practitioner(therapist: Therapist, names: Names) -> Json:
    return {
        "resourceType": "Practitioner",
        "id": names.known("therapist", therapist.id),
        "identifier": identifier("therapist", therapist.id),
        "active": True,
        "name": [{"text": text(therapist.name, therapist.id)}],
    }


def _role(s: Scenario, therapist: Therapist, site: str, names: Names) -> Json:
    offered = sorted(name for name in s.sites[site].programs if s.programs[name].skill in therapist.skills)
    hours = week_of((duty.day, duty.span) for duty in therapist.duty if duty.site in (None, site))
    role: Json = {
        "resourceType": "PractitionerRole",
        "id": names.known("role", therapist.id, site),
        "active": True,
        "practitioner": practitioner_reference(names, therapist.id),
        "specialty": [concept(skill) for skill in sorted(therapist.skills)],
        "location": [site_reference(names, site)],
        "healthcareService": [service_reference(names, site, program) for program in offered],
        "availableTime": [_available(day, span) for day, spans in enumerate(hours) for span in spans],
    }
    return {field: value for field, value in role.items() if value != []}


def _available(day: int, span: Span) -> Json:
    days = [DAYS[day].lower()]
    if span == Span(0, DAY_MINUTES):
        return {"daysOfWeek": days, "allDay": True}
    end = LAST_SECOND if span.end == DAY_MINUTES else f"{clock(span.end)}:00"
    return {"daysOfWeek": days, "availableStartTime": f"{clock(span.start)}:00", "availableEndTime": end}


def teams(s: Scenario, plan: Plan, names: Names, dates: Dates) -> Iterator[Json]:
    """A Group and a CareTeam for each cohort, and a CareTeam for each person with a primary therapist.

    The order of people says nothing about their ids.
    """
    members: dict[str, list[str]] = {cohort: [] for cohort in plan.cohorts}
    for placement in plan.placements.values():
        members[placement.cohort].append(placement.participant)
    for cohort in plan.cohorts.values():
        yield _group(s, cohort, members[cohort.id], names)
        yield _cohort_team(s, cohort, names, dates)
    people = (
        _person_team(placement, placement.therapist, names, dates)
        for placement in plan.placements.values()
        if placement.therapist is not None
    )
    yield from sorted(people, key=lambda team: str(team["id"]))


def _group(s: Scenario, cohort: Cohort, members: list[str], names: Names) -> Json:
    """The members in the order of their references, which says nothing about theirs in the plan."""
    references = sorted((names.person(member) for member in members), key=lambda one: str(one["identifier"]["value"]))
    group: Json = {
        "resourceType": "Group",
        "id": names.known("cohort", cohort.id),
        "identifier": identifier("cohort", cohort.id),
        "active": True,
        "type": "person",
        "actual": True,
        "name": cohort_title(s, cohort),
        "quantity": len(members),
    }
    return group | ({"member": [{"entity": one} for one in references]} if references else {})


def group_reference(names: Names, cohort: str) -> Json:
    """To a cohort's members."""
    return reference("Group", names.known("cohort", cohort))


def cohort_title(s: Scenario, cohort: Cohort) -> str:
    """The cohort in words."""
    return f"{text(s.programs[cohort.program].name, cohort.program)} group"


def _cohort_team(s: Scenario, cohort: Cohort, names: Names, dates: Dates) -> Json:
    return {
        "resourceType": "CareTeam",
        "id": names.known("team", cohort.id),
        "identifier": identifier("cohort", cohort.id),
        "status": "active",
        "name": cohort_title(s, cohort),
        "subject": group_reference(names, cohort.id),
        "period": period(dates),
        "participant": [
            {"role": [concept("Facilitator")], "member": practitioner_reference(names, therapist)}
            for therapist in cohort.facilitators
        ],
    }


def _person_team(placement: Placement, therapist: str, names: Names, dates: Dates) -> Json:
    return {
        "resourceType": "CareTeam",
        "id": names.hidden("team", placement.participant),
        "status": "active",
        "subject": names.person(placement.participant),
        "period": period(dates),
        "participant": [
            {"role": [concept("Primary therapist")], "member": practitioner_reference(names, therapist)},
            {
                "role": [concept("Group facilitators")],
                "member": reference("CareTeam", names.known("team", placement.cohort)),
            },
        ],
    }


def period(dates: Dates) -> Json:
    """From the first day to the last."""
    return {"start": dates.first.isoformat(), "end": dates.last.isoformat()}
