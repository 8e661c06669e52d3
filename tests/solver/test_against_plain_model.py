"""Tiny scenarios with every feature: the planner's optimum is that of a model which shares no code with it."""

from collections import Counter
from pathlib import Path

import pytest
from agreeing import agrees_with_the_plain_model
from tiny_scenarios import tiny

from planner.solver import parts

CHUNK = 20


@pytest.mark.parametrize("first", range(0, 200, CHUNK))
def test_the_optimum_of_tiny_scenarios_is_that_of_the_plain_model(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + CHUNK):
        agrees_with_the_plain_model(seed, tmp_path)


@pytest.mark.parametrize("first", range(300, 360, CHUNK))
def test_it_is_in_the_form_that_large_models_have_too(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "TIGHT", 0)
    for seed in range(first, first + CHUNK):
        agrees_with_the_plain_model(seed, tmp_path)


def test_the_tiny_scenarios_are_varied() -> None:
    seen: Counter[str] = Counter()
    for seed in range(200):
        rows = tiny(seed).rows
        seen.update(f"{row['kind']} room" for row in rows["rooms"])
        seen.update(f"{row['kind']} pair" for row in rows["pairs"])
        seen.update(f"{row['individual_per_week']} a week" for row in rows["programs"])
        seen.update("locked" for row in rows["cohorts"] if row["locked"] == "yes")
        seen.update("virtual" for row in rows["sites"] if row["modality"] == "virtual")
        seen.update("extra facilitator" for row in rows["programs"] if row["extra_facilitator_above"])
        seen.update("evenings" for row in rows["therapists"] if row["max_evenings"])
        seen.update("census" for row in rows["sites"] if row["max_participants"])
        seen.update("profile" for row in rows["programs"] if row["profile"])
        seen.update("travel" for _ in rows["travel"])
    assert len(seen) == len(
        {
            "group room",
            "office room",
            "flex room",
            "apart pair",
            "together pair",
            "not_with pair",
            "0 a week",
            "1 a week",
        }
        | {"2 a week", "3 a week", "locked", "virtual", "extra facilitator", "evenings", "census", "profile", "travel"}
    )
    assert min(seen.values()) >= 10
