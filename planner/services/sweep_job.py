"""A sweep opened: its file read, and every combination of its changes made and judged before anything is planned."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from planner.domain.fingerprint import fingerprint
from planner.domain.settings import Settings
from planner.domain.tables import Tables
from planner.errors import BadInput, Finding
from planner.services.opening import Opened, open_scenario
from planner.services.planning import versions
from planner.services.together import together
from planner.sweep.grid import Axis, Sweep, read_sweep
from planner.whatif.apply import apply


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: its labels in the order of the axes, its changes and what they make of the base."""

    labels: tuple[str, ...]
    changes: tuple[Mapping[str, object], ...]
    tables: Tables
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Job:
    """A sweep ready to run: its base, its cells and how to plan them; `warnings` are of the base and the changes."""

    sweep: Sweep
    base: Opened
    cells: tuple[Cell, ...]
    settings: Settings
    warnings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """Names the sweep in the store: what was planned otherwise, or by other versions, counts as another."""
        content = [self.sweep.name, asdict(self.settings), versions()]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def named(self, cell: Cell) -> dict[str, str]:
        """A cell's label by axis."""
        return dict(zip((axis.name for axis in self.sweep.axes), cell.labels, strict=True))


def open_sweep(path: Path, settings: Settings) -> Job:
    """Reads a sweep, its base and every combination of its changes. Raises BadInput with all findings."""
    sweep = read_sweep(path)
    folder = path.parent / sweep.base
    with together() as read, read.reading(folder):
        base = open_scenario(folder)
    first = Cell((), (), base.tables, base.fingerprint)
    grid = _Grid(path.name)
    cells = tuple(grid.below(first, sweep.axes))
    if grid.errors:
        raise BadInput(grid.errors)
    return Job(sweep, base, cells, settings, (*base.warnings, *grid.warnings))


class _Grid:
    """The combinations, axis by axis, so that what two cells share is applied once and said once where it is wrong."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._errors: dict[Finding, list[str]] = defaultdict(list)
        self.warnings: dict[Finding, None] = {}

    def below(self, cell: Cell, axes: Sequence[Axis], earlier: tuple[str, ...] = ()) -> Iterator[Cell]:
        """All cells that begin as this one does, with the `earlier` values of axes that change something."""
        if not axes:
            yield cell
            return
        for value in axes[0].values:
            name = f"{axes[0].name} {value.label!r}"
            try:
                applied = apply(cell.tables, value.changes, f"{self._file}, {name}")
            except BadInput as error:
                for finding in error.findings:
                    self._errors[finding].append(" and ".join(earlier))
                continue
            self.warnings.update(dict.fromkeys(applied.warnings))
            labels, changes = (*cell.labels, value.label), (*cell.changes, *value.changes)
            further = Cell(labels, changes, applied.tables, fingerprint(applied.scenario))
            yield from self.below(further, axes[1:], (*earlier, *([name] if value.changes else [])))

    @property
    def errors(self) -> list[Finding]:
        """Each once; what is wrong only beside other changes is said with the first of them."""
        return [
            finding if "" in beside else replace(finding, wrong=f"together with {beside[0]}: {finding.wrong}")
            for finding, beside in self._errors.items()
        ]
