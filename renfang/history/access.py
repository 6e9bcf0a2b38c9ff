"""Writing down who came in, who was refused, what went out and who looked at personal data.

    note_access(request, kind=Kind.PERSONAL, subject=member, details={"事由": reason})

A page never fails because its record could not be written: the record then stands in the log of
the server, the next one that is written says so, and ``or_refuse`` is for what must rather not be
shown at all.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import Error, connection, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from renfang.acts import Unavailable
from renfang.history.floods import Floods
from renfang.history.models import AccessRecord
from renfang.history.origin import client_address, current_address
from renfang.history.shipping import access_line, as_json, ship_access, ship_at_once
from renfang.organisations.models import User
from renfang.personal.rules import mask_text
from renfang.quantities.parsing import storable

logger = logging.getLogger(__name__)
Kind, Result = AccessRecord.Kind, AccessRecord.Result
# Kinds that anybody on the network can cause.
_FROM_ANYBODY = (Kind.FAILED, Kind.LOCKED, Kind.REFUSED)
# What is reached by a link that opens something to whoever has it.
_BY_A_SECRET_LINK = (Kind.CHECKIN,)
# Milliseconds that a page waits for SQLite's other writers to have its record written.
_PATIENCE = 2000
floods = Floods()
# Records of this process that are in the log alone and that no later record has told of.
_missed: Counter[str] = Counter()


def note_access(
    request: HttpRequest | None,
    *,
    kind: str,
    subject: models.Model | None = None,
    label: str = "",
    details: Mapping[str, Any] | None = None,
    result: str = Result.DONE,
    person: User | None = None,
    session_key: str = "",
    address: str = "",
    organisation_id: int | None = None,
    or_refuse: bool = False,
) -> AccessRecord | None:
    """Write one access record, and give it; None where it was only counted, or not written.

    ``subject`` is the row that was looked at, ``label`` what to call it where that is not the row's
    own name; ``details`` map Chinese names to plain values, shown in this order. ``person`` is whom
    it is about where that is not the request's user (a login that failed), ``organisation_id`` the
    office that reads it where it is nobody's. With ``or_refuse``,
    a record that cannot be written raises Unavailable, before anything is shown.
    """
    row = _row(request, kind, subject, label, result, person, session_key)
    row.address = address or row.address
    row.organisation_id = row.organisation_id or organisation_id
    if kind in _BY_A_SECRET_LINK:
        row.path = ""
    row.details = {name: _clean(value) for name, value in (details or {}).items()}
    if kind in _FROM_ANYBODY:
        counted = floods.heard(row.address)
        if counted is None:
            return None
        if counted:
            row.details["未逐条记录"] = f"同一来源本分钟另有 {counted} 次"
    return _kept(row, or_refuse=or_refuse)


def _row(
    request: HttpRequest | None,
    kind: str,
    subject: models.Model | None,
    label: str,
    result: str,
    person: User | None,
    session_key: str,
) -> AccessRecord:
    """The record as the request and what it is about have it."""
    if person is None and request is not None:
        user = getattr(request, "user", None)
        person = user if user is not None and user.is_authenticated else None
    match = request.resolver_match if request is not None else None
    return AccessRecord(
        organisation_id=person.organisation_id if person else None,
        at=timezone.now(),
        person=person,
        person_label=person.full_name if person else "未登录",
        address=current_address() or (client_address(request) if request is not None else ""),
        session=_digest(session_key or _session_key(request)),
        kind=kind,
        result=result,
        subject_type=ContentType.objects.get_for_model(subject) if subject is not None else None,
        subject_id=subject.pk if subject is not None else None,
        subject_label=_clean(label or (str(subject) if subject is not None else ""))[:300],
        page=match.view_name[:100] if match is not None else "",
        path=_clean(request.path)[:200] if request is not None else "",
    )


def _session_key(request: HttpRequest | None) -> str:
    session = getattr(request, "session", None)
    return (session.session_key if session is not None else None) or ""


def _digest(session_key: str) -> str:
    """What tells sessions apart and opens none."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16] if session_key else ""


def _clean(value: Any) -> Any:
    """Text that every engine stores: what came from outside may be no text at all."""
    if not isinstance(value, str):
        return value
    return mask_text(storable(value))


def _kept(row: AccessRecord, *, or_refuse: bool) -> AccessRecord | None:
    """The row, written; what was missed before is said in it."""
    missed = _missed["records"]
    if missed:
        row.details["未能写入数据库"] = f"此前 {missed} 条，只在服务器日志中"
    try:
        with _short_of_patience(), transaction.atomic():
            row.save(force_insert=True)
    except Error as error:
        row.pk = None
        if or_refuse:
            raise Unavailable(
                "这次查看记录不下来，暂不能显示。稍后再试；仍不行的联系系统管理员"
            ) from error
        _missed["records"] += 1
        line = access_line(row)
        logger.exception("an access record was not stored: %s", as_json(line))
        ship_at_once(line)
        return None
    _missed["records"] -= missed
    ship_access(row)
    return row


@contextmanager
def _short_of_patience() -> Iterator[None]:
    """On SQLite a page that only reads does not wait half a minute for another writer."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    (usual,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {usual}")
