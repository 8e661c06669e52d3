"""Who is where, and when? The week of a site by room, therapist, cohort or person."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from planner.domain.plan import Plan, SessionKind
from planner.domain.scenario import Scenario
from planner.domain.week import DAYS, clock
from planner.exports.colours import colours_of
from planner.services.library import folder_name
from planner.services.printing import print_page
from planner.ui.charts.week import HEADS, Week, legend_html, week_grid
from planner.ui.faces import plan_or_nothing
from planner.ui.folded import as_table
from planner.ui.here import here
from planner.ui.linked import linked
from planner.views.session_card import SessionCard, session_card
from planner.views.tables import Planned
from planner.views.timetable import By, Line, Timetable, timetable
from planner.views.whereabouts import Found, whereabouts

LINES = 15
"""So many lines a page: more than that nobody reads at once."""

MOST_FOUND = 6
"""So many are named that a search finds beside the lines that are shown."""

PLURALS = {By.ROOM: "Rooms", By.THERAPIST: "Therapists", By.COHORT: "Cohorts", By.PARTICIPANT: "Participants"}
ICONS = {
    By.ROOM: ":material/meeting_room:",
    By.THERAPIST: ":material/person:",
    By.COHORT: ":material/groups:",
    By.PARTICIPANT: ":material/badge:",
}


def page() -> None:
    """The week of the plan that the link names."""
    planned = plan_or_nothing(here(), "Schedule")
    if planned is not None:
        schedule(planned)


def schedule(planned: Planned) -> None:
    """The controls, the legend, the week, and a table of the same sessions."""
    site, by = _controls(planned.scenario)
    table = timetable(planned.scenario, planned.plan, site, by)
    named = whereabouts(planned.scenario, planned.plan, _wanted(), site)
    found = _found(table, planned.plan, {one.id for one in named if one.by is by})
    elsewhere = _elsewhere(table, named)
    _summary(planned, site, table, found)
    _tell_elsewhere(elsewhere)
    if not found:
        nor = "" if elsewhere else ", nor does anybody or anything else in the plan"
        text = f"Nothing here matches{nor}. Clear the search field to see the whole week."
        st.info(text, icon=":material/search_off:")
        return
    _grid(planned, table, _page_of(found))
    as_table("as_table", lambda: _table(found, table))
    st.download_button(
        "Print view of this site",
        data=lambda: print_page(planned, site),
        file_name=f"week-{folder_name(site)}.html",
        mime="text/html",
        on_click="ignore",
        icon=":material/print:",
        key="print",
        help="A page that opens in any browser and prints on paper, with nobody's id on it.",
    )


def _controls(s: Scenario) -> tuple[str, By]:
    names = [site.id for site in s.sites.values()]
    left, right = st.columns(2)
    site = linked(
        "site",
        names,
        names[0],
        lambda key: left.selectbox("Site", names, format_func=lambda one: s.sites[one].name or one, key=key),
    )
    kinds = [one.value for one in By]
    by = linked(
        "by",
        kinds,
        By.ROOM.value,
        lambda key: st.segmented_control("Week of", kinds, required=True, format_func=_kind, key=key),
    )
    right.text_input(
        "Find",
        key="find",
        placeholder="a person, therapist, group or room, at any site",
        bind="query-params",
        type="search",
    )
    return site, By(by)


def _kind(by: str) -> str:
    return f"{ICONS[By(by)]} {PLURALS[By(by)]}"


def _wanted() -> str:
    return str(st.session_state.get("find") or "").strip().casefold()


def _found(table: Timetable, plan: Plan, named: Container[str]) -> list[Line]:
    """The lines that are named or hold what is searched for, in their head, a session or among a group's members."""
    wanted, members = _wanted(), defaultdict(list)
    if table.by is not By.PARTICIPANT:  # whoever shares a group with them is not looked for
        for placement in plan.placements.values():
            members[placement.cohort].append(placement.participant)
    return [line for line in table.lines if not wanted or line.id in named or wanted in _text(line, members)]


def _text(line: Line, members: Mapping[str, Sequence[str]]) -> str:
    entries = [entry for cell in line.cells for entry in cell]
    inside = (" ".join((e.program, e.cohort_id, e.participant, e.room_id or "", *e.therapists)) for e in entries)
    groups = {e.cohort_id for e in entries if e.group}
    return " ".join((line.id, line.title, line.note, *inside, *(one for g in groups for one in members[g]))).casefold()


