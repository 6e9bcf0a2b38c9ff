"""Rows that the database itself keeps as they are, declared on the model as ``protection``.

A ledger entry or a history event that anybody could edit afterwards proves nothing, so triggers
refuse the change, whatever program asks. A model says what it wants::

    class LedgerEntry(models.Model):
        protection = AppendOnly()

``renfang/database/triggers.py`` installs the triggers after each ``migrate`` and compares them with
the database. Each kind of protection states its triggers for both engines side by side.

Planned maintenance (the test runner's flush, moving an archive) opens a switch for a moment:
on PostgreSQL a setting of the transaction that counts only for the table's owner, on SQLite a row
in ``database_maintenance`` that is never committed. Production gives the web process a role that
does not own the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django.apps import apps
from django.db import connections, models, transaction

# SQLite's triggers look here; on PostgreSQL the functions below ask for the switch.
_SWITCH_IS_CLOSED = "NOT EXISTS (SELECT 1 FROM database_maintenance)"


@dataclass(frozen=True)
class Function:
    """A trigger function of PostgreSQL."""

    name: str
    body: str

    @property
    def definition(self) -> str:
        """The statement that creates it, as ``pg_get_functiondef`` gives it back."""
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}()\n RETURNS trigger\n LANGUAGE plpgsql\n"
            f"AS $function${self.body}$function$\n"
        )


@dataclass(frozen=True)
class Trigger:
    """One trigger, written as the engine's catalog gives it back (quotes around names apart)."""

    table: str
    name: str
    definition: str


