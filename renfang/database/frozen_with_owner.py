"""Rows that may change until what they belong to is closed, and never afterwards.

A campaign that is on file is evidence: whatever program asks, the database refuses to change it or
anything that hangs on it. The maintenance switch of ``append_only`` opens these tables too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION renfang_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_frozen boolean;
BEGIN
    IF current_setting('renfang.maintenance', true) = 'on' AND pg_has_role(
        current_user,
        (SELECT relowner FROM pg_class WHERE oid = TG_RELID),
        'MEMBER'
    ) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        EXECUTE TG_ARGV[0] INTO is_frozen USING OLD;
        IF is_frozen THEN
            RAISE EXCEPTION '% is frozen', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF TG_OP = 'INSERT' AND TG_NARGS > 1 THEN
        EXECUTE TG_ARGV[0] INTO is_frozen USING NEW;
        IF is_frozen THEN
            RAISE EXCEPTION '% is frozen', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""


class FrozenWith(Operation):
    """Migration operation: rows of ``model_name`` stand still once their owner is closed.

    ``path`` names the foreign keys that lead from the row to the owner, none for the owner itself;
    ``state`` is the value of the owner's ``state`` that freezes. A later migration that alters such
    a table removes these triggers first and puts them back (SQLite rebuilds the table).
    """

    reversible = True

    def __init__(self, model_name: str, path: Sequence[str], state: str) -> None:
        self.model_name = model_name
        self.path = tuple(path)
        self.state = state

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing in the model state changes."""

    def _condition(self, app_label: str, state: Any, row: str) -> str:
        """SQL that is true when the owner of ``row`` (OLD, NEW, or ($1)) is closed.

        Made of names of tables and columns alone, which come from the models.
        """
        model = state.apps.get_model(app_label, self.model_name)
        if not self.path:
            return f"{row}.state = '{self.state}'"
        column = model._meta.get_field(self.path[0]).column
        key = f'{row}."{column}"'
        for name in self.path[1:]:
            model = model._meta.get_field(self._before(name)).related_model
            owner = model._meta.db_table
            column = model._meta.get_field(name).column
            key = f'(SELECT "{column}" FROM "{owner}" WHERE id = {key})'  # noqa: S608
        owner = model._meta.get_field(self.path[-1]).related_model._meta.db_table
        return f"EXISTS (SELECT 1 FROM \"{owner}\" WHERE id = {key} AND state = '{self.state}')"  # noqa: S608

    def _before(self, name: str) -> str:
        return self.path[self.path.index(name) - 1]

    def _table(self, app_label: str, state: Any) -> str:
        return state.apps.get_model(app_label, self.model_name)._meta.db_table

    def database_forwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self._table(app_label, to_state)
        events = ("UPDATE", "DELETE", "INSERT") if self.path else ("UPDATE", "DELETE")
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRESQL_FUNCTION, params=None)
            condition = self._condition(app_label, to_state, "($1)").replace("'", "''")
            extra = ", 'children'" if self.path else ""
            editor.execute(
                f'CREATE TRIGGER "{table}_frozen" BEFORE {" OR ".join(events)} ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION "
                f"renfang_refuse_frozen('SELECT {condition}'{extra})",
                params=None,
            )
            return
        for event in events:
            row = "NEW" if event == "INSERT" else "OLD"
            editor.execute(
                f'CREATE TRIGGER "{table}_frozen_{event.lower()}" BEFORE {event} ON "{table}" '  # noqa: S608
                f"WHEN {self._condition(app_label, to_state, row)} "
                "AND NOT EXISTS (SELECT 1 FROM database_maintenance) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END",
                params=None,
            )

    def database_backwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self._table(app_label, from_state)
        if editor.connection.vendor == "postgresql":
            editor.execute(f'DROP TRIGGER IF EXISTS "{table}_frozen" ON "{table}"', params=None)
            return
        for event in ("update", "delete", "insert"):
            editor.execute(f'DROP TRIGGER IF EXISTS "{table}_frozen_{event}"', params=None)

    def describe(self) -> str:
        return f"Freeze {self.model_name} with what it belongs to"
