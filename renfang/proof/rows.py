"""Rows as bytes, the same on both engines and after a move between them.

A row is the values of its columns, the names in alphabetical order, written as one line of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from renfang.algorithms import Running
from renfang.database.protection import AppendOnly, protected_models, protections
from renfang.personal.fields import Personal

CHUNK = 5000


def sealed_models() -> Iterator[type[models.Model]]:
    """Every table that only grows, besides the seals: those are chained and signed themselves."""
    for model in protected_models():
        is_growing = any(isinstance(each, AppendOnly) for each in protections(model))
        if is_growing and model._meta.label != "proof.Seal":
            yield model


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns of a model by the names that Django gives their values."""
    return sorted(field.attname for field in model._meta.concrete_fields)


def line(values: Sequence[Any]) -> bytes:
    """One row as bytes."""
    return _encode(values).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time | timedelta | Decimal | UUID):
        return str(value)
    if isinstance(value, Personal):
        # What lies in the column: a digest needs no key, and no mask hides a difference.
        return value.stored
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"no written form for {type(value).__name__}")


_encode: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
).encode


def digest_of_rows(
    rows: models.QuerySet[Any], columns: Sequence[str], algorithm: str
) -> tuple[int, str]:
    """How many rows there are in the order of their keys, and the digest of them all."""
    running, count = Running(algorithm), 0
    values = rows.order_by("pk").values_list(*columns)
    for row in values.iterator(chunk_size=CHUNK):
        running.add(line(row))
        count += 1
    return count, running.value()


def canonical(content: Any) -> bytes:
    """JSON as it is digested and signed: sorted, without blanks."""
    return _encode(content).encode()
