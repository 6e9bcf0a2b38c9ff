"""One file with everything the office created: database, papers and uploads, and a manifest.

The archive is a tar: ``manifest.json`` first, then the copy of the database, then ``files/…``.
The database is copied before the files: files are only ever added, so each file that the copy
knows of is there. The manifest holds the SHA-256 of every member and the row count of every table.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils import timezone

from renfang.database.copies import CopyFailed, Engine, engine_of, former_name

MANIFEST = "manifest.json"
FILES = "files"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: SHA-256 by member name, rows by table."""

    made_at: str
    database: str
    sha256: dict[str, str]
    rows: dict[str, int]


def write_backup(target: Path) -> Manifest:
    """Write the archive to ``target``, which appears only once it is complete.

    Raises CopyFailed when the database cannot be copied.
    """
    draft = target.with_name(f"{target.name}.part")
    engine = engine_of()
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        database = Path(scratch) / engine.file_name
        rows = engine.copy_to(database)
        members = {engine.file_name: database, **_stored_files()}
        manifest = Manifest(
            made_at=timezone.localtime().isoformat(timespec="seconds"),
            database=engine.file_name,
            sha256={name: _sha256(path) for name, path in members.items()},
            rows=rows,
        )
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            _pack(file, manifest, members)
            file.flush()
            os.fsync(file.fileno())
    draft.replace(target)
    return manifest


def _pack(file: object, manifest: Manifest, members: dict[str, Path]) -> None:
    with tarfile.open(fileobj=file, mode="w") as archive:
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        archive.addfile(entry, BytesIO(content))
        for name, path in members.items():
            archive.add(path, arcname=name, recursive=False)


def _stored_files() -> dict[str, Path]:
    """Everything under the files folder by its name in the archive; half-written files left out."""
    root = Path(settings.MEDIA_ROOT)
    return {
        f"{FILES}/{path.relative_to(root).as_posix()}": path
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".part"
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def unpacked(archive: Path) -> Iterator[tuple[Manifest, Path]]:
    """The manifest and a scratch folder with the members, each checked against its SHA-256.

    Raises CopyFailed for an archive that is damaged, incomplete, or holds more than it says.
    """
    with tempfile.TemporaryDirectory(prefix="renfang-restore-") as scratch:
        try:
            with tarfile.open(archive) as tar:
                manifest = _read_manifest(tar)
                for name, expected in manifest.sha256.items():
                    _extract(tar, name, Path(scratch) / _safe(name), expected)
        except (tarfile.TarError, OSError, KeyError, TypeError, ValueError) as error:
            raise CopyFailed(f"备份文件不完整或已损坏：{error}") from error
        yield manifest, Path(scratch)


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    manifest = Manifest(**json.load(tar.extractfile(MANIFEST)))
    surplus = set(tar.getnames()) - set(manifest.sha256) - {MANIFEST}
    if surplus:
        raise CopyFailed(f"备份文件中有清单以外的内容：{sorted(surplus)[0]}")
    return manifest


def _safe(name: str) -> PurePosixPath:
    """A member's name, if it stays inside the folder it is unpacked to."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise CopyFailed(f"备份文件中的路径指向目录之外：{name}")
    return path


def _extract(tar: tarfile.TarFile, name: str, target: Path, expected: str) -> None:
    source = tar.extractfile(name)
    if source is None:
        raise CopyFailed(f"备份文件中的 {name} 不是普通文件")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(source, file)
    if _sha256(target) != expected:
        raise CopyFailed(f"{name} 的内容与清单中的校验值不符")


def verify(archive: Path) -> Manifest:
    """Load the archive apart from the running system and compare it with its manifest.

    Checks every SHA-256, the database's own integrity, every row count, and that each issued
    paper's file is there with the hash that the registry noted when it was made. Raises CopyFailed
    at the first difference.
    """
    with unpacked(archive) as (manifest, folder):
        engine = _engine_for(manifest)
        with engine.opened(folder / manifest.database) as ask:
            for table, expected in manifest.rows.items():
                if not table.isidentifier():
                    raise CopyFailed(f"清单中的表名不合规：{table}")
                found = ask(f'SELECT COUNT(*) FROM "{table}"')[0][0]
                if found != expected:
                    raise CopyFailed(f"表 {table} 应有 {expected} 行，恢复出 {found} 行")
            for path, sha256 in ask("SELECT path, sha256 FROM documents_documentfile"):
                if manifest.sha256.get(f"{FILES}/{path}") != sha256:
                    raise CopyFailed(f"文书文件 {path} 缺失或与登记的校验值不符")
    return manifest


def _engine_for(manifest: Manifest) -> Engine:
    engine = engine_of()
    if engine.file_name != manifest.database:
        raise CopyFailed(
            f"备份中是 {manifest.database}，现在配置的数据库需要 {engine.file_name}。"
            "把 RENFANG_DATABASE_URL 设为同类数据库后重试"
        )
    return engine


def put_back(archive: Path) -> list[str]:
    """Replace the database and the files by the archive's; gives where the former ones were put."""
    with unpacked(archive) as (manifest, folder):
        kept = [_engine_for(manifest).put_back(folder / manifest.database)]
        root = Path(settings.MEDIA_ROOT)
        if root.exists():
            former = former_name(root)
            root.rename(former)
            kept.append(str(former))
        if (folder / FILES).exists():
            shutil.copytree(folder / FILES, root)
        else:
            root.mkdir(parents=True)
    return [path for path in kept if path]
