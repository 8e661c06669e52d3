"""What data alone keeps a person from: the least that stands between them and a group that there could be.

Each thing that bars them comes with the edit that undoes it, so that the rest of the reason can be asked of a scenario
in which they are no longer barred.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from planner.domain.scenario import Pair, PairKind, Participant, Scenario, Site
from planner.domain.week import DAY_MINUTES, DAYS, Span, clock, days_text, is_free
from planner.eligibility import (
    Blocker,
    Offering,
    Reach,
    in_reach,
    longest_travel,
    minutes_to,
    offering_blockers,
    seat_blockers,
)
from planner.explain import edits
from planner.explain.loosening import Kind, Loosening
from planner.explain.menu import STEP

TELLING = (
    Kind.SITE_OPENS,
    Kind.OFFER,
    Kind.BLOCK_OPENS,
    Kind.BLOCK_RUNS,
    Kind.PROFILE,
    Kind.TRAVEL,
    Kind.BLOCK,
    Kind.HOURS,
    Kind.TIE,
)
"""Of several kinds the first gives a reason its code."""

OF_PERSON = frozenset({Kind.TRAVEL, Kind.BLOCK, Kind.HOURS})
"""What is a person's own: undoing it changes nothing for others."""


def bars(s: Scenario, person: str, reach: Reach | None = None) -> tuple[Loosening, ...] | None:
    """The fewest and then cheapest things that bar a person from some group; None where no block has any times.

    `reach`, where it is at hand, saves looking at every site of the scenario for somebody whom nothing bars.
    """
    p = s.participants[person]
    if reach is not None and _fits_somewhere(s, p, reach):
        return ()
    best: tuple[Loosening, ...] | None = None
    for o in _imaginable(s, p):
        if best is None or _own_burden(s, p, o) < _burden(best):
            found = _bars(s, p, o)
            if best is None or _burden(found) < _burden(best):
                best = found
    return best


def _burden(found: Sequence[Loosening]) -> tuple[int, float]:
    """The fewest things come first, and of as many the cheapest."""
    return len(found), sum(x.cost for x in found)


def _own_burden(s: Scenario, p: Participant, o: Offering) -> tuple[int, float]:
    """As much of that as is the person's own, which is quickly seen."""
    missed = sum(not is_free(p.hours, day, o.block.span) for day in o.pattern)
    block = o.block.id not in p.blocks
    travel = 0 if in_reach(s, p, o.site) else _steps_to(s, p, o.site)
    cost = missed * Kind.HOURS.cost + block * Kind.BLOCK.cost + travel * Kind.TRAVEL.cost
    return missed + block + (travel > 0), cost


def _fits_somewhere(s: Scenario, p: Participant, reach: Reach) -> bool:
    program = s.programs[p.program]
    offers = (
        Offering(program, site, s.blocks[site.id, block], pattern)
        for site in reach.serving(p)
        for block in p.blocks
        if (site.id, block) in s.blocks
        for pattern in program.patterns
    )
    return any(not any(offering_blockers(s, o)) and not any(seat_blockers(s, p, o)) for o in offers)


def open_sites(s: Scenario, person: str) -> set[str]:
    """The sites at which nothing bars a person from some group."""
    p = s.participants[person]
    return {o.site.id for o in _imaginable(s, p) if not _bars(s, p, o)}


def ties(s: Scenario, person: str) -> list[Loosening]:
    """Who the person is to stay with or apart from, each to be given up."""
    return [_tie(s, pair, person) for pair in s.pairs if person in (pair.participant, pair.other)]


def any_time(p: Participant) -> Loosening:
    """The person's hours as a whole, where no individual session fits into them."""
    week = [(day, Span(0, DAY_MINUTES)) for day in range(len(DAYS))]

    def edit(s: Scenario) -> Scenario:
        return edits.participant(s, p.id, lambda x: _free(x, week))

    key = ("participant_hours", p.id, "week")
    return Loosening(Kind.HOURS, 1, key, {}, "nobody could see them alone when they are free", edit)


