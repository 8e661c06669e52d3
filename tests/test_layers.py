"""Who may import whom, and where each heavy library is at home: the picture in docs/architecture.md, held to."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

WORDS = {"domain", "errors"}

MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    "errors": {"domain"},
    "eligibility": {"domain"},
    "check": {"domain"},
    "solver": {*WORDS, "eligibility"},
    "files": WORDS,
    "store": WORDS,
    "views": {*WORDS, "eligibility"},
    "exports": {*WORDS, "views"},
    "generate": {*WORDS, "eligibility"},
    "explain": {*WORDS, "eligibility", "solver"},
    "whatif": {*WORDS, "eligibility", "files", "views"},
    "sweep": {*WORDS, "exports", "store"},
    "services": {
        *WORDS,
        *("check", "explain", "exports", "files", "generate", "solver", "store", "sweep", "views", "whatif"),
    },
    "worker": {*WORDS, "services", "store"},
    "cli": {*WORDS, "explain", "exports", "files", "generate", "services", "views", "whatif"},
    "ui": {*WORDS, "exports", "services", "store", "views"},
    "app": {"ui"},
    "__main__": {"cli"},
}
"""What each package may import beside itself and the version; files straight in `planner` count as packages."""

HOMES = {
    "alembic": ("planner/store/",),
    "altair": ("planner/ui/",),
    "distributed": ("planner/sweep/",),
    "fhir": ("planner/exports/",),
    "highspy": ("planner/solver/",),
    "icalendar": ("planner/exports/",),
    "jinja2": ("planner/exports/",),
    "openpyxl": (),
    "ortools": ("planner/solver/",),
    "pandas": ("planner/ui/", "planner/exports/"),
    "pyarrow": ("planner/exports/",),
    "python_calamine": ("planner/files/",),
    "rich": ("planner/cli/",),
    "sqlalchemy": ("planner/store/",),
    "streamlit": ("planner/ui/",),
    "typer": ("planner/cli/",),
    "xlsxwriter": ("planner/files/workbook_out.py", "planner/exports/"),
}
"""Where a library may be imported. openpyxl is for tests alone: it reads back what xlsxwriter has written."""

FILES = sorted((ROOT / "planner").rglob("*.py"))


def imports(source: str) -> Iterator[str]:
    """Every module that a text imports, also inside functions, with names that may be modules themselves."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full, from planner on"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "planner")


def package(path: str) -> str:
    """The package of a file such as planner/check/rules.py."""
    return Path(path).parts[1].removesuffix(".py")


def breaches(path: str, source: str) -> list[str]:
    """A sentence for each import that the tables do not allow."""
    own = package(path)
    if own not in MAY_IMPORT:
        return [f"{path}: planner.{own} has no row in MAY_IMPORT; give it one, and a place in docs/architecture.md."]
    found = []
    for module in sorted(set(imports(source))):
        first, *rest = module.split(".")
        if first == "planner" and rest and rest[0] in MAY_IMPORT and rest[0] not in {own, *MAY_IMPORT[own]}:
            allowed = ", ".join(sorted(MAY_IMPORT[own])) or "nothing"
            found.append(f"{path} imports {module}; planner.{own} may import {allowed} beside itself.")
        if first in HOMES and not path.startswith(HOMES[first] or "-"):
            home = " and ".join(HOMES[first]) or "the tests"
            found.append(f"{path} imports {module}; {first} is at home in {home} alone.")
    return found


@pytest.mark.parametrize("path", [f for f in FILES if f.name != "__init__.py" or f.parent.name != "planner"], ids=str)
def test_imports_point_down_and_libraries_stay_at_home(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    found = breaches(name, path.read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


def test_the_package_itself_holds_the_version_and_imports_nothing() -> None:
    assert list(imports((ROOT / "planner" / "__init__.py").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("folder", sorted({f.parent for f in FILES if f.name == "__init__.py"}), ids=lambda f: f.name)
def test_every_package_says_what_it_is_for(folder: Path) -> None:
    source = (folder / "__init__.py").read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), f"{folder.name}/__init__.py has no docstring"


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("planner/check/rules.py", "from planner.eligibility import in_reach"),
        ("planner/check/rules.py", "from planner import solver"),
        ("planner/solver/pool.py", "def later():\n    import planner.files.text"),
        ("planner/services/planning.py", "import pandas as pd"),
        ("planner/files/workbook.py", "from openpyxl import load_workbook"),
        ("planner/somewhere/new.py", "import math"),
    ],
)
def test_a_breach_is_seen(path: str, source: str) -> None:
    assert len(breaches(path, source)) == 1


def test_the_table_itself_has_no_circle() -> None:
    left = dict(MAY_IMPORT)
    while left:
        ready = [name for name, below in left.items() if not below & left.keys()]
        assert ready, f"these import one another: {', '.join(left)}"
        for name in ready:
            del left[name]
