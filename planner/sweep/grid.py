"""A sweep's file: the base, and the axes whose values are combined."""

import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import BadInput, Finding

MOST_CELLS = 10_000
"""More combinations are taken for a mistake."""

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
"""In one line, and without what moves a terminal's cursor."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Value(_Strict):
    """One value of an axis: what people call it, and the changes that make it; none: as the base is."""

    label: Name
    changes: list[dict[str, Any]] = []


class Axis(_Strict):
    """What is varied, and its values."""

    name: Name
    values: list[Value] = Field(min_length=1)


class Sweep(_Strict):
    """A sweep as its file says it; `base` is a scenario's folder, seen from the file's own."""

    name: Name
    base: Name
    description: str = ""
    axes: list[Axis] = Field(min_length=1)

    @property
    def size(self) -> int:
        """How many cells it has."""
        return math.prod(len(axis.values) for axis in self.axes)


def read_sweep(path: Path) -> Sweep:
    """The sweep in a file. Raises BadInput with everything that is wrong about its form."""
    try:
        sweep = Sweep.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise BadInput(
            [Finding(str(path), None, "", "", f"cannot be read ({error.strerror})", "name a file")]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([Finding(path.name, None, "", "", f"is no TOML: {error}", "")]) from None
    except ValidationError as error:
        raise BadInput([_finding(path.name, detail) for detail in error.errors(include_url=False)]) from None
    if findings := list(_doubles(path.name, sweep)):
        raise BadInput(findings)
    return sweep


def _finding(file: str, detail: ErrorDetails) -> Finding:
    where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
    match detail["type"]:
        case "missing":
            return Finding(file, None, where, "", "is missing", f"write {detail['loc'][-1]} = …")
        case "extra_forbidden":
            return Finding(file, None, where, "", "is not known here", "take it out, or check how it is spelt")
        case "too_short" | "string_too_short":
            return Finding(file, None, where, "", "is empty", "give at least one")
        case "string_pattern_mismatch":
            return Finding(
                file, None, where, "", "holds a line end or another character that is no text", "type it anew"
            )
        case _:
            return Finding(file, None, where, "", "does not fit", detail["msg"])


def _doubles(file: str, sweep: Sweep) -> Iterator[Finding]:
    """Names and labels by which cells could not be told apart, and grids beyond reason."""
    for name in _twice([axis.name for axis in sweep.axes]):
        yield Finding(file, None, "axes.name", name, f"{name!r} names two axes", "give each axis a name of its own")
    for axis in sweep.axes:
        for label in _twice([value.label for value in axis.values]):
            wrong = f"{label!r} names two values of {axis.name!r}"
            yield Finding(file, None, "axes.values.label", label, wrong, "give each value a label of its own")
    if sweep.size > MOST_CELLS:
        wrong = f"the axes make {sweep.size:,} combinations"
        yield Finding(
            file, None, "axes", str(sweep.size), wrong, f"a sweep has at most {MOST_CELLS:,}; take values out"
        )


def _twice(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
