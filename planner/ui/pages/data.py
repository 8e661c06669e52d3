"""Is the data complete and right? Look at it, edit it, bring it in, see every problem, and save it whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd
import streamlit as st

from planner.domain.tables import Tables
from planner.errors import BadInput, Finding
from planner.exports.safe_cells import safe_text
from planner.services import editing
from planner.services.editing import Checked, Difference, Draft, Drafts, Typed
from planner.services.library import free_place, is_own, keep_as
from planner.services.permission import Person
from planner.services.uploading import take_in, title_of
from planner.ui.editor import Sheet, edited
from planner.ui.here import go_to_scenario, here, look_at_the_demo, opened, sheets
from planner.ui.linked import linked
from planner.ui.told import tell

AT_ONCE = 60_000
"""Up to so many cells everything is checked with every change; more are checked when asked for."""

TAKEN = "uploads taken in"
PROBLEMS = 60
"""Problems shown beside the grid; the list to download has all."""

FEW, PROBLEMS_HEIGHT = 3, 420
"""So many problems are shown whole, however long; more than that in a box that scrolls, as high as the grid."""

UPLOAD_MB = 25
MARKS = {editing.ADDED: "+ added", editing.REMOVED: "- removed", editing.CHANGED: "→ changed"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where data is worked on: the user's folder, who they are, and how a scenario is opened."""

    home: Path
    who: Person
    open_scenario: Callable[[Path], None]

    @property
    def drafts(self) -> Drafts:
        """The user's unsaved work."""
        return Drafts(self.home, self.who)

    @property
    def may_write(self) -> bool:
        """Whether they may change anything."""
        return self.who.may_write


@dataclass(frozen=True, slots=True)
class Saved:
    """What is on disk: None where nothing was saved yet; `locked`: it may only be looked at."""

    tables: Tables | None
    typed: Typed | None
    warnings: tuple[Finding, ...]
    locked: bool
    what_if: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A scenario on the desk: what is saved of it, and what was typed since."""

    desk: Desk
    path: Path
    saved: Saved
    draft: Draft | None


def page() -> None:
    """The data of the scenario that the link names, and the way in for other data."""
    where = here()
    desk = Desk(where.home, where.who, go_to_scenario)
    st.title("Data", anchor=False)
    number = st.session_state.get(TAKEN, 0)  # what was taken in is put away, and the next begins with nothing
    about = "Bring in a workbook or files, or begin with the example workbook"
    with st.expander(about, icon=":material/upload_file:", key=f"bring in {number}"):
        upload(desk)
    _unsaved(desk, where.path)
    data(desk, where.path)


def _unsaved(desk: Desk, path: Path) -> None:
    """Uploads that were never saved are in no list of scenarios, so they are named here."""
    others = [draft for draft in desk.drafts.all() if draft.path != path and not draft.path.exists()]
    for draft in others:
        label = f"Go on with {draft.path.name}, which is not saved yet"
        if st.button(label, icon=":material/edit_note:", key=f"go on {draft.path.name}"):
            desk.open_scenario(draft.path)


def data(desk: Desk, path: Path) -> None:
    """A scenario's sheets with everything that can be done to them."""
    saved = _saved(desk, path)
    draft = None if saved.locked else desk.drafts.find(path)
    if saved.tables is None and draft is None:
        st.error("There is nothing to show: the scenario cannot be read.", icon=":material/error:")
        return
    typed = draft.typed if draft else saved.typed or editing.typed_of(Tables({}, {}))
    work = Work(desk, path, saved, draft)
    above, known = st.container(), _remembered(path)
    name = _choose_sheet(typed, known)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        st.caption(editing.about_sheet(name))
        typed, draft = _edit(work, typed, name)
    checked = _check(path, saved, typed)
    with above:  # once it is known whether anything was typed just now, and what is wrong with it
        _toolbar(replace(work, draft=draft), typed, checked)
    if checked is not None and _marked(checked) != _marked(known):
        st.rerun()  # the marks at the sheets stand above
    with right:
        _problems(checked, draft, name)
    if draft is not None:
        _difference(saved.tables, checked)


