"""Every file of a plan to download, made only when somebody asks for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from planner.exports import EXPORTS, Dates, Export, Options
from planner.services.exchanging import WEEKS, download
from planner.services.library import folder_name
from planner.views.tables import Planned

ABREAST = 3

MIME = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".json": "application/fhir+json",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A format as its button and its text name it."""

    title: str
    icon: str
    about: str


CARDS = {
    "xlsx": Card("Workbook", ":material/table_view:", "A summary, each site's week to print, and tables to filter."),
    "html": Card(
        "Print view", ":material/print:", "A page for each site to print and hang up, with nobody's id on it."
    ),
    "ics": Card("Calendars", ":material/calendar_month:", "One for each therapist and each room, for any calendar."),
    "csv": Card("Tidy tables", ":material/csv:", "Sessions, capacity and use as CSV, with a data dictionary."),
    "parquet": Card("Parquet", ":material/database:", "The same tidy tables for data tools."),
    "fhir": Card("FHIR", ":material/health_and_safety:", "A FHIR R4 bundle of schedules, slots and appointments."),
    "share": Card("To share", ":material/share:", "Nobody's id, sites by code, small counts suppressed."),
}


Ways = Callable[[], Mapping[str, Sequence[str]]]
"""Asked for ways to place people, in words, as far as they were looked for."""


def files(planned: Planned, run: int, ways: Ways) -> None:
    """A card with a button for each format."""
    dates = _dates()
    formats = list(EXPORTS.values())
    for first in range(0, len(formats), ABREAST):
        for column, export in zip(st.columns(ABREAST), formats[first : first + ABREAST], strict=False):
            with column.container(border=True, height="stretch"):
                _card(planned, run, export, _made(planned, export.name, dates, ways))
    st.caption(
        "Workbook, tidy tables and Parquet name participants by the ids of your scenario, FHIR by references that "
        "only a key turns back; calendars, the print view and the files to share name no participant."
    )


def _card(planned: Planned, run: int, export: Export, made: Callable[[], bytes]) -> None:
    card = CARDS.get(export.name, Card(export.name, ":material/download:", export.about))
    st.markdown(f"{card.icon} **{card.title}**")
    st.caption(f"{card.about}{' From and until the dates above.' if export.dated else ''}")
    st.download_button(
        f"{card.title} as {ending(export)[1:]}",  # many buttons that all say "Download zip" are one to who hears them
        data=made,
        file_name=file_name(planned, run, export),
        mime=MIME.get(ending(export), "application/octet-stream"),
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{export.name}",
        help=f"{card.title}: {card.about}",
    )


def ending(export: Export) -> str:
    """How the downloaded file ends."""
    return export.ending if export.single else ".zip"


def file_name(planned: Planned, run: int, export: Export) -> str:
    """A name that tells scenario, run and content apart, so that nobody opens the wrong download."""
    kind = "" if ending(export) == f".{export.name}" else f"-{export.name}"
    return f"{folder_name(planned.scenario.name)}-run-{run}{kind}{ending(export)}"


def _dates() -> Dates:
    """The days that calendars and records cover; a period that ends before it starts is said and not taken."""
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=7 - today.weekday())
    with st.expander("Dates of calendars and records", icon=":material/date_range:"):
        left, middle, right = st.columns(3)
        first: date = left.date_input("First day", value=monday, key="first_day")
        last: date = middle.date_input("Last day", value=monday + timedelta(weeks=WEEKS, days=-1), key="last_day")
        closed = right.text_input("Closed on", key="closed", placeholder="2027-01-01, 2027-01-18")
    days, wrong = _closed(closed)
    if wrong:
        st.warning(f"{', '.join(wrong)}: not a date; write it as 2027-01-18. It is not taken.", icon=":material/error:")
    if last < first:
        st.warning("The last day comes before the first, so one week is taken.", icon=":material/error:")
        last = first + timedelta(days=6)
    return Dates(first, last, frozenset(days))


def _closed(text: str) -> tuple[list[date], list[str]]:
    days, wrong = [], []
    for word in text.replace(";", ",").split(","):
        if word.strip():
            try:
                days.append(date.fromisoformat(word.strip()))
            except ValueError:
                wrong.append(word.strip())
    return days, wrong


def _made(planned: Planned, name: str, dates: Dates, ways: Ways) -> Callable[[], bytes]:
    return lambda: download(planned, name, Options(dates=dates, remedies=ways()))[1]
