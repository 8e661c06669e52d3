"""Large neighbourhoods: a few neighbouring sites planned anew with the exact model, all others as they are.

What a few sites can do is a small problem, solved in a second or two; so a good plan for many sites comes long before
the search over all of them has found one, and gets better as long as there is time. Where the relaxation's prices are
known, they say at which sites most is missing, and what is worth looking at there.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

import numpy as np

from planner.solver.attempt import TELEHEALTH, Around, Attempt
from planner.solver.beginning import kept_open
from planner.solver.decode import nobody
from planner.solver.fill import Values, fill
from planner.solver.highs import Found, Highs, Task
from planner.solver.linear import Floats, Linear, contradicted, holds
from planner.solver.neighbours import Mask, Sites
from planner.solver.prices import Prices
from planner.solver.reduce import Reduced, only, reduced
from planner.solver.rounds import GAP, Left, Look, Round, Telehealth

PEOPLE = 60
"""A neighbourhood grows until so many people could come to its sites: docs/solver.md has the figures."""

SECONDS = 4.0
"""A neighbourhood that takes longer than this is left with the best found for it."""

SECONDS_AT_FIRST = 1.0
"""In the first round, which is to give everybody's sites a plan soon."""

WIDER = 1.6
"""By so much neighbourhoods grow when a whole round of them has found nothing."""

PRICED_PEOPLE = 300
"""As `PEOPLE`, where prices leave out what is not worth looking at."""

QUICK, SLOW = 0.3, 0.8
"""Of their seconds. Where neighbourhoods take less than the one they grow, where more than the other they shrink."""

GROWS, SHRINKS = 1.1, 0.8
"""By so much, each time."""

SHARE = 0.4
"""At most this share of all who could come anywhere, so that a neighbourhood stays one."""

PRICED_SECONDS = 6.0
"""As `SECONDS`, in the opening."""

BESIDE = 0.25
"""So often is telehealth planned anew beside clinics: it takes longer, and others' changes often rule it out."""

LED = 3.0
"""So many times as often as telehealth's share of what is missing, clinics of leaders whom it lacks come next."""

LEADING = 8
"""With telehealth the clinics of so many leaders whom it lacks are planned anew: docs/solver.md has the figures."""

TELEHEALTH_SECONDS = 15.0
"""As `SECONDS`, for that."""

MENDING_SECONDS = 3.0
"""As `SECONDS`, for what does not go with changes that were found meanwhile."""

FAR = 5e-2
"""A plan with a gap above this is first made anew from what the relaxation makes."""

OPENING_PEOPLE = 600
"""As `PEOPLE`, for that."""

WORTH = ((30.0, 6.0), (300.0, 12.0), (1000.0, 12.0))
"""Points that a decision or a seat may lose by the prices and be looked at still, each with the seconds for that."""

LATELY, LITTLE = 20.0, 0.03
"""Neighbourhoods that have brought less than this of what is missing, in so many seconds, are slow."""

FINER = 0.1
"""A neighbourhood is left at so much of the gap that the whole still has, if that is less than `GAP`."""

OPENING_GAP = 5e-4
"""As `GAP`, for a beginning."""


