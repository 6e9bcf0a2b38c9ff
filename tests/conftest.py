"""What every test shares: hypothesis profiles, the flush of protected tables, one engine each."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck, settings

from tests.engines import ENGINES, engine_of, mode

pytest_plugins = ["tests.builders.office", "tests.browser.harness"]

settings.register_profile(
    "dev", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", parent=settings.get_profile("dev"), max_examples=100, print_blob=True
)
settings.register_profile("soak", parent=settings.get_profile("ci"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


# Heavy files first: the light ones fill up what is left at the end, on all workers alike. While
# the first worker builds the world of the sweep, the second has the house rules to look at.
_ORDER = ("/sweep/test_canary", "/browser/test_accessibility", "/tests/house/", "/sweep/")
_DATABASE_FIXTURES = {"db", "transactional_db", "world"}
# Starts commands on the engine at hand, in processes of their own.
_DATABASE_ROOMS = ("/kernel/database/", "/tests/postgres/")
# What is about the database itself, or about money and proof, which nothing may change: every test
# of these is asked on both engines in every run. The sweep shares out its own pairs (halves.py).
_ON_BOTH = (
    *_DATABASE_ROOMS,
    "/sweep/",
    "/kernel/background/",
    "/kernel/history/",
    "/kernel/personal/",
    "/kernel/proof/",
    "/kernel/test_",
    "/kernel/documents/test_law",
    "/fees/ledger/",
    "/fees/payments/",
    "/fees/reconciliation/",
    "/fees/refunds/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """When a run has both engines: order the files, and leave to the other engine what it asks."""
    if mode() == "all":
        return
    items.sort(key=_turn)
    left = [item for item in items if connection.vendor not in _engines_of(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if connection.vendor in _engines_of(item)]


def _engines_of(item: pytest.Item) -> tuple[str, ...]:
    """Where a run that has both engines asks this: on SQLite what asks no database, on both what
    is about the database (what commits, too), all else on one, by a checksum of its name."""
    path = str(item.path)
    if "/browser/" in path or not _asks_database(item):
        return ENGINES[:1]
    if _commits(item) or any(room in path for room in _ON_BOTH):
        return ENGINES
    return (engine_of(item.nodeid),)


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(
        mark and mark.kwargs.get("transaction")
    )


def _turn(item: pytest.Item) -> int:
    turns = (turn for turn, part in enumerate(_ORDER) if part in str(item.path))
    return next(turns, len(_ORDER))


def _asks_database(item: pytest.Item) -> bool:
    used = _DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") is not None
    return marked or bool(used) or any(room in str(item.path) for room in _DATABASE_ROOMS)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end: the collector of garbage need not walk it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which engine this half of the run was about."""
    terminalreporter.write_line(f"database engine: {connection.vendor}")


def _seeded_rows() -> str:
    """What migrations entered (the calendar of working days), as JSON."""
    # Django itself enters these two again after each flush.
    written_again = {"contenttypes", "auth"}
    migrated = connection.introspection.table_names()
    rows: list[models.Model] = []
    for model in apps.get_models():
        seeded = model._meta.db_table in migrated and model._meta.app_label not in written_again
        if seeded and model._base_manager.exists():
            rows.extend(model._base_manager.all())
    return serializers.serialize("json", rows)


def _enter(seed: str) -> None:
    """Put the seeded rows back under their old numbers, and let new numbers follow them."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in serializers.deserialize("json", seed):
        by_model.setdefault(type(row.object), []).append(row.object)
    for model, rows in by_model.items():
        model._base_manager.bulk_create(rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(by_model)):
            cursor.execute(statement)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests that commit end with Django's flush.

    It opens the maintenance switch, because the triggers of protected tables refuse it otherwise,
    and puts back what the migrations had entered.
    """
    from renfang.database.protection import maintenance

    flush = BaseDatabaseOperations.execute_sql_flush
    with django_db_blocker.unblock():
        seed = _seeded_rows()

    def flush_in_maintenance(operations: Any, statements: list[str]) -> None:
        # On SQLite the switch is itself a table: it is emptied last, or it would close too soon.
        switch_last = sorted(statements, key=lambda sql: "database_maintenance" in sql)
        with maintenance("清空测试数据", using=operations.connection.alias):
            flush(operations, switch_last)
        _enter(seed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_in_maintenance)
        yield
