"""The scenarios at hand: those that come with the planner, which stay as they are, and the user's own."""

import os
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from planner.domain.tables import Tables
from planner.errors import BadInput, Finding
from planner.files import write_tables
from planner.files.settings import FILE
from planner.services.permission import Person
from planner.services.scenarios import FOLDER

FOLDERS = "PLANNER_SCENARIOS"
"""Set in the environment, it names further folders with scenarios, apart as the system parts paths."""

MOST_LETTERS = 48
UNNAMED = "scenario"
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for itself."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario on the shelf. `own`: it is the user's and may be edited; `base`: what a what-if changes."""

    path: Path
    title: str
    about: str
    own: bool
    base: str | None


def home_of(address: str) -> Path:
    """Where a store's users keep scenarios: beside its file, or in the user's data folder."""
    if "://" not in address:
        return Path(address).expanduser().resolve().parent / "scenarios"
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed where the store is a file

    return user_data_path("cohort-capacity-planner", appauthor=False) / "scenarios"


def scenarios(home: Path, further: Sequence[Path] = (), shipped: Path = FOLDER) -> list[Listed]:
    """Those that come with the planner, the demo first, then those of further folders, then the user's own by title."""
    given = sorted(_listed(shipped, own=False), key=lambda one: (one.path.name != "demo", one.title.lower()))
    others = [one for folder in further for one in sorted(_listed(folder, own=False), key=_by_title)]
    found = [*given, *others, *sorted(_listed(home, own=True), key=_by_title)]
    return list({one.path.resolve(): one for one in found}.values())


def further_folders() -> tuple[Path, ...]:
    """The folders with scenarios that the environment names."""
    return tuple(Path(name).expanduser() for name in os.environ.get(FOLDERS, "").split(os.pathsep) if name.strip())


def is_own(path: Path, home: Path) -> bool:
    """Whether a scenario lies in the user's folder, and so may be edited and saved."""
    return path.resolve().parent == home.resolve()


def keep_as(tables: Tables, title: str, home: Path, by: Person, promised: Collection[Path] = ()) -> Path:
    """Writes tables as a new scenario of the user's under a free name, as `free_place` says.

    Raises BadInput where they are wrong, and NotAllowed.
    """
    by.must_write()
    path = free_place(title, home, promised)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_tables(Tables({**tables.settings, "name": title.strip() or UNNAMED}, tables.rows), path)
    return path


def free_place(title: str, home: Path, promised: Collection[Path] = ()) -> Path:
    """A folder of the user's that is not there yet and not promised to unsaved work, named after a title."""
    name = folder_name(title)
    taken = {path.name.lower() for path in (*promised, *(home.iterdir() if home.is_dir() else ()))}
    free = (tried for tried in _numbered(name) if tried not in taken)
    return home / next(free)


def folder_name(title: str) -> str:
    """A title as a folder of any system may be called."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MOST_LETTERS].strip("-")
    return UNNAMED if not name or RESERVED.fullmatch(name) else name


def listed(path: Path, *, own: bool) -> Listed:
    """What a scenario's folder says of itself. Raises BadInput where it is none."""
    file = path / FILE
    try:
        said = _said(file, file.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        wrong = "is no scenario's folder"
        raise BadInput([Finding(str(path), None, "", "", wrong, f"it needs a readable {FILE}")]) from error
    title, about, base = (str(said.get(key) or "") for key in ("name", "description", "base"))
    return Listed(path, title or path.name, about, own, base or None)


@lru_cache(maxsize=512)
def _said(file: Path, written: int) -> Mapping[str, Any]:
    """A settings file's content, read again only where it was written since: pages ask for it all the time."""
    _ = written
    return tomllib.loads(file.read_text(encoding="utf-8-sig"))


def _listed(folder: Path, *, own: bool) -> Iterator[Listed]:
    """Every scenario of a folder; what cannot be read is named by its folder, and says why when it is opened."""
    inside = [folder] if (folder / FILE).is_file() else sorted(folder.iterdir()) if folder.is_dir() else []
    for path in inside:
        if path.name.startswith(".") or not (path / FILE).is_file():
            continue
        try:
            yield listed(path, own=own)
        except BadInput:
            yield Listed(path, path.name, "cannot be read", own, None)


def _by_title(one: Listed) -> str:
    return one.title.lower()


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
