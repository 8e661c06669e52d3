from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.sweep.grid import read_sweep

GRID = """
name = "Who and where"
base = "../demo"

[[axes]]
name = "Staff"
[[axes.values]]
label = "as today"
[[axes.values]]
label = "Dana leaves"
changes = [{ do = "therapist_leaves", therapist = "dana" }]

[[axes]]
name = "Demand"
[[axes.values]]
label = "+20 %"
changes = [{ do = "demand", factor = 1.2 }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sweep.toml"
    path.write_text(text)
    return path


def findings(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as bad:
        read_sweep(written(folder, text))
    return list(map(str, bad.value.findings))


def test_a_sweep_names_its_base_and_its_axes(tmp_path: Path) -> None:
    sweep = read_sweep(written(tmp_path, GRID))
    assert (sweep.name, sweep.base, sweep.size) == ("Who and where", "../demo", 2)
    assert [value.label for value in sweep.axes[0].values] == ["as today", "Dana leaves"]
    assert sweep.axes[0].values[0].changes == []
    assert sweep.axes[1].values[0].changes == [{"do": "demand", "factor": 1.2}]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = GRID.replace('name = "Who and where"', "speed = 3").replace('label = "+20 %"', "label = 20")
    assert findings(tmp_path, text) == [
        "sweep.toml, name: is missing; write name = …",
        "sweep.toml, axes[2].values[1].label: does not fit; Input should be a valid string",
        "sweep.toml, speed: is not known here; take it out, or check how it is spelt",
    ]


def test_two_values_of_the_same_label_could_not_be_told_apart(tmp_path: Path) -> None:
    (said,) = findings(tmp_path, GRID.replace("Dana leaves", "as today"))
    assert "'as today' names two values of 'Staff'; give each value a label of its own" in said


def test_two_axes_of_the_same_name_could_not_be_told_apart(tmp_path: Path) -> None:
    (said,) = findings(tmp_path, GRID.replace('"Demand"', '"Staff"'))
    assert "'Staff' names two axes" in said


def test_an_axis_without_values_makes_no_cells(tmp_path: Path) -> None:
    (said,) = findings(tmp_path, GRID + '[[axes]]\nname = "Empty"\nvalues = []\n')
    assert said == "sweep.toml, axes[3].values: is empty; give at least one"


def test_a_grid_beyond_reason_is_taken_for_a_mistake(tmp_path: Path) -> None:
    values = "".join(f'[[axes.values]]\nlabel = "{number}"\n' for number in range(101))
    axes = "".join(f'[[axes]]\nname = "{name}"\n{values}' for name in "ab")
    (said,) = findings(tmp_path, f'name = "Big"\nbase = "."\n{axes}')
    assert "the axes make 10,201 combinations; a sweep has at most 10,000" in said


def test_what_is_no_toml_is_bad_input(tmp_path: Path) -> None:
    (said,) = findings(tmp_path, "name = ")
    assert said.startswith("sweep.toml: is no TOML: ")


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_sweep(tmp_path / "sweep.toml")


@pytest.mark.parametrize("character", ["\\n", "\\u001b[31m", "\\u0085"])
def test_a_label_that_would_break_a_table_or_a_terminal_is_refused(tmp_path: Path, character: str) -> None:
    said = findings(tmp_path, GRID.replace("+20 %", f"+20 {character}%"))
    assert len(said) == 1
    assert "axes[2].values[1].label: holds a line end or another character that is no text" in said[0]
