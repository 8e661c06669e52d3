from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from planner.domain.scenario import PairKind, Participant, RoomKind, Scenario
from planner.domain.tables import Tables
from planner.eligibility import Reach
from planner.explain.cautions import cautions
from planner.generate import Options, generate
from planner.generate.scenario import synthetic

SHAPES = (
    Options(1, 1),
    Options(1, 30, seed=1),
    Options(2, 50, seed=2),
    Options(3, 7, seed=3, virtual=True),
    Options(4, 160, seed=4, running=False),
    Options(10, 300, seed=5, virtual=True),
    Options(12, 360, seed=6, region_size=5),
    Options(9, 200, seed=7, region_size=1),
)
LARGE = SHAPES[5]


def a_name(options: Options) -> str:
    return f"{options.sites}-{options.people}"


def scenario(options: Options) -> Scenario:
    return synthetic(options)[0]


def components(s: Scenario) -> list[set[str]]:
    """The sites that are tied together by people in reach of both, by therapists and by pairs."""
    reach = Reach(s)
    ties = [[site.id for site in reach.sites(p)] for p in s.participants.values()]
    ties += [list(t.sites) for t in s.therapists.values()]
    for pair in s.pairs:
        other = s.therapists[pair.other].sites if pair.kind is PairKind.NOT_WITH else near(s, reach, pair.other)
        ties.append([*near(s, reach, pair.participant), *other])
    parts = [{site} for site in s.sites]
    for tie in ties:
        joined = [part for part in parts if part.intersection(tie)]
        parts = [part for part in parts if part not in joined] + ([set().union(*joined)] if joined else [])
    return parts


def near(s: Scenario, reach: Reach, participant: str) -> list[str]:
    return [site.id for site in reach.sites(s.participants[participant])]


@pytest.mark.parametrize("options", SHAPES, ids=a_name)
def test_the_same_options_give_the_same_tables(options: Options) -> None:
    assert generate(options) == generate(options)


def test_another_seed_gives_other_tables() -> None:
    assert generate(Options(seed=1)).rows != generate(Options(seed=2)).rows


@pytest.mark.parametrize("options", SHAPES, ids=a_name)
def test_there_are_as_many_sites_and_people_as_were_asked_for(options: Options) -> None:
    rows = generate(options).rows
    assert len(rows["participants"]) == options.people
    assert Counter(row["modality"] for row in rows["sites"]) == Counter(
        in_person=options.sites, virtual=int(options.virtual)
    )


def test_every_cell_is_text_and_every_row_has_its_tables_columns() -> None:
    tables: Tables = generate(LARGE)
    for rows in tables.rows.values():
        assert len({tuple(row) for row in rows}) <= 1
        assert all(isinstance(cell, str) for row in rows for cell in row.values())


def test_coupled_clinics_are_one_component() -> None:
    assert len(components(scenario(Options(20, 400, seed=3)))) == 1
    assert len(components(scenario(LARGE))) == 1


def test_therapists_alone_chain_coupled_clinics_together() -> None:
    s = scenario(Options(30, 900, seed=8))
    clinics = sorted(s.sites)
    links = {tuple(sorted(t.sites)) for t in s.therapists.values()}
    assert links >= set(pairwise(clinics))


@pytest.mark.parametrize("size", [1, 3, 5, 10])
def test_regions_share_nobody_and_are_not_split_further(size: int) -> None:
    s = scenario(Options(20, 500, seed=4, region_size=size))
    assert sorted(len(part) for part in components(s)) == sorted(min(size, 20 - first) for first in range(0, 20, size))


def test_people_reach_one_to_a_few_clinics() -> None:
    s = scenario(Options(40, 1200, seed=9))
    reach = Reach(s)
    reached = Counter(len(reach.sites(p)) for p in s.participants.values())
    assert reached[0] < 0.01 * 1200
    assert sum(reached[number] for number in range(1, 5)) > 0.8 * 1200


def test_about_half_to_two_thirds_of_the_people_are_enrolled() -> None:
    enrolled = sum(p.enrolled for p in scenario(Options(40, 1200, seed=10)).participants.values())
    assert 0.45 * 1200 < enrolled < 0.67 * 1200


def test_a_quarter_of_the_therapists_work_at_two_clinics_and_a_tenth_twice_a_day() -> None:
    s = scenario(Options(40, 1200, seed=11))
    staff = s.therapists.values()
    assert 0.2 < sum(len(t.sites) == 2 for t in staff) / len(staff) < 0.35
    assert 0.05 < sum(len(t.duty) > len({row.day for row in t.duty}) for t in staff) / len(staff) < 0.15


def test_a_large_scenario_has_every_feature_of_the_model() -> None:
    s = scenario(Options(40, 1200, seed=12, virtual=True))
    people: list[Participant] = list(s.participants.values())
    assert {room.kind for room in s.rooms.values()} == set(RoomKind)
    assert {pair.kind for pair in s.pairs} == set(PairKind)
    assert {program.individual_per_week for program in s.programs.values()} == {0, 1, 2}
    assert any(program.facilitators == 2 for program in s.programs.values())
    assert any(program.extra_facilitator_above for program in s.programs.values())
    assert any(site.max_participants for site in s.sites.values())
    assert any(t.max_evenings is not None for t in s.therapists.values())
    assert any(row.site is not None for t in s.therapists.values() for row in t.duty)
    assert any(profile.gap_days_max == 2 for profile in s.profiles.values())
    assert any(cohort.locked for cohort in s.cohorts.values())
    assert any(cohort.site == "telehealth" for cohort in s.cohorts.values())
    assert any(p.travel for p in people)
    assert any(p.sites for p in people)
    assert len({block.span for (_, name), block in s.blocks.items() if name == "evening"}) == 2


def test_nobody_is_enrolled_where_nothing_runs() -> None:
    tables = generate(Options(running=False))
    assert not tables.rows["cohorts"]
    assert {row["status"] for row in tables.rows["participants"]} == {"waiting"}


@pytest.mark.parametrize("seed", range(10))
def test_the_only_mistakes_are_people_whom_no_clinic_in_reach_serves(seed: int) -> None:
    found = cautions(scenario(Options(10, 300, seed=seed, region_size=5)))
    assert {(finding.file, finding.column) for finding in found} <= {("participants.csv", "sites")}
    assert len(found) <= 6


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sites": 0}, "0 sites are too few"),
        ({"people": 0}, "0 people are too few"),
        ({"region_size": 0}, "regions of 0 sites"),
        ({"region_size": 5, "virtual": True}, "ties all regions together"),
    ],
)
def test_options_that_cannot_be_are_refused_in_words(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Options(**wrong)
