"""A folder or a file is written whole or not at all: beside its place under another name, then renamed into it."""

import csv
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import BadInput, Finding


def refuse_unless(path: Path, replaceable: Callable[[Path], bool], what: str) -> None:
    """Raises BadInput where a folder may not be written: something is there that is neither empty nor replaceable.

    `what` names what would be replaced, as messages put it. So too where the disk refuses: it is asked here, so that
    nobody waits for what cannot be written.
    """
    _refuse_unwritable(path)
    if path.exists() and not path.is_dir():
        raise BadInput([_finding(path, "is a file", "name a new folder")])
    if path.is_dir() and any(path.iterdir()) and not replaceable(path):
        wrong = f"is there already and is not {what}"
        raise BadInput([_finding(path, wrong, "name a new folder, so that nothing of yours is lost")])


def refuse_unless_file(path: Path, replaceable: Callable[[Path], bool], what: str) -> None:
    """Raises BadInput where a file may not be written, as `refuse_unless` does for a folder."""
    _refuse_unwritable(path)
    if path.is_dir():
        raise BadInput([_finding(path, "is a folder", "name a file")])
    if path.exists() and not (path.is_file() and (path.stat().st_size == 0 or replaceable(path))):
        wrong = f"is there already and is not {what}"
        raise BadInput([_finding(path, wrong, "name a new file, so that nothing of yours is lost")])


def refuse_unless_table(path: Path, columns: Sequence[str], what: str) -> None:
    """Raises BadInput where a table may not be written: something else than one of these columns is there."""
    refuse_unless_file(path, lambda there: _header(there) == list(columns), what)


def _header(path: Path) -> list[str]:
    """The columns of a CSV file; none of what cannot be read as such."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except (OSError, UnicodeError, csv.Error):
        return []


def _refuse_unwritable(path: Path) -> None:
    """Raises BadInput where the disk refuses a new folder beside `path`. It is tried, as no other answer is certain."""
    new = _beside(Path(os.path.realpath(path)))
    made = [folder for folder in (new, *new.parents) if not os.path.lexists(folder)]
    try:
        new.mkdir(parents=True)
    except OSError as error:
        raise BadInput([_refused(path, error)]) from error
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new folder to write into, which takes the place of `path` at the end, and is gone where anything fails.

    Whatever stood at `path` stays until then; ask `refuse_unless` first. Raises BadInput where the disk refuses.
    """
    path = path.resolve()
    new = _beside(path)
    try:
        new.mkdir(parents=True)
        yield new
        _put(new, path)
    except OSError as error:
        raise BadInput([_refused(path, error)]) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def whole_file(path: Path, content: bytes) -> None:
    """Writes a file; what it replaces stays until the new one is complete. Raises BadInput where the disk refuses."""
    path = path.resolve()
    new = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        raise BadInput([_refused(path, error)]) from error
    finally:
        with suppress(OSError):
            new.unlink()


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def _put(new: Path, path: Path) -> None:
    """Renames over what is there, which comes back if that fails."""
    if not path.exists():
        new.rename(path)
        return
    old = _beside(path)
    path.rename(old)
    try:
        new.rename(path)
    except OSError:
        old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _refused(path: Path, error: OSError) -> Finding:
    return _finding(path, f"cannot be written ({error.strerror or error})", "choose another place")


def _finding(path: Path, wrong: str, right: str) -> Finding:
    return Finding(str(path), None, "", "", wrong, right)
