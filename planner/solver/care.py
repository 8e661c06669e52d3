"""Individual sessions compiled: which therapists could give them when, and who could come then.

People who could come at the same times share a need, and starts that suit the same needs share a window; so the
model counts people and sessions by window instead of naming each person at each minute.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from planner.domain.scenario import Scenario, Site, Therapist
from planner.domain.week import DAYS, Hours
from planner.eligibility import Offering, duty_at, qualified_blockers
from planner.solver.grid import Grid, bits, normal_starts, starts_in
from planner.solver.problem import Need, Service, Stretch

ServiceKey = tuple[str, int, int, tuple[int, ...]]
"""Site, sessions a week, minutes, therapists."""


class Care:
    """Gathers needs while seats are made, and then counts services, windows and needs.

    `at_site` holds the therapists by number who work at each site, `hours_at` the different hours of the people who
    could come there.
    """

    def __init__(
        self,
        s: Scenario,
        grid: Grid,
        at_site: Mapping[str, Collection[int]],
        hours_at: Mapping[str, Collection[Hours]],
    ) -> None:
        self._s, self._grid, self._at_site = s, grid, at_site
        self._therapists = tuple(s.therapists.values())
        self._normal = _normal_starts(s, grid, at_site, hours_at)
        self._inside: dict[Hours, int] = {}
        self._asked: dict[tuple[object, ...], int | None] = {}
        self._staff: dict[tuple[str, str], tuple[int, ...]] = {}
        self._could: dict[ServiceKey, dict[int, int]] = {}
        self._needs: list[tuple[ServiceKey, int, tuple[int, ...]]] = []

    def need(self, o: Offering, hours: Hours, group: int, avoided: frozenset[int]) -> int | None:
        """The number of the need of people with these hours in a group; None where no therapist could meet it.

        `group` are the cells of its meetings, `avoided` the therapists that they are not with.
        """
        key = (o.program.id, o.site.id, hours, group, avoided)
        if key not in self._asked:
            self._asked[key] = self._new(o, self._free(hours) & ~group, avoided)
        return self._asked[key]

    def could_serve(self, need: int, therapist: int | None) -> bool:
        """Whether a therapist could give a need its sessions."""
        return therapist in self._needs[need][2]

    def _free(self, hours: Hours) -> int:
        if hours not in self._inside:
            self._inside[hours] = self._grid.inside(hours)
        return self._inside[hours]

    def _new(self, o: Offering, free: int, avoided: frozenset[int]) -> int | None:
        staff = tuple(t for t in self._qualified(o) if t not in avoided)
        service = (o.site.id, o.program.individual_per_week, o.program.individual_minutes, staff)
        could = self._starts(service)
        suits = starts_in(free, self._grid.length(o.program.individual_minutes))
        sessions = o.program.individual_per_week
        able = tuple(t for t, theirs in could.items() if self._days(theirs & suits) >= sessions)
        union = 0
        for t in able:
            union |= could[t] & suits
        return self._number(service, union, able) if able else None

    def _number(self, service: ServiceKey, starts: int, able: tuple[int, ...]) -> int:
        key = ("same", service, starts, able)
        number = self._asked.get(key)
        if number is None:
            number = self._asked[key] = len(self._needs)
            self._needs.append((service, starts, able))
        return number

    def _qualified(self, o: Offering) -> tuple[int, ...]:
        key = (o.program.skill, o.site.id)
        if key not in self._staff:
            at_site = self._at_site.get(o.site.id, ())
            self._staff[key] = tuple(
                n for n in at_site if not any(qualified_blockers(self._therapists[n], o.program, o.site))
            )
        return self._staff[key]

    def _starts(self, service: ServiceKey) -> dict[int, int]:
        if service not in self._could:
            site, _, minutes, staff = service
            length = self._grid.length(minutes)
            self._could[service] = {t: self._on_duty(self._therapists[t], self._s.sites[site], length) for t in staff}
        return self._could[service]

    def _on_duty(self, t: Therapist, site: Site, length: int) -> int:
        return starts_in(self._grid.inside(duty_at(t.duty, site.id)), length) & self._worth(t, site)

    def _worth(self, t: Therapist, site: Site) -> int:
        """The starts worth looking at; virtual sessions also follow those of the therapist's clinics."""
        together = 0
        for other in t.sites if site.virtual else (site.id,):
            together |= self._normal.get(other, 0)
        return together

    def _days(self, starts: int) -> int:
        return len({self._grid.day(cell) for cell in bits(starts)})

    def counted(self) -> tuple[tuple[Service, ...], tuple[Need, ...]]:
        """All services and needs, once every seat has asked for its own."""
        by_service: dict[ServiceKey, list[int]] = defaultdict(list)
        for number, (service, _, _) in enumerate(self._needs):
            by_service[service].append(number)
        services, needs = [], dict[int, Need]()
        for place, (key, numbers) in enumerate(by_service.items()):
            windows = self._windows(key, numbers)
            services.append(self._service(key, tuple(windows)))
            for number in numbers:
                mine = tuple(n for n, suits in enumerate(windows.values()) if number in suits)
                needs[number] = Need(place, mine, self._needs[number][2])
        return tuple(services), tuple(needs[n] for n in range(len(needs)))

    def _windows(self, key: ServiceKey, numbers: list[int]) -> dict[tuple[int, ...], frozenset[int]]:
        """Starts that suit the same needs, each set with those needs; within one day where days matter."""
        alike: dict[tuple[int, frozenset[int]], list[int]] = defaultdict(list)
        suits: dict[int, set[int]] = defaultdict(set)
        for number in numbers:
            for cell in bits(self._needs[number][1]):
                suits[cell].add(number)
        for cell, who in sorted(suits.items()):
            alike[self._grid.day(cell) if key[1] > 1 else 0, frozenset(who)].append(cell)
        return {tuple(cells): who for (_, who), cells in alike.items()}

    def _service(self, key: ServiceKey, windows: tuple[tuple[int, ...], ...]) -> Service:
        site, sessions, minutes, _ = key
        used = 0
        for window in windows:
            for cell in window:
                used |= 1 << cell
        starts = {t: tuple(bits(could & used)) for t, could in self._could[key].items() if could & used}
        return Service(self._s.sites[site], sessions, minutes, self._grid.length(minutes), starts, windows)


