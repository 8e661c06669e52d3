"""A scenario's fingerprint: equal where everything that a plan depends on is equal."""

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import Any, cast

from planner.domain.scenario import Scenario
from planner.domain.week import Hours

SIMPLE = frozenset({str, int, float, bool, type(None)})
"""What most of a scenario is made of."""


def fingerprint(s: Scenario) -> str:
    """SHA-256 of everything in a scenario but its name and description, whatever the order of its rows."""
    content = replace(s, name="", description="")
    text = json.dumps(content, default=_plain, separators=(",", ":"), check_circular=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a scenario holds
    """A set or a dataclass as a list, in an order that does not depend on the run."""
    if isinstance(value, frozenset):
        return sorted(value)
    return [_field(name, getattr(value, name)) for name in _compared(cast("Hashable", type(value)))]


@cache
def _compared(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    """The fields that tell two of a dataclass apart."""
    return tuple(field.name for field in fields(kind) if field.compare)


def _field(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a scenario holds
    if type(value) in SIMPLE:
        return value
    if name == "hours":
        return _week(value)
    return sorted(value.items()) if isinstance(value, Mapping) else value


@lru_cache(maxsize=4096)
def _week(hours: Hours) -> str:
    """Hours are many and mostly alike."""
    return json.dumps([[[span.start, span.end] for span in day] for day in hours])
