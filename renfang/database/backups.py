"""Backup: one file with everything the office created, made while people work, and put back.

First the copy of the database, one class per engine; a copy shows one moment, and with it come the
row counts of that moment. Then the archive, a tar: ``manifest.json`` first, the copy, ``files/…``.
The database is copied before papers and uploads: files are only ever added, so each file that the
copy knows of is there. The manifest holds the SHA-256 of every member and the rows of every table.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from renfang.algorithms import matches
from renfang.files import written_whole


class CopyFailed(Exception):
    """The copy could not be made, or is not what it should be; the message says why."""


@dataclass(frozen=True)
class Opened:
    """A copy that is loaded: a function that gives the rows of a statement; the database's name."""

    ask: Callable[[str], list[Any]]
    name: str


class Engine(Protocol):
    """What backup and restore ask of an engine."""

    file_name: str

    def copy_to(self, path: Path) -> dict[str, int]:
        """Write the database to ``path``; gives the number of rows of each table in the copy."""

    def opened(self, path: Path) -> Any:
        """Context manager: the copy at ``path`` loaded somewhere apart, as an ``Opened``."""

    def put_back(self, path: Path) -> str:
        """Replace the database by the copy; gives where the former one was put, if anywhere."""


def engine_of(using: str = "default") -> Engine:
    """The engine behind a configured database."""
    connection = connections[using]
    return {"sqlite": Sqlite, "postgresql": Postgresql}[connection.vendor](connection)


class Sqlite:
    """SQLite, through its online backup: a plain copy of the file could catch half a write."""

    file_name = "database.sqlite3"

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.path = Path(connection.settings_dict["NAME"])

    def copy_to(self, path: Path) -> dict[str, int]:
        with closing(sqlite3.connect(path)) as copy:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as source:
                source.backup(copy)
            # One file, without a write-ahead log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {name: _count(copy.execute, name) for (name,) in sorted(tables)}

    @contextmanager
    def opened(self, path: Path) -> Iterator[Any]:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise CopyFailed("数据库文件已损坏（integrity_check 未通过）")
            if copy.execute("PRAGMA foreign_key_check").fetchall():
                raise CopyFailed("数据库中有引用了不存在记录的数据（foreign_key_check 未通过）")
            yield Opened(lambda statement: copy.execute(statement).fetchall(), str(path))

    def put_back(self, path: Path) -> str:
        self.connection.close()
        former = former_name(self.path)
        kept = ""
        # A log that outlives its database would be replayed into the restored one.
        for suffix in ("", "-wal", "-shm"):
            part = Path(f"{self.path}{suffix}")
            if part.exists():
                part.rename(f"{former}{suffix}")
                kept = str(former)
        shutil.copyfile(path, self.path)
        return kept


class Postgresql:
    """PostgreSQL, through pg_dump and pg_restore of at least the server's version."""

    file_name = "database.dump"

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.settings = connection.settings_dict

    def copy_to(self, path: Path) -> dict[str, int]:
        # pg_dump reads the very snapshot in which the rows are counted.
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            tables = sorted(self.connection.introspection.table_names(cursor))
            counts = {}
            for name in tables:
                cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
                counts[name] = cursor.fetchone()[0]
            options = ["--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges"]
            self._run("pg_dump", *options, f"--file={path}", self.settings["NAME"])
        return counts

    @contextmanager
    def opened(self, path: Path) -> Iterator[Any]:
        import psycopg

        name = f"renfang_verify_{secrets.token_hex(4)}"
        with self.connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            self._restore(path, name)
            parameters = self.connection.get_connection_params() | {"dbname": name}
            with psycopg.connect(**_plain(parameters), autocommit=True) as copy:
                yield Opened(lambda statement: copy.execute(statement).fetchall(), name)
        finally:
            with self.connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def put_back(self, path: Path) -> str:
        self.connection.close()
        self._restore(path, self.settings["NAME"], "--clean", "--if-exists")
        return ""

    def _restore(self, path: Path, database: str, *options: str) -> None:
        always = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        self._run("pg_restore", *always, *options, f"--dbname={database}", str(path))

    def _run(self, program: str, *arguments: str) -> None:
        found = shutil.which(program)
        if found is None:
            raise CopyFailed(
                f"本机没有 {program}。安装 postgresql-client（版本不低于服务器）后重试"
            )
        where = {
            "PGHOST": self.settings["HOST"],
            "PGPORT": str(self.settings["PORT"]),
            "PGUSER": self.settings["USER"],
            "PGPASSWORD": self.settings["PASSWORD"],
        }
        environment = os.environ | {key: value for key, value in where.items() if value}
        ended = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True)
        if ended.returncode:
            raise CopyFailed(f"{program} 未完成：{ended.stderr.strip()}")