def stretches(services: Sequence[Service]) -> tuple[Stretch, ...]:
    """Every start of every therapist, those that suit the same windows together."""
    suits: dict[tuple[str, int, int], dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for number, service in enumerate(services):
        window_of = {cell: w for w, cells in enumerate(service.windows) for cell in cells}
        for t, starts in service.starts.items():
            for start in starts:
                suits[service.site.id, service.minutes, t][start][number] = window_of[start]
    found = []
    for (_, _, t), windows_of in suits.items():
        alike: dict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
        for start, windows in sorted(windows_of.items()):
            alike[tuple(windows.items())].append(start)
        for key, cells in alike.items():
            one = services[key[0][0]]
            found.append(Stretch(t, one.site, one.minutes, one.length, tuple(cells), dict(key)))
    return tuple(found)


def _normal_starts(
    s: Scenario, grid: Grid, at_site: Mapping[str, Collection[int]], hours_at: Mapping[str, Collection[Hours]]
) -> dict[str, int]:
    """Starts worth looking at, by site. Clinics whose therapists also work at a virtual site follow its times too."""
    lengths = [grid.length(p.individual_minutes) for p in s.programs.values()]
    anchors = {site: set(_anchors(s, grid, site, at_site, hours_at)) for site in s.sites}
    virtual = {cell for site, cells in anchors.items() if s.sites[site].virtual for cell in cells}
    tied = {
        i for t in s.therapists.values() for i in t.sites if any(s.sites[j].virtual for j in t.sites if j in s.sites)
    }
    return {
        site: normal_starts(grid, cells | virtual if site in tied else cells, lengths)
        for site, cells in anchors.items()
    }


def _anchors(
    s: Scenario,
    grid: Grid,
    site: str,
    at_site: Mapping[str, Collection[int]],
    hours_at: Mapping[str, Collection[Hours]],
) -> Iterator[int]:
    """When somebody arrives at a site or a group ends there."""
    therapists = tuple(s.therapists.values())
    weeks = [duty_at(therapists[n].duty, site) for n in at_site.get(site, ())]
    for hours in (*weeks, *hours_at.get(site, ())):
        for day, spans in enumerate(hours):
            for span in spans:
                yield grid.cell(day, span.start + grid.minutes - 1)
    for (where, _), block in s.blocks.items():
        if where == site and block.open:
            yield from (grid.cell(day, block.span.end) for day in range(len(DAYS)))
