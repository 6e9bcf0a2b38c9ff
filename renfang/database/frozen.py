"""Rows that freeze when they reach a state: drafts are edited, what was published stays.

The same function and the same maintenance switch as for append-only tables
(``renfang/database/append_only.py``), but only for rows that have reached the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from renfang.database.append_only import _POSTGRESQL_FUNCTION, AppendOnly


class FrozenFrom(AppendOnly):
    """Migration operation: rows of ``model_name`` whose ``state`` is ``value`` change no more.

    Columns in ``once`` may still be filled, once. A later migration that alters such a table
    removes the triggers first (its reverse) and installs them again behind the change.
    """

    def __init__(self, model_name: str, value: str, once: Sequence[str] = ()) -> None:
        super().__init__(model_name)
        self.value, self.once = value, tuple(once)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """What the migration file holds."""
        return self.__class__.__qualname__, [self.model_name, self.value, list(self.once)], {}

    def database_forwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for statement in self._install(app_label, editor, to_state):
            editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for name in ("frozen", "kept", "once", "all"):
            on = f' ON "{table}"' if editor.connection.vendor == "postgresql" else ""
            editor.execute(f'DROP TRIGGER IF EXISTS "{table}_{name}"{on}', params=None)

    def _install(self, app_label: str, editor: Any, state: Any) -> list[str]:
        model = state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        columns = [field.column for field in model._meta.local_concrete_fields]
        fixed = ", ".join(f'"{name}"' for name in columns if name not in self.once)
        reached = f"OLD.state = '{self.value}'"
        filled = " OR ".join(f'OLD."{name}" IS NOT NULL' for name in self.once)
        conditions = [("frozen", f"UPDATE OF {fixed}", reached), ("kept", "DELETE", reached)]
        if self.once:
            names = ", ".join(f'"{name}"' for name in self.once)
            conditions.append(("once", f"UPDATE OF {names}", f"{reached} AND ({filled})"))
        if editor.connection.vendor == "postgresql":
            return [
                _POSTGRESQL_FUNCTION,
                *(
                    f'CREATE TRIGGER "{table}_{name}" BEFORE {event} ON "{table}" FOR EACH ROW '
                    f"WHEN ({condition}) EXECUTE FUNCTION renfang_refuse_change()"
                    for name, event, condition in conditions
                ),
                f'CREATE TRIGGER "{table}_all" BEFORE TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION renfang_refuse_change()",
            ]
        closed = "NOT EXISTS (SELECT 1 FROM database_maintenance)"
        return [
            f'CREATE TRIGGER "{table}_{name}" BEFORE {event} ON "{table}" '
            f"WHEN ({condition}) AND {closed} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            for name, event, condition in conditions
        ]

    def describe(self) -> str:
        return f"Freeze {self.model_name} from {self.value} on"
