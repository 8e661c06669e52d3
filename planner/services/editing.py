"""Editing a scenario: as it is typed, checked, compared with what is saved, and saved whole or not at all."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.tables import Row, Tables
from planner.errors import BadInput, Finding
from planner.explain.cautions import cautions
from planner.files import scenario_of, write_tables
from planner.files.contract import TABLES
from planner.files.example import EXAMPLE
from planner.files.scenario_folder import rewrite_tables
from planner.files.settings import ABOUT
from planner.files.typed import FIRST_ROW, SETTING, SHEETS, VALUE, Typed, columns_of, in_sheets, meant_by, typed_of
from planner.files.whole import whole_file
from planner.files.workbook import SETTINGS
from planner.files.workbook_out import workbook_bytes
from planner.services.library import is_own
from planner.services.permission import Person

__all__ = ["SETTINGS", "SHEETS", "Typed", "columns_of", "typed_of"]

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario being edited; `path` is where it will be saved, and `began` names the tables it was begun from.

    `notes` are about what an upload left out.
    """

    path: Path
    typed: Typed
    began: str
    kept: datetime
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What typed sheets mean: `tables` is None while there are errors."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    tables: Tables | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One row added or removed, or one cell changed; `row` names it by its key, `what` says which of the three."""

    sheet: str
    what: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ColumnAbout:
    """A column as the grid explains it."""

    name: str
    about: str
    required: bool
    choices: tuple[str, ...]
    default: str


def about_columns(sheet: str) -> tuple[ColumnAbout, ...]:
    """The columns of a sheet."""
    if sheet == SETTINGS:
        return (
            ColumnAbout(SETTING, "The setting's name.", required=True, choices=(), default=""),
            ColumnAbout(VALUE, "Its value; empty for the default.", required=False, choices=(), default=""),
        )
    return tuple(ColumnAbout(c.name, c.about, c.required, c.choices, c.default) for c in TABLES[sheet].columns)


def about_sheet(sheet: str) -> str:
    """What a sheet holds."""
    return "What holds for the whole scenario." if sheet == SETTINGS else TABLES[sheet].about


def about_setting(key: str) -> str:
    """What a setting means; empty where there is none of this name."""
    return ABOUT.get(key, "")


def check_typed(typed: Typed) -> Checked:
    """Everything wrong or doubtful about typed sheets, by sheet, row and column."""
    try:
        tables, warnings = meant_by(typed)
        scenario, further = scenario_of(tables)
    except BadInput as error:
        return Checked(error.findings, (), None)
    doubts = (in_sheets(doubt, typed) for doubt in (*further, *cautions(scenario)))
    return Checked((), tuple(located((*warnings, *doubts), typed)), tables)


def located(findings: Iterable[Finding], typed: Typed) -> Iterator[Finding]:
    """The findings with the row of whom or what they are about, where they name it by its id alone."""
    for finding in findings:
        rows = typed.get(finding.file.removesuffix(".csv"), ()) if finding.row is None and finding.value else ()
        named = (number for number, row in enumerate(rows, FIRST_ROW) if next(iter(row.values()), "") == finding.value)
        yield replace(finding, row=next(named, finding.row))


def differences(before: Tables, after: Tables) -> list[Difference]:
    """What saving would change, sheet by sheet; both in canonical form."""
    old, new = typed_of(before), typed_of(after)
    return [difference for sheet in SHEETS for difference in _in_sheet(sheet, old[sheet], new[sheet])]


def save(draft: Draft, home: Path, by: Person, known: Checked | None = None) -> None:
    """Saves a draft in the user's folder; `known` is what checking it has said, else it is checked here.

    Raises BadInput with all errors, and where it is not theirs to change; and NotAllowed.
    """
    by.must_write()
    checked = known or check_typed(draft.typed)
    if checked.tables is None:
        raise BadInput(checked.errors)
    if not is_own(draft.path, home):
        right = "make a copy and save that"
        raise BadInput([Finding(draft.path.name, None, "", "", "comes with the planner and stays as it is", right)])
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if draft.path.exists():
        rewrite_tables(checked.tables, draft.path)
    else:
        write_tables(checked.tables, draft.path)


def as_workbook(tables: Tables) -> bytes:
    """The workbook of a scenario, to edit elsewhere and bring back."""
    return workbook_bytes(tables)


def template() -> bytes:
    """A workbook to begin from: every sheet, with a few rows as an example."""
    return workbook_bytes(EXAMPLE)


