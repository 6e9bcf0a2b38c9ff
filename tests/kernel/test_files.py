"""Files appear whole under their names, or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from renfang.files import written_whole


def test_a_file_appears_once_it_is_whole_and_readable_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "2024" / "paper.pdf"
    with written_whole(path, mode=0o640) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["paper.pdf"]


def test_a_file_that_was_not_finished_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"old")

    def half() -> None:
        with written_whole(path, mode=0o600) as file:
            file.write(b"new")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        half()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["paper.pdf"]
