"""An empty database made at once is the one that all migrations, step by step, lead to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from renfang.database import founding
from renfang.database.triggers import breaches
from tests.databases import connected_to, other_database

pytestmark = pytest.mark.django_db(transaction=True)

# Columns stand in another order where a later migration added them: no query of ours asks by order.
# What PostgreSQL names by itself keeps the name of a column that has another one since; since its
# version 18 NOT NULL is such a constraint, and the columns tell it anyway.
_SQLITE = """
    SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
    FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
"""
_POSTGRESQL = (
    """
    SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision,
           numeric_scale, is_nullable, column_default, is_identity
    FROM information_schema.columns WHERE table_schema = 'public'
    """,
    r"""
    SELECT conrelid::regclass::text, pg_get_constraintdef(oid),
           CASE WHEN contype = 'c' AND conname LIKE '%\_check' THEN '' ELSE conname END
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    """,
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """
    SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
    """,
)


def asked(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def schema() -> set[tuple[Any, ...]]:
    """Every column, constraint, index and trigger of the database at hand."""
    if connection.vendor == "postgresql":
        return {row for statement in _POSTGRESQL for row in asked(statement)}
    made = asked("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    parts = {(name, part) for name, sql in made for part in _parts(sql)}
    return parts | set(asked(_SQLITE))


def _parts(sql: str) -> list[str]:
    """A table's columns and constraints, what stands between the outermost commas; else all."""
    if not sql.startswith("CREATE TABLE"):
        return [sql]
    opening, _, rest = sql.partition("(")
    parts, depth = [""], 0
    for letter in rest[: rest.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [opening, *(part.strip() for part in parts)]


def rows() -> dict[str, list[str]]:
    """What migrations entered, table by table; not the time at which they did."""
    found = {}
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            held = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        found[table] = sorted(
            str({name: row[name] for name in sorted(row) if name != "applied"}) for row in held
        )
    return found


@pytest.mark.slow
def test_at_once_and_step_by_step_lead_to_the_same_database(tmp_path: Path) -> None:
    ends = []
    for options in ({}, {"step_by_step": True}):
        with other_database(tmp_path) as address, connected_to(address):
            call_command("migrate", verbosity=0, **options)
            assert breaches() == []
            ends.append((schema(), rows()))
    (at_once, entered), (step_by_step, entered_so) = ends
    assert sorted(map(str, at_once ^ step_by_step)) == []
    assert entered == entered_so
    assert len(at_once) > 2_000
    assert len(entered["clocks_specialday"]) > 50


def test_a_database_that_holds_anything_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(using: str) -> None:
        raise AssertionError("founded anew")

    with other_database(tmp_path) as address, connected_to(address):
        call_command("migrate", verbosity=0)
        monkeypatch.setattr("renfang.database.management.commands.migrate.found", refuse)
        call_command("migrate", verbosity=0)
        assert not founding.is_empty("default")


def test_who_asks_for_the_plan_alone_gets_no_table(tmp_path: Path) -> None:
    with other_database(tmp_path) as address, connected_to(address):
        call_command("migrate", plan=True, verbosity=0)
        assert founding.is_empty("default")
