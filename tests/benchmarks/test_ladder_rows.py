from pathlib import Path

import pytest
from ladder import keep
from ladder_page import ladder_text
from ladder_rows import Row, read_rows, with_row, write_rows
from page import put_between
from rungs import LADDER, MUST_REACH, chosen
from trail import Trail

from planner.domain.progress import Progress
from planner.files import scenario_of
from planner.generate import Options, generate
from planner.solver.decode import nobody
from planner.views.still_placeable import still_placeable


def row(rung: str = "40c", **figures: object) -> Row:
    given = {
        "rung": rung,
        "seed": 1,
        "sites": 40,
        "people": 1200,
        "shape": "coupled",
        "limit": 150.0,
        "read": 1.0,
        "first": 2.0,
        "to_0_5": 20.0,
        "to_0_2": 44.0,
        "ended": 150.0,
        "peak_mib": 900.0,
        "score": 20_000,
        "bound": 20_010,
        "placed": 1000,
        "still": 0,
        "measured": "2026-11-23",
        "machine": "2 cores",
        "versions": "planner 0.1.0",
    }
    return Row.model_validate(given | figures)


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows = [row(), row("150c", to_0_5=None, greedy_score=10_000)]
    write_rows(rows, tmp_path / "ladder.csv")
    assert read_rows(tmp_path / "ladder.csv") == rows
    assert read_rows(tmp_path / "none.csv") == []


def test_a_rung_measured_again_replaces_its_row_and_keeps_the_baselines_it_did_not_measure() -> None:
    before = [row(greedy_score=10_000, plain_given=400.0), row("150c", sites=150)]
    after = with_row(before, row(score=20_005))
    assert [(r.rung, r.score, r.greedy_score, r.plain_given) for r in after] == [
        ("40c", 20_005, 10_000, 400.0),
        ("150c", 20_000, None, None),
    ]


def test_the_tables_show_times_gaps_and_what_was_asked_for() -> None:
    text = ladder_text([row(greedy_score=10_005)])
    assert "| 40c | 1,200 | 2.0 s | 20.0 s | - | 150.0 s | 0.0500 % | 1,000 | 0 | 900 MiB | 100.0000 % |" in text
    assert "| no plan | 60.0 s |" in ladder_text([row(plain_given=60.0)])
    assert "| 40c | 0.20 % | 45 s | 44.0 s | 2,048 MiB | 900 MiB |" in text
    assert "| 40c | 0.04 % | 150 s | - | 2,048 MiB | 900 MiB |" in text


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- ladder -->\nold\n<!-- /ladder -->\nafter\n", encoding="utf-8")
    put_between(page, "ladder", "new")
    assert page.read_text(encoding="utf-8") == "before\n<!-- ladder -->\n\nnew\n\n<!-- /ladder -->\nafter\n"
    with pytest.raises(ValueError, match="no markers"):
        put_between(page, "building", "new")


def test_a_climb_leaves_a_page_a_csv_and_a_picture(tmp_path: Path) -> None:
    (tmp_path / "benchmarks.md").write_text("<!-- ladder -->\n<!-- /ladder -->\n", encoding="utf-8")
    keep([row(), row("150r5", shape="split", sites=150, people=4500, bound=None)], tmp_path)
    assert (tmp_path / "images" / "ladder.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "150r5" in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")


def test_rungs_are_chosen_by_sites_and_shape_or_by_name() -> None:
    assert [rung.name for rung in chosen(["2", "150r5"], ["coupled"])] == ["2c", "150r5"]
    assert len(chosen(["2", "4", "10", "15", "40", "150", "300", "500"], ["split", "coupled"])) == len(LADDER) == 16
    assert set(MUST_REACH) <= set(LADDER)
    with pytest.raises(ValueError, match="no such rung: 3c"):
        chosen(["3c"], ["split"])
    with pytest.raises(ValueError, match="no such shape: round"):
        chosen(["2"], ["round"])


def test_a_gaps_time_is_that_of_its_first_report() -> None:
    trail = Trail(since=0.0)
    for score, bound in ((None, 1000), (900, 1000), (998, 1000), (999, 999)):
        trail.progress(Progress(0.0, "planning", score, 3, bound))
    assert list(trail.reached) == ["to_0_5", "to_0_2", "to_0_15", "to_0_1", "to_0_05", "to_0_04"][:6]
    assert trail.first is not None
    assert trail.first <= trail.reached["to_0_5"] <= trail.reached["to_0_04"]


def test_no_more_people_can_still_be_placed_than_the_bound_has_points_for() -> None:
    s, _ = scenario_of(generate(Options(1, 25, 1, running=False)))
    empty = nobody(s)
    assert still_placeable(s, empty, 0) == 0
    assert still_placeable(s, empty, 700) == 0
    assert still_placeable(s, empty, 2500) == 2
    assert still_placeable(s, empty, 10**9) == 25
