"""Copies of the whole database, taken while people work, and put back: one class per engine.

A copy is one file and shows one moment: with it come the row counts of that same moment.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connections, transaction
from django.utils import timezone


class CopyFailed(Exception):
    """The copy could not be made, or is not what it should be; the message says why."""


class Engine(Protocol):
    """What backup and restore ask of an engine."""

    file_name: str

    def copy_to(self, path: Path) -> dict[str, int]:
        """Write the database to ``path``; gives the number of rows of each table in the copy."""

    def opened(self, path: Path) -> Any:
        """Context manager: the copy at ``path`` loaded somewhere apart, as a function that runs a
        statement and gives its rows."""

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
            yield lambda statement: copy.execute(statement).fetchall()

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
            with psycopg.connect(**_plain(parameters)) as copy:
                yield lambda statement: copy.execute(statement).fetchall()
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