def former_name(path: Path) -> Path:
    """Where what stands at ``path`` is kept when a restore takes its place."""
    moment = f"{timezone.localtime():%Y%m%d-%H%M%S}"
    return path.with_name(f"{path.name}.{moment}-{secrets.token_hex(2)}.former")


def _count(execute: Any, table: str) -> int:
    return execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """Connection parameters without the ones that only Django's own wrapper understands."""
    return {
        key: value
        for key, value in parameters.items()
        if key in {"host", "port", "user", "password", "dbname"}
    }


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
        with written_whole(target, mode=0o600) as file:
            _pack(file, manifest, members)
    return manifest


def _pack(file: BinaryIO, manifest: Manifest, members: dict[str, Path]) -> None:
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


@dataclass(frozen=True)
class Loaded:
    """An archive that is loaded apart and agrees with its manifest.

    ``database`` is the name of the scratch database, ``folder`` holds ``files``; ``is_older``: its
    tables are those of an earlier version.
    """

    manifest: Manifest
    folder: Path
    database: str
    ask: Callable[[str], list[Any]]
    is_older: bool


@contextmanager
def loaded(archive: Path) -> Iterator[Loaded]:
    """Load the archive apart from the running system and compare it with its manifest.

    Checks every SHA-256, the database's own integrity, every row count, that this version knows
    its tables, and that each issued paper's file is there with the digest that the registry noted
    when it was made. Raises CopyFailed at the first difference.
    """
    with unpacked(archive) as (manifest, folder):
        engine = _engine_for(manifest)
        with engine.opened(folder / manifest.database) as copy:
            _require_rows(manifest, copy)
            is_older = _require_known(copy)
            _require_papers(manifest, folder, copy)
            yield Loaded(manifest, folder, copy.name, copy.ask, is_older)


def verify(archive: Path) -> Manifest:
    """That the archive is whole and can be loaded. Raises CopyFailed at the first difference.

    That its content is what it was is proven by ``renfang.proof.archives``.
    """
    with loaded(archive) as found:
        return found.manifest


def _require_rows(manifest: Manifest, copy: Opened) -> None:
    for table, expected in manifest.rows.items():
        if not table.isidentifier():
            raise CopyFailed(f"清单中的表名不合规：{table}")
        found = copy.ask(f'SELECT COUNT(*) FROM "{table}"')[0][0]
        if found != expected:
            raise CopyFailed(f"表 {table} 应有 {expected} 行，恢复出 {found} 行")


def _require_known(copy: Opened) -> bool:
    """Whether the copy is of an earlier version. Raises CopyFailed for one of a later version."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    made = {(app, name) for app, name in copy.ask("SELECT app, name FROM django_migrations")}
    if unknown := sorted(made - known):
        raise CopyFailed(
            f"备份来自更新的版本，本程序不认识其中的升级 {'.'.join(unknown[0])}。"
            "换用制作备份的版本或更新的版本再核对、恢复"
        )
    return bool(known - made)


def _require_papers(manifest: Manifest, folder: Path, copy: Opened) -> None:
    for path, stored in copy.ask("SELECT path, sha256 FROM documents_documentfile"):
        name = f"{FILES}/{path}"
        if name not in manifest.sha256 or not matches((folder / name).read_bytes(), stored):
            raise CopyFailed(f"文书文件 {path} 缺失或与登记的校验值不符")


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
