import csv
import io
from xml.etree import ElementTree as ET

from planner.sweep.table import Row, plot_svg, table_csv

DONE = Row(("as today", "+20 %"), 12, 3, 11_900, 12_000, 0.0084033, 1.25, "done", 2, 7)
FAILED = Row(("Dana <leaves>", "=1+1"), None, None, None, None, None, None, "failed", None, 8, "No plan exists.")


def test_a_cell_is_a_line_with_its_labels_and_figures() -> None:
    lines = list(csv.DictReader(io.StringIO(table_csv(["Staff", "Demand"], [DONE, FAILED]))))
    assert lines[0] == {
        "Staff": "as today",
        "Demand": "'+20 %",
        "placed": "12",
        "waiting": "3",
        "cohorts": "2",
        "score": "11900",
        "bound": "12000",
        "gap": "0.0084033",
        "seconds": "1.25",
        "state": "done",
        "run": "7",
        "error": "",
    }
    assert (lines[1]["placed"], lines[1]["state"], lines[1]["error"]) == ("", "failed", "No plan exists.")


def test_no_label_is_taken_for_a_formula() -> None:
    assert "'=1+1" in table_csv(["Staff", "Demand"], [FAILED])


def test_an_axis_named_like_a_figure_keeps_its_own_column() -> None:
    assert table_csv(["placed", "state"], []).startswith("axis_placed,axis_state,placed,waiting")


def test_the_plot_shows_every_cell_and_stays_well_formed() -> None:
    drawn = ET.fromstring(plot_svg("A & B", ["Staff", "Demand"], [DONE, FAILED]))  # noqa: S314 - our own
    texts = [element.text for element in drawn.iter() if element.tag.endswith("text")]
    assert texts == [
        "A & B",
        "Staff / Demand: people placed (dark) and waiting (light)",
        "as today / +20 %",
        "12 of 15",
        "Dana <leaves> / =1+1",
        "failed",
    ]
    widths = [float(element.get("width", 0)) for element in drawn.iter() if element.tag.endswith("rect")][1:]
    assert widths == [336.0, 84.0]


def test_the_plot_of_nobody_divides_by_nothing() -> None:
    assert "0 of 0" in plot_svg("Nobody", ["Staff"], [Row(("x",), 0, 0, 0, 0, 0.0, 0.1, "done")])