@dataclass
class Improver:
    """Finds better and better whole values.

    `promise`: decisions found elsewhere, to be filled when there is time. `values`: the best ones, None where there are
    none yet. `opening`: they are only being made from what the relaxation makes; `stalled`: prices have led nowhere
    lately; `slow`: they have led to little. `scales`: by look, neighbourhoods are so many times as large as planned, so
    that they take a few seconds.
    """

    sites: Sites
    engines: Sequence[Highs]
    seed: int
    until: Callable[[], bool]
    values: Values | None = None
    prices: Prices | None = None
    promise: Found | None = None
    opening: bool = field(init=False)
    stalled: bool = False
    scales: dict[int, float] = field(default_factory=lambda: defaultdict(lambda: 1.0))

    def __post_init__(self) -> None:
        self._model = self.sites.model
        self._random = Random(self.seed)  # noqa: S311 - seeded, for variety
        self._began, self._gains = time.monotonic(), list[tuple[float, float]]()
        self.opening = self._is_far

    def steps(self, waits: Callable[[], bool]) -> Generator[Values | None, None, None]:
        """Better values as they are found, and None often in between; promises alone as long as it `waits`."""
        while waits():
            yield self._promised()
        if self.values is None or self.opening:
            yield from self._first()
        for planned in self._unpriced() if self.prices is None else self._priced(self.prices):
            if self.values is None:
                return
            yield from self._round(planned)
            yield None

    @property
    def slow(self) -> bool:
        """Whether neighbourhoods have brought little of what is missing lately."""
        since = time.monotonic() - LATELY
        return self._began < since and sum(gain for when, gain in self._gains if when > since) < LITTLE

    @property
    def _is_far(self) -> bool:
        """Whether prices are known that promise much more."""
        return self._missing > FAR * self._most

    @property
    def _missing(self) -> float:
        """The points that the best values miss of what prices promise; 0 where no prices are known."""
        if self.prices is None:
            return 0
        score = -math.inf if self.values is None else self._model.points(self.values)
        return self.prices.bound - score

    @property
    def _most(self) -> float:
        """What prices promise, if that is anything."""
        return 1 if self.prices is None else max(1, abs(self.prices.bound))

    def _unpriced(self) -> Iterator[Round]:
        """Wider and wider, every other time with telehealth."""
        everything = self._model.linear.upper
        yield Round(PEOPLE, [Look(everything, SECONDS_AT_FIRST)], once=True)
        width = 0
        for number in count():
            before = self.values
            telehealth = Telehealth.ALL if number % 2 else Telehealth.NONE
            yield Round(PEOPLE * WIDER**width, [Look(everything, SECONDS, telehealth)], once=True)
            width = width + 1 if self.values is before else 0

    def _priced(self, prices: Prices) -> Iterator[Round]:
        """From what the relaxation makes, to what would lose little by its prices, to what loses more."""
        if self.opening:
            made = Look(self._open(prices.made), PRICED_SECONDS)
            yield Round(self._people(OPENING_PEOPLE), [made], once=True, gap=OPENING_GAP, opening=True)
            telehealth = Look(self._model.linear.upper, PRICED_SECONDS, Telehealth.ALONE)
            yield Round(0, [telehealth], once=True)
            self.opening = False
        looks = [self._look(prices, worth, seconds) for worth, seconds in WORTH]
        for width in count():
            before = self.values
            gap = min(GAP, FINER * self._missing / self._most)
            yield Round(self._people(PRICED_PEOPLE) * WIDER**width, looks, gap=gap)
            self.stalled = self.values is before

    def _look(self, prices: Prices, worth: float, seconds: float) -> Look:
        return Look(self._open(prices.worth(worth)), seconds, Telehealth.NEAR)

    def _people(self, most: float) -> float:
        return min(most, SHARE * self.sites.people)

    def _open(self, wanted: Mask) -> Floats:
        """Upper bounds of all columns that leave only decisions and seats that are wanted, and those that must be."""
        linear = self._model.linear
        closed = linear.whole.copy()
        closed[self._model.v.sits] = True
        return np.where(closed & ~wanted & (linear.lower == 0), 0, linear.upper)

    def _round(self, planned: Round) -> Generator[Values | None, None, None]:
        """A round's neighbourhoods, as many at a time as there are engines."""
        left = Left(self.sites.clinics, len(planned.looks), once=planned.once)
        running: list[Attempt] = []
        try:
            while left.any() or running:
                if not running:
                    yield self._promised()
                for engine in self.engines:
                    if left.any() and all(attempt.engine is not engine for attempt in running):
                        running += self._attempts(planned, left, running, engine)
                for attempt in [one for one in running if one.over()]:
                    running.remove(attempt)
                    running += self._ended(attempt, planned, left)
                    yield self.values
                yield None
        finally:
            for attempt in running:
                attempt.close()

    def _ended(self, attempt: Attempt, planned: Round, left: Left) -> Iterator[Attempt]:
        """Takes note of what was found; what mends it, where it does not go with what was found meanwhile."""
        around, gain = attempt.around, self._gained(attempt)
        self._gains.append((time.monotonic(), max(0.0, gain or 0.0)))
        if attempt.tells and not (around.led or planned.once):
            self._suit(around.look, attempt.seconds / planned.looks[around.look].seconds)
        mending = self._mending(attempt) if gain is None else None
        if attempt.mends and gain is not None and gain <= 0:
            gain = None  # what was found is gone: the whole has to be done again
        if mending is None:
            left.after(around.seed, around.sites, gain, tells=attempt.tells or around.led)
        else:
            yield mending

    def _attempts(self, planned: Round, left: Left, running: Sequence[Attempt], engine: Highs) -> Iterator[Attempt]:
        """The next neighbourhood, apart from those that are planned at the same time."""
        free = not any(attempt.telehealth for attempt in running)
        around = self._next(planned, left, {site for attempt in running for site in attempt.around.sites}, free=free)
        if self.values is None or around is None:
            return
        look = planned.looks[around.look]
        telehealth = Telehealth.ALL if around.led else self._beside(look) if free else Telehealth.NONE
        left.before(around.sites)
        others = [attempt.rest for attempt in running if around.led or attempt.around.led]
        rest = self._rest(telehealth, look.open, around.sites, self.values, others)
        if rest is None or not len(rest.columns):
            left.after(around.seed, around.sites, 0)
        else:
            linear = self._leaving(rest, left, around.sites) if planned.opening else rest.linear
            seconds = TELEHEALTH_SECONDS if around.led else look.seconds
            task = Task(linear, gap=planned.gap, seed=self.seed, seconds=seconds)
            virtual = telehealth is not Telehealth.NONE
            yield Attempt(
                engine,
                around,
                rest,
                task,
                self.values,
                telehealth=virtual,
                tells=not others,
                decides=planned.opening,
            )

    def _beside(self, look: Look) -> Telehealth:
        """What of telehealth is planned anew with clinics; only now and then that of people who could come to them."""
        rarely = look.telehealth is Telehealth.NEAR and self._random.random() > BESIDE
        return Telehealth.NONE if rarely else look.telehealth

    def _leaving(self, rest: Reduced, left: Left, sites: frozenset[int]) -> Linear:
        """The model where others' therapists and people have their price, as long as these others have no plan."""
        if self.prices is None:
            return rest.linear
        charges = self.sites.charges(self.prices, left.chances(sites))
        return replace(rest.linear, points=rest.linear.points - charges[rest.columns])

    @property
    def _losses(self) -> Floats | None:
        """What the best values miss, by site; None where no prices are known."""
        if self.prices is None or self.values is None:
            return None
        return self.sites.losses(self.prices, self.values.astype(np.float64))

    def _lacking(self, chances: Mapping[int, float], losses: Floats) -> frozenset[int]:
        """Some clinics that have leaders whom telehealth lacks: a group needs one of them, and people from anywhere.

        None mostly where little is missing at telehealth.
        """
        if self.prices is None or self.values is None:
            return frozenset()
        if self._random.random() > LED * self.sites.share_of_telehealth(losses):
            return frozenset()
        lacking = self.sites.lacking(self.prices, self.values.astype(np.float64))
        weights = {site: lacking[site] * chance for site, chance in chances.items() if lacking[site] > 0}
        chosen: set[int] = set()
        while weights and len(chosen) < min(LEADING, SHARE * len(self.sites.clinics)):
            (site,) = self._random.choices(list(weights), list(weights.values()))
            chosen.add(site)
            del weights[site]
        return frozenset(chosen)

    def _next(self, planned: Round, left: Left, apart: Collection[int], *, free: bool) -> Around | None:
        """Where most is missing, and what is tied to it; if telehealth is `free`, at times leaders whom it lacks."""
        chances = left.chances(apart)
        if not chances:
            return None
        if planned.looks[0].telehealth is Telehealth.ALONE:
            return Around(min(chances), frozenset(chances))
        losses = self._losses
        if losses is None:
            missing: Floats = np.zeros(1 + max(self.sites.clinics))
            seed = self._random.choice(list(chances))
        else:
            led = self._lacking(chances, losses) if free and not planned.once else frozenset()
            if led:
                return Around(TELEHEALTH, led, left.look(TELEHEALTH), led=True)
            missing = losses
            seed = max(chances, key=lambda site: chances[site] * missing[site])
        look = left.look(seed)
        people = planned.people if planned.once else planned.people * self.scales[look]
        return Around(seed, self.sites.around(seed, people, apart, missing, self._random), look)

    def _suit(self, look: int, share: float) -> None:
        """Larger neighbourhoods where they take little of their time, smaller ones where they take most of it."""
        if share < QUICK:
            self.scales[look] *= GROWS
        elif share > SLOW:
            self.scales[look] *= SHRINKS

    def _rest(
        self,
        telehealth: Telehealth,
        limits: Floats,
        sites: frozenset[int],
        before: Values,
        others: Sequence[Reduced],
    ) -> Reduced | None:
        """The model of a neighbourhood, all else being as before; nothing of it could contradict `others`."""
        linear = self._model.linear
        is_open = self.sites.columns(() if telehealth is Telehealth.ALONE else sites)
        if telehealth is Telehealth.NEAR:
            is_open |= self.sites.telehealth(sites)
        elif telehealth is not Telehealth.NONE:
            is_open |= self.sites.telehealth()
        if others:
            is_open &= ~self.sites.tied([rest.columns for rest in others])
        lower, upper = only(linear, is_open, before)
        return reduced(linear, lower, np.minimum(upper, np.maximum(limits, before)))

    def _gained(self, attempt: Attempt) -> float | None:
        """Takes over what was found; its share of what was missing. None where it does not go with other changes."""
        changes = attempt.changes
        if self.values is None or changes is None or not changes.any():
            return 0
        linear, found = self._model.linear, self.values + changes
        if (found < linear.lower).any() or (found > linear.upper).any() or not holds(linear, found.astype(np.float64)):
            return None
        gain, missing = self._model.points(changes), self._missing
        if gain > 0:
            self.values = found
        return gain / max(1, missing)

    def _mending(self, attempt: Attempt) -> Attempt | None:
        """What does not go with other changes planned anew, and no more; None where it has been, or cannot be."""
        if self.values is None or attempt.changes is None or attempt.mends:
            return None
        linear, found = self._model.linear, (self.values + attempt.changes).astype(np.float64)
        is_open = np.zeros(len(found), dtype=np.bool_)
        is_open[attempt.rest.columns] = True
        is_open &= self.sites.entangled(np.flatnonzero(contradicted(linear, found)))
        found = np.clip(found, linear.lower, linear.upper)
        rest = reduced(linear, *only(linear, is_open, found))
        if rest is None or not len(rest.columns):
            return None
        task = Task(rest.linear, gap=GAP, seed=self.seed, seconds=MENDING_SECONDS)
        return Attempt(
            attempt.engine,
            attempt.around,
            rest,
            task,
            self.values,
            telehealth=attempt.telehealth,
            tells=False,
            mends=True,
        )

    def _promised(self) -> Values | None:
        """The promise filled, where that is better."""
        promise, self.promise = self.promise, None
        least = -math.inf if self.values is None else self._model.points(self.values)
        if promise is None or promise.points <= least:
            return None
        values = fill(self._model.linear, promise.values, self.engines[0], self.until)
        if values is None or self._model.points(values) <= least:
            return None
        self.values = values
        return values

    def _first(self) -> Generator[Values | None, None, None]:
        """Only what must run."""
        linear = self._model.linear
        upper = kept_open(self._model, nobody(self._model.v.problem.scenario))
        rest = reduced(linear, linear.lower, upper)
        if rest is None:
            return
        first = Attempt(self.engines[0], Around(0, frozenset()), rest, Task(rest.linear, seed=self.seed), None)
        with closing(first):
            while not first.over():
                yield None
        if first.found is not None:
            self.values = first.found
            yield self.values
