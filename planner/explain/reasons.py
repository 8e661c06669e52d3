"""Why somebody has no place: a code, a sentence, and the smallest set of causes, proven by the exact model.

First what data alone bars them from is undone, then what is short is asked for; where nothing short explains it, whom
they are tied to and when they are free is. docs/explanations.md has the catalogue and says how each claim can be
refuted.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations

from planner.domain.plan import Plan, Unplaced
from planner.domain.progress import Progress, Watch
from planner.domain.scenario import Scenario
from planner.eligibility import Reach
from planner.explain.asking import Answer
from planner.explain.barred import OF_PERSON, TELLING, any_time, bars, open_sites, ties, told
from planner.explain.competing import Competitors, Short, competitors
from planner.explain.engines import LentEngines
from planner.explain.loosening import Kind, Loosening, loosened
from planner.explain.neighbourhood import WHOLE, neighbourhood, sites_around
from planner.solver.components import split

OUTRANKED, OUTWEIGHED, TIED, UNDECIDED = "outranked", "outweighed", "tied", "undecided"

NOTHING_MORE = "no one thing more would do as other programs' groups are"
RANKS_HIGHER = "everyone placed instead ranks higher"

ENGINES = 2
"""Questions that are asked side by side."""

ALONE = ", and all of this holds while all other sites stay as they are"
"""Said where many sites hang together, and only those around the person were looked at."""

MOST_TIES = 2
"""Ties that are given up together at most."""

Undone = tuple[Loosening, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person has no place. `rivals` are people whose place it is; `causes` say everything in words."""

    participant: str
    code: str
    explanation: str
    causes: tuple[str, ...] = ()
    undo: tuple[Loosening, ...] = ()
    rivals: tuple[str, ...] = ()


def reasons(
    s: Scenario, plan: Plan, watch: Watch, people: Collection[str] | None = None, *, best: bool = True
) -> Mapping[str, Reason]:
    """A reason for each of some people without a place, or for all, by participant; undecided where stopped.

    `best` says that no plan scores more than this one: without that, nobody is said to be outweighed.
    """
    wanted = set(plan.unplaced).intersection(plan.unplaced if people is None else people)
    with LentEngines(ENGINES) as engines:
        found = _Reasons(s, plan, watch, len(wanted), engines).all(wanted)
    return {i: found[i] if best else _doubted(found[i]) for i in sorted(found)}


def explained(plan: Plan, found: Mapping[str, Reason]) -> Plan:
    """The plan with a reason for everyone who has no place."""

    def told(x: Unplaced) -> Unplaced:
        reason = found[x.participant]
        return replace(x, reason=reason.code, explanation=reason.explanation)

    return replace(plan, unplaced={i: told(x) if i in found else x for i, x in plan.unplaced.items()})