def upload(desk: Desk) -> None:
    """Takes in a workbook or a folder's files as a draft, however much is wrong with them."""
    st.write("A workbook (.xlsx), or a scenario's folder: its files together, or packed as a .zip.")
    given = st.file_uploader(
        "Workbook or files",
        type=["xlsx", "csv", "toml", "zip"],
        accept_multiple_files=True,
        max_upload_size=UPLOAD_MB,
        key=f"upload {st.session_state.get(TAKEN, 0)}",
        disabled=not desk.may_write,
    )
    if given and desk.may_write and st.button("Take it in", type="primary", icon=":material/upload:", key="take_in"):
        _take_in(desk, {one.name: one.getvalue() for one in given})
    st.download_button(
        "Example workbook to fill in",
        data=editing.template,
        file_name="cohort-planner-template.xlsx",
        on_click="ignore",
        icon=":material/download:",
        key="template",
    )


def _take_in(desk: Desk, files: Mapping[str, bytes]) -> None:
    try:
        typed, notes = take_in(files)
    except BadInput as error:
        st.error("This cannot be taken in. Nothing was changed.", icon=":material/error:")
        _findings(error.findings)
        return
    path = free_place(title_of(typed, files), desk.home, desk.drafts.promised())
    desk.drafts.keep(path, typed, "", notes)
    st.session_state[TAKEN] = st.session_state.get(TAKEN, 0) + 1
    tell("Taken in. Look at what is to be put right, and save it.", icon=":material/upload_file:")
    desk.open_scenario(path)


def _saved(desk: Desk, path: Path) -> Saved:
    own = is_own(path, desk.home)
    if not path.exists():
        return Saved(None, None, (), locked=not desk.may_write, what_if=False)
    try:
        found = opened(path)
    except BadInput as error:
        st.warning("What is saved cannot be planned:", icon=":material/error:")
        _findings(error.findings)
        return Saved(None, None, (), locked=not (own and desk.may_write), what_if=False)
    locked = not (own and desk.may_write) or found.base is not None
    typed = sheets(path)
    return Saved(found.tables, typed, tuple(editing.located(found.warnings, typed)), locked, found.base is not None)


def _toolbar(work: Work, typed: Typed, checked: Checked | None) -> None:
    tables = work.saved.tables
    with st.container(horizontal=True, vertical_alignment="center"):
        if work.saved.locked:
            _copy(work)
        else:
            _save_button(work, typed, checked)
            _discard(work)
        if tables is not None:
            st.download_button(
                "Download as workbook",
                data=lambda: editing.as_workbook(tables),
                file_name=f"{work.path.name}.xlsx",
                on_click="ignore",
                icon=":material/download:",
                key="as_workbook",
            )
    st.caption(_how_saved(work))
    draft = work.draft
    if draft is not None and tables is not None and draft.began and draft.began != editing.digest(tables):
        st.warning("Somebody saved this scenario since you began. Saving replaces theirs.", icon=":material/group:")


def _save_button(work: Work, typed: Typed, checked: Checked | None) -> None:
    """Where nothing can be saved the button says why."""
    draft, why_not = work.draft, None
    if draft is None:
        why_not = "All is saved."
    elif checked is None:
        why_not = "Press Check first."
    elif checked.tables is None:
        why_not = "Nothing is saved while something is wrong."
    clicked = st.button(
        "Save", type="primary", icon=":material/save:", key="save", disabled=why_not is not None, help=why_not
    )
    if clicked and draft is not None and checked is not None and checked.tables is not None:
        _save(work.desk, replace(draft, typed=typed), checked)


def _discard(work: Work) -> None:
    """Asks once more before what nobody could bring back is thrown away."""
    nothing = work.draft is None
    place = st.popover(
        "Discard my changes",
        icon=":material/undo:",
        disabled=nothing,
        on_change="rerun",
        key=f"discard {work.path} {st.session_state.get(_version(work.path), 0)}",  # closed again once it is done
    )
    if nothing or not place.open:
        return
    with place:
        if work.saved.tables is None:
            st.write("This was never saved: all of it is thrown away. There is no way back.")
        else:
            st.write("All that you changed since it was saved is thrown away, in every sheet. There is no way back.")
        sure = st.button("Yes, discard them", type="primary", icon=":material/delete:", key="discard_sure")
    if sure:
        work.desk.drafts.drop(work.path)
        _renew(work.path)
        if work.saved.tables is None and not work.path.exists():
            look_at_the_demo()  # an upload that was never saved is gone now
        st.rerun()


