"""Where somebody or something of a plan is: people, therapists, groups and rooms, found by what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.plan import Placement, Plan
from planner.domain.scenario import Scenario, Therapist
from planner.views.cohorts import in_words
from planner.views.people import status_of
from planner.views.timetable import By


@dataclass(frozen=True, slots=True)
class Found:
    """One that is called so: a line of the week at `site`, if it has one, by `by`; `where` goes on after its title."""

    by: By
    id: str
    title: str
    where: str
    site: str | None


def whereabouts(s: Scenario, plan: Plan, text: str, near: str | None = None) -> list[Found]:
    """All whose id or name holds the text, the likest first; of a therapist's sites the one `near` goes first."""
    wanted = text.strip().casefold()
    every = [one for one in _everything(s, plan, near) if wanted in one.id.casefold() or wanted in one.title.casefold()]
    return sorted(every, key=lambda one: _unlike(wanted, one)) if wanted else []


def _unlike(wanted: str, one: Found) -> int:
    """0 where it is called just so, 1 where its name or id begins so, else 2."""
    names = one.id.casefold(), one.title.casefold()
    return 0 if wanted in names else 1 if any(name.startswith(wanted) for name in names) else 2


def _everything(s: Scenario, plan: Plan, near: str | None) -> Iterator[Found]:
    groups = in_words(s, plan)
    for placement in plan.placements.values():
        site = plan.cohorts[placement.cohort].site
        where = f"is in {groups[placement.cohort]}{_with(s, placement)}."
        yield Found(By.PARTICIPANT, placement.participant, placement.participant, where, site)
    for person in plan.unplaced.values():
        where = f"is {status_of(enrolled=person.enrolled)} and has no place. {person.explanation}"
        yield Found(By.PARTICIPANT, person.participant, person.participant, where, None)
    for therapist in s.therapists.values():
        yield _therapist(s, therapist, near)
    for cohort in plan.cohorts.values():
        leaders = ", ".join(s.therapists[one].label for one in cohort.facilitators)
        where = f"has {cohort.members} of {cohort.capacity} people and is led by {leaders}."
        yield Found(By.COHORT, cohort.id, groups[cohort.id], where, cohort.site)
    for room in s.rooms.values():
        where = f"is a room at {s.sites[room.site].label}."
        yield Found(By.ROOM, room.id, room.id, where, room.site)


def _with(s: Scenario, placement: Placement) -> str:
    return f", with {s.therapists[placement.therapist].label}" if placement.therapist else ""


def _therapist(s: Scenario, one: Therapist, near: str | None) -> Found:
    sites = sorted(one.sites, key=lambda site: (site != near, site))
    where = f"works at {', '.join(s.sites[site].label for site in sites)}."
    return Found(By.THERAPIST, one.id, one.label, where, sites[0])
