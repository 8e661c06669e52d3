"""Opening a scenario: its tables read, its changes applied to its base's, and everything doubtful said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from planner.domain.fingerprint import fingerprint
from planner.domain.scenario import Scenario
from planner.domain.tables import Tables
from planner.errors import BadInput, Finding
from planner.explain.cautions import cautions
from planner.files import Folder, read_folder
from planner.files.cells import quoted
from planner.files.settings import flat
from planner.services.together import in_folder
from planner.whatif.apply import FILE, Applied, apply
from planner.whatif.changes import Change

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
"""What people take for a workbook; of those that are not .xlsx it is said what to save them as."""

CALLED = frozenset({"name", "description"})
"""Settings that a what-if has of its own."""

MOST_BASES = 20
"""A chain of bases longer than this is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A scenario as it is meant, and as tables with all changes in them.

    `base` is the folder it changes, None where it is no what-if; `changes` and their `phrases` are its own, `inherited`
    those of the bases in between, in words, each after its folder's name. `warnings` are of the files, the changes and
    the meaning alike; `fingerprint` names the scenario's content.
    """

    path: Path
    tables: Tables
    scenario: Scenario
    base: Path | None
    changes: tuple[Change, ...]
    phrases: tuple[str, ...]
    warnings: tuple[Finding, ...]
    fingerprint: str
    inherited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Level:
    """One folder of a chain, from the what-if down to the plain scenario."""

    path: Path
    folder: Folder
    base: Path | None


def open_scenario(path: Path) -> Opened:
    """Reads a scenario or a what-if with all its bases. Raises BadInput with every finding."""
    levels = _chain(path)
    warnings = tuple(warning for level in reversed(levels) for warning in level.folder.warnings)
    applied, inherited = _applied(levels)
    return Opened(
        path=path,
        tables=applied.tables,
        scenario=applied.scenario,
        base=levels[0].base,
        changes=applied.changes,
        phrases=applied.phrases,
        warnings=(*warnings, *applied.warnings, *cautions(applied.scenario)),
        fingerprint=fingerprint(applied.scenario),
        inherited=inherited,
    )


def _chain(path: Path) -> list[_Level]:
    levels: list[_Level] = []
    here: Path | None = path
    while here is not None:
        _refuse_circle(here, levels)
        folder = _read(here) if not levels else _read_base(here)
        base = None if folder.base is None else _base(here, folder.base)
        levels.append(_Level(here, folder, base))
        here = base
    return levels


def _base(here: Path, written: str) -> Path:
    """Where a what-if's base is. Raises BadInput, in the words of its file, where nothing is there."""
    base = (here / written).resolve()
    if not base.exists():
        wrong = f"{quoted(written)} is not there, seen from {here}"
        raise BadInput([Finding(FILE, None, "base", written, wrong, "name a scenario's folder")])
    return base


def _read(path: Path) -> Folder:
    """A folder, or a workbook."""
    if path.suffix.lower() in WORKBOOKS:
        from planner.files.workbook import read_workbook  # noqa: PLC0415 - its library is for workbooks alone

        return read_workbook(path)
    return read_folder(path)


def _read_base(path: Path) -> Folder:
    """As any other, but findings name it: whoever reads them named another folder."""
    try:
        folder = _read(path)
    except BadInput as error:
        raise BadInput([in_folder(finding, path.name) for finding in error.findings]) from None
    return replace(folder, warnings=tuple(in_folder(warning, path.name) for warning in folder.warnings))


def _refuse_circle(here: Path, levels: list[_Level]) -> None:
    names = " → ".join(level.path.resolve().name for level in levels)
    if any(level.path.resolve() == here.resolve() for level in levels):
        wrong = f"the bases go round in a circle: {names} → {here.resolve().name}"
        raise BadInput(
            [Finding(FILE, None, "base", str(here), wrong, "let one of them stand on a scenario with tables")]
        )
    if len(levels) > MOST_BASES:
        wrong = f"more than {MOST_BASES} bases stand on one another: {names}"
        raise BadInput([Finding(FILE, None, "base", str(here), wrong, "write some of them out as plain scenarios")])


def _applied(levels: list[_Level]) -> tuple[Applied, tuple[str, ...]]:
    """The changes of each level in turn, from the plain scenario up, and in words those of all but the last.

    Findings about a base name its folder.
    """
    *whatifs, plain = levels
    tables = plain.folder.tables
    applied = _as_it_is(plain.folder)
    warnings, said = dict[Finding, None](), list[list[str]]()
    for level in reversed(whatifs):
        name = level.path.resolve().name
        file = FILE if level is levels[0] else f"{name}/{FILE}"
        applied = apply(_with_settings(tables, level.folder.tables), level.folder.changes, file)
        warnings.update(dict.fromkeys((*_set_anew(tables, level.folder.tables, file), *applied.warnings)))
        said.append([f"{name}: {phrase}" for phrase in applied.phrases])
        tables = applied.tables
    return replace(applied, warnings=tuple(warnings)), tuple(phrase for phrases in said[:-1] for phrase in phrases)


def _as_it_is(plain: Folder) -> Applied:
    """A plain scenario's tables, which need not be understood again."""
    if plain.scenario is None:
        return apply(plain.tables, ())
    return Applied(plain.tables, plain.scenario, (), (), ())


def _set_anew(base: Tables, own: Tables, file: str) -> Iterator[Finding]:
    """What a what-if sets otherwise than its base and beside its changes: everything is planned with it."""
    before = flat(base.settings)
    for key, value in flat(own.settings).items():
        if key not in CALLED and before.get(key) != value:
            wrong = f"is {value} here and {before.get(key, 'the default')} in the base"
            yield Finding(file, None, key, str(value), wrong, "leave it out to keep the base's")


def _with_settings(base: Tables, own: Tables) -> Tables:
    """A what-if's own name and description, and whatever else it sets, on its base's settings."""
    kept = {key: value for key, value in base.settings.items() if key != "description"}
    weights = {**_weights(base), **_weights(own)}
    return Tables({**kept, **own.settings, **({"weights": weights} if weights else {})}, base.rows)


def _weights(tables: Tables) -> dict[str, object]:
    weights = tables.settings.get("weights")
    return dict(weights) if isinstance(weights, dict) else {}
