"""A few sites of a scenario as a scenario of their own, in which all other sites stay as a plan has them.

What therapists do elsewhere is taken out of their week, so every plan of the few sites goes together with the rest.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from planner.domain.plan import Plan, Session, SessionKind
from planner.domain.scenario import Duty, PairKind, Scenario, Therapist
from planner.domain.week import DAY_MINUTES, DAYS, Day, Span, rounded_up
from planner.eligibility import Reach, is_evening, minutes_to

WHOLE = 150
"""Components of so many people are looked at whole; of larger ones only the sites around what is asked."""

AROUND = 60
"""The sites around a person are the nearest that could take them, and others while so many are placed there."""


def sites_around(s: Scenario, plan: Plan, person: str, could_take: Collection[str]) -> frozenset[str]:
    """The nearest site that could take a person, and some around it."""
    p = s.participants[person]
    nearest = min(could_take or s.sites, key=lambda i: (minutes_to(s, p, s.sites[i]), i))
    return frozenset(near_sites(s, plan, {person}, {nearest}, AROUND))


def busy_elsewhere(plan: Plan, sites: Collection[str]) -> set[str]:
    """The therapists who have sessions at other sites."""
    return {t for x in plan.sessions.values() if x.site not in sites for t in x.therapists}


def near_sites(s: Scenario, plan: Plan, hit: Collection[str], first: Collection[str], most: int) -> set[str]:
    """The first sites and those nearest to them, while so many people at most are placed there.

    Nearest are those to which most of the people hit could go and at which most therapists of the first also work.
    """
    placed = Counter(plan.cohorts[x.cohort].site for x in plan.placements.values())
    reach = Reach(s)
    wanted = Counter(site.id for i in hit for site in reach.serving(s.participants[i]))
    for t in s.therapists.values():
        if t.duty and not set(t.sites).isdisjoint(first):
            wanted.update(t.sites)
    near = set(first)
    for site, _ in sorted(wanted.items(), key=lambda x: (-x[1], x[0])):
        if sum(placed[i] for i in near | {site}) <= most:
            near.add(site)
    return near


def neighbourhood(s: Scenario, plan: Plan, sites: AbstractSet[str], asked: Collection[str] = ()) -> Scenario:
    """The people whom the plan places at these sites, those without a place who could go there, and what is left.

    Who is `asked` for is among them in any case: they may be able to go there after a change.
    """
    cohorts = {c.id for c in plan.cohorts.values() if c.site in sites}
    here = {i for i, x in plan.placements.items() if x.cohort in cohorts}
    reach, waiting = Reach(s), s.participants.keys() - plan.placements.keys()
    here |= {i for i in waiting if any(site.id in sites for site in reach.serving(s.participants[i]))}
    people = {i: p for i, p in s.participants.items() if i in here or i in asked}
    staff = {i: _left(s, t, plan, sites) for i, t in s.therapists.items() if not set(t.sites).isdisjoint(sites)}
    known = {PairKind.NOT_WITH: staff.keys(), PairKind.APART: people.keys(), PairKind.TOGETHER: people.keys()}
    return replace(
        s,
        sites={i: x for i, x in s.sites.items() if i in sites},
        rooms={i: x for i, x in s.rooms.items() if x.site in sites},
        blocks={key: x for key, x in s.blocks.items() if key[0] in sites},
        therapists=staff,
        participants=people,
        pairs=tuple(x for x in s.pairs if x.participant in people and x.other in known[x.kind]),
        cohorts={i: c for i, c in s.cohorts.items() if c.site in sites},
    )


def _left(s: Scenario, t: Therapist, plan: Plan, sites: Collection[str]) -> Therapist:
    """A therapist with what their sessions elsewhere leave of their week."""
    mine = [x for x in plan.sessions.values() if t.id in x.therapists]
    away = [x for x in mine if x.site not in sites]
    cases = {x.participant for x in away if x.kind is SessionKind.INDIVIDUAL}
    evenings, late = _evenings(s, t, away, [x for x in mine if x.site in sites])
    return replace(
        t,
        sites=tuple(i for i in t.sites if i in sites),
        max_direct_minutes=t.max_direct_minutes - sum(x.span.minutes for x in away),
        max_evenings=evenings,
        max_individual=None if t.max_individual is None else t.max_individual - len(cases),
        duty=tuple(_duty(s, t, sites, away, late)),
    )


def _evenings(
    s: Scenario, t: Therapist, away: Iterable[Session], here: Iterable[Session]
) -> tuple[int | None, Collection[Day]]:
    """How many evenings are left, and the days on which they may be; the plan's own are always among them."""
    all_days = range(len(DAYS))
    if t.max_evenings is None:
        return None, all_days
    elsewhere, now = ({x.day for x in sessions if is_evening(s, x.span)} for sessions in (away, here))
    if t.max_evenings - len(elsewhere) >= len(now):
        return t.max_evenings - len(elsewhere), all_days
    return None, elsewhere | now


def _duty(
    s: Scenario, t: Therapist, sites: Collection[str], away: Sequence[Session], late: Collection[Day]
) -> Iterator[Duty]:
    """Their hours, each at one of the sites: at one clinic a day, and so late only where evenings are left."""
    grid = s.constants.grid_minutes
    taken = [(x.day, Span(x.span.start, x.span.start + rounded_up(x.span.minutes, grid))) for x in away]
    taken += [(day, Span(s.constants.evening_from, DAY_MINUTES)) for day in range(len(DAYS)) if day not in late]
    elsewhere = {x.day for x in away if not s.sites[x.site].virtual}
    for row in t.duty:
        for site in [i for i in t.sites if i in sites and row.site in {None, i}]:
            if row.day not in elsewhere or s.sites[site].virtual:
                for span in _without(row.span, [x for day, x in taken if day == row.day]):
                    yield Duty(row.day, span, site)


def _without(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """What is left of a time."""
    start = span.start
    for x in sorted(taken):
        if x.start > start:
            yield Span(start, min(x.start, span.end))
        start = max(start, x.end)
        if start >= span.end:
            return
    yield Span(start, span.end)
