"""The triggers of protected models: put up after ``migrate``, taken down before, compared.

Comparing reads the catalog and nothing else, so the web process's role, which owns no table, can
do it. Migrations find the tables unprotected: they may rebuild them and repair their rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, transaction

from renfang.database.protection import Function, Table, Trigger, protected_models, protections

_PREFIX_OF_FUNCTIONS = "renfang_refuse_"
ADVICE = (
    "先查明何人何时改动，运行 verify_ledger、verify_history、verify_documents 核对数据；"
    "再以数据库属主身份运行 manage.py migrate，即可重新装上。"
)


@dataclass(frozen=True)
class Standing:
    """A trigger as it stands in the database."""

    definition: str
    is_enabled: bool
    is_ours: bool


class Catalog:
    """What an engine says of its tables and triggers, and how it wants to be told."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of each table, in their order."""
        raise NotImplementedError

    def triggers(self) -> dict[tuple[str, str], Standing]:
        """Every trigger by table and name."""
        raise NotImplementedError

    def functions(self) -> dict[str, str]:
        """The definitions of our trigger functions, where the engine has such."""
        return {}

    def expected(self, table: Table) -> Iterator[tuple[Trigger, Function | None]]:
        """The triggers that the table's model declares, and the function that each one calls."""
        raise NotImplementedError

    def is_switch_open(self) -> bool:
        """Whether protected rows can be changed although no maintenance is under way."""
        raise NotImplementedError

    def spelled(self, definition: str) -> str:
        """A trigger's definition as ``triggers`` gives it back."""
        return definition

    def drop(self, table: str, name: str) -> str:
        """The statement that takes a trigger down."""
        return f'DROP TRIGGER IF EXISTS "{name}"'

    def rows(self, statement: str) -> list[Any]:
        """What a statement finds."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()


class Sqlite(Catalog):
    """SQLite keeps each statement as it was written."""

    def columns(self) -> dict[str, tuple[str, ...]]:
        return _grouped(
            self.rows(
                "SELECT tables.name, columns.name FROM sqlite_master AS tables "
                "JOIN pragma_table_info(tables.name) AS columns "
                "WHERE tables.type = 'table' ORDER BY tables.name, columns.cid"
            )
        )

    def triggers(self) -> dict[tuple[str, str], Standing]:
        return {
            (table, name): Standing(sql, True, f"RAISE(ABORT, '{table} " in sql)
            for table, name, sql in self.rows(
                "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
            )
        }

    def expected(self, table: Table) -> Iterator[tuple[Trigger, Function | None]]:
        for protection in protections(table.model):
            for trigger in protection.on_sqlite(table):
                yield trigger, None

    def is_switch_open(self) -> bool:
        """Whether a row stands that only planned maintenance writes, and takes back."""
        if "database_maintenance" not in self.columns():
            return False
        return bool(self.rows("SELECT 1 FROM database_maintenance"))


class Postgresql(Catalog):
    """PostgreSQL writes definitions anew, in a spelling of its own."""

    def columns(self) -> dict[str, tuple[str, ...]]:
        return _grouped(
            self.rows(
                "SELECT relname, attname "
                "FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
                "WHERE relkind = 'r' AND pg_table_is_visible(pg_class.oid) "
                "AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum"
            )
        )

    def triggers(self) -> dict[tuple[str, str], Standing]:
        return {
            (table, name): Standing(
                self.spelled(definition),
                enabled in {"O", "A"},
                function.startswith(_PREFIX_OF_FUNCTIONS),
            )
            for table, name, definition, enabled, function in self.rows(
                "SELECT relname, tgname, "
                "replace(pg_get_triggerdef(pg_trigger.oid), format(' ON %I.', nspname), ' ON '), "
                "tgenabled::text, proname "
                "FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid "
                "JOIN pg_namespace ON relnamespace = pg_namespace.oid "
                "JOIN pg_proc ON tgfoid = pg_proc.oid "
                "WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)"
            )
        }

    def functions(self) -> dict[str, str]:
        return dict(
            self.rows(
                "SELECT proname, replace("
                "pg_get_functiondef(pg_proc.oid), format('FUNCTION %I.', nspname), 'FUNCTION ') "
                "FROM pg_proc JOIN pg_namespace ON pronamespace = pg_namespace.oid "
                f"WHERE starts_with(proname, '{_PREFIX_OF_FUNCTIONS}') AND pronargs = 0 "
                "AND pg_function_is_visible(pg_proc.oid)"
            )
        )

    def expected(self, table: Table) -> Iterator[tuple[Trigger, Function | None]]:
        for protection in protections(table.model):
            for trigger in protection.on_postgresql(table):
                yield trigger, protection.function

    def is_switch_open(self) -> bool:
        """Whether the role or the database opens the switch, or lets triggers rest, for good."""
        [[switch, role]] = self.rows(
            "SELECT current_setting('renfang.maintenance', true), "
            "current_setting('session_replication_role')"
        )
        return switch == "on" or role == "replica"

    def spelled(self, definition: str) -> str:
        # It sets quotes around the names that need them; ours never do.
        return definition.replace('"', "")

    def drop(self, table: str, name: str) -> str:
        return f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"'


class Comparison:
    """What the models declare beside what stands in the database."""

    def __init__(self, using: str = "default") -> None:
        self.connection = connections[using]
        engines: dict[str, type[Catalog]] = {"sqlite": Sqlite, "postgresql": Postgresql}
        self.engine = engines[self.connection.vendor](self.connection)
        self.columns = self.engine.columns()
        self.standing = self.engine.triggers()

    def expected(self, model: type[models.Model]) -> Iterator[tuple[Trigger, Function | None]]:
        """The triggers of a model, none while its table has not been made."""
        columns = self.columns.get(model._meta.db_table)
        if columns:
            yield from self.engine.expected(Table(model, columns))

    def declared(self) -> set[tuple[str, str]]:
        """Table and name of every trigger that a model declares."""
        return {
            (trigger.table, trigger.name)
            for model in protected_models()
            for trigger, _ in self.expected(model)
        }

    def ours(self) -> list[tuple[str, str]]:
        """Table and name of the standing triggers that are ours, by what they do or are called."""
        declared = self.declared()
        return [key for key, trigger in self.standing.items() if trigger.is_ours or key in declared]

    def wanting(self, model: type[models.Model]) -> Iterator[tuple[Trigger, str]]:
        """Triggers of the model that do not stand as declared, and what is wrong with them."""
        for trigger, _ in self.expected(model):
            standing = self.standing.get((trigger.table, trigger.name))
            if standing is None:
                yield trigger, "缺失"
            elif not standing.is_enabled:
                yield trigger, "被停用"
            elif standing.definition != self.engine.spelled(trigger.definition):
                yield trigger, "被改动"

    def altered_functions(self, among: list[type[models.Model]]) -> list[Function]:
        """Functions that the models' triggers call and that are not as declared."""
        standing = self.engine.functions()
        called = {
            function: None
            for model in among
            for _, function in self.expected(model)
            if function is not None
        }
        return [each for each in called if standing.get(each.name) != each.definition]


