"""The page on the model leaves out nothing that the code knows."""

from pathlib import Path

from planner.domain.rules import Rule
from planner.domain.score import Term
from planner.files.contract import TABLES
from planner.files.plan_contract import PLAN_TABLES

PAGE = (Path(__file__).parent.parent / "docs" / "model.md").read_text(encoding="utf-8")


def test_every_rule_has_its_heading() -> None:
    assert [rule for rule in Rule if f"\n### {rule}\n" not in PAGE] == []


def test_every_term_is_named_with_its_weight() -> None:
    assert [term for term in Term if f"| `{term.label}` |" not in PAGE] == []


def test_every_column_of_every_table_is_described() -> None:
    for table in (*TABLES.values(), *PLAN_TABLES.values()):
        parts = [part.split("\n#")[0] for part in PAGE.split(f"\n#### {table.file}")[1:]]
        assert any(all(f"| `{column.name}`" in part for column in table.columns) for part in parts), table.file
