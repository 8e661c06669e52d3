"""Which sites are neighbours, and which columns are about them: what large neighbourhoods are made of."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from random import Random

import numpy as np
import numpy.typing as npt

from planner.solver.fill import Values
from planner.solver.linear import Floats, rows_of
from planner.solver.model import Model
from planner.solver.prices import Prices
from planner.solver.problem import Problem, Stretch
from planner.solver.reduce import only

Mask = npt.NDArray[np.bool_]

MADE = 1e-2
"""Of a row that falls short, the columns that the relaxation makes at least so often say where."""


class Sites:
    """The sites by number, how closely people and therapists tie them together, and the columns of each."""

    def __init__(self, model: Model) -> None:
        problem = model.v.problem
        sites = problem.scenario.sites
        self.model = model
        self._rows = rows_of(model.linear)
        self._numbers = {site: n for n, site in enumerate(sites)}
        self._virtual = frozenset(self._numbers[i] for i, site in sites.items() if site.virtual)
        visits = _visits(problem, self._numbers)
        self._people = Counter(site for who in visits for site in who)
        self._ties: Mapping[int, Counter[int]] = defaultdict(Counter)
        for who in visits:
            for one, other in combinations(sorted(who - self._virtual), 2):
                self._ties[one][other] += 1
                self._ties[other][one] += 1
        self.clinics = tuple(n for n in self._people if n not in self._virtual) or tuple(self._people)
        self._site_of = _site_of_column(model, self._numbers)
        self._follows = _sites_of_followers(model, self._site_of, len(sites))
        self._telehealth = self.columns(self._virtual)
        self._members = _telehealth_of_people(model, self._numbers, self._virtual)
        self._shares: tuple[Prices, tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]] | None = None
        self._leaders = _telehealth_of_leaders(model, self._numbers, self._virtual)

    @cached_property
    def _staff(self) -> tuple[npt.NDArray[np.int64], Mask]:
        return _telehealth_of_staff(self.model, self._numbers, self._virtual, self._leaders)

    @property
    def people(self) -> int:
        """Everyone counted at each site to which they could come."""
        return self._people.total()

    def around(
        self, seed: int, people: float, apart: Collection[int], losses: Floats, random: Random
    ) -> frozenset[int]:
        """A site and others tied to it, until so many people could come to them; not those that are to stay `apart`.

        Those are likelier that have more ties, and where more is lost; chance makes no two neighbourhoods the same.
        """
        chosen, pull = {seed}, Counter(self._ties[seed])
        while sum(self._people[site] for site in chosen) < people:
            nearby = sorted(pull.keys() - chosen - set(apart))
            if not nearby:
                break
            weights = [pull[site] * (1 + max(0, losses[site]) ** 0.5) for site in nearby]
            (nearest,) = random.choices(nearby, weights)
            chosen.add(nearest)
            pull.update(self._ties[nearest])
        return frozenset(chosen)

    def pairs(self, losses: Floats) -> list[frozenset[int]]:
        """Two clinics each that are tied together, and each that is tied to none; where most is lost first."""
        alone = [frozenset([one]) for one in self.clinics if not self._ties[one]]
        tied = [frozenset(pair) for pair in combinations(self.clinics, 2) if self._ties[pair[0]][pair[1]]]
        return sorted([*alone, *tied], key=lambda sites: -sum(losses[site] for site in sites))

    def limits(self, sites: Collection[int], before: Values) -> tuple[Floats, Floats]:
        """Bounds of the columns that leave these clinics open, with telehealth near them, and the rest as before."""
        return only(self.model.linear, self.columns(sites) | self.telehealth(sites), before)

    def groups(self, clinics: int) -> Iterator[frozenset[int]]:
        """All clinics in groups of so many that are tied together, or fewer where the last ones are not."""
        left = dict.fromkeys(sorted(self.clinics))
        while left:
            group, pull = set[int](), Counter[int]()
            while left and len(group) < clinics:
                near = [site for site in pull if site in left] if group else list(left)
                if not near:
                    break
                # The group begins where few others are left to be tied to, so that nobody is left over alone.
                nearest = min(near, key=lambda site: (-pull[site], len(self._ties[site].keys() & left.keys()), site))
                group.add(nearest)
                del left[nearest]
                pull.update(self._ties[nearest])
            yield frozenset(group)

    def with_staff(self, clinics: Collection[int]) -> Mask:
        """The columns about these clinics, and those about what therapists who work there give online."""
        columns, reach = self._staff
        found = self.columns(clinics)
        found[columns[reach[:, sorted(clinics)].any(axis=1)]] = True
        return found

    def columns(self, sites: Collection[int]) -> Mask:
        """The columns about these sites, and those that follow from them."""
        followers, reach = self._follows
        found = np.isin(self._site_of, list(sites))
        found[followers[reach[:, sorted(sites)].any(axis=1)]] = True
        return found

    def telehealth(self, sites: Collection[int] | None = None) -> Mask:
        """The columns about telehealth; with `sites`, without those about people who could come to none of them."""
        if sites is None:
            return self._telehealth
        columns, reach = self._members
        near = self._telehealth.copy()
        near[columns[~reach[:, sorted(sites)].any(axis=1)]] = False
        return near

    def tied(self, columns: Sequence[npt.NDArray[np.intp]]) -> Mask:
        """The columns that share a row with one of these, and these themselves."""
        linear = self.model.linear
        tied = np.zeros(len(linear.points), dtype=np.bool_)
        tied[np.concatenate(columns)] = True
        touched = np.zeros(len(linear.below), dtype=np.bool_)
        touched[self._rows[tied[linear.column]]] = True
        tied[linear.column[touched[self._rows]]] = True
        return tied

    def entangled(self, columns: npt.NDArray[np.intp]) -> Mask:
        """As `tied`, and what is tied to how many of a therapist's sessions are for which service, where that is."""
        parted = np.array([c for shares in self.model.v.shares for c in shares.values()], dtype=np.intp)
        return self.tied([columns, parted[self.tied([columns])[parted]]])

    def losses(self, prices: Prices, values: Floats) -> Floats:
        """What a plan misses of the relaxation's points, by site."""
        by_column, by_row = prices.losses(self.model.linear, values)
        known, number = self._site_of >= 0, len(self._numbers)
        rows, at, share = self._shares_of(prices)
        of_rows: Floats = np.bincount(at, by_row[rows] * share, minlength=number).astype(np.float64)
        return of_rows + np.bincount(self._site_of[known], by_column[known], minlength=number)

    def _shares_of(self, prices: Prices) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]:
        """Rows, sites, and the share of what the row misses that is missed at the site; the same while prices are."""
        if self._shares is None or self._shares[0] is not prices:
            column, rows, number = self.model.linear.column, self._rows, len(self._numbers)
            at, made = self._site_of[column], prices.values[column] > MADE
            somewhere = np.bincount(rows[made & (at >= 0)], minlength=len(prices.rows)) > 0
            telling = (at >= 0) & (made | ~somewhere[rows])
            both, often = np.unique(rows[telling] * number + at[telling], return_counts=True)
            share = often / np.bincount(rows[telling], minlength=len(prices.rows))[both // number]
            self._shares = prices, (both // number, both % number, share)
        return self._shares[1]

    def charges(self, prices: Prices, others: Collection[int]) -> Floats:
        """What each column takes, at the relaxation's prices, of what clinics without a plan and telehealth could use.

        Nothing for what the relaxation makes itself, in part for what it makes in part.
        """
        linear = self.model.linear
        wanted = np.zeros(len(linear.below), dtype=np.bool_)
        wanted[self._rows[np.isin(self._site_of, [*others, *self._virtual])[linear.column]]] = True
        price = np.where(wanted, prices.rows, 0)[self._rows]
        taken = np.bincount(linear.column, linear.factor * price, minlength=len(linear.points))
        made = np.clip(prices.values, 0, 1)
        return np.where(self._site_of >= 0, np.maximum(0, taken) * (1 - made), 0)

    def share_of_telehealth(self, losses: Floats) -> float:
        """How much of what a plan misses, by site, it misses at virtual sites."""
        missing = np.maximum(0, losses)
        return float(missing[sorted(self._virtual)].sum() / max(1.0, missing.sum()))

    def lacking(self, prices: Prices, values: Floats) -> Floats:
        """By clinic, how many of the leaders work there whom the relaxation has at virtual sites and a plan has not."""
        columns, leaders, clinics = self._leaders
        lacking = np.bincount(leaders, prices.values[columns] - values[columns], minlength=len(clinics))
        found: Floats = np.maximum(0, lacking) @ clinics
        return found


def _visits(problem: Problem, numbers: Mapping[str, int]) -> list[set[int]]:
    """The sites to which each person and each therapist could come."""
    return _reach(problem, numbers) + _workplaces(problem, numbers)


def _workplaces(problem: Problem, numbers: Mapping[str, int]) -> list[set[int]]:
    """The sites at which each therapist could work."""
    return [{numbers[site] for site in t.sites if site in numbers} for t in problem.therapists]


def _reach(problem: Problem, numbers: Mapping[str, int]) -> list[set[int]]:
    """The sites to which each person could come."""
    sites = [numbers[unit.offering.site.id] for unit in problem.units]
    return [{sites[problem.seats[seat].unit] for seat in seats} for seats in problem.seats_of]


def _site_of_column(model: Model, numbers: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """The site that each column is about; -1 where it follows from others."""
    v, problem = model.v, model.v.problem
    site_of = np.full(len(model.linear.points), -1, dtype=np.int64)
    for number, unit in enumerate(problem.units):
        here = numbers[unit.offering.site.id]
        site_of[[*v.runs[number], *v.leads[number].values()]] = here
        site_of[[*v.members(number), *(v.sits[seat] for seat in problem.sitters(number))]] = here
    for stretch, columns in _columns_of_stretches(model):
        site_of[columns] = numbers[stretch.site.id]
    for need, columns in _columns_of_needs(model):
        site_of[columns] = numbers[problem.services[problem.needs[need].service].site.id]
    for (room, _, _), column in v.borrows.items():
        site_of[column] = numbers[problem.rooms[room].site]
    return site_of


def _sites_of_followers(model: Model, site_of: npt.NDArray[np.int64], sites: int) -> tuple[npt.NDArray[np.int32], Mask]:
    """The columns that follow from others, and for each the sites of those with which it shares a row."""
    linear = model.linear
    rows, at = rows_of(linear), site_of[linear.column]
    followers, numbers = np.unique(linear.column[at < 0], return_inverse=True)
    theirs, lines = np.unique(rows[at < 0], return_inverse=True)
    told = (at >= 0) & np.isin(rows, theirs)
    of_row = np.zeros((len(theirs), sites), dtype=np.bool_)
    of_row[np.searchsorted(theirs, rows[told]), at[told]] = True
    reach = np.zeros((len(followers), sites), dtype=np.bool_)
    np.logical_or.at(reach, numbers, of_row[lines])
    return followers, reach


def _columns_of_stretches(model: Model) -> Iterator[tuple[Stretch, list[int]]]:
    """The columns of the individual sessions that each therapist gives."""
    v = model.v
    for stretch, begins, shares in zip(v.problem.stretches, v.begins, v.shares, strict=True):
        yield stretch, [*begins.values(), *shares.values()]


def _columns_of_needs(model: Model) -> Iterator[tuple[int, list[int]]]:
    """The columns that count the sessions of each need."""
    v = model.v
    for need in range(len(v.problem.needs)):
        yield need, [*v.uses[need].values(), *v.sees[need].values(), *v.cases[need].values()]
    for (need, _), stays in v.stays.items():
        yield need, list(stays.values())


def _telehealth_of_leaders(
    model: Model, numbers: Mapping[str, int], virtual: frozenset[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Mask]:
    """The columns of who leads telehealth, the therapist of each, and by therapist the clinics where they work."""
    v, problem = model.v, model.v.problem
    units = zip(v.leads, problem.units, strict=True)
    led = [leads for leads, unit in units if numbers[unit.offering.site.id] in virtual]
    leaders = [(column, t) for leads in led for t, column in leads.items()]
    clinics = np.zeros((len(problem.therapists), len(numbers)), dtype=np.bool_)
    for number, sites in enumerate(_workplaces(problem, numbers)):
        clinics[number, sorted(sites - virtual)] = True
    both = np.array(leaders, dtype=np.int64).reshape(len(leaders), 2)
    return both[:, 0], both[:, 1], clinics


def _telehealth_of_staff(
    model: Model,
    numbers: Mapping[str, int],
    virtual: frozenset[int],
    led: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Mask],
) -> tuple[npt.NDArray[np.int64], Mask]:
    """The columns of what therapists do online, as leaders or alone, and for each the clinics where they work."""
    columns, leaders, clinics = led
    given = [one for one in _columns_of_stretches(model) if numbers[one[0].site.id] in virtual]
    sessions = [(column, stretch.therapist) for stretch, columns in given for column in columns]
    alone = np.array(sessions, dtype=np.int64).reshape(len(sessions), 2)
    return np.concatenate([columns, alone[:, 0]]), clinics[np.concatenate([leaders, alone[:, 1]])]


def _telehealth_of_people(
    model: Model, numbers: Mapping[str, int], virtual: frozenset[int]
) -> tuple[npt.NDArray[np.int64], Mask]:
    """The columns of telehealth that are about certain people, and for each the sites that these could come to."""
    v, problem = model.v, model.v.problem
    reach = np.zeros((len(problem.people), len(numbers)), dtype=np.bool_)
    for person, sites in enumerate(_reach(problem, numbers)):
        reach[person, sorted(sites)] = True
    columns: list[int] = []
    near: list[Mask] = []
    theirs: dict[int, Mask] = {}
    for column, seat in zip(v.sits, problem.seats, strict=True):
        if numbers[problem.units[seat.unit].offering.site.id] in virtual:
            columns.append(column)
            near.append(reach[seat.person])
            if seat.need is not None:
                theirs[seat.need] = theirs.get(seat.need, np.zeros_like(reach[0])) | reach[seat.person]
    for need, counted in _columns_of_needs(model):
        if need in theirs:
            columns.extend(counted)
            near.extend([theirs[need]] * len(counted))
    return np.array(columns, dtype=np.int64), np.array(near, dtype=np.bool_).reshape(len(columns), len(numbers))
