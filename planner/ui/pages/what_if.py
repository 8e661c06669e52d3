"""What changes if somebody leaves, a room opens, demand grows? Changes from forms, planned and set beside the base."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from planner.domain.scenario import RoomKind, Scenario
from planner.domain.score import Term
from planner.domain.settings import Settings
from planner.domain.week import DAYS
from planner.errors import BadInput, Finding
from planner.services.comparing_runs import compare_runs
from planner.services.editing import Drafts
from planner.services.library import keep_as
from planner.services.running import launch
from planner.services.whatifs import by_change, changed, in_words, plan_what_if, verbs, what_ifs
from planner.store import Run
from planner.ui.faces import say_unsaved
from planner.ui.folded import folded
from planner.ui.here import RUN, SCENARIO, Here, go_to_scenario, here, opened
from planner.ui.linked import linked
from planner.ui.pages.history import FACES
from planner.ui.pages.plan import CHANGES, LIMITS
from planner.ui.progress import follow, why_nothing
from planner.ui.who import who_table
from planner.views.week_grid import label

CARDS = 5
LEAST = 0.05
"""Hours that are worth an arrow; fewer would be shown as 0.0."""

SECONDS = LIMITS["1 minute"]

TITLES = {
    "therapist_leaves": "A therapist leaves",
    "therapist_away": "A therapist is away on some days",
    "therapist_joins": "A therapist joins, like another",
    "duty": "A therapist works more or fewer hours",
    "move_therapist": "A therapist works at other sites",
    "room_closes": "A room closes",
    "room_opens": "A room opens",
    "site_closes": "A site closes",
    "site_opens": "A site opens again",
    "block_closes": "A block of the day is dropped",
    "block_opens": "A block of the day is added",
    "group_size": "Groups are smaller or larger",
    "demand": "More or fewer people ask for a place",
    "preference": "More people prefer a block",
    "lock": "A cohort must stay as it is",
    "unlock": "A cohort need not stay",
    "weight": "Something counts more or less",
}
"""The verbs that the form offers, in the words of a planner."""

FIELDS = {
    ("room_opens", "room"): "A room that is closed",
    ("room_opens", "id"): "Or a new room: its id",
    ("room_opens", "site"): "Site of the new room",
    ("room_opens", "kind"): "Kind of the new room",
    ("room_opens", "seats"): "Seats of the new room",
    ("therapist_joins", "id"): "Id of who joins",
    ("group_size", "min"): "At least so many people",
    ("group_size", "max"): "At most so many people",
    ("demand", "factor"): "Times as many people",
    ("preference", "share"): "Share of the people",
    ("weight", "name"): "What counts",
    ("weight", "value"): "How many points, or minutes",
}
"""Fields that their own name does not explain."""

NEW_ROOM = ("id", "site", "kind", "seats")
SIZES = ("min", "max")
UNASKED = frozenset({"seed"})
NUMBERS = frozenset({"factor", "share", "seats", "min", "max", "value"})
HINTS = {
    "start": "09:00",
    "end": "12:00",
    "factor": "1.2 is a fifth more",
    "share": "0.3 is three in ten",
    "seats": "10",
    "id": "an id of its own, such as new-1",
}


def page() -> None:
    """The changes so far, a form for one more, and what-ifs that were planned."""
    where = here()
    st.title("What if", anchor=False)
    say_unsaved(where)
    try:
        base = opened(where.path).scenario
    except BadInput:
        st.error("The data has problems; the page Data shows them all.", icon=":material/error:")
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        _form(base)
    with right:
        _changes(where)
    _planned(where)


def _told() -> list[dict[str, Any]]:
    """The changes that the link holds."""
    try:
        found = json.loads(str(st.query_params.get(CHANGES, "[]")))
    except ValueError:
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _tell(changes: Sequence[Mapping[str, Any]]) -> None:
    if changes:
        st.query_params[CHANGES] = json.dumps(list(changes), separators=(",", ":"))
    else:
        st.query_params.pop(CHANGES, None)


def _form(s: Scenario) -> None:
    names = list(TITLES)
    verb = linked(
        "verb",
        names,
        names[0],
        lambda key: st.selectbox("What changes", names, format_func=TITLES.__getitem__, key=key),
    )
    with st.form(f"change {verb}", border=True):
        values = {
            field: _field(s, verb, field, required=required)
            for field, required in verbs()[verb].items()
            if field not in UNASKED
        }
        given = {field: value for field, value in values.items() if value not in ("", None, []) and value is not False}
        if st.form_submit_button("Add this change", icon=":material/add:", key=f"add {verb}"):
            if missing := _missing(verb, given):
                fields = ", ".join(_title(verb, field) for field in missing)
                st.warning(f"Not added yet. Still to fill in: {fields}.", icon=":material/error:")
                return
            change = {"do": verb, **given}
            if change in _told():
                st.warning("This change is in the list already.", icon=":material/error:")
                return
            _tell([*_told(), change])
            st.rerun()


def _missing(verb: str, given: Mapping[str, object]) -> list[str]:
    """The fields without which the change says nothing.

    A room is one that was there before, or wholly new; of a group's sizes one is enough.
    """
    if verb == "room_opens":
        return [] if "room" in given else [field for field in NEW_ROOM if field not in given]
    if verb == "group_size" and given.keys().isdisjoint(SIZES):
        return list(SIZES)
    return [field for field, required in verbs()[verb].items() if required and field not in given]


def _title(verb: str, field: str) -> str:
    return FIELDS.get((verb, field), field.replace("_", " ").capitalize())


def _field(s: Scenario, verb: str, field: str, *, required: bool) -> Any:  # noqa: ANN401 - as the widget gives it
    """A widget for a field of a change: a list to choose from wherever the scenario knows what there is."""
    options = _options(s, verb, field)
    title, key = _title(verb, field), f"{verb} {field}"
    if field in {"days", "sites"}:
        return st.multiselect(title, list(options), format_func=lambda one: options[one], key=key)
    if options:
        names = list(options) if required else ["", *options]
        nothing = "none" if verb == "room_opens" else "any"
        return st.selectbox(title, names, format_func=lambda one: options.get(one, nothing), key=key)
    if field == "remove":
        return st.checkbox("Take this time away instead of adding it", key=key)
    typed = st.text_input(title, key=key, placeholder=HINTS.get(field, "")).strip()
    return _number(typed) if field in NUMBERS else typed


def _number(text: str) -> object:
    """A number where it is one; what else is typed is judged where the change is made."""
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else text
    return text


def _options(s: Scenario, verb: str, field: str) -> Mapping[str, str]:
    """What may be chosen, by id; empty where the reader types something new."""
    if (verb, field) == ("block_opens", "block"):
        return {}
    if (verb, field) == ("group_size", "program"):
        return {one.id: f"{one.label}: {one.group_min} to {one.group_max} people now" for one in s.programs.values()}
    weights = s.constants.weights
    known: dict[str, Callable[[], Mapping[str, str]]] = {
        "therapist": lambda: {one.id: label(one) for one in s.therapists.values()},
        "like": lambda: {one.id: label(one) for one in s.therapists.values()},
        "site": lambda: {one.id: one.name or one.id for one in s.sites.values()},
        "sites": lambda: {one.id: one.name or one.id for one in s.sites.values()},
        "room": lambda: {one: one for one in s.rooms},
        "block": lambda: {one: one for one in sorted({block for _, block in s.blocks})},
        "program": lambda: {one.id: one.name or one.id for one in s.programs.values()},
        "cohort": lambda: {one: one for one in s.cohorts},
        "day": lambda: {day: day for day in DAYS},
        "days": lambda: {day: day for day in DAYS},
        "kind": lambda: {kind.value: kind.value for kind in RoomKind},
        "name": lambda: {
            **{one.label: f"{one.aim.capitalize()}: {abs(weights.of(one)):,} now" for one in Term},
            "free_travel_minutes": f"Minutes of travel that cost nothing: {weights.free_travel_minutes} now",
        },
    }
    return known[field]() if field in known else {}


def _changes(where: Here) -> None:
    changes = _told()
    if not changes:
        st.info("Choose what changes, add it, add more if you like, and plan it.", icon=":material/alt_route:")
        _examples(where)
        return
    try:
        found = changed(opened(where.path), changes)
    except BadInput as error:
        phrases: Sequence[str] = [_as_it_stands(change) for change in changes]
        *said, of_none = by_change(error.findings, changes)
        show = _wrong
    else:
        phrases = found.phrases
        *said, of_none = by_change(found.warnings, changes)
        show = _worth_knowing
    for number, (phrase, findings) in enumerate(zip(phrases, said, strict=True)):
        left, right = st.columns([5, 2], vertical_alignment="center")
        left.markdown(f"{number + 1}. {phrase}")
        if right.button(f"Remove {number + 1}", key=f"remove {number}", icon=":material/close:", help=phrase):
            _tell([change for place, change in enumerate(changes) if place != number])
            st.rerun()
        for finding in findings:
            show(finding, f"Change {number + 1}: ")
    for finding in of_none:
        show(finding, "")
    _buttons(where, changes)


def _wrong(finding: Finding, about: str) -> None:
    st.warning(_sentence(finding, about), icon=":material/error:")


def _worth_knowing(finding: Finding, about: str) -> None:
    st.caption(f":material/info: {_sentence(finding, about)}")


def _sentence(finding: Finding, about: str) -> str:
    text = f"{about}{finding.wrong}; {finding.right}" if finding.right else f"{about}{finding.wrong}"
    return f"{text[:1].upper()}{text[1:]}."


def _as_it_stands(change: Mapping[str, Any]) -> str:
    """A change that cannot be made, named by its form and what was given."""
    verb = str(change.get("do", "?"))
    given = (one for name, one in change.items() if name != "do")
    cells = ", ".join(", ".join(map(str, one)) if isinstance(one, list) else str(one) for one in given)
    return ": ".join(filter(None, (TITLES.get(verb, verb), cells)))


def _examples(where: Here) -> None:
    """Changes to begin with, for who has never made one."""
    base = opened(where.path)
    someone = list(base.scenario.therapists)[:1]
    leaves: list[dict[str, Any]] = [{"do": "therapist_leaves", "therapist": name} for name in someone]
    st.caption("Or begin with an example:")
    for number, change in enumerate([*leaves, {"do": "demand", "factor": 1.2}]):
        if st.button(in_words(base, change), key=f"example {number}", icon=":material/add:", type="tertiary"):
            _tell([change])
            st.rerun()


def _buttons(where: Here, changes: Sequence[Mapping[str, Any]]) -> None:
    with st.container(horizontal=True):
        plan = st.button("Plan it", type="primary", icon=":material/play_arrow:", disabled=not where.may_write)
        keep = st.button("Keep as a scenario", icon=":material/save:", disabled=not where.may_write)
    if not (plan or keep) or not where.may_write:
        return
    try:
        if keep:
            made = changed(opened(where.path), changes)
            promised = Drafts(where.home, where.who).promised()
            path = keep_as(made.tables, made.scenario.name[:80], where.home, where.who, promised)
        else:
            settings = Settings(time_limit=SECONDS)
            run = plan_what_if(where.store.runs, opened(where.path), changes, settings, where.who.name)
    except BadInput:
        st.error("These changes do not fit; put right what is said above first.", icon=":material/error:")
        return
    _tell(())
    if keep:
        go_to_scenario(path)
    launch(where.store, run)
    st.rerun()


def _planned(where: Here) -> None:
    found = what_ifs(where.store.runs, where.path)[:CARDS]
    if not found:
        return
    st.header("Beside the plan as it is", divider="gray", anchor=False)
    for run in found:
        with st.container(border=True):
            _head(where, run)
            if not run.over:
                follow(where.store, run.id)
            elif run.score is None:
                st.warning(why_nothing(run), icon=":material/error:")
            else:
                _beside(where, run)


def _head(where: Here, run: Run) -> None:
    """What the what-if is, and the way to its plan."""
    left, right = st.columns([5, 1], vertical_alignment="center")
    face = f" · {FACES[run.state]}" if run.over else ""  # how far it is stands below and moves on
    left.markdown(f"**{run.scenario.partition(': ')[2] or run.scenario}** · run {run.id}{face}")
    if run.score is not None and right.button(
        f"Open run {run.id}", key=f"open_{run.id}", icon=":material/open_in_new:"
    ):
        st.switch_page(st.session_state["pages"]["plan"], query_params={SCENARIO: where.name, RUN: str(run.id)})


def _beside(where: Here, run: Run) -> None:
    base = where.as_it_is
    if base is None:
        st.info("Build a plan of the scenario as it is, to compare with.", icon=":material/info:")
        return
    compared = compare_runs(where.store.runs, base.id, run.id)
    found = compared.comparison
    everyone = next(row for row in found.groups if row.by == "all")
    hours = everyone.after.direct_hours - everyone.before.direct_hours
    cards = st.columns(5)
    cards[0].metric("Placed", everyone.after.placed, everyone.after.placed - everyone.before.placed or None)
    cards[1].metric("Gain a place", everyone.newly_placed)
    cards[2].metric("Lose their place", everyone.newly_unplaced)
    cards[3].metric("Move", everyone.moved)
    cards[4].metric(
        "Therapists' hours",
        f"{everyone.after.direct_hours:.1f}",
        f"{hours:+.1f}" if abs(hours) >= LEAST else None,
        "off",
    )
    said = found.verdict.sentence
    st.caption(f":material/scale: {said[:1].upper()}{said[1:]}.")
    if compared.people:
        draw = partial(who_table, compared.people)
        folded("Who loses, gains or moves", ":material/groups:", f"who_{run.id}", draw)
