"""Events as the timeline component takes them."""

from collections.abc import Iterable
from typing import Any

from django import template

from renfang.history.models import Event

register = template.Library()


@register.filter
def as_timeline(events: Iterable[Event]) -> list[dict[str, Any]]:
    """流程轨迹 entries, oldest first: what, who, when, and what changed in words."""
    entries = []
    for event in sorted(events, key=lambda event: (event.at, event.pk)):
        changes = "；".join(f"{label}：{value}" for label, value in event.told_after.items())
        entries.append(
            {
                "what": event.act,
                "who": event.actor_label,
                "at": event.at,
                "opinion": "。".join(part for part in (changes, event.told_note) if part),
            }
        )
    return entries
