"""Where the reader is: the store, the scenario and the run that the link names, and what they may do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from planner.errors import BadInput, StoreError
from planner.services.editing import Drafts, Typed, typed_of
from planner.services.library import Listed, further_folders, home_of, is_own, listed, scenarios
from planner.services.opening import Opened, open_scenario
from planner.services.permission import Person
from planner.services.publishing import in_force
from planner.services.running import open_store
from planner.services.shipped import take_in
from planner.services.stored import planned_run
from planner.services.whatifs import places
from planner.store import Kind, Run, Store
from planner.ui.roles import person
from planner.views.tables import Planned

SCENARIO, RUN = "scenario", "run"
NUMBER = r"[1-9][0-9]{0,8}"
"""A run's number in a link: no database has to look for a longer one."""

OWN = "my-"
"""Begins the name of a scenario of the user's in a link."""

PLANS_KEPT = 8
"""Plans held in memory for all sessions together."""


@dataclass(frozen=True, slots=True)
class Here:
    """What a page needs to know. `run`: the plan that is looked at; None where there is none yet.

    `store`: for a viewer one that refuses to be written to. `names`: the scenarios to choose from as a link names them,
    and `name` the one that is looked at, which is not among them before it is saved.
    """

    store: Store
    home: Path
    who: Person
    names: Mapping[str, Listed]
    name: str
    path: Path
    runs: tuple[Run, ...]
    run: Run | None

    @property
    def may_write(self) -> bool:
        """Whether the reader may change anything."""
        return self.who.may_write

    @property
    def as_it_is(self) -> Run | None:
        """The plan of the scenario as it is: where `run` is a what-if's, the one that a link without a run shows."""
        return self.run if self.run in self.runs else _run(None, self.runs)

    @property
    def planned(self) -> Planned | None:
        """The run's plan; None without one."""
        return plan_of_run(self.store.address, self.run.id) if self.run is not None else None


@st.cache_resource(show_spinner="Opening what is kept here …")
def the_store(address: str | None = None) -> Store:
    """The store, opened once for all sessions, with a plan of the demo in it."""
    store = open_store(address)
    take_in(store.runs)
    return store


@st.cache_resource(max_entries=PLANS_KEPT, show_spinner="Opening the plan …")
def plan_of_run(address: str, run: int) -> Planned:
    """A run's plan, read once for all sessions: a run that is over never changes."""
    _ = address
    return planned_run(the_store().runs, run)


def here() -> Here:
    """What the link says: the demo where it names no scenario, the published or else the newest plan of it."""
    store = the_store()
    home = home_of(store.address)
    named, known = _named(store), names(home)
    who = person()
    told = str(st.query_params.get(SCENARIO, "")) or (name_of_run(named, known) if named else None)
    path = path_of(told or "", known, home, who)
    runs = store.runs.of_path(str(path.resolve()), Kind.PLAN)
    mine = store if who.may_write else store.to_look_at()
    return Here(mine, home, who, known, _name_among(known, path, home), path, runs, _run(named, runs))


def shelf(home: Path) -> list[Listed]:
    """The scenarios to choose from."""
    return scenarios(home, further_folders())


def names(home: Path) -> dict[str, Listed]:
    """The scenarios to choose from as a link names them: by their folder, numbered where two are called the same."""
    known: dict[str, Listed] = {}
    for one in shelf(home):
        name = f"{OWN}{one.path.name}" if one.own else one.path.name
        known[name if name not in known else f"{name}~{len(known)}"] = one
    return known


def name_of(path: Path, home: Path) -> str:
    """A scenario as a link names it, also one that is not saved yet."""
    return _name_among(names(home), path, home)


def _name_among(known: Mapping[str, Listed], path: Path, home: Path) -> str:
    found = (name for name, one in known.items() if one.path.resolve() == path.resolve())
    return next(found, f"{OWN}{path.name}" if is_own(path, home) else path.name)


def path_of(name: str, known: Mapping[str, Listed], home: Path, who: Person) -> Path:
    """Where the scenario lies that a link names, also one that is not saved yet; the demo's place where none is."""
    if name.startswith(OWN) and name not in known:
        unsaved = home / Path(name.removeprefix(OWN)).name
        if Drafts(home, who).find(unsaved) is not None:
            return unsaved
    return known[name].path if name in known else next(iter(known.values())).path


