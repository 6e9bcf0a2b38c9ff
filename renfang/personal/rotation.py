"""Bringing stored numbers under the key that writes: in migrations and when a key is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from renfang.personal import keys
from renfang.personal.fields import PersonalField

BATCH = 500


def personal_fields(registry: Any = apps) -> Iterator[tuple[type[models.Model], PersonalField]]:
    """Every field that holds a personal number, with its model."""
    for model in registry.get_models():
        for field in model._meta.fields:
            if isinstance(field, PersonalField):
                yield model, field


def outdated(model: type[models.Model], field: PersonalField, using: str = "default") -> Any:
    """The rows whose number is in clear text or under another key than that which writes."""
    rows = model._base_manager.using(using)
    return rows.exclude(**{f"{field.name}__sealed_under": keys.ring().active.name})


def reseal_batch(
    model: type[models.Model], field: PersonalField, using: str = "default", size: int = BATCH
) -> int:
    """Encrypt and index the next rows anew, in one transaction; gives how many, 0 at the end.

    Broken off between two batches it goes on where it was: a row is under one key or the other.
    """
    with transaction.atomic(using=using):
        found = outdated(model, field, using).order_by("pk").select_for_update()
        rows = list(found.only("pk", field.name)[:size])
        for row in rows:
            number = getattr(row, field.name)
            setattr(row, field.index_name, keys.index_of(number.whole, field.kind.name))
        model._base_manager.using(using).bulk_update(rows, [field.name, field.index_name])
    return len(rows)


def reseal(model: type[models.Model], field: PersonalField, using: str = "default") -> int:
    """All rows of one field; gives how many were not under the key that writes."""
    done = 0
    while step := reseal_batch(model, field, using):
        done += step
    return done


def seal_columns(*names: str) -> Any:
    """For migrations: encrypts what the fields (``"Member.phone"``) have held in clear text.

    All of it is clear text, whatever it looks like: nothing was encrypted before.
    """

    def encrypt(registry: Any, schema_editor: Any) -> None:
        for name in names:
            label, _, name_of_field = name.rpartition(".")
            model = registry.get_model(label)
            _seal_column(model, model._meta.get_field(name_of_field), schema_editor)

    return encrypt


def _seal_column(model: Any, field: PersonalField, schema_editor: Any) -> None:
    quoted, connection = schema_editor.quote_name, schema_editor.connection
    table, column = quoted(model._meta.db_table), quoted(field.column)
    index, key = quoted(f"{field.column}_index"), quoted(model._meta.pk.column)
    kind = field.kind.name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''")  # noqa: S608
        rows = cursor.fetchall()
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s, {index} = %s WHERE {key} = %s",  # noqa: S608
            [(keys.seal(text, kind), keys.index_of(text, kind), pk) for pk, text in rows],
        )


def open_columns(*names: str) -> Any:
    """For migrations backwards: puts the clear text back."""

    def decrypt(registry: Any, schema_editor: Any) -> None:
        for name in names:
            label, _, field = name.rpartition(".")
            model = registry.get_model(label)
            column = schema_editor.quote_name(model._meta.get_field(field).column)
            table = schema_editor.quote_name(model._meta.db_table)
            rows = list(model._base_manager.values_list("pk", field))
            with schema_editor.connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {table} SET {column} = %s WHERE id = %s",  # noqa: S608
                    [(number.whole, pk) for pk, number in rows],
                )

    return decrypt
