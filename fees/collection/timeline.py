"""The timeline of a case: steps, services, contacts, promises, blocks and files, as they came."""

from __future__ import annotations

from typing import Any

from fees.models import CollectionCase
from renfang.history.models import Event
from renfang.history.record import events_of

_LOOKS = {
    "暂缓催缴": "pause",
    "未能送达": "waiting",
    "登记不予受理或不准予执行": "bad",
    "登记决定被撤销": "bad",
    "中止执行": "pause",
    "终结执行": "bad",
    "登记不履行协议": "bad",
}


def timeline_of(case: CollectionCase) -> list[dict[str, Any]]:
    """Entries for partials/timeline.html, oldest first: the history of the case in words."""
    return [
        _entry(event) for event in sorted(events_of(case), key=lambda event: (event.at, event.pk))
    ]


def _entry(event: Event) -> dict[str, Any]:
    told = "；".join(f"{label}：{value}" for label, value in event.after.items())
    return {
        "what": event.act,
        "who": event.actor_label,
        "at": event.at,
        "opinion": "。".join(part.rstrip("。") for part in (told, event.note) if part),
        "state": _LOOKS.get(event.act, ""),
    }