def breaches(app_label: str | None = None, using: str = "default") -> list[str]:
    """What is missing of the protection that models (of one app, or all) declare, in Chinese."""
    among = [model for model in protected_models() if app_label in (None, model._meta.app_label)]
    comparison = Comparison(using)
    found = [
        f"“{model._meta.verbose_name}”表（{trigger.table}）的保护触发器 {trigger.name} {wrong}"
        for model in among
        for trigger, wrong in comparison.wanting(model)
    ]
    found += [
        f"保护触发器调用的数据库函数 {function.name} 缺失或被改动"
        for function in comparison.altered_functions(among)
    ]
    if among and comparison.engine.is_switch_open():
        found.append("计划维护的开关没有关上，受保护的数据可以改动")
    return found


def put_up(using: str = "default") -> None:
    """Make the triggers in the database those that the models declare; nothing where they are."""
    comparison = Comparison(using)
    everything = list(protected_models())
    declared = comparison.declared()
    withdrawn = [key for key in comparison.ours() if key not in declared]
    statements = [each.definition for each in comparison.altered_functions(everything)]
    statements += [comparison.engine.drop(*key) for key in withdrawn]
    for model in everything:
        for trigger, _ in comparison.wanting(model):
            statements += [comparison.engine.drop(trigger.table, trigger.name), trigger.definition]
    _execute(statements, using)


def take_down(using: str = "default") -> None:
    """Drop every trigger that protects a table, for migrations that rebuild it."""
    comparison = Comparison(using)
    _execute([comparison.engine.drop(*key) for key in comparison.ours()], using)


def before_migrate(sender: Any, plan: Any, using: str, **options: Any) -> None:
    """``pre_migrate``: take the triggers down when there is something to migrate."""
    if plan:
        take_down(using)


def after_migrate(sender: Any, using: str, **options: Any) -> None:
    """``post_migrate``: put the triggers up, also those that somebody took down."""
    put_up(using)


def _execute(statements: list[str], using: str) -> None:
    if statements:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _grouped(rows: list[Any]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for table, column in rows:
        grouped.setdefault(table, []).append(column)
    return {table: tuple(columns) for table, columns in grouped.items()}
