"""summary.json: what it holds, and how it is read with everything wrong in it at once."""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from planner.domain.outcome import Part, Status
from planner.domain.score import Tally, Term
from planner.domain.summary import Summary
from planner.errors import Finding
from planner.files.cells import quoted
from planner.files.records import Found

FILE = "summary.json"
TERMS = {term.label: term for term in Term}


class _Shape(BaseModel):
    """Keys that are not known are passed over: others may have theirs."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)


class _Tally(_Shape):
    count: int
    points: int


class _Component(_Shape):
    fingerprint: str
    sites: int
    participants: int
    score: int
    bound: int | None = None


def _known_term(label: str) -> str:
    if label not in TERMS:
        raise ValueError(f"is no term of the score; use one of {', '.join(TERMS)}")
    return label


class _Summary(_Shape):
    """What a plan cannot go without is required; the rest says how it came about."""

    format: Literal[1]
    scenario: str
    status: Literal["optimal", "feasible"]
    score: int
    bound: int | None = None
    gap: float | None = None
    terms: dict[Annotated[str, BeforeValidator(_known_term)], _Tally] = Field(default_factory=dict)
    counts: dict[str, int] = Field(default_factory=dict)
    seconds: float = 0.0
    seed: int = 0
    versions: dict[str, str] = Field(default_factory=dict)
    input_sha256: str = ""
    components: list[_Component] = Field(default_factory=list)


def summary_bytes(summary: Summary) -> bytes:
    """The file that says a summary."""
    content = {
        "format": 1,
        "scenario": summary.scenario,
        "status": summary.status.value,
        "score": summary.score,
        "bound": summary.bound,
        "gap": summary.gap,
        "terms": {term.label: {"count": t.count, "points": t.points} for term, t in summary.terms.items()},
        "counts": dict(summary.counts),
        "seconds": summary.seconds,
        "seed": summary.seed,
        "versions": dict(summary.versions),
        "input_sha256": summary.input_sha256,
        "components": [_component(part) for part in summary.parts],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _component(part: Part) -> dict[str, object]:
    return {
        "fingerprint": part.fingerprint,
        "sites": part.sites,
        "participants": part.participants,
        "score": part.score,
        "bound": part.bound,
    }


def read_summary(path: Path, found: Found) -> Summary:
    """What the file says; where anything is wrong it is noted, and the summary says nothing."""
    try:
        return _summary(_Summary.model_validate_json(path.read_bytes().removeprefix(b"\xef\xbb\xbf")))
    except ValidationError as error:
        found.errors.extend(map(_finding, error.errors(include_url=False)))
    except OSError as error:
        wrong = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        found.errors.append(Finding(FILE, None, "", "", wrong, "name a plan's folder, with all its files"))
    return _summary(_Summary(format=1, scenario="", status="feasible", score=0))


def _finding(error: ErrorDetails) -> Finding:
    key = ".".join(str(part) for part in error["loc"] if part != "[key]")
    if error["type"] == "missing":
        return Finding(FILE, None, key, "", "is missing", "add it")
    if error["type"] == "json_invalid":
        return Finding(FILE, None, "", "", f"is not JSON ({error['ctx']['error']})", "write the plan again")
    message = error["msg"].removeprefix("Value error, ")
    value = str(error["input"])
    return Finding(FILE, None, key, value[:200], f"{quoted(value)}: {message[:1].lower()}{message[1:]}", "")


def _summary(read: _Summary) -> Summary:
    return Summary(
        scenario=read.scenario,
        status=Status(read.status),
        score=read.score,
        bound=read.bound,
        gap=read.gap,
        terms={TERMS[label]: Tally(t.count, t.points) for label, t in read.terms.items()},
        counts=read.counts,
        seconds=read.seconds,
        seed=read.seed,
        versions=read.versions,
        input_sha256=read.input_sha256,
        parts=tuple(Part(c.fingerprint, c.sites, c.participants, c.score, c.bound) for c in read.components),
    )
