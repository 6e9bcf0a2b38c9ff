"""What the register of shelters adds to the shared pages: menu and search."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from engineering.shelters.models import Shelter
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder


def register() -> None:
    """Make shelters known to the menu and the search box."""
    register_entries(
        "人防工程",
        Entry("人防工程台账", "engineering:shelters", "shield", "view_shelters", rank=10),
        Entry("工程时限", "engineering:shelter_limits", "clock", "manage_settings", rank=40),
    )
    register_finder(find_shelters)


def find_shelters(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Shelters by part of their own or their project's name, or by their number."""
    found = (
        Shelter.objects.visible_to(scope)
        .filter(Q(name__contains=words) | Q(project__name__contains=words) | Q(works_number=words))
        .select_related("project__developer")
    )
    for shelter in found[:limit]:
        yield Hit(
            "人防工程",
            shelter.name,
            f"{shelter.owner_name}，{shelter.get_state_display()}",
            shelter.get_absolute_url(),
        )
