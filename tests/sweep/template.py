"""The world in a database of its own: built once in a run, copied for each process that asks.

Whoever comes first builds it, beside the database of the other tests; the others wait, then copy.
The builder takes the template down with its process. Who comes later still builds another.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import override_settings

from tests.sweep.world import World


class Template:
    """The built world in ``folder``, which all processes of one run share."""

    def __init__(self, folder: Path, build: Callable[[], World]) -> None:
        self._folder = folder
        self._build = build
        self._is_mine = False
        # Tells what stands in the template; written last, so that half a template has none.
        self._note = folder / "world.pickle"
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def opened(self) -> Iterator[World]:
        """The world, in a copy of this process alone that is deleted at the end."""
        own = self._folder / f"files-{os.getpid()}"
        with self._locked():
            if not self._note.exists():
                self._make()
            with _connected_to(self._name("template")):
                _copy_database(self._name(os.getpid()))
            shutil.copytree(self._folder / "files", own)
            world = pickle.loads(self._note.read_bytes())
        try:
            with _connected_to(self._name(os.getpid())), override_settings(MEDIA_ROOT=own):
                yield world
        finally:
            _drop_database(self._name(os.getpid()))
            shutil.rmtree(own)

    def close(self) -> None:
        """Delete the template, if this process built it."""
        if self._is_mine:
            with self._locked():
                self._remove()

    def _make(self) -> None:
        files = self._folder / "files"
        # What a build that broke off left behind.
        self._remove()
        files.mkdir()
        _copy_database(self._name("template"))
        with (
            _connected_to(self._name("template")),
            override_settings(MEDIA_ROOT=files),
            # A paper is written to disk when it is first opened: the table opens few of them.
            mock.patch.object(transaction, "on_commit"),
            transaction.atomic(),
        ):
            world = self._build()
        self._note.write_bytes(pickle.dumps(world))
        self._is_mine = True

    def _remove(self) -> None:
        self._note.unlink(missing_ok=True)
        _drop_database(self._name("template"))
        shutil.rmtree(self._folder / "files", ignore_errors=True)

    def _name(self, which: str | int) -> str:
        """What a database of this run is called: a file on SQLite, a name on a server."""
        if connection.vendor == "sqlite":
            return str(self._folder / f"world-{which}.sqlite3")
        # The folder is of this run alone; other runs may be using the same server.
        return f"renfang_world_{self._folder.stat().st_ino}_{which}"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Another database in place of the one of the other tests."""
    before = connection.settings_dict["NAME"]
    _turn_to(name)
    try:
        yield
    finally:
        _turn_to(before)


def _turn_to(name: str) -> None:
    """Connect to a database; the same model may bear another number there."""
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()


def _copy_database(name: str) -> None:
    """Copy the database in use to one called ``name``."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        return
    original = connection.settings_dict["NAME"]
    # PostgreSQL copies only what nobody is connected to.
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')


def _drop_database(name: str) -> None:
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
