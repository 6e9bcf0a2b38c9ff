"""The menu: each app registers its entries with the permission that makes them visible."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Entry:
    """One line of the menu. ``permission`` empty: for everybody who is logged in.

    It is a function where one of several permissions will do, and upper rooms add to them later.
    Entries of a group stand in the order of their ``rank``, whichever room registers them.
    """

    label: str
    view_name: str
    icon: str
    permission: str | Callable[[], Iterable[str]] = ""
    rank: int = 50

    def is_for(self, scope: Scope) -> bool:
        """Whether the menu shows it to the user."""
        if callable(self.permission):
            return any(scope.holds(permission) for permission in self.permission())
        return not self.permission or scope.holds(self.permission)


# The rank of each group: the office's daily work comes before its administration.
_groups: dict[str, int] = {}
_entries: dict[str, list[Entry]] = {}


def register_group(label: str, rank: int = 50) -> None:
    """Give a group of the menu its place; groups of one rank stand as they were registered."""
    _groups[label] = rank


def register_entries(group: str, *entries: Entry) -> None:
    """Add entries to a group, which an app registers under the same label."""
    found = _entries.setdefault(group, [])
    found.extend(entries)
    found.sort(key=lambda entry: entry.rank)


def entries_for(scope: Scope) -> list[tuple[str, list[str]]]:
    """Groups and the labels of the entries that a user of this scope would find."""
    found = [
        (label, [entry.label for entry in _entries.get(label, ()) if entry.is_for(scope)])
        for label in sorted(_groups, key=_groups.__getitem__)
    ]
    return [(label, entries) for label, entries in found if entries]


def menu(request: HttpRequest, scope: Scope) -> list[dict]:
    """Groups and entries that this user may open; where the present page belongs is marked.

    Of entries one below the other the address that says most counts.
    """
    shown, above = [], []
    for label in sorted(_groups, key=_groups.__getitem__):
        items = []
        for entry in _entries.get(label, ()):
            if not entry.is_for(scope):
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
            shown.append({"label": label, "items": items})
    if above:
        max(above, key=lambda item: len(item["url"]))["active"] = True
    return shown