def stay() -> None:
    """Carries scenario and run on to a page whose link names none: the pages' own links do not."""
    seen: dict[str, str] = {}
    for name in (SCENARIO, RUN):
        if name in st.query_params:
            st.session_state[f"seen {name}"] = st.query_params[name]
        elif before := st.session_state.get(f"seen {name}"):
            seen[name] = before
    if seen:
        st.query_params.update(seen)


def look_at(scenario: str | None = None, run: int | None = None) -> None:
    """Names another scenario or run in the link; without a run it is the published or else the newest plan."""
    if scenario is not None:
        st.query_params[SCENARIO] = scenario
    st.query_params.pop(RUN, None)
    st.session_state.pop(f"seen {RUN}", None)
    if run is not None:
        st.query_params[RUN] = str(run)


def look_at_the_demo() -> None:
    """Names no scenario in the link any more."""
    st.query_params.pop(SCENARIO, None)
    st.session_state.pop(f"seen {SCENARIO}", None)
    look_at()


def go_to_scenario(path: Path, run: int | None = None) -> None:
    """Looks at another scenario, and at this run's plan of it, or else at the one that a link without a run shows."""
    look_at(name_of(path, home_of(the_store().address)), run)
    st.rerun()


def astray(where: Here) -> str | None:
    """What the link names that is not here, and what is shown instead; None where all of it is here."""
    scenario, run = str(st.query_params.get(SCENARIO, "")), str(st.query_params.get(RUN, ""))
    if scenario and scenario != where.name:
        return (
            "The link names a scenario that is not here; the demo is shown instead. Perhaps it was renamed or removed."
        )
    if run and run != str(where.run.id if where.run else ""):
        return "The link names a run that has no plan here; what there is of this scenario is shown instead."
    return None


def _named(store: Store) -> Run | None:
    """The run that the link names; None where there is none of its number."""
    told = str(st.query_params.get(RUN, ""))
    try:
        return store.runs.find(int(told)) if re.fullmatch(NUMBER, told) else None
    except StoreError:
        return None


def name_of_run(run: Run, known: Mapping[str, Listed]) -> str | None:
    """The scenario that a run belongs to as a link names it, of a what-if its base; None where it is not at hand."""
    return next((name for name, one in known.items() if run.path in places(one.path)), None)


def _run(named: Run | None, runs: tuple[Run, ...]) -> Run | None:
    if named is not None and named.score is not None:
        return named
    planned = [run for run in runs if run.score is not None]
    force = in_force(planned)
    return next((run for run in planned if run.id in force), next(iter(planned), None))


def opened(path: Path) -> Opened:
    """A scenario as it lies on disk, read again only where a file of it or its bases has changed. Raises BadInput."""
    return _opened(str(path), _stamp(path))


@st.cache_resource(max_entries=PLANS_KEPT, show_spinner="Reading the scenario …")
def _opened(path: str, stamp: tuple[tuple[str, int], ...]) -> Opened:
    _ = stamp
    return open_scenario(Path(path))


def sheets(path: Path) -> Typed:
    """The tables of `opened` as one would type them: nobody may change a row of them. Raises BadInput."""
    return _sheets(str(path), _stamp(path))


@st.cache_resource(max_entries=PLANS_KEPT, show_spinner=False)
def _sheets(path: str, stamp: tuple[tuple[str, int], ...]) -> Typed:
    return typed_of(_opened(path, stamp).tables)


def _stamp(path: Path) -> tuple[tuple[str, int], ...]:
    """When each file was written, down to the last base."""
    times: list[tuple[str, int]] = []
    seen: set[Path] = set()
    while path.is_dir() and path not in seen:
        seen.add(path)
        times += [(str(file), file.stat().st_mtime_ns) for file in sorted(path.iterdir()) if file.is_file()]
        try:
            base = listed(path, own=False).base
        except BadInput:
            break
        if base is None:
            break
        path = (path / base).resolve()
    return tuple(times)
