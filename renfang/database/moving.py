"""From one engine to the other: every row of every table, unchanged, into an empty database.

Rows go as the models read and write them, so money, instants to the microsecond and digests stay
what they were; ``dumpdata`` cuts instants. Triggers stand at the end, and keys go on counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction

from renfang.database.apart import in_place_of_ours
from renfang.database.triggers import put_up, take_down

OURS, THEIRS = "default", "move_target"
_BATCH = 1000


class NotMoved(Exception):
    """Nothing was moved; the message says why."""


@contextmanager
def target(settings: dict[str, Any]) -> Iterator[None]:
    """The database of these settings, as ``THEIRS``. Raises NotMoved where it is not empty."""
    connections.settings[THEIRS] = connections.configure_settings({OURS: {}, THEIRS: settings})[
        THEIRS
    ]
    try:
        if connections[THEIRS].introspection.table_names():
            raise NotMoved("目标数据库不是空的。给一个新建的空数据库")
        yield
    finally:
        connections[THEIRS].close()
        del connections[THEIRS], connections.settings[THEIRS]


def moved_models() -> list[type[models.Model]]:
    """Every table of Django's, those of many-to-many fields too."""
    everything = apps.get_models(include_auto_created=True)
    return [model for model in everything if model._meta.managed and not model._meta.proxy]


def move(tell: Callable[[str], None]) -> dict[str, int]:
    """Copy everything to ``THEIRS``, as of one moment; rows by table. Stop the server before."""
    with in_place_of_ours(connections[THEIRS].settings_dict):
        # Migrations enter what they enter into the default database.
        call_command("migrate", verbosity=0, skip_checks=True)
    take_down(THEIRS)
    counts: dict[str, int] = {}
    with _one_moment(), transaction.atomic(using=THEIRS):
        _empty()
        for model in moved_models():
            counts[model._meta.db_table] = _copied(model)
        tell(f"已复制 {len(counts)} 张表、{sum(counts.values()):,} 行")
        _count_on()
    put_up(THEIRS)
    return counts


@contextmanager
def _one_moment() -> Iterator[None]:
    with transaction.atomic(using=OURS):
        if connections[OURS].vendor == "postgresql" and not connections[OURS].savepoint_ids:
            with connections[OURS].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _empty() -> None:
    """What ``migrate`` entered goes: the rows of ours have it, as the office changed it."""
    connection = connections[THEIRS]
    tables = [model._meta.db_table for model in moved_models()]
    statements = connection.ops.sql_flush(
        no_style(), tables, reset_sequences=False, allow_cascade=True
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _copied(model: type[models.Model]) -> int:
    """Copy the rows of one table; how many."""
    rows = model._base_manager.using(OURS).order_by("pk").iterator(chunk_size=_BATCH)
    fields = model._meta.concrete_fields
    into = model._base_manager.using(THEIRS)
    most = max(1, min(_BATCH, connections[THEIRS].ops.bulk_batch_size(fields, range(_BATCH))))
    count = 0
    encrypted = [field for field in fields if hasattr(field, "as_stored")]
    while batch := list(islice(rows, most)):
        for field in encrypted:
            # Written as it is: encrypted anew it would be another text, and need every key here.
            for row in batch:
                text = field.as_stored(getattr(row, field.attname))
                row.__dict__[field.attname] = models.Value(text)
        # raw: fields that fill themselves (auto_now_add) keep what they say.
        into._insert(batch, fields=fields, using=THEIRS, raw=True)
        count += len(batch)
    return count


def _count_on() -> None:
    """New keys follow the highest of the copied ones."""
    connection = connections[THEIRS]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), moved_models()):
            cursor.execute(statement)
