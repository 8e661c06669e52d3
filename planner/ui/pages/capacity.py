"""How many more could be taken, and what holds that back? Use as heatmaps, what one more brings, what a loss costs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from planner.domain.scenario import Scenario
from planner.domain.week import DAYS
from planner.ui.charts.heat import heatmap
from planner.ui.faces import plan_or_nothing
from planner.ui.folded import as_table
from planner.ui.here import here
from planner.ui.linked import linked
from planner.ui.pages.bottlenecks import one_less, one_more
from planner.views.capacity import CapacityRow, DayRow, capacity, days
from planner.views.tables import Planned

EVERY_SITE = ""
LINES = 20
"""Sites a page."""

CHARTS_KEPT = 200


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as people call it; `per` turns its figure into the unit that is shown."""

    name: str
    title: str
    unit: str
    icon: str
    per: int = 1


RESOURCES = {
    one.name: one
    for one in (
        Resource("seats", "Seats", "seats in group rooms", ":material/event_seat:"),
        Resource("room_blocks", "Group rooms", "group rooms", ":material/meeting_room:"),
        Resource("therapist_blocks", "Therapists", "therapists on duty for the whole block", ":material/person:"),
        Resource("office_minutes", "Offices", "office hours", ":material/door_front:", per=60),
    )
}


def page() -> None:
    """Use, bottlenecks and fragility of the plan that the link names."""
    where = here()
    planned = plan_or_nothing(where, "Capacity")
    if planned is None or where.run is None:
        return
    use(planned)
    st.header("What one more would bring", divider="gray", anchor=False)
    one_more(where.store, planned, where.run.id, may_ask=where.may_write)
    st.header("What would break", divider="gray", anchor=False)
    one_less(where.store, planned, where.run.id, may_ask=where.may_write)


def use(planned: Planned) -> None:
    """The heatmap of what is chosen: all sites day by day, or one site block by block."""
    s = planned.scenario
    resource, site = _controls(s)
    blocks, by_day = _used(planned, resource, site)
    st.caption(_sentence(resource, blocks, by_day, s.sites[site].label if site else "all sites together"))
    cells = _block_cells(blocks) if site else _site_cells(s, by_day)
    if not cells:
        st.info("No program could meet here, so there is nothing to use.", icon=":material/event_busy:")
        return
    _heat(cells, resource)


def at_a_glance(planned: Planned) -> None:
    """The seats of every site day by day, without anything to choose."""
    seats = RESOURCES["seats"]
    blocks, by_day = _used(planned, seats, EVERY_SITE)
    if cells := _site_cells(planned.scenario, by_day):
        st.caption(_sentence(seats, blocks, by_day, "all sites together"))
        _heat(cells, seats)


