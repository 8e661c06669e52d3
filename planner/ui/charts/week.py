"""The week as a table: a line for each room, therapist, cohort or person, a column a day, every session a button."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from planner.domain.week import clock
from planner.exports.colours import Colour
from planner.ui.component import component
from planner.views.timetable import By, Entry, Line

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HEADS = {By.ROOM: "Room", By.THERAPIST: "Therapist", By.COHORT: "Cohort", By.PARTICIPANT: "Participant"}
GROUP, ALONE = "▣", "○"

_component = component(__file__, '<div class="week"></div>')


@dataclass(frozen=True, slots=True)
class Week:
    """What to draw. `colours` go by program; `chosen` is the session that is shown in full; `caption` is read aloud."""

    by: By
    days: Sequence[int]
    lines: Sequence[Line]
    site: str
    colours: Mapping[str, Colour]
    chosen: str
    caption: str


def week_grid(week: Week, key: str, pick: Callable[[str], None]) -> None:
    """Shows the week; `pick` is given the id of a session that was chosen, before the page is drawn again."""

    def picked() -> None:
        if session := st.session_state[key].get("picked"):
            pick(str(session))

    _component(key=key, data=week_html(week), on_picked_change=picked)


def week_html(week: Week) -> str:
    """The table, with every text of the scenario's escaped."""
    head = "".join(f'<th scope="col">{DAY_NAMES[day]}</th>' for day in week.days)
    body = "".join(_row(week, line) for line in week.lines)
    return (
        f"<table><caption>{escape(week.caption)}</caption>"
        f'<thead><tr><th scope="col">{HEADS[week.by]}</th>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def legend_html(programs: Iterable[tuple[str, str]], colours: Mapping[str, Colour]) -> str:
    """Each program, as (id, name), beside its colour, and how group and individual sessions are told apart."""
    dot = "display:inline-block;width:.85em;height:.85em;border-radius:3px;margin-right:.35em;vertical-align:-.06em"
    items = [
        f'<span><span style="{dot};background:{colours[name].edge}"></span>{escape(title)}</span>'
        for name, title in programs
    ]
    items += [f"<span>{GROUP} group</span>", f"<span>{ALONE} individual</span>"]
    return f'<div style="display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.9rem">{"".join(items)}</div>'


def _row(week: Week, line: Line) -> str:
    cells = "".join(f"<td>{''.join(_chip(week, entry) for entry in cell)}</td>" for cell in line.cells)
    return f'<tr><th scope="row">{escape(line.title)}<small>{escape(line.note)}</small></th>{cells}</tr>'


def _chip(week: Week, entry: Entry) -> str:
    kind = "group" if entry.group else "alone"
    says = " · ".join(f"<bdi>{escape(text)}</bdi>" for text in _says(week, entry) if text)
    times = f"{clock(entry.span.start)} - {clock(entry.span.end)}"
    title = f"{GROUP} {entry.program}" if entry.group else f"{ALONE} individual"
    return (
        f'<button type="button" class="{kind}" style="--edge:{week.colours[entry.program_id].edge}"'
        f' data-session="{escape(entry.session_id)}" aria-pressed="{str(entry.session_id == week.chosen).lower()}">'
        f"<b>{times}</b> <span>{escape(title)}</span> <small>{says}</small></button>"
    )


def _says(week: Week, entry: Entry) -> Iterator[str]:
    """What the line itself does not say."""
    if week.by is not By.THERAPIST:
        yield ", ".join(entry.therapists)
    if week.by is not By.ROOM:
        yield entry.room_id or "online"
    if entry.site_id != week.site:
        yield f"at {entry.site_id}"
    if entry.group and week.by is not By.PARTICIPANT:
        yield f"{entry.members} of {entry.capacity}"
    if not entry.group and week.by is not By.PARTICIPANT:
        yield entry.participant
