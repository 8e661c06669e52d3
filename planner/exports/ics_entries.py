"""What stands in whose calendar."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planner.domain.plan import Cohort, Plan, Session, SessionKind
from planner.exports.names import file_names

NAMESPACE = uuid.UUID("6f1d8c1e-0f5b-5e0a-9a55-0d2a1c7f4b11")


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """Whose calendar: `kind` is `therapist` or `room`."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A session in somebody's calendar. `slot` says which it is, and stays when its time or its room changes."""

    session: Session
    cohort: Cohort
    slot: str

    def uid(self, owner: Owner) -> str:
        """The id by which a calendar program knows it again."""
        return f"{uuid.uuid5(NAMESPACE, f'{owner.kind}/{owner.id}/{self.slot}')}@cohort-capacity-planner"


def entries_of(plan: Plan) -> Mapping[Owner, list[Entry]]:
    """The entries of everybody and every room that has a session."""
    entries: dict[Owner, list[Entry]] = defaultdict(list)
    for entry in _entries(plan):
        for therapist in entry.session.therapists:
            entries[Owner("therapist", therapist)].append(entry)
        if entry.session.room is not None:
            entries[Owner("room", entry.session.room)].append(entry)
    return entries


def _entries(plan: Plan) -> Iterator[Entry]:
    """Individual sessions are numbered by therapist and cohort: a slot made of the person's id could be guessed."""
    seen: dict[str, int] = defaultdict(int)
    for session in sorted(plan.sessions.values(), key=lambda one: one.id):
        group = session.kind is SessionKind.GROUP
        about = f"group/{session.day}" if group else f"individual/{'+'.join(session.therapists)}"
        slot = f"{session.cohort}/{about}"
        seen[slot] += 1
        yield Entry(session, plan.cohorts[session.cohort], f"{slot}/{seen[slot]}")


def calendar_names(owners: Iterable[Owner]) -> dict[Owner, str]:
    """A file name for each owner's calendar."""
    owners = list(owners)
    names: dict[Owner, str] = {}
    for kind in ("room", "therapist"):
        ids = sorted(owner.id for owner in owners if owner.kind == kind)
        names |= {Owner(kind, key): name for key, name in file_names(ids, f"{kind}-", ".ics").items()}
    return names