def digest(tables: Tables | None) -> str:
    """Names what tables hold; empty for none."""
    if tables is None:
        return ""
    content = [dict(tables.settings), {name: list(map(dict, rows)) for name, rows in tables.rows.items()}]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class Drafts:
    """Unsaved work on disk, one draft for each user and scenario, so that no closed window loses it.

    Who may only look keeps and drops nothing: it raises NotAllowed.
    """

    def __init__(self, home: Path, who: Person) -> None:
        self._folder = home.parent / "drafts"
        self._who = who

    def find(self, path: Path) -> Draft | None:
        """The user's draft of a scenario; None without one."""
        try:
            return _from_json(json.loads(self._file(path).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError):
            return None

    def all(self) -> list[Draft]:
        """Every draft of the user, the newest first."""
        files = self._folder.glob(f"{_short(self._who.name)}.*.json") if self._folder.is_dir() else ()
        found = (self.find(Path(_path_in(file))) for file in files)
        return sorted((draft for draft in found if draft), key=lambda draft: draft.kept, reverse=True)

    def promised(self) -> list[Path]:
        """Where the user's drafts will be saved."""
        return [draft.path for draft in self.all()]

    def keep(self, path: Path, typed: Typed, began: str, notes: Sequence[Finding] = ()) -> Draft:
        """Keeps what is typed."""
        self._who.must_write()
        draft = Draft(path, typed, began, datetime.now(UTC), tuple(notes))
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole_file(self._file(path), json.dumps(_as_json(draft)).encode())
        return draft

    def drop(self, path: Path) -> None:
        """Forgets the draft."""
        self._who.must_write()
        self._file(path).unlink(missing_ok=True)

    def _file(self, path: Path) -> Path:
        return self._folder / f"{_short(self._who.name)}.{_short(str(path.resolve()))}.json"


def _in_sheet(sheet: str, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Difference]:
    key = (SETTING,) if sheet == SETTINGS else TABLES[sheet].key
    if key:
        yield from _by_key(sheet, key, old, new)
    else:
        yield from _by_count(sheet, old, new)


def _by_key(sheet: str, key: Sequence[str], old: Sequence[Row], new: Sequence[Row]) -> Iterator[Difference]:
    before, after = ({tuple(row[c] for c in key): row for row in rows} for rows in (old, new))
    for name in dict.fromkeys((*before, *after)):
        one, other, row = before.get(name), after.get(name), " / ".join(filter(None, name))
        if one is None or other is None:
            yield _whole_row(sheet, row, one, other)
        else:
            cells = ((column, one[column], other[column]) for column in one)
            yield from (Difference(sheet, CHANGED, row, c, was, now) for c, was, now in cells if was != now)


def _by_count(sheet: str, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Difference]:
    before, after = (Counter(tuple(row.items()) for row in rows) for rows in (old, new))
    for cells in (before - after).elements():
        yield _whole_row(sheet, next(iter(dict(cells).values())), dict(cells), None)
    for cells in (after - before).elements():
        yield _whole_row(sheet, next(iter(dict(cells).values())), None, dict(cells))


def _whole_row(sheet: str, row: str, one: Row | None, other: Row | None) -> Difference:
    return Difference(sheet, REMOVED if other is None else ADDED, row, "", _text(one), _text(other))


def _text(row: Row | None) -> str:
    return ", ".join(f"{column} {text}" for column, text in (row or {}).items() if text)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _path_in(file: Path) -> str:
    try:
        return str(json.loads(file.read_text(encoding="utf-8"))["path"])
    except (OSError, ValueError, KeyError):
        return ""


def _as_json(draft: Draft) -> Mapping[str, object]:
    notes = [[n.file, n.row, n.column, n.value, n.wrong, n.right] for n in draft.notes]
    sheets = {
        name: [[row.get(column, "") for column in columns_of(name)] for row in rows]
        for name, rows in draft.typed.items()
    }
    kept = draft.kept.isoformat()
    return {"path": str(draft.path), "began": draft.began, "kept": kept, "notes": notes, "sheets": sheets}


def _from_json(said: Mapping[str, object]) -> Draft:
    sheets = said["sheets"]
    notes = said["notes"]
    if not isinstance(sheets, dict) or not isinstance(notes, list):
        raise ValueError("no draft")  # noqa: TRY004 - a file that holds something else, not a mistake of a caller's
    typed = {
        name: tuple(dict(zip(columns_of(name), cells, strict=True)) for cells in rows) for name, rows in sheets.items()
    }
    kept = datetime.fromisoformat(str(said["kept"]))
    return Draft(Path(str(said["path"])), typed, str(said["began"]), kept, tuple(Finding(*note) for note in notes))
