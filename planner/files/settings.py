"""scenario.toml: the settings of a scenario, or the base and changes of a what-if."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import time
from typing import TypeAlias

from planner.domain.scenario import Constants
from planner.domain.score import Term, Weights
from planner.domain.week import clock
from planner.errors import Finding
from planner.files.cells import Value, Wrong, free_text, minutes, quoted
from planner.files.records import Found
from planner.files.schema import MOST

FILE = "scenario.toml"
GRIDS = (5, 10, 15, 20, 30, 60)

LEAST = 0.001
"""No speed and no detour is less: minutes of travel stay numbers that can be written."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`written` are the settings as they stand in the file, times as `HH:MM`, without `base` and `changes`.

    `constants` is None where one of them is wrong.
    """

    name: str
    description: str
    written: Mapping[str, object]
    constants: Constants | None
    base: str | None
    changes: tuple[Mapping[str, object], ...]


Reader: TypeAlias = Callable[[object], Value]


def read_toml(data: bytes, found: Found) -> Mapping[str, object] | None:
    """What a TOML file says; None where it is no TOML, which is noted with its line."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        found.errors.append(Finding(FILE, None, "", "", "is not a text file in UTF-8", "save it as UTF-8"))
    except (ValueError, RecursionError) as error:
        place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(place[1]) if place else None
        wrong = f"is not TOML ({str(error)[: place.start() if place else 80]})"
        found.errors.append(Finding(FILE, line, "", "", wrong, 'write lines such as name = "North region"'))
    return None


def settings_of(written: Mapping[str, object] | None, found: Found) -> Settings:
    """The settings that a TOML file says, with everything that is wrong noted; none where it could not be read."""
    if written is None:
        return Settings("", "", {}, None, None, ())
    before = len(found.errors)
    known = {key: _value(key, written[key], KEYS[key], found) for key in KEYS if key in written}
    for key in written.keys() - KEYS.keys():
        found.errors.append(_finding(key, written[key], "is no setting", f"use one of {', '.join(KEYS)}"))
    if "name" not in written:
        found.errors.append(_finding("name", "", "is missing", "say what the scenario is called"))
    if "changes" in written and "base" not in written:
        found.errors.append(_finding("changes", "", "stand without a base", 'write base = "…", the folder they change'))
    weights = _weights(known.pop("weights", None) or {}, found)
    constants = {key: value for key, value in known.items() if key in _CONSTANTS}
    return Settings(
        name=known.get("name") or "",
        description=known.get("description") or "",
        written={
            key: _as_written(key, value, known)
            for key, value in written.items()
            if key in KEPT and known.get(key) != ""
        },
        constants=Constants(**constants, weights=weights) if len(found.errors) == before else None,
        base=known.get("base"),
        changes=known.get("changes") or (),
    )


def _finding(key: str, value: object, wrong: str, right: str) -> Finding:
    return Finding(FILE, None, key, str(value)[:200], wrong, right)


def _value(key: str, value: object, read: Reader, found: Found) -> Value:
    try:
        return read(value)
    except Wrong as wrong:
        found.errors.append(_finding(key, value, wrong.wrong, wrong.right))
        return None


def _weights(given: Mapping[str, object], found: Found) -> Weights:
    names = [field.name for field in fields(Weights)]
    for name in given.keys() - set(names):
        found.errors.append(_finding(f"weights.{name}", given[name], "is no weight", f"use one of {', '.join(names)}"))
    values = {name: _value(f"weights.{name}", given[name], _whole(0), found) for name in names if name in given}
    return Weights(**values)


def _as_written(key: str, value: object, known: Mapping[str, Value]) -> object:
    read = known.get(key)
    if read is None:
        return value
    return clock(read) if key == "evening_from" else read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong(f"{quoted(str(value))} is not a text", "write it in double quotes")
    return free_text(value).strip()


def _filled(value: object) -> str:
    text = _text(value)
    if not text:
        raise Wrong("is empty", "fill it in")
    return text