def told(found: Sequence[Loosening]) -> list[str]:
    """Each in words; the days on which somebody is not free are told together."""
    sentences = []
    for span, group in groupby(found, lambda x: x.key[3:] if x.kind is Kind.HOURS else None):
        causes = list(group)
        if not span:
            sentences += [x.sentence for x in causes]
        else:
            days = days_text([DAYS.index(x.key[2]) for x in causes])
            sentences.append(f"they are not free from {span[0]} to {span[1]} on {days}")
    return sentences


def _free(p: Participant, week: Iterable[tuple[int, Span]]) -> Participant:
    for day, span in week:
        p = edits.free(p, day, span)
    return p


def _imaginable(s: Scenario, p: Participant) -> Iterator[Offering]:
    program = s.programs[p.program]
    for (site, _), block in sorted(s.blocks.items()):
        for pattern in program.patterns:
            yield Offering(program, s.sites[site], block, pattern)


def _bars(s: Scenario, p: Participant, o: Offering) -> tuple[Loosening, ...]:
    blockers = [*offering_blockers(s, o), *(x for x in seat_blockers(s, p, o) if x.code != "hours")]
    found = [_bar(s, p, o, x) for x in blockers]
    missed = [day for day in o.pattern if not is_free(p.hours, day, o.block.span)]
    found += [_hours(p, day, o.block.span) for day in missed]
    return tuple({x.key: x for x in reversed(found)}.values())[::-1]


def _bar(s: Scenario, p: Participant, o: Offering, x: Blocker) -> Loosening:
    site, block, program = o.site.id, o.block.id, o.program.id
    if x.code == "reach":
        return _reach(s, p, o, x.sentence)
    kind, key, edit = {
        "site_closed": (Kind.SITE_OPENS, ("sites", site, "open"), partial(edits.opened_site, name=site)),
        "not_offered": (
            Kind.OFFER,
            ("sites", site, "programs", program),
            partial(edits.offering, where=site, program=program),
        ),
        "block_closed": (
            Kind.BLOCK_OPENS,
            ("blocks", site, block, "open"),
            partial(edits.opened_block, where=site, name=block),
        ),
        "block_unused": (
            Kind.BLOCK_RUNS,
            ("programs", program, "blocks", block),
            partial(edits.running, name=program, block=block),
        ),
        "profile": (Kind.PROFILE, ("programs", program, "profile"), partial(edits.unruled, name=program)),
        "block": (Kind.BLOCK, ("participants", p.id, "blocks"), partial(edits.accepting, name=p.id, block=block)),
    }[x.code]
    return Loosening(kind, 1, key, {}, x.sentence, edit)


def _reach(s: Scenario, p: Participant, o: Offering, sentence: str) -> Loosening:
    edit = partial(edits.reaching, name=p.id, site=o.site.id, minutes=minutes_to(s, p, o.site))
    return Loosening(Kind.TRAVEL, _steps_to(s, p, o.site), ("participants", p.id, "reach"), {}, sentence, edit)


def _steps_to(s: Scenario, p: Participant, site: Site) -> int:
    """How many steps farther a person has to travel to a site out of their reach."""
    return max(1, -(-(minutes_to(s, p, site) - longest_travel(s, p)) // STEP))


def _hours(p: Participant, day: int, span: Span) -> Loosening:
    start, end = clock(span.start), clock(span.end)
    return Loosening(
        Kind.HOURS,
        1,
        ("participant_hours", p.id, DAYS[day], start, end),
        {},
        f"they are not free on {DAYS[day]} from {start} to {end}",
        lambda s: edits.participant(s, p.id, lambda x: edits.free(x, day, span)),
    )


def _tie(s: Scenario, pair: Pair, person: str) -> Loosening:
    other = pair.other if pair.participant == person else pair.participant
    sentence = {
        PairKind.TOGETHER: f"they stay together with {other}",
        PairKind.APART: f"they stay apart from {other}",
        PairKind.NOT_WITH: f"they are not to be with {s.therapists[other].label if other in s.therapists else other}",
    }[pair.kind]
    key = ("pairs", pair.kind.value, pair.participant, pair.other)
    return Loosening(Kind.TIE, 1, key, {}, sentence, partial(edits.untied, pair=pair))
