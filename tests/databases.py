"""Databases beside the one of the test at hand, of the same engine."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import environ
from django.db import connection

from renfang.database.apart import in_place_of_ours


def address_of(name: str | Path) -> str:
    """The address of a database beside the one at hand, or a file."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    ours = connection.settings_dict
    password = f":{quote(ours['PASSWORD'], safe='')}" if ours["PASSWORD"] else ""
    host = quote(ours["HOST"], safe="")
    return f"postgres://{ours['USER']}{password}@{host}:{ours['PORT']}/{name}"


@contextmanager
def other_database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the engine at hand."""
    if connection.vendor == "sqlite":
        yield address_of(tmp_path / f"{secrets.token_hex(4)}.sqlite3")
        return
    name = f"other_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield address_of(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def connected_to(address: str) -> Iterator[None]:
    """The default database is the one of this address."""
    ours = connection.settings_dict
    found = environ.Env.db_url_config(address)
    with in_place_of_ours({**ours, **found, "OPTIONS": ours["OPTIONS"]}):
        yield
