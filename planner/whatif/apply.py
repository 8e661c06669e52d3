"""A base's tables and a list of changes, applied in order, make the tables of a what-if.

Everything that is wrong is found before anything is said: changes that cannot be read, that do not fit, and that
leave tables which are no valid scenario. Each finding names its change by number and verb.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from planner.domain.scenario import Scenario
from planner.domain.tables import Tables
from planner.errors import BadInput, Finding
from planner.files import scenario_of
from planner.files.cells import Wrong
from planner.whatif import changes as shapes
from planner.whatif import people, places, rows, staff
from planner.whatif.changes import Change, Shape, Written, read_change
from planner.whatif.edits import rows as rows_of
from planner.whatif.fields import Misfit
from planner.whatif.locks import unlocked
from planner.whatif.phrases import phrase

FILE = "scenario.toml"

VERBS: Mapping[type[Shape], Callable[[Tables, Any], Tables]] = {
    shapes.Add: rows.add,
    shapes.Set: rows.set_cells,
    shapes.Remove: rows.remove,
    shapes.TherapistLeaves: staff.leaves,
    shapes.TherapistAway: staff.away,
    shapes.TherapistJoins: staff.joins,
    shapes.Duty: staff.duty,
    shapes.MoveTherapist: staff.move,
    shapes.RoomCloses: places.room_closes,
    shapes.RoomOpens: places.room_opens,
    shapes.SiteCloses: places.site_closes,
    shapes.SiteOpens: places.site_opens,
    shapes.BlockCloses: places.block_closes,
    shapes.BlockOpens: places.block_opens,
    shapes.GroupSize: places.group_size,
    shapes.Demand: people.demand,
    shapes.Preference: people.preference,
    shapes.Lock: places.lock,
    shapes.Unlock: places.unlock,
    shapes.Weight: places.weight,
}


@dataclass(frozen=True, slots=True)
class Applied:
    """The edited tables and what they mean; `phrases` are the changes in words.

    `warnings` say what came with the changes beyond what they ask for.
    """

    tables: Tables
    scenario: Scenario
    changes: tuple[Change, ...]
    phrases: tuple[str, ...]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """The tables after a change; `label` is how messages name it, `phrase` how people do."""

    label: str
    change: Change | None
    tables: Tables
    phrase: str = ""
    warnings: tuple[Finding, ...] = ()
    errors: tuple[Finding, ...] = ()


Given: TypeAlias = Change | Written


def apply(tables: Tables, changes: Sequence[Given], file: str = FILE) -> Applied:
    """What the tables are after the changes. Raises BadInput with all findings; `file` is where they say they stand."""
    steps = _steps(tables, changes, file)
    scenario, warnings = _meaning(steps, file)
    made = tuple(step.change for step in steps if step.change is not None)
    phrases = tuple(step.phrase for step in steps[1:])
    own = tuple(warning for step in steps for warning in step.warnings)
    return Applied(steps[-1].tables, scenario, made, phrases, own + warnings)


def in_words(tables: Tables, changes: Sequence[Given]) -> tuple[str, ...]:
    """The changes as people would say them, without a look at what the tables mean then. Raises BadInput."""
    return tuple(step.phrase for step in _steps(tables, changes, FILE)[1:])


def label_of(given: Given, number: int) -> str:
    """How messages name a change of a list, counted from 1."""
    verb = given.get("do") if isinstance(given, Mapping) else given.do
    return f"change {number} ({verb})" if isinstance(verb, str) else f"change {number}"


def _steps(tables: Tables, changes: Sequence[Given], file: str) -> list[_Step]:
    steps = [_Step("", None, tables)]
    for number, given in enumerate(changes, 1):
        steps.append(_step(steps[-1].tables, given, number, file))
    if errors := [error for step in steps for error in step.errors]:
        raise BadInput(errors)
    return steps


def _step(tables: Tables, given: Given, number: int, file: str) -> _Step:
    label = label_of(given, number)
    try:
        change = read_change(given) if isinstance(given, Mapping) else given
        after, notes = unlocked(tables, VERBS[type(change)](tables, change))
    except Misfit as misfit:
        return _Step(label, None, tables, errors=_findings(file, label, misfit.wrongs))
    except BadInput as error:
        return _Step(label, None, tables, errors=tuple(_blamed(one, file, label) for one in error.findings))
    notes = (*notes, *_loosened(tables, after), *_nothing(tables, after, change))
    return _Step(label, change, after, phrase(change, tables), _findings(file, label, notes))


def _findings(file: str, label: str, wrongs: Sequence[Wrong]) -> tuple[Finding, ...]:
    return tuple(Finding(file, None, label, "", wrong.wrong, wrong.right) for wrong in wrongs)


def _nothing(before: Tables, after: Tables, change: Change) -> list[Wrong]:
    known = isinstance(change, shapes.Duty) and not change.remove and staff.on_duty(before, change)
    return [Wrong("changes nothing", "check what it names, or leave it out")] if known or before == after else []


def _loosened(before: Tables, after: Tables) -> list[Wrong]:
    """Programs whose rule profile went with its row, and that now answer to none."""
    if rows_of(before, "profiles") is rows_of(after, "profiles"):
        return []
    answers = {row["program_id"]: row["profile"] for row in rows_of(before, "programs")}
    free = [
        row["program_id"] for row in rows_of(after, "programs") if not row["profile"] and answers[row["program_id"]]
    ]
    return [Wrong(f"program {program} loses its profile and answers to none", "give it another") for program in free]


def _meaning(steps: Sequence[_Step], file: str) -> tuple[Scenario, tuple[Finding, ...]]:
    try:
        return scenario_of(steps[-1].tables)
    except BadInput as error:
        raise BadInput(_attributed(error.findings, steps, file)) from None


def _attributed(findings: Sequence[Finding], steps: Sequence[_Step], file: str) -> list[Finding]:
    """Each finding named by the change since which it stands; as it is where the base has it too."""
    open_findings = {_what(finding): finding for finding in findings}
    named = dict(open_findings)
    for before, step in zip(reversed(steps[:-1]), reversed(steps), strict=False):
        standing = set(map(_what, _wrong_with(before.tables)))
        for what in open_findings.keys() - standing:
            named[what] = _blamed(open_findings.pop(what), file, step.label)
    return list(named.values())


def _wrong_with(tables: Tables) -> tuple[Finding, ...]:
    try:
        scenario_of(tables)
    except BadInput as error:
        return error.findings
    return ()


def _what(finding: Finding) -> tuple[str, str, str, str]:
    return finding.file, finding.column, finding.value, finding.wrong


def _blamed(finding: Finding, file: str, label: str) -> Finding:
    where = f"{finding.file}, {finding.column}" if finding.column else finding.file
    return Finding(file, None, label, finding.value, f"{where}: {finding.wrong}", finding.right)
