"""Tables that are only ever appended to, held by triggers in the database itself.

A ledger entry or a history event that anybody could edit afterwards proves nothing, so the
database refuses UPDATE, DELETE (and on PostgreSQL TRUNCATE), whatever program asks.

Planned maintenance (the test runner's flush, moving an archive) opens a switch for a moment:
on PostgreSQL a setting of the transaction that counts only for the table's owner, on SQLite a row
in ``database_maintenance`` that is never committed. Production gives the web process a role that
does not own the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.migrations.operations.base import Operation

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION renfang_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('renfang.maintenance', true) = 'on' AND pg_has_role(
        current_user,
        (SELECT relowner FROM pg_class WHERE oid = TG_RELID),
        'MEMBER'
    ) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _install(connection: Any, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [
            _POSTGRESQL_FUNCTION,
            f'CREATE TRIGGER "{table}_rows" BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION renfang_refuse_change()",
            f'CREATE TRIGGER "{table}_all" BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION renfang_refuse_change()",
        ]
    return [
        f'CREATE TRIGGER "{table}_{event.lower()}" BEFORE {event} ON "{table}" '
        "WHEN NOT EXISTS (SELECT 1 FROM database_maintenance) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("UPDATE", "DELETE")
    ]


def _remove(connection: Any, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS "{table}_{part}" ON "{table}"' for part in ("rows", "all")]
    return [f'DROP TRIGGER IF EXISTS "{table}_{event}"' for event in ("update", "delete")]


class AppendOnly(Operation):
    """Migration operation: from here on the table of ``model_name`` only grows.

    A later migration that alters such a table puts ``Alterable(...)`` before the change and
    ``AppendOnly(...)`` behind it: SQLite rebuilds the table and drops its triggers.
    """

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing in the model state changes."""

    def _run(self, app_label: str, editor: Any, state: Any, statements: Any) -> None:
        table = state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in statements(editor.connection, table):
            editor.execute(statement, params=None)

    def database_forwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(app_label, editor, to_state, _install)

    def database_backwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(app_label, editor, to_state, _remove)

    def describe(self) -> str:
        return f"Make {self.model_name} append-only"


class Alterable(AppendOnly):
    """Migration operation: ``AppendOnly`` reversed, before a change of the table's columns."""

    def database_forwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(app_label, editor, to_state, _remove)

    def database_backwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(app_label, editor, to_state, _install)

    def describe(self) -> str:
        return f"Let {self.model_name} be altered"


@contextmanager
def maintenance(reason: str, using: str = "default") -> Iterator[None]:
    """One transaction of planned maintenance, in which append-only rows can be changed.

    The switch is part of the transaction: other connections never see it open, and neither an
    error nor a crash leaves it so.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('renfang.maintenance', 'on', true)")
        else:
            cursor.execute(
                "INSERT INTO database_maintenance (reason, opened_at) "
                "VALUES (%s, CURRENT_TIMESTAMP)",
                [reason],
            )
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('renfang.maintenance', 'off', true)")
        else:
            cursor.execute("DELETE FROM database_maintenance")