class _Reasons:
    """Reasons on their way."""

    def __init__(self, s: Scenario, plan: Plan, watch: Watch, number: int, engines: LentEngines) -> None:
        self._s, self._plan, self._watch, self._number, self._engines = s, plan, watch, number, engines
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._done: set[str] = set()

    def all(self, wanted: Collection[str]) -> dict[str, Reason]:
        """By participant: each in the first way in which anything explains it."""
        found: dict[str, Reason] = {}
        reach = Reach(self._s)
        barred = {i: bars(self._s, i, reach) for i in sorted(wanted)}
        for i in [i for i, x in barred.items() if x is None]:
            program = self._s.programs[self._s.participants[i].program].label
            text = f"No block has any times in which {program} could meet."
            found[i] = Reason(i, Kind.BLOCK_RUNS.code, text, (text,))
        first = {i: x for i, x in barred.items() if x is not None}
        left = self._take(found, first)
        ways = {i: self._further(i) for i in left}
        for n in range(max(map(len, ways.values()), default=0)):
            left = self._take(found, {i: ways[i][n] for i in left if n < len(ways[i])})
        return {i: found.get(i) or _stopped(i, barred[i] or ()) for i in wanted}

    def _further(self, person: str) -> list[Undone]:
        """Further things to undo for somebody whom nothing short explains: their ties, then all their hours."""
        tied = ties(self._s, person)
        sets: list[Undone] = [x for several in range(1, MOST_TIES + 1) for x in combinations(tied, several)]
        return [self._with(person, x) for x in [*sets, (any_time(self._s.participants[person]),)]]

    def _with(self, person: str, undone: Undone) -> Undone:
        """These and what still bars the person then."""
        return (*(bars(loosened(self._s, undone), person) or ()), *undone)

    def _take(self, found: dict[str, Reason], undone: Mapping[str, Undone]) -> list[str]:
        """Reasons for all where these things are undone first; who is left because nothing short explains it."""
        if self._watch.stopped():  # to put the questions alone takes a second where many are without a place
            found.update({i: _stopped(i, x) for i, x in undone.items() if i not in found})
            return []
        left = []
        for short in self._shorts(undone):
            if short.answer is Answer.NO:
                left.append(short.participant)
            if short.answer is not Answer.NO or short.participant not in found:
                found[short.participant] = _reason(short, undone[short.participant])
        return sorted(left)

    def _shorts(self, undone: Mapping[str, Undone]) -> list[Short]:
        shorts: list[Short] = []

        def work(job: Competitors) -> None:
            with self._engines.one() as engine:
                for short in job.answers(engine, self._watch):
                    with self._lock:
                        shorts.append(short)
                        self._tell(short.participant)
                    if self._watch.stopped():  # each of those left takes a while to put as a question
                        break

        with ThreadPoolExecutor(ENGINES) as pool:
            list(pool.map(work, sorted(self._jobs(undone), key=lambda job: -job.size)))
        return shorts

    def _tell(self, person: str) -> None:
        self._done.add(person)
        seconds = time.monotonic() - self._began
        self._watch.progress(Progress(seconds, "finding reasons", done=len(self._done), parts=self._number))

    def _jobs(self, undone: Mapping[str, Undone]) -> list[Competitors]:
        """Those for whom the same is undone for everybody are asked for together."""
        alike: dict[tuple[tuple[str, ...], ...], list[str]] = defaultdict(list)
        for i, found in undone.items():
            alike[tuple(x.key for x in found if x.kind not in OF_PERSON)].append(i)
        jobs: list[Competitors] = []
        for people in alike.values():
            shared = [x for x in undone[people[0]] if x.kind not in OF_PERSON]
            own = [x for i in people for x in undone[i] if x.kind in OF_PERSON]
            freed = {i for i in people if any(x.kind in OF_PERSON for x in undone[i])}
            jobs += self._competing(loosened(self._s, [*shared, *own]), set(people), freed)
        return jobs

    def _competing(self, s: Scenario, people: set[str], freed: set[str]) -> Iterator[Competitors]:
        """By component; of a large one, by the sites around each."""
        for part in split(s):
            mine = people & part.participants.keys()
            if len(part.participants) <= WHOLE or self._watch.stopped():
                yield from competitors(part, self._plan, mine, freed)
                continue
            around: dict[frozenset[str], set[str]] = defaultdict(set)
            for i in sorted(mine):
                if self._watch.stopped():
                    return
                around[sites_around(s, self._plan, i, open_sites(s, i))].add(i)
            for sites, who in around.items():
                yield from competitors(neighbourhood(s, self._plan, sites), self._plan, who, freed, local=True)


def _sentence(causes: Iterable[str]) -> str:
    text = "; and ".join(causes)
    return f"{text[:1].upper()}{text[1:]}."


def _doubted(reason: Reason) -> Reason:
    """The same of a plan that may not be the best."""
    if reason.code == OUTWEIGHED:
        text = "They could have a place and everyone keep theirs: the plan was stopped before it found one for them."
        return Reason(reason.participant, UNDECIDED, text)
    if reason.rivals:
        explanation = reason.explanation.replace(RANKS_HIGHER, "this plan gives it to them")
        causes = tuple(x.replace(RANKS_HIGHER, "this plan gives it to them") for x in reason.causes)
        return replace(reason, causes=causes, explanation=explanation)
    return reason


def _reason(short: Short, undone: Undone) -> Reason:
    if short.answer is Answer.NO and not short.local:
        text = "No further seat, room, office or therapist would be enough, nor would the places of all others."
        return Reason(short.participant, TIED, text)
    if short.answer is not Answer.YES:
        return _stopped(short.participant, undone)
    if not (undone or short.undo or short.rivals):
        text = "They could have a place and everyone keep theirs, but it would cost more points than it brings."
        return Reason(short.participant, OUTWEIGHED, text)
    causes = [*told(undone), *(x.sentence for x in short.undo), *_rivals(short.rivals)]
    text = f"{_sentence(causes)} Otherwise they could join {short.offering}{ALONE if short.local else ''}."
    return Reason(short.participant, _code(undone, short), text, tuple(causes), (*undone, *short.undo), short.rivals)


def _stopped(person: str, undone: Undone) -> Reason:
    known = f" What is known: {_sentence(told(undone))}" if undone else ""
    return Reason(person, UNDECIDED, f"The search was stopped before it could tell why.{known}")


def _rivals(rivals: Sequence[str]) -> Iterator[str]:
    if rivals:
        one = "the place of" if len(rivals) == 1 else "the places of"
        yield f"{NOTHING_MORE}: they could only take {one} {', '.join(rivals)}, and {RANKS_HIGHER}"


def _code(undone: Undone, short: Short) -> str:
    if undone:
        return min(undone, key=lambda x: TELLING.index(x.kind)).kind.code
    return short.undo[0].kind.code if short.undo else OUTRANKED
