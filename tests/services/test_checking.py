"""A plan's summary is checked beside the plan: whatever it says and is not so breaks R0."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.services.checking import check_folder

Content = dict[str, Any]


@pytest.fixture
def said(clinic_and_plan: Path, tmp_path: Path) -> Callable[[Content], list[str]]:
    """What is said of a summary that differs in some values."""

    def said(other: Content) -> list[str]:
        plan = Path(shutil.copytree(clinic_and_plan / "plan", tmp_path / "plan"))
        content = json.loads((plan / "summary.json").read_text()) | other
        (plan / "summary.json").write_text(json.dumps(content))
        checked = check_folder(clinic_and_plan / "scenario", plan)
        assert checked.ok is (not checked.violations)
        assert [(v.rule.number, v.subject) for v in checked.violations] == [("R0", "summary.json")] * len(
            checked.violations
        )
        return [v.message.removeprefix("The summary is not true: ") for v in checked.violations]

    return said


def parts(*of: Content) -> Content:
    whole = {"fingerprint": "f", "sites": 1, "participants": 3, "score": 2900, "bound": 2900}
    return {"components": [whole | other for other in of]}


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"seconds": 5.5, "seed": 7, "versions": {}, "components": []},
        {"bound": 3190, "gap": 0.1, "status": "feasible"},
        {"bound": 2901, "gap": 0.000345, "status": "feasible"},
        {"bound": None, "gap": None, "status": "feasible"},
        parts({"bound": None}),
        parts({"participants": 1, "score": 900, "bound": None}, {"sites": 0, "participants": 2, "score": 2000}),
        parts({"sites": 9}) | {"input_sha256": "of other tables"},
        {"scenario": "as it was called before"},
    ],
)
def test_a_true_summary_is_accepted(said: Callable[[Content], list[str]], other: Content) -> None:
    assert said(other) == []


COUNTS = {
    "participants": 3,
    "placed": 3,
    "unplaced": 0,
    "cohorts": 1,
    "group_sessions": 3,
    "individual_sessions": 3,
}
TERMS = {
    "place_enrolled": (0, 0),
    "place_waiting": (3, 3000),
    "wait_day": (0, 0),
    "move_cohort": (0, 0),
    "change_therapist": (0, 0),
    "change_facilitator": (0, 0),
    "open_cohort": (1, -100),
    "travel_minute": (0, 0),
    "other_block": (0, 0),
}


def terms(**other: tuple[int, int]) -> Content:
    return {"terms": {term: {"count": c, "points": p} for term, (c, p) in (TERMS | other).items()}}


WITH_BOUND = "yet has a score of 2900 and a bound of"


@pytest.mark.parametrize(
    ("other", "claims"),
    [
        ({"scenario": "large", "input_sha256": ""}, ["it is of the scenario 'large'; this one is called 'small'."]),
        ({"status": "feasible"}, [f"it claims to be feasible, {WITH_BOUND} 2900: that is optimal."]),
        (
            {"bound": 3190, "gap": 0.1},
            [f"it claims to be optimal, {WITH_BOUND} 3190: that is feasible."],
        ),
        ({"bound": None, "gap": None}, ["it claims to be optimal, yet has no bound: that is feasible."]),
        ({"gap": 0.5}, [f"it claims a gap of 0.5, {WITH_BOUND} 2900: that is a gap of 0."]),
        ({"gap": None}, [f"it claims no gap, {WITH_BOUND} 2900: that is a gap of 0."]),
        (
            {"bound": None, "gap": 0.0, "status": "feasible"},
            ["it claims a gap of 0, yet has no bound: that is no gap."],
        ),
        (
            {"score": 3000, "bound": 3000},
            [
                "it claims a score of 3000; the plan scores 2900.",
                "it claims a score of 3000; its components have 2900 together.",
            ],
        ),
        (
            {"score": 2800, "bound": 2800},
            [
                "it claims a score of 2800; the plan scores 2900.",
                "it claims that no plan scores more than 2800; this one scores 2900.",
                "it claims a score of 2800; its components have 2900 together.",
                "it claims that no plan scores more than 2800; its components have a bound of 2900 together.",
            ],
        ),
        ({"counts": COUNTS | {"placed": 99}}, ["it counts 99 placed; there are 3."]),
        ({"counts": {k: n for k, n in COUNTS.items() if k != "cohorts"}}, ["it does not count cohorts; there are 1."]),
        (
            terms(open_cohort=(2, -100)),
            ["it claims 2 for open_cohort, which bring -100; there are 1, which bring -100."],
        ),
        (parts({"score": 2800}), ["it claims a score of 2900; its components have 2800 together."]),
        (
            parts({"bound": 2950}),
            ["it claims that no plan scores more than 2900; its components have a bound of 2950 together."],
        ),
        (parts({"bound": 2899}), ["its component 1 has a score of 2900 and yet a bound of 2899."]),
        (
            parts({"participants": 2}, {"participants": 2, "score": 0, "bound": 0}),
            [
                "its components have 2 sites together; there are 1.",
                "its components have 4 participants together; there are 3.",
            ],
        ),
        (parts({"sites": -1}), ["it counts fewer sites than none in a component."]),
        (
            {"terms": {}},
            [f"it does not say how much {term} counts; there are {count}." for term, (count, _) in TERMS.items()],
        ),
    ],
)
def test_whatever_a_summary_says_and_is_not_so_is_said(
    said: Callable[[Content], list[str]], other: Content, claims: list[str]
) -> None:
    assert said(other) == claims