def _how_saved(work: Work) -> str:
    """One line always, so that nothing on the page moves while somebody types."""
    if work.saved.locked:
        return ":material/lock: To look at only; a copy is yours to change."
    if work.draft is None:
        return ":material/check: All is saved. What you change is kept as you go, and saved when you say so."
    kept = f"{work.draft.kept:%d %b, %H:%M} UTC"
    return (
        f":material/edit_note: Changes that are not saved yet, kept at {kept} and listed below. A reload loses nothing."
    )


def _copy(work: Work) -> None:
    tables = work.saved.tables
    clicked = st.button(
        "Make a copy to edit",
        type="primary",
        icon=":material/content_copy:",
        key="copy",
        disabled=tables is None or not work.desk.may_write,
        help="This is a what-if: the copy has its tables with all changes made."
        if work.saved.what_if
        else "What comes with the planner stays as it is; the copy is yours.",
    )
    if clicked and tables is not None and work.desk.may_write:
        title = f"{tables.settings.get('name', work.path.name)} (copy)"
        promised = work.desk.drafts.promised()
        work.desk.open_scenario(keep_as(tables, title, work.desk.home, work.desk.who, promised))


def _marked(checked: Checked | None) -> list[str]:
    """The sheets with problems, once for each of them."""
    return sorted(finding.file for finding in checked.errors) if checked else []


def _choose_sheet(typed: Typed, known: Checked | None) -> str:
    """The sheet to look at; a warning sign and a number on each that has problems."""
    wrong = [finding.file for finding in known.errors] if known else []

    def title(name: str) -> str:
        rows = sum(any(cell.strip() for cell in row.values()) for row in typed[name])
        count = "" if name == editing.SETTINGS else f" {rows:,}"
        mark = f" :material/error: {wrong.count(name)}" if name in wrong else ""
        return f"{name.replace('_', ' ')}{count}{mark}"

    titles = {name: title(name) for name in editing.SHEETS}
    names = list(titles)
    return linked(
        "sheet",
        names,
        "sites",
        lambda key: st.pills("Sheet", names, required=True, format_func=titles.__getitem__, key=key),
    )


def _edit(work: Work, typed: Typed, name: str) -> tuple[Typed, Draft | None]:
    """The sheets as they are typed now, and the draft that keeps them as soon as they differ."""
    path, draft = work.path, work.draft
    sheet = Sheet(name, tuple(typed[name]), f"grid/{path}/{name}/{st.session_state.get(_version(path), 0)}")
    found = edited(sheet, locked=work.saved.locked)
    if found.rows != sheet.rows:
        typed = {**typed, name: found.rows}
        began = draft.began if draft else editing.digest(work.saved.tables)
        draft = work.desk.drafts.keep(path, typed, began, draft.notes if draft else ())
    if found.anew:
        _renew(path)
        st.rerun()
    return typed, draft


def _version(path: Path) -> str:
    return f"grids of {path}"


def _renew(path: Path) -> None:
    """Lets the grids begin anew from the draft."""
    st.session_state[_version(path)] = st.session_state.get(_version(path), 0) + 1
    st.session_state.pop(f"checked {path}", None)


def _remembered(path: Path) -> Checked | None:
    found = st.session_state.get(f"checked {path}")
    return found[1] if found else None


def _check(path: Path, saved: Saved, typed: Typed) -> Checked | None:
    """What the sheets mean now; None where they are many and were changed since they were checked last."""
    if saved.locked:
        return Checked((), saved.warnings, saved.tables)
    known = st.session_state.get(f"checked {path}")
    if known and known[0] == typed:
        checked: Checked = known[1]
        return checked
    cells = sum(len(rows) * len(editing.columns_of(name)) for name, rows in typed.items())
    if cells > AT_ONCE and not st.button("Check", icon=":material/fact_check:", key="check", type="primary"):
        return None
    checked = editing.check_typed(typed)
    st.session_state[f"checked {path}"] = (typed, checked)
    return checked


