"""The menu: each app registers its entries with the permission that makes them visible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Entry:
    """One line of the menu. ``permission`` empty: for everybody who is logged in."""

    label: str
    view_name: str
    icon: str
    permission: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    entries: Sequence[Entry]
    # Groups stand in this order; the office's daily work comes before its administration.
    rank: int = 50


_groups: list[Group] = []


def register_group(group: Group) -> None:
    """Add a group of entries at its rank, below those of the same rank that are there."""
    _groups.append(group)
    _groups.sort(key=lambda group: group.rank)


def menu(request: HttpRequest, scope: Scope) -> list[dict]:
    """Groups and entries that this user may open; where the present page belongs is marked.

    Of entries one below the other the address that says most counts.
    """
    shown, above = [], []
    for group in _groups:
        items = []
        for entry in group.entries:
            if entry.permission and not scope.holds(entry.permission):
                continue
            url = reverse(entry.view_name)
            items.append(
                {
                    "label": entry.label,
                    "url": url,
                    "icon": entry.icon,
                    "active": False,
                }
            )
            if request.path == url or (url != "/" and request.path.startswith(url)):
                above.append(items[-1])
        if items:
            shown.append({"label": group.label, "items": items})
    if above:
        max(above, key=lambda item: len(item["url"]))["active"] = True
    return shown
