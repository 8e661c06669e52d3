"""Whether the planner and a model that shares no code with it agree on a scenario."""

from pathlib import Path

from plain_model import best
from tiny_scenarios import tiny

from planner.check import check
from planner.domain.outcome import Status
from planner.files import scenario_of, write_tables
from planner.solver import plan


def agrees_with_the_plain_model(seed: int, place: Path) -> None:
    """Asserts that the best score of a tiny scenario is the other's, proven, of a plan without violations; or none."""
    folder, tables = place / str(seed), tiny(seed)
    write_tables(tables, folder)
    s, _ = scenario_of(tables)
    outcome, true = plan(s), best(folder)
    assert outcome.score == true, f"seed {seed}"
    if outcome.plan is None:
        assert outcome.status is Status.NO_PLAN, f"seed {seed}"
        assert outcome.clash is not None
    else:
        assert outcome.bound == true, f"seed {seed}"
        assert check(s, outcome.plan).violations == (), f"seed {seed}"
        assert check(s, outcome.plan).score == true, f"seed {seed}"