def _problems(checked: Checked | None, draft: Draft | None, name: str) -> None:
    if checked is None:
        st.info("Changed since the last check. Press Check to see what is wrong.", icon=":material/fact_check:")
        return
    if checked.errors:
        st.markdown(f":material/error: **{_count(len(checked.errors), 'problem')}** to put right before saving")
    elif checked.warnings:
        things = _count(len(checked.warnings), "thing").capitalize()
        st.markdown(f":material/warning: Nothing is wrong. {things} to look at:")
    else:
        st.success("Nothing is wrong.", icon=":material/check_circle:")
    here = sorted(checked.errors or checked.warnings, key=lambda finding: finding.file != name)
    notes = draft.notes if draft else ()
    _findings([*here, *notes])


def _count(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number:,} {what}s"


def _findings_csv(findings: Sequence[Finding]) -> bytes:
    """The findings as a table; what was wrong in a cell may be a formula, which nobody's spreadsheet shall compute."""
    cells = [{name: safe_text(str(cell or "")) for name, cell in asdict(one).items()} for one in findings]
    return pd.DataFrame(cells).to_csv(index=False).encode("utf-8-sig")


def _findings(findings: Sequence[Finding]) -> None:
    """Each with sheet, row and column, what is wrong and what would be right."""
    if not findings:
        return
    with st.container(height=PROBLEMS_HEIGHT if len(findings) > FEW else "content", border=True):
        for finding in findings[:PROBLEMS]:
            st.markdown(f"**{_plain(_where(finding))}**  \n{_plain(finding.wrong)}.  \n*{_plain(_right(finding))}*")
        if len(findings) > PROBLEMS:
            st.caption(f"and {len(findings) - PROBLEMS:,} more")
    st.download_button(
        "All as a table",
        data=_findings_csv(findings),
        file_name="problems.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"findings {findings[0].file} {len(findings)}",
    )


def _where(finding: Finding) -> str:
    sheet = finding.file.removesuffix(".csv")
    return ", ".join(filter(None, (sheet, f"row {finding.row}" if finding.row is not None else "", finding.column)))


def _right(finding: Finding) -> str:
    return f"{finding.right[:1].upper()}{finding.right[1:]}." if finding.right else " "


def _plain(text: str) -> str:
    """Text as it stands: nothing in it is taken for markup."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>()#+-.!|:$~" else sign for sign in text.replace("\n", " "))


def _difference(before: Tables | None, checked: Checked | None) -> None:
    """What saving would change."""
    st.header("What saving changes", divider="gray", anchor=False)
    if checked is None or checked.tables is None:
        st.write("Nothing is saved while something is wrong. What you typed is kept meanwhile.")
    elif before is None:
        st.write(":material/fiber_new: A new scenario. Nothing is replaced.")
    elif found := editing.differences(before, checked.tables):
        _diff(found)
    else:
        st.write("Nothing: it means the same as what is saved.")


def _diff(found: Sequence[Difference]) -> None:
    frame = pd.DataFrame(
        [
            {
                "Sheet": one.sheet,
                "What": MARKS[one.what],
                "Row": one.row,
                "Column": one.column,
                "Before": one.before,
                "After": one.after,
            }
            for one in found
        ]
    )
    st.dataframe(
        frame, hide_index=True, height=min(320, 36 * (len(found) + 1)), placeholder="", alt="What saving changes"
    )


def _save(desk: Desk, draft: Draft, checked: Checked) -> None:
    """Saves what was checked just above: checking a large scenario twice would take most of the time."""
    if not desk.may_write:
        return
    try:
        editing.save(draft, desk.home, desk.who, checked)
    except BadInput as error:
        st.error("It was not saved; nothing was changed.", icon=":material/error:")
        _findings(error.findings)
        return
    desk.drafts.drop(draft.path)
    _renew(draft.path)
    tell("Saved.", icon=":material/save:")
    desk.open_scenario(draft.path)