@dataclass(frozen=True)
class Table:
    """What a protection needs to know of the table it is about; the columns as they stand."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return self.model._meta.db_table


REFUSE_CHANGE = Function(
    "renfang_refuse_change",
    """
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
END """,
)
REFUSE_FROZEN = Function(
    "renfang_refuse_frozen",
    """
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
END """,
)


class Protection:
    """What the database refuses to do with the rows of a model."""

    function: ClassVar[Function]

    def on_sqlite(self, table: Table) -> Iterator[Trigger]:
        """The triggers on SQLite."""
        raise NotImplementedError

    def on_postgresql(self, table: Table) -> Iterator[Trigger]:
        """The triggers on PostgreSQL, all of which call ``function``.

        Written as ``pg_get_triggerdef`` writes them: reading the catalog is all that the web
        process's role may do, so a comparison must not need to create anything.
        """
        raise NotImplementedError


def sqlite_trigger(table: str, name: str, event: str, condition: str, refusal: str) -> Trigger:
    """A trigger of SQLite that aborts ``event`` with ``refusal`` where ``condition`` holds."""
    return Trigger(
        table,
        name,
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, '{table} {refusal}'); END",
    )


def postgresql_trigger(
    table: str, name: str, event: str, call: str, condition: str = ""
) -> Trigger:
    """A trigger of PostgreSQL that makes ``call`` on ``event`` where ``condition`` holds."""
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    when = f"WHEN ({condition}) " if condition else ""
    return Trigger(
        table,
        name,
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH {each} {when}'
        f"EXECUTE FUNCTION {call}",
    )


@dataclass(frozen=True)
class AppendOnly(Protection):
    """The table only grows: no UPDATE, no DELETE and (PostgreSQL) no TRUNCATE."""

    function = REFUSE_CHANGE

    def on_sqlite(self, table: Table) -> Iterator[Trigger]:
        for event in ("UPDATE", "DELETE"):
            name = f"{table.name}_{event.lower()}"
            yield sqlite_trigger(table.name, name, event, _SWITCH_IS_CLOSED, "is append-only")

    def on_postgresql(self, table: Table) -> Iterator[Trigger]:
        call = f"{self.function.name}()"
        yield postgresql_trigger(table.name, f"{table.name}_rows", "DELETE OR UPDATE", call)
        yield postgresql_trigger(table.name, f"{table.name}_all", "TRUNCATE", call)


@dataclass(frozen=True)
class FrozenFrom(Protection):
    """Rows whose ``state`` has this value change no more: drafts are edited, what was published
    stays. Columns in ``once`` may still be filled, once."""

    state: str
    once: tuple[str, ...] = ()

    function = REFUSE_CHANGE

    def _fixed(self, table: Table) -> str:
        return ", ".join(f'"{name}"' for name in table.columns if name not in self.once)

    @property
    def _filled_once(self) -> str:
        return ", ".join(f'"{name}"' for name in self.once)

    def on_sqlite(self, table: Table) -> Iterator[Trigger]:
        reached = f"OLD.state = '{self.state}'"
        conditions = [
            ("frozen", f"UPDATE OF {self._fixed(table)}", reached),
            ("kept", "DELETE", reached),
        ]
        if self.once:
            filled = " OR ".join(f'OLD."{name}" IS NOT NULL' for name in self.once)
            conditions.append(
                ("once", f"UPDATE OF {self._filled_once}", f"{reached} AND ({filled})")
            )
        for part, event, condition in conditions:
            closed = f"({condition}) AND {_SWITCH_IS_CLOSED}"
            yield sqlite_trigger(table.name, f"{table.name}_{part}", event, closed, "is frozen")

    def on_postgresql(self, table: Table) -> Iterator[Trigger]:
        call = f"{self.function.name}()"
        reached = f"((old.state)::text = '{self.state}'::text)"
        fixed = f"UPDATE OF {self._fixed(table)}"
        yield postgresql_trigger(table.name, f"{table.name}_frozen", fixed, call, reached)
        yield postgresql_trigger(table.name, f"{table.name}_kept", "DELETE", call, reached)
        if self.once:
            filled = " OR ".join(f'(old."{name}" IS NOT NULL)' for name in self.once)
            already = f"({reached} AND {filled if len(self.once) == 1 else f'({filled})'})"
            once = f"UPDATE OF {self._filled_once}"
            yield postgresql_trigger(table.name, f"{table.name}_once", once, call, already)
        yield postgresql_trigger(table.name, f"{table.name}_all", "TRUNCATE", call)


@dataclass(frozen=True)
class FrozenWith(Protection):
    """Rows may change until what they belong to is closed, and never afterwards.

    ``path`` names the foreign keys that lead from the row to the owner, none for the owner itself;
    ``state`` is the value of the owner's ``state`` that freezes, or several of them. A campaign
    that is on file is evidence, and so is everything that hangs on it.
    """

    path: tuple[str, ...]
    state: str | tuple[str, ...]

    function = REFUSE_FROZEN

    @property
    def states(self) -> tuple[str, ...]:
        """The states of the owner in which the row stands still."""
        return (self.state,) if isinstance(self.state, str) else self.state

    @property
    def _reached(self) -> str:
        """SQL on the column ``state`` that is true where it freezes."""
        if isinstance(self.state, str):
            return f"state = '{self.state}'"
        return f"state IN ({', '.join(repr(state) for state in self.state)})"

    def _condition(self, model: Any, row: str) -> str:
        """SQL that is true when the owner of ``row`` (OLD, NEW, or ($1)) is closed.

        Made of names of tables and columns alone, which come from the models.
        """
        if not self.path:
            return f"{row}.{self._reached}"
        first, *others = self.path
        key = f'{row}."{model._meta.get_field(first).column}"'
        model = model._meta.get_field(first).related_model
        for name in others:
            field = model._meta.get_field(name)
            key = f'(SELECT "{field.column}" FROM "{model._meta.db_table}" WHERE id = {key})'
            model = field.related_model
        owner = model._meta.db_table
        return f'EXISTS (SELECT 1 FROM "{owner}" WHERE id = {key} AND {self._reached})'

    def on_sqlite(self, table: Table) -> Iterator[Trigger]:
        for event in ("UPDATE", "DELETE", "INSERT") if self.path else ("UPDATE", "DELETE"):
            row = "NEW" if event == "INSERT" else "OLD"
            condition = f"{self._condition(table.model, row)} AND {_SWITCH_IS_CLOSED}"
            name = f"{table.name}_frozen_{event.lower()}"
            yield sqlite_trigger(table.name, name, event, condition, "is frozen")

    def on_postgresql(self, table: Table) -> Iterator[Trigger]:
        event = "INSERT OR DELETE OR UPDATE" if self.path else "DELETE OR UPDATE"
        condition = self._condition(table.model, "($1)").replace("'", "''")
        extra = ", 'children'" if self.path else ""
        call = f"{self.function.name}('SELECT {condition}'{extra})"
        yield postgresql_trigger(table.name, f"{table.name}_frozen", event, call)


def protected_models() -> Iterator[type[models.Model]]:
    """Every model that declares a protection."""
    for model in apps.get_models():
        if protections(model):
            yield model


def protections(model: type[models.Model]) -> tuple[Protection, ...]:
    """What the model declares: nothing, one protection, or several as a tuple."""
    declared = getattr(model, "protection", ())
    return declared if isinstance(declared, tuple) else (declared,)


@contextmanager
def maintenance(reason: str, using: str = "default") -> Iterator[None]:
    """One transaction of planned maintenance, in which protected rows can be changed.

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


def is_owner() -> bool:
    """Whether this process may do maintenance: on PostgreSQL only as the owner of the tables."""
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class "
            "WHERE oid = to_regclass('history_event')"
        )
        row = cursor.fetchone()
    return bool(row and row[0])
