"""Written whole or not at all."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from planner.errors import BadInput
from planner.files import whole_file, whole_folder


def test_a_folder_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "new") as folder:
        (folder / "a").write_text("a")
        assert not (tmp_path / "new").exists()
    assert (tmp_path / "new" / "a").read_text() == "a"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def _fail_half_way(path: Path) -> None:
    with whole_folder(path) as folder:
        (folder / "a").write_text("new")
        raise RuntimeError("half way")


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "kept") as folder:
        (folder / "a").write_text("old")
    with pytest.raises(RuntimeError):
        _fail_half_way(tmp_path / "kept")
    assert (tmp_path / "kept" / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_process_that_is_killed_leaves_the_old_folder_intact(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "kept") as folder:
        (folder / "a").write_text("old")
    program = f"""
        import os, signal
        from pathlib import Path
        from planner.files import whole_folder
        with whole_folder(Path({str(tmp_path / "kept")!r})) as folder:
            (folder / "a").write_text("new")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "kept" / "a").read_text() == "old"


def test_a_folder_where_the_disk_refuses_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    refused = pytest.raises(BadInput, match=r"cannot be written \(Not a directory\); choose another place")
    with refused, whole_folder(tmp_path / "file" / "below"):
        pass
    with pytest.raises(BadInput, match="cannot be written"):
        whole_file(tmp_path / "file" / "below", b"")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_is_replaced_at_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    whole_file(tmp_path / "deep" / "file", b"old")
    whole_file(tmp_path / "deep" / "file", b"new")
    assert (tmp_path / "deep" / "file").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["file"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there", target_is_directory=True)
    with whole_folder(tmp_path / "link") as folder:
        (folder / "a").write_text("a")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "a").read_text() == "a"
