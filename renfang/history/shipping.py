"""Every line of the record once more for a log server: one JSON object each, when it is committed.

The logger ``renfang.record`` has a handler only where ``RENFANG_SYSLOG`` names one
(``syslog.py``), so that personal data do not end in an ordinary log by themselves.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from renfang.acts import after_commit
from renfang.history.models import AccessRecord, Event

_lines = logging.getLogger("renfang.record")


def ship_event(event: Event) -> None:
    """The act, once its transaction stands."""
    _once_committed(
        {
            "type": "act",
            "id": event.pk,
            "time": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "person_id": event.actor_id,
            "person": event.actor_label,
            "office_id": event.organisation_id,
            "address": event.address,
            "act": event.act,
            "result": "done",
            "object_type": event.subject_type.model,
            "object_id": event.subject_id,
            "object": event.subject_label,
            "before": event.before,
            "after": event.after,
            "note": event.note,
            "sequence": event.sequence,
            "hash": event.hash,
        }
    )


def ship_access(row: AccessRecord) -> None:
    """The access record, once it is written."""
    _once_committed(access_line(row))


def access_line(row: AccessRecord) -> dict[str, Any]:
    """An access record as the log server gets it; ``id`` is null where it could not be stored."""
    return {
        "type": "access",
        "id": row.pk,
        "time": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person_id": row.person_id,
        "person": row.person_label,
        "office_id": row.organisation_id,
        "address": row.address,
        "session": row.session,
        "kind": row.kind,
        "result": row.result,
        "object_id": row.subject_id,
        "object": row.subject_label,
        "page": row.page,
        "path": row.path,
        "details": row.details,
    }


def ship_at_once(line: Mapping[str, Any]) -> None:
    """Hand the line to the handler, if there is one."""
    _lines.info(as_json(line))


def as_json(line: Mapping[str, Any]) -> str:
    """The line as one line of JSON."""
    return json.dumps(line, cls=DjangoJSONEncoder, ensure_ascii=False)


def _once_committed(line: Mapping[str, Any]) -> None:
    if _lines.handlers and _lines.isEnabledFor(logging.INFO):
        after_commit(partial(ship_at_once, line), failing="本次已办理，日志没有送往日志服务器")