def _used(planned: Planned, resource: Resource, site: str) -> tuple[list[CapacityRow], list[DayRow]]:
    """Use of the resource at a site or at all of them, block by block and day by day."""
    blocks = capacity(planned.scenario, planned.plan)
    by_day = days(planned.scenario, planned.plan)
    return (
        [row for row in blocks if row.resource == resource.name and site in (EVERY_SITE, row.site_id)],
        [row for row in by_day if row.resource == resource.name and site in (EVERY_SITE, row.site_id)],
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """Supply and use on a line and a day; supply None where there is no limit."""

    line: str
    day: int
    supply: int | None
    use: int


def _controls(s: Scenario) -> tuple[Resource, str]:
    left, right = st.columns([5, 3], vertical_alignment="bottom")
    names, sites = list(RESOURCES), [EVERY_SITE, *s.sites]
    name = linked(
        "resource",
        names,
        names[0],
        lambda key: left.segmented_control("Use of", names, required=True, format_func=_resource, key=key),
    )
    site = linked(
        "at",
        sites,
        EVERY_SITE,
        lambda key: right.selectbox("Site", sites, format_func=lambda one: _site(s, one), key=key),
    )
    return RESOURCES[name], site


def _resource(name: str) -> str:
    return f"{RESOURCES[name].icon} {RESOURCES[name].title}"


def _site(s: Scenario, site: str) -> str:
    return (s.sites[site].name or site) if site else "All sites, day by day"


def _sentence(resource: Resource, blocks: Sequence[CapacityRow], by_day: Sequence[DayRow], where: str) -> str:
    """How much of the week is used: added up by day, for what overlapping blocks share can be used only once."""
    limited = [row for row in blocks if row.supply is not None]
    supply = sum(row.supply or 0 for row in by_day)
    used = sum(row.use for row in by_day if row.supply is not None)
    if not supply:
        return f"{resource.unit.capitalize()} at {where}: none are limited here."
    full = sum(row.use >= (row.supply or 0) > 0 for row in limited)
    figures = f"{used / resource.per:,.0f} of {supply / resource.per:,.0f} {resource.unit}"
    once = " What overlapping blocks share counts once." if supply < sum(row.supply or 0 for row in limited) else ""
    return (
        f"Over the blocks of the week {figures} are used at {where} ({used / supply:.0%}); "
        f"{full} of {len(limited)} blocks are full.{once}"
    )


def _block_cells(rows: Iterable[CapacityRow]) -> list[Cell]:
    return [Cell(row.block_id, row.day, row.supply, row.use) for row in rows]


def _site_cells(s: Scenario, rows: Sequence[DayRow]) -> list[Cell]:
    """Sites day by day, all their blocks together, the fullest first; a page of them."""
    shares: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        shares[row.site_id].append(row.use / row.supply if row.supply else 0.0)
    order = sorted(shares, key=lambda one: (-sum(shares[one]) / len(shares[one]), one))
    return [
        Cell(s.sites[site].label, row.day, row.supply, row.use)
        for site in _page_of(order)
        for row in rows
        if row.site_id == site
    ]


def _page_of(sites: Sequence[str]) -> Sequence[str]:
    pages = -(-len(sites) // LINES)
    if pages <= 1:
        return sites
    st.caption(f"{len(sites)} sites, the fullest first, {LINES} a page.")
    page = st.pagination(pages, key="use_page")
    return sites[(page - 1) * LINES : page * LINES]


def _heat(cells: Sequence[Cell], resource: Resource) -> None:
    week = sorted({cell.day for cell in cells})
    lines = list(dict.fromkeys(cell.line for cell in cells))
    known = {(cell.line, cell.day): cell for cell in cells}
    frame = pd.DataFrame([_point(line, day, known.get((line, day)), resource) for line in lines for day in week])
    across = [DAYS[day] for day in week]
    st.vega_lite_chart(
        _drawn(frame, across),
        width="stretch",
        alt=f"Use of {resource.unit}, a line for each of {', '.join(lines)}",
    )

    def table() -> None:
        cells = frame.pivot_table(index="line", columns="column", values="text", aggfunc="first", sort=False)
        st.dataframe(cells[across], placeholder="", alt=f"Use of {resource.unit}")

    as_table("use_table", table)


@st.cache_data(max_entries=CHARTS_KEPT, show_spinner=False)
def _drawn(frame: pd.DataFrame, across: list[str]) -> dict[str, Any]:
    """The heatmap as the browser draws it; describing it takes longer than all else on the page."""
    return heatmap(frame, across, "").to_dict()


def _point(line: str, day: int, cell: Cell | None, resource: Resource) -> dict[str, object]:
    if cell is None:
        nothing = "nothing meets"
        return {"line": line, "column": DAYS[day], "share": None, "text": "", "says": f"{line}, {DAYS[day]}: {nothing}"}
    used = round(cell.use / resource.per)
    if cell.supply is None:
        text, share = f"{used}", None
    else:
        text, share = f"{used} of {round(cell.supply / resource.per)}", cell.use / cell.supply if cell.supply else None
    word = "" if share is None else ", full" if share >= 1 else f", {share:.0%}"
    says = f"{line}, {DAYS[day]}: {text} {resource.unit}{word}"
    return {"line": line, "column": DAYS[day], "share": share, "text": text, "says": says}
