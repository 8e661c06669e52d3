from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import BadInput


@pytest.mark.parametrize(("option", "said"), [("--scenarios", "is no folder"), ("--secrets", "is no file")])
def test_what_is_not_there_is_said_before_anything_is_served(option: str, said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["app", option, str(tmp_path / "nothing")])
    assert isinstance(result.exception, BadInput)
    assert said in str(result.exception)