def _folder(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise Wrong(f"{quoted(str(value))} is not a folder", "name the base's folder, relative to this one")
    return value


def _changes(value: object) -> tuple[Mapping[str, object], ...]:
    if not isinstance(value, list) or not all(isinstance(change, dict) for change in value):
        raise Wrong("is not a list of tables", "begin each change with [[changes]]")
    return tuple(value)


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Wrong(f"{quoted(str(value))} is not a table", "begin it with [weights]")
    return value


def _whole(least: int) -> Reader:
    def read(value: object) -> int:
        if type(value) is not int:
            raise Wrong(f"{quoted(str(value))} is not a whole number", "write a number such as 12, without quotes")
        if value < least:
            raise Wrong(f"{value} is less than {least}", f"write {least} or more")
        if value > MOST:
            raise Wrong(f"{value} is more than {MOST}", f"write at most {MOST}")
        return value

    return read


def _grid(value: object) -> int:
    if type(value) is not int or value not in GRIDS:
        raise Wrong(f"{quoted(str(value))} is not a grid", f"write one of {', '.join(map(str, GRIDS))}")
    return value


def _number(like: str) -> Reader:
    """A number above 0 and within reason; `like` is one that people would write."""

    def read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not LEAST <= value <= MOST:
            wrong = f"{quoted(str(value))} is not a number from {LEAST} to {MOST}"
            raise Wrong(wrong, f"write a number such as {like}, without quotes")
        return float(value)

    return read


def _time(value: object) -> int:
    if isinstance(value, time) and not value.second and not value.microsecond:
        return value.hour * 60 + value.minute
    if not isinstance(value, str):
        raise Wrong(f"{quoted(str(value))} is not a time of the day", 'write it as "HH:MM", such as "17:00"')
    return minutes(value.strip(" "))


KEYS: Mapping[str, Reader] = {
    "name": _filled,
    "description": _text,
    "grid_minutes": _grid,
    "evening_from": _time,
    "max_travel_minutes": _whole(0),
    "travel_speed_kmh": _number("40.0"),
    "travel_detour": _number("1.3"),
    "weights": _table,
    "base": _folder,
    "changes": _changes,
}
KEPT = KEYS.keys() - {"base", "changes"}
ABOUT: Mapping[str, str] = {
    "name": "What people call the scenario.",
    "description": "What it is about.",
    "grid_minutes": "Sessions start on a grid of so many minutes: 5, 10, 15, 20, 30 or 60; 30 where empty.",
    "evening_from": "A session that ends later is an evening one; 17:00 where empty.",
    "max_travel_minutes": "The most minutes people travel, unless they have a figure of their own; 45 where empty.",
    "travel_speed_kmh": "How fast they travel, in kilometres an hour; 40 where empty.",
    "travel_detour": "How much longer roads are than the straight line; 1.3 where empty.",
    **{f"weights.{term.label}": f"{term.counts}." for term in Term},
    "weights.free_travel_minutes": "Minutes of travel that cost nothing.",
}
"""The settings of a whole scenario, each with what it means; weights under their full names."""

TEXTS = frozenset({"name", "description", "evening_from"})
_CONSTANTS = {field.name for field in fields(Constants)}


def toml_bytes(settings: Mapping[str, object]) -> bytes:
    """Settings as scenario.toml holds them; `[weights]` comes last."""
    lines = [f"{key} = {_toml(settings[key])}" for key in KEYS if key in settings and key != "weights"]
    weights = settings.get("weights")
    if isinstance(weights, Mapping) and weights:
        lines += ["", "[weights]", *(f"{name} = {_toml(weight)}" for name, weight in weights.items())]
    return ("\n".join(lines) + "\n").encode()


def _toml(value: object) -> str:
    """A text or a number; JSON writes both as TOML does, but for the one control character that it leaves alone."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def flat(settings: Mapping[str, object]) -> Mapping[str, object]:
    """Settings with the weights under their full names."""
    weights = settings.get("weights")
    named = {f"weights.{key}": value for key, value in weights.items()} if isinstance(weights, Mapping) else {}
    return {key: value for key, value in settings.items() if key != "weights"} | named


def typed(key: str, text: str) -> object:
    """A setting's value as TOML would give it, from its text in a cell."""
    if key in TEXTS:
        return text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