def _elsewhere(table: Timetable, named: Sequence[Found]) -> list[Found]:
    """Whom and what the search names beside the lines that are shown."""
    shown = {line.id for line in table.lines}
    return [one for one in named if one.by is not table.by or one.id not in shown]


def _tell_elsewhere(elsewhere: Sequence[Found]) -> None:
    """Where each of them is, and the way there."""
    for one in elsewhere[:MOST_FOUND]:
        left, right = st.columns([4, 1], vertical_alignment="center")
        on = "" if one.site is not None else " The page Plan finds what would place them."
        left.markdown(f"{ICONS[one.by]} **{one.title}** {one.where}{on}")
        if one.site is not None:
            right.button(
                f"Show {one.id}",
                icon=":material/arrow_forward:",
                key=f"show_{one.by}_{one.id}",
                on_click=_show,
                args=(one.site, one.by),
            )
    if len(elsewhere) > MOST_FOUND:
        st.caption(f"and {len(elsewhere) - MOST_FOUND:,} more; type more of what you look for.")


def _show(site: str, by: By) -> None:
    st.query_params.update({"site": site, "by": by.value})


def _summary(planned: Planned, site: str, table: Timetable, found: Sequence[Line]) -> None:
    s = planned.scenario
    here = [x for x in planned.plan.sessions.values() if x.site == site]
    groups = sum(x.kind is SessionKind.GROUP for x in here)
    lines = f"{len(found)} of {len(table.lines)} {PLURALS[table.by].lower()}"
    where = f"{s.sites[site].name or site} ({s.sites[site].timezone})"
    st.caption(
        f"{groups} group and {len(here) - groups} individual sessions a week at {where}; {lines} shown. "
        "Click on a session for everything about it, or go to it with Tab and the arrow keys and press Enter."
    )
    programs = sorted({entry.program_id for line in table.lines for cell in line.cells for entry in cell})
    named = [(one, s.programs[one].name or one) for one in programs]
    st.html(legend_html(named, colours_of(s.programs)))


def _page_of(found: Sequence[Line]) -> Sequence[Line]:
    pages = -(-len(found) // LINES)
    if pages <= 1:
        return found
    page = st.pagination(pages, key="page")
    return found[(page - 1) * LINES : page * LINES]


def _grid(planned: Planned, table: Timetable, lines: Sequence[Line]) -> None:
    s = planned.scenario
    chosen = str(st.query_params.get("session", ""))
    caption = f"The week at {s.sites[table.site_id].name or table.site_id} by {HEADS[table.by].lower()}"
    week = Week(table.by, table.days, lines, table.site_id, colours_of(s.programs), chosen, caption)
    week_grid(week, "week", _look_at_session)
    card = session_card(s, planned.plan, chosen) if chosen else None
    if card is not None:
        _details(card)


def _look_at_session(session: str) -> None:
    st.query_params["session"] = session


def _forget_session() -> None:
    st.query_params.pop("session", None)


def _details(card: SessionCard) -> None:
    st.dialog(card.title, width="medium", icon=":material/event:", on_dismiss=_forget_session)(_card)(card)


def _card(card: SessionCard) -> None:
    for name, text in card.facts:
        left, right = st.columns([1, 3])
        left.markdown(f"**{name}**")
        right.text(text)
    if card.members:
        members = pd.DataFrame([asdict(member) for member in card.members])
        members.columns = ["Participant", "Primary therapist", "Status", "Travel, minutes"]
        st.dataframe(members, hide_index=True, placeholder="", alt="The members of the group")


def _table(lines: Sequence[Line], table: Timetable) -> None:
    """The same sessions to sort and search, and for those who cannot see the grid."""
    rows = [
        {
            HEADS[table.by]: line.title,
            "Day": DAYS[day],
            "From": clock(entry.span.start),
            "To": clock(entry.span.end),
            "Kind": "group" if entry.group else "individual",
            "Program": entry.program,
            "Room": entry.room_id or "online",
            "Therapists": ", ".join(entry.therapists),
            "Participant": entry.participant,
        }
        for line in lines
        for day, cell in zip(table.days, line.cells, strict=True)
        for entry in cell
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Sessions of the week, one row each")
