"""Splits a scenario into components that have nothing to do with one another, and joins their plans.

Two sites belong together where a therapist could work at both, a person could go to either, or two people who stay
together could go one to each. Each component is a scenario of its own, so whatever is true of a scenario (its
fingerprint, its plan, its bound) is true of a component.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from planner.domain.plan import Plan
from planner.domain.scenario import PairKind, Participant, Scenario
from planner.eligibility import Reach
from planner.solver.decode import unplaced

Node = tuple[str, str]


class _Groups:
    """Sets that grow together (union-find with path halving)."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}

    def root(self, node: Node) -> Node:
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, one: Node, other: Node) -> None:
        self._parent[self.root(one)] = self.root(other)


def split(s: Scenario) -> list[Scenario]:
    """The components that have somebody to place or a locked cohort to run, in the order of their first sites."""
    groups = _Groups()
    for one, other in _ties(s):
        groups.join(one, other)
    members: dict[Node, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    ids: Mapping[str, Iterable[str]] = {"site": s.sites, "therapist": s.therapists, "person": s.participants}
    for kind, names in ids.items():
        for name in names:
            members[groups.root((kind, name))][kind].add(name)
    locked = {c.site for c in s.cohorts.values() if c.locked}
    busy = [m for m in members.values() if m["site"] and (m["person"] or m["site"] & locked)]
    return [_part(s, m) for m in sorted(busy, key=lambda m: min(m["site"]))]


def _ties(s: Scenario) -> Iterator[tuple[Node, Node]]:
    yield from _ties_of_staff(s)
    yield from _ties_of_people(s)
    for pair in s.pairs:
        if pair.kind is PairKind.TOGETHER:
            yield ("person", pair.participant), ("person", pair.other)


def _ties_of_staff(s: Scenario) -> Iterator[tuple[Node, Node]]:
    skills = {x.id: {s.programs[p].skill for p in x.programs} for x in s.sites.values() if x.open}
    for t in s.therapists.values():
        for site in t.sites:
            if skills.get(site, set()) & t.skills:
                yield ("therapist", t.id), ("site", site)


def _ties_of_people(s: Scenario) -> Iterator[tuple[Node, Node]]:
    reach = Reach(s)
    usable = _usable_blocks(s)
    for p in s.participants.values():
        for site in reach.serving(p):
            if p.blocks & usable.get((site.id, p.program), frozenset()):
                yield ("person", p.id), ("site", site.id)
        if (stay := _locked_site(s, p)) is not None:
            yield ("person", p.id), ("site", stay)


def _usable_blocks(s: Scenario) -> dict[tuple[str, str], frozenset[str]]:
    """The blocks in which an open site could run each program that it offers."""
    open_at: dict[str, set[str]] = defaultdict(set)
    for (site, _), block in s.blocks.items():
        if block.open:
            open_at[site].add(block.id)
    return {
        (site.id, program): s.programs[program].blocks & open_at[site.id]
        for site in s.sites.values()
        if site.open
        for program in site.programs
    }


def _locked_site(s: Scenario, p: Participant) -> str | None:
    cohort = s.cohorts.get(p.cohort or "")
    return cohort.site if cohort is not None and cohort.locked and p.enrolled else None


def _part(s: Scenario, members: Mapping[str, set[str]]) -> Scenario:
    sites, people = members["site"], members["person"]
    participants = {i: p for i, p in s.participants.items() if i in people}
    cohorts = {i: c for i, c in s.cohorts.items() if c.site in sites}
    programs = {p.program for p in participants.values()} | {c.program for c in cohorts.values()}
    return replace(
        s,
        sites={i: replace(x, programs=x.programs & programs) for i, x in s.sites.items() if i in sites},
        rooms={i: room for i, room in s.rooms.items() if room.site in sites},
        blocks={key: block for key, block in s.blocks.items() if key[0] in sites},
        programs={i: p for i, p in s.programs.items() if i in programs},
        therapists={i: t for i, t in s.therapists.items() if i in members["therapist"]},
        participants=participants,
        pairs=tuple(p for p in s.pairs if p.participant in people and _is_here(p.kind, p.other, members)),
        cohorts=cohorts,
    )


def _is_here(kind: PairKind, other: str, members: Mapping[str, set[str]]) -> bool:
    return other in members["therapist" if kind is PairKind.NOT_WITH else "person"]


def join(s: Scenario, plans: Iterable[Plan]) -> Plan:
    """One plan of many, its rows in the order of their ids; whoever has no place in any is unplaced."""
    parts = list(plans)
    placed = {i: x for plan in parts for i, x in plan.placements.items()}
    return Plan(
        cohorts=dict(sorted((i, c) for plan in parts for i, c in plan.cohorts.items())),
        placements=dict(sorted(placed.items())),
        sessions=dict(sorted((i, x) for plan in parts for i, x in plan.sessions.items())),
        unplaced=unplaced(s.participants.values(), placed),
    )
