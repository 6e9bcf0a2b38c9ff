"""A checked file is on the disk before its act begins, and gone again when that is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from renfang.acts import Incomplete, act
from renfang.uploads.keeping import CheckedFile, KeptFile, kept_first

FILE = CheckedFile("总平面图.pdf", b"content", "application/pdf")


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_the_act_finds_the_file_on_the_disk_and_nothing_locked_before_it(folder, monkeypatch):
    from renfang.uploads import keeping

    written = keeping.keep_content
    locked: list[bool] = []

    def watched(*args: str) -> str:
        locked.append(connection.in_atomic_block)
        return written(*args)

    monkeypatch.setattr(keeping, "keep_content", watched)

    @kept_first
    @act
    def take(file: KeptFile, *, other: KeptFile) -> list[KeptFile]:
        assert connection.in_atomic_block
        assert (folder / file.path).read_bytes() == b"content"
        return [file, other]

    kept, other = take(FILE, other=FILE)
    assert locked == [False, False]
    assert (kept.name, kept.size, kept.sha256) == ("总平面图.pdf", 7, FILE.sha256)
    assert len(files(folder)) == 2
    assert kept.path != other.path


@pytest.mark.django_db
def test_a_refused_act_leaves_no_file(folder):
    @kept_first
    @act
    def refuse(file: KeptFile) -> None:
        assert files(folder)
        raise Incomplete("不行", field="file")

    with pytest.raises(Incomplete):
        refuse(FILE)
    assert not files(folder)
