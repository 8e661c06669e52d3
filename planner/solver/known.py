"""What is known of one component while it is searched: its best plan, its bound, and what these leave open."""

import hashlib
import math
from functools import cached_property

import numpy as np

from planner import __version__
from planner.domain.fingerprint import fingerprint
from planner.domain.plan import Plan
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.solver.bound import whole_bound, within
from planner.solver.candidate import Candidate
from planner.solver.decode import nobody
from planner.solver.fill import Values
from planner.solver.highs import Bounded, Ended, Found, Message, Task
from planner.solver.model import Model, model_of
from planner.solver.neighbours import Sites
from planner.solver.points import most_points
from planner.solver.prices import Prices
from planner.solver.reduce import Reduced, reduced, unreduced
from planner.solver.relaxed import LARGE, NEAR_OF_SIMPLE


class Known:
    """A component with its best plan so far, and the bound that no plan exceeds; they only come nearer.

    `beginning`: an earlier plan, if there is one. `start`: what choose begins from, and the relaxation's `prices`, once
    there are any. `impossible`: there is no plan.
    """

    def __init__(self, scenario: Scenario, settings: Settings) -> None:
        self.scenario = scenario
        self.settings = settings
        self.best = None if _must_run(scenario) else Candidate.known(nobody(scenario), 0)
        self.bound: int = most_points(scenario)
        self.impossible = False
        self.beginning: Plan | None = None
        self.start: Values | None = None
        self.prices: Prices | None = None

    @property
    def proven(self) -> bool:
        """Whether nothing is left to do: proven to the gap that was asked for, or impossible."""
        return self.impossible or self.near(self.settings.gap)

    def near(self, gap: float) -> bool:
        """Whether the best plan is proven to a relative gap."""
        return self.best is not None and within(self.best.score, self.bound, gap)

    @property
    def missing(self) -> float:
        """Points between the best plan and the bound; infinite without a plan."""
        return math.inf if self.best is None else self.bound - self.best.score

    @cached_property
    def fingerprint(self) -> str:
        """The component's, and the planner's version: another one may plan otherwise."""
        return hashlib.sha256(f"{__version__} {fingerprint(self.scenario)}".encode()).hexdigest()

    @cached_property
    def model(self) -> Model:
        """The component's model, built when first asked for."""
        return model_of(self.scenario)

    @cached_property
    def sites(self) -> Sites:
        """How the model's columns and rows belong to sites."""
        return Sites(self.model)

    @property
    def values(self) -> Values | None:
        """The best plan as values of the columns; None where there is none, or it was made without the model."""
        return self.best.values if self.best is not None else None

    @property
    def is_large(self) -> bool:
        """Whether neighbourhoods and blocks come nearer than a search over all, if there are prices."""
        return len(self.model.linear.points) > LARGE and self.prices is not None

    @property
    def start_is_best(self) -> bool:
        """Whether nothing better than what choose began from is possible."""
        return self.start is not None and self.bound <= self.model.points(self.start)

    @property
    def good_enough(self) -> bool:
        """Whether the gap asked for is reached; for a proven optimum the search's own last word is awaited.

        Which of two plans as good is found first depends on the machine's speed, and the same input is to give the
        same plan.
        """
        return self.settings.gap > 0 and self.proven

    def as_good_as(self, values: Values | None) -> Reduced:
        """The model without the columns that no plan has that scores as much, as far as the prices tell."""
        linear = self.model.linear
        limits = (linear.lower, linear.upper)
        if self.prices is not None and values is not None:
            limits = self.prices.limits(linear, self.model.points(values))
        return reduced(linear, *limits) or unreduced(linear)

    def task(self, rest: Reduced, start: Values | None) -> Task:
        """The search of a reduced model, from a plan if there is one."""
        begin = None if start is None else start[rest.columns].astype(np.float64)
        return Task(rest.linear, start=begin, prove=self.is_good(start), gap=self.settings.gap, seed=self.settings.seed)

    def is_good(self, start: Values | None) -> bool:
        """Whether prices promise hardly more, if there are any, so that hardly more than its proof is looked for."""
        if start is None:
            return False
        return self.prices is None or within(self.model.points(start), self.bound, NEAR_OF_SIMPLE)

    def hear(self, message: Message | None) -> None:
        """Takes note of a bound, or that there is no plan."""
        if isinstance(message, Ended):
            self.impossible = message.impossible and self.start is None
        elif isinstance(message, Found | Bounded):
            self.limit(whole_bound(message.bound))

    def limit(self, bound: int | None) -> None:
        """Takes note that no plan has more points, where that is known."""
        if bound is not None:
            self.bound = min(self.bound, bound)

    def take(self, values: Values | None, *, always: bool = False) -> None:
        """Keeps a plan that is better; `always`: also one that is as good."""
        if values is not None:
            found = Candidate.found(self.model, values, self.beginning)
            if self.best is None or found.score + always > self.best.score:
                self.best = found

    def price(self, prices: Prices | None) -> None:
        """Takes over prices, once there are any, and what they prove."""
        if prices is not None:
            self.prices = prices
            self.limit(whole_bound(prices.bound))


def _must_run(s: Scenario) -> bool:
    """Whether nobody placed is no plan."""
    return any(cohort.locked for cohort in s.cohorts.values())
