"""A what-if that nobody has written to a folder yet: changes made to an opened scenario, planned, and found again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from planner.domain.fingerprint import fingerprint
from planner.domain.settings import Settings
from planner.domain.tables import Tables
from planner.errors import Finding
from planner.services.opening import Opened
from planner.services.running import submit
from planner.store import Kind, Run, Runs
from planner.whatif.apply import apply, label_of
from planner.whatif.changes import SHAPES, Written, read_change
from planner.whatif.phrases import phrase

PLACE = "what-if"
"""Stands behind the base's path where a run was made of unsaved changes to it."""


def changed(base: Opened, changes: Sequence[Written]) -> Opened:
    """The base with the changes made, named after both. Raises BadInput with everything that is wrong about them."""
    applied = apply(base.tables, changes, PLACE)
    name = f"{base.scenario.name}: {'; '.join(applied.phrases)}"
    tables = Tables({**applied.tables.settings, "name": name}, applied.tables.rows)
    return Opened(
        path=base.path / PLACE,
        tables=tables,
        scenario=replace(applied.scenario, name=name),
        base=base.path,
        changes=applied.changes,
        phrases=applied.phrases,
        warnings=applied.warnings,
        fingerprint=fingerprint(applied.scenario),
    )


def in_words(base: Opened, change: Written) -> str:
    """A change of the base as a sentence, without making it."""
    return phrase(read_change(change), base.tables)


def by_change(findings: Iterable[Finding], changes: Sequence[Written]) -> list[list[Finding]]:
    """What `changed` says of each of the changes; at the end what it says of none of them."""
    said: dict[str | None, list[Finding]] = {label_of(one, number): [] for number, one in enumerate(changes, 1)}
    others: list[Finding] = []
    for one in findings:
        said.get(one.column if one.file == PLACE else None, others).append(one)
    return [*said.values(), others]


def plan_what_if(
    runs: Runs, base: Opened, changes: Sequence[Written], settings: Settings, by: str | None = None
) -> int:
    """A queued run of the base with the changes made. Raises BadInput where they do not fit."""
    return submit(runs, changed(base, changes), settings, by)


def what_ifs(runs: Runs, base: Path) -> list[Run]:
    """The runs of unsaved changes to a scenario, the newest first."""
    _, of_changes = places(base)
    return list(runs.of_path(of_changes, Kind.PLAN))


def places(scenario: Path) -> tuple[str, str]:
    """Where runs were made that belong to a scenario: of it as it is, and of unsaved changes to it."""
    return str(scenario.resolve()), str((scenario / PLACE).resolve())


def verbs() -> Mapping[str, Mapping[str, bool]]:
    """What can be changed: for each verb its fields, and whether each must be given."""
    return {
        verb: {name: field.is_required() for name, field in shape.model_fields.items() if name != "do"}
        for verb, shape in SHAPES.items()
    }
