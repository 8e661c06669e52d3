import os
from pathlib import Path

import pytest

from planner.files import read_folder
from planner.files.example import EXAMPLE
from planner.services.library import folder_name, free_place, further_folders, home_of, is_own, keep_as, scenarios
from planner.services.permission import Person

DANA = Person("dana")


def test_the_demo_comes_first_and_is_nobody_s_own(tmp_path: Path) -> None:
    listed = scenarios(tmp_path)
    assert (listed[0].path.name, listed[0].own) == ("demo", False)
    assert any(one.base for one in listed)


def test_a_copy_is_one_s_own_under_its_new_name(tmp_path: Path) -> None:
    path = keep_as(EXAMPLE, "My clinic, spring", tmp_path, DANA)
    mine = next(one for one in scenarios(tmp_path) if one.own)
    assert (mine.path, mine.title) == (path, "My clinic, spring")
    assert is_own(path, tmp_path)
    assert read_folder(path).tables.settings["name"] == "My clinic, spring"


def test_a_second_copy_takes_another_folder(tmp_path: Path) -> None:
    assert keep_as(EXAMPLE, "North", tmp_path, DANA) != keep_as(EXAMPLE, "North", tmp_path, DANA)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Région Nord", "region-nord"),
        ("CON", "scenario"),
        ("日本", "scenario"),
        ("a\0b", "a-b"),
    ],
)
def test_no_title_leads_out_of_the_folder(title: str, name: str) -> None:
    assert folder_name(title) == name


def test_scenarios_lie_beside_the_store(tmp_path: Path) -> None:
    assert home_of(str(tmp_path / "planner.db")) == tmp_path / "scenarios"
    assert home_of("postgresql://planner@db/planner").name == "scenarios"


def test_a_folder_that_cannot_be_read_is_listed_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "scenario.toml").write_text("name = ", encoding="utf-8")
    assert [one.about for one in scenarios(tmp_path) if one.own] == ["cannot be read"]


def test_further_folders_stand_between_and_stay_as_they_are(tmp_path: Path) -> None:
    keep_as(EXAMPLE, "Mine", tmp_path / "home", DANA)
    week = keep_as(EXAMPLE, "Week 12", tmp_path / "shared", DANA)
    found = scenarios(tmp_path / "home", [tmp_path / "shared"])
    assert [(one.title, one.own) for one in found[-2:]] == [("Week 12", False), ("Mine", True)]
    assert not is_own(week, tmp_path / "home")


def test_a_further_folder_may_be_a_scenario_itself_and_none_is_listed_twice(tmp_path: Path) -> None:
    week = keep_as(EXAMPLE, "Week 12", tmp_path / "shared", DANA)
    found = scenarios(tmp_path / "home", [week, tmp_path / "shared", tmp_path / "nowhere"])
    assert [one.path for one in found if one.title == "Week 12"] == [week]


def test_the_environment_names_further_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert further_folders() == ()
    monkeypatch.setenv("PLANNER_SCENARIOS", f"{tmp_path / 'a'}{os.pathsep}{tmp_path / 'b'}")
    assert further_folders() == (tmp_path / "a", tmp_path / "b")


def test_a_title_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = keep_as(EXAMPLE, "Before", tmp_path, DANA)
    assert [one.title for one in scenarios(tmp_path) if one.own] == ["Before"]
    about = path / "scenario.toml"
    about.write_text(about.read_text(encoding="utf-8").replace("Before", "After"), encoding="utf-8")
    os.utime(about, ns=(0, about.stat().st_mtime_ns + 1_000_000))
    assert [one.title for one in scenarios(tmp_path) if one.own] == ["After"]


def test_a_place_that_is_promised_to_unsaved_work_is_not_given_again(tmp_path: Path) -> None:
    assert free_place("North", tmp_path, [tmp_path / "north"]) == tmp_path / "north-2"
