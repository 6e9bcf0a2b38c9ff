"""Sealing: what was added to the tables since the last seal, digested, chained and signed.

A seal is a row, and a line of ``heads.jsonl`` beside the keys: whoever deletes the last seals from
the database does not delete them there, nor where that file was copied to, nor on printed papers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from renfang.algorithms import KeyPair, digest, sign
from renfang.history.models import Event
from renfang.proof import watching
from renfang.proof.keys import folder, name_of, signing_key
from renfang.proof.models import Seal, WatchedState
from renfang.proof.rows import canonical, columns_of, digest_of_rows, sealed_models

HEADS = "heads.jsonl"


def heads_file() -> Path:
    """The list of all seals, outside of the database."""
    return folder() / HEADS


def seal(occasion: str, *, reason: str = "", from_start: bool = False) -> Seal:
    """Put under seal what was added since the last one; or all anew, with a reason.

    Runs as the system, best as the owner of the tables. Raises OSError where the folder of the keys
    cannot be written: then nothing is sealed.
    """
    key = signing_key()
    ends = {model: _end(model) for model in sealed_models() if model is not WatchedState}
    with transaction.atomic():
        last = Seal.objects.select_for_update().order_by("sequence").last()
        sequence, previous = _place(last)
        watching.note_states(sequence, last, from_start=from_start or last is None)
        ends[WatchedState] = _last_key(WatchedState)
        tables = dict(_segments(ends, {} if from_start else _sealed_upto()))
        made = Seal(
            sequence=sequence,
            at=timezone.now(),
            occasion=occasion,
            reason=reason[:300],
            from_start=from_start or last is None,
            rows=sum(table["rows"] for table in tables.values()),
            events_upto=ends[Event],
            content={"tables": tables, "previous": previous},
        )
        _sign(made, key)
        made.save(force_insert=True)
    export_heads()
    return made


def _sign(made: Seal, key: KeyPair) -> None:
    made.key = name_of(key)
    made.digest = digest(canonical(stated(made)))
    made.signature = sign(key, made.digest.encode("ascii"))


def stated(made: Seal) -> dict[str, Any]:
    """All that a seal says, which is what it signs."""
    return {
        "sequence": made.sequence,
        "at": made.at,
        "occasion": made.occasion,
        "reason": made.reason,
        "from_start": made.from_start,
        "rows": made.rows,
        "events_upto": made.events_upto,
        "content": made.content,
        "key": made.key,
    }


def _place(last: Seal | None) -> tuple[int, str]:
    """Number and predecessor of the next seal: after the last one that the database or list has.

    After a restore from an older copy the list knows later seals than the database.
    """
    heads = read_heads()
    if heads and (last is None or heads[-1]["sequence"] > last.sequence):
        return heads[-1]["sequence"] + 1, heads[-1]["digest"]
    return (last.sequence + 1, last.digest) if last else (1, "")


def _end(model: type[models.Model]) -> int:
    """The last key of a table below which nothing more will come.

    On PostgreSQL keys are given out before their rows are committed; a lock for a moment waits for
    those who hold one. One table at a time, so that no act waits in a circle.
    """
    if connection.vendor != "postgresql":
        return _last_key(model)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')
        return _last_key(model)


def _last_key(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0


def valid_seals() -> models.QuerySet[Seal]:
    """The seals whose segments count: from the last one that began anew."""
    first = Seal.objects.filter(from_start=True).order_by("sequence").last()
    return Seal.objects.filter(sequence__gte=first.sequence if first else 0).order_by("sequence")


def _sealed_upto() -> dict[str, int]:
    """Of each table the last row under seal."""
    return {
        label: table["upto"]
        for sealed in valid_seals()
        for label, table in sealed.content["tables"].items()
    }


def _segments(
    ends: dict[type[models.Model], int], begun: dict[str, int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each table with new rows, the segment that holds them."""
    for model, upto in ends.items():
        after = begun.get(model._meta.label, 0)
        if upto <= after:
            continue
        columns = columns_of(model)
        rows = model._base_manager.filter(pk__gt=after, pk__lte=upto)
        count, value = digest_of_rows(rows, columns, settings.DIGEST)
        yield (
            model._meta.label,
            {"columns": columns, "after": after, "upto": upto, "rows": count, "digest": value},
        )


def unsealed() -> int:
    """How many rows are protected by their chains alone, because they came after the last seal."""
    begun = _sealed_upto()
    return sum(
        model._base_manager.filter(pk__gt=begun.get(model._meta.label, 0)).count()
        for model in sealed_models()
    )


def read_heads() -> list[dict[str, Any]]:
    """The list of all seals, the oldest first; empty where there is none.

    Raises ValueError for a file that is not such a list.
    """
    try:
        text = heads_file().read_text("utf-8")
    except FileNotFoundError:
        return []
    return [json.loads(row) for row in text.splitlines() if row.strip()]


def head_of(made: Seal) -> dict[str, Any]:
    """A seal as the list has it."""
    return {
        "sequence": made.sequence,
        "at": timezone.localtime(made.at).isoformat(timespec="seconds"),
        "rows": made.rows,
        "digest": made.digest,
        "previous": made.content["previous"],
        "key": made.key,
        "signature": made.signature,
    }


def export_heads() -> None:
    """Append to the list the seals that it does not have yet; never changes a line."""
    listed = {head["sequence"] for head in read_heads()}
    missing = [
        head_of(made) for made in Seal.objects.order_by("sequence") if made.sequence not in listed
    ]
    if not missing:
        return
    with _appending(heads_file()) as descriptor:
        for head in missing:
            text = json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n"
            os.write(descriptor, text.encode())


@contextmanager
def _appending(path: Path) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        yield descriptor
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
