"""Sealing: what was added to the tables since the last seal, digested, chained and signed.

A seal is a row, and a line of ``heads.jsonl`` beside the keys: whoever deletes the last seals from
the database does not delete them there, nor where that file was copied to, nor on printed papers.
"""

from __future__ import annotations

import errno
import fcntl
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone

from renfang.algorithms import KeyPair, digest, sign
from renfang.history.models import Event
from renfang.proof import watching
from renfang.proof.keys import folder, name_of, signing_key
from renfang.proof.models import Seal, WatchedState
from renfang.proof.rows import canonical, columns_of, digest_of_rows, sealed_models

logger = logging.getLogger(__name__)
HEADS = "heads.jsonl"
_ADVICE = "查明原因并找回原来的清单和密钥；不能找回的，写明原因执行 seal --from-start 从头封存"
# Any number that no other lock of this kind has.
_LOCK = 7_303_014
# How long, and how often, sealing waits for those who are writing to a table.
_LOCK_SECONDS, _ATTEMPTS, _PAUSE = 5, 5, 2.0


def heads_file() -> Path:
    """The list of all seals, outside of the database."""
    return folder() / HEADS


class NotSealed(ValueError):
    """Nothing was put under seal; the message says why and what to do."""


def seal(occasion: str, *, reason: str = "", from_start: bool = False) -> Seal:
    """Put under seal what was added since the last one; or all anew, with a reason.

    Runs as the system, best as the owner of the tables. Raises OSError where the folder of the keys
    cannot be written, NotSealed where keys or list are not those of the seals there are: nothing
    is sealed then.
    """
    torn = _prepare_list(is_forgiven=from_start)
    key = signing_key(may_make=from_start or not (Seal.objects.exists() or read_heads()))
    ends = {model: _end(model) for model in sealed_models() if model is not WatchedState}
    with transaction.atomic():
        _one_at_a_time()
        last = Seal.objects.order_by("sequence").last()
        if not from_start:
            _require_list(last)
        sequence, previous = _place(last)
        noted = watching.columns_to_tell()
        watching.note_states(sequence, last, from_start=from_start or last is None)
        ends[WatchedState] = _last_key(WatchedState)
        tables = dict(_segments(ends, {} if from_start else _sealed_upto()))
        made = Seal(
            sequence=sequence,
            at=timezone.now(),
            occasion=occasion,
            reason=(reason or torn)[:300],
            from_start=from_start or last is None,
            rows=sum(table["rows"] for table in tables.values()),
            # Another one may have come between, and seen more.
            events_upto=max(ends[Event], last.events_upto if last else 0),
            content={"tables": tables, "previous": previous, "noted": noted},
        )
        _sign(made, key)
        made.save(force_insert=True)
    enter_in_list(made)
    return made


def _one_at_a_time() -> None:
    """Two at once would take one number. On SQLite the transaction is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _prepare_list(*, is_forgiven: bool) -> str:
    """Take away what a crash left of a last line; what was done, in Chinese.

    A list that cannot be read is put aside for a new start, and stops everything else.
    """
    path, words = heads_file(), ""
    if path.exists():
        with _appending(path) as descriptor:
            content = path.read_bytes()
            if content and not content.endswith(b"\n"):
                words = "封存清单末行写入中断，已截去不完整的末行"
                logger.warning("the last line of %s was torn and is taken away", path)
                os.ftruncate(descriptor, content.rfind(b"\n") + 1)
    try:
        read_heads()
    except ValueError as error:
        if not is_forgiven:
            raise NotSealed(f"封存清单（{path}）读不出：{error}。{_ADVICE}") from error
        path.rename(path.with_name(f"{path.name}.{timezone.now():%Y%m%d%H%M%S}.unreadable"))
    return words


def _require_list(last: Seal | None) -> None:
    """The list ends with the last seal, or with that before it. Raises NotSealed."""
    heads = read_heads()
    ends_at = heads[-1]["sequence"] if heads else 0
    if last is None and heads:
        raise NotSealed(f"清单上有第 {ends_at} 号封存，数据库中没有封存。{_ADVICE}")
    if last is None:
        return
    if not heads:
        raise NotSealed(f"数据库中有封存，封存清单（{heads_file()}）不在或者是空的。{_ADVICE}")
    is_cut_off = ends_at < last.sequence and last.content["previous"] != heads[-1]["digest"]
    if is_cut_off:
        raise NotSealed(f"封存清单止于第 {ends_at} 号，缺少其后的封存。{_ADVICE}")


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
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # Who waits for this lock holds up every writer behind it.
                cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
                cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')
                end = _last_key(model)
                cursor.execute("SET LOCAL lock_timeout = DEFAULT")
                return end
        except OperationalError:
            logger.warning("%s is being written to (attempt %s)", model._meta.label, attempt + 1)
            time.sleep(_PAUSE)
    raise NotSealed(f"“{model._meta.verbose_name}”表一直有未提交的写入，稍后再封存")


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

    A last line without its end was being written during a crash: it is none yet. Raises ValueError
    for a file that is not such a list.
    """
    try:
        text = heads_file().read_text("utf-8")
    except FileNotFoundError:
        return []
    found = [json.loads(row) for row in text[: text.rfind("\n") + 1].split("\n") if row.strip()]
    if not all(isinstance(head, dict) and head.keys() >= {"sequence", "digest"} for head in found):
        raise ValueError("有一行不是封存")
    return found


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


def enter_in_list(made: Seal) -> None:
    """Append the seal, and the one before where a crash kept it from the list; changes no line.

    Never more than that: what the list lacks besides was taken from it, and is not to be made up
    for from the database.
    """
    with _appending(heads_file()) as descriptor:
        heads = read_heads()
        listed = {head["sequence"] for head in heads}
        before = Seal.objects.filter(sequence=made.sequence - 1).first()
        wanted = [made]
        if before and heads and before.content["previous"] == heads[-1]["digest"]:
            wanted = [before, made]
        lines = [
            json.dumps(head_of(each), ensure_ascii=False, separators=(",", ":")) + "\n"
            for each in wanted
            if each.sequence not in listed
        ]
        _write_whole(descriptor, "".join(lines).encode())


def _write_whole(descriptor: int, content: bytes) -> None:
    """Append all of it or nothing: half a line would be in the way of the next one."""
    size = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


@contextmanager
def _appending(path: Path) -> Iterator[int]:
    """The list, locked against another process that has sealed meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
