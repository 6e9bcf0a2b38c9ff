"""What the register of shelters adds to the shared pages: menu and search."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from engineering.shelters.models import Shelter
from engineering.shelters.queries import CLOCK
from renfang.clocks.recounting import register_clock
from renfang.exchange.kinds import ImportKind, register_import
from renfang.organisations.access import register_seen
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.search import Hit, register_finder


def _resource() -> type:
    from engineering.shelters.exchange.register import ShelterResource

    return ShelterResource


REGISTER = ImportKind(
    code="shelters",
    title="人防工程台账",
    noun="工程",
    measure="个",
    permission="import_shelters",
    load=_resource,
    upload_name="engineering:shelter_imports",
    trail=lambda _: [("人防工程台账", reverse("engineering:shelters"))],
    lead="一行一个工程；防护单元、口部、防护设备各用一张工作表。先导出台账，可作为模板。",
    is_whole=False,
    result_name="engineering:shelter",
)


def register() -> None:
    """Make shelters known to imports, the menu and the search box."""
    register_import(REGISTER)
    register_entries(
        "人防工程",
        Entry("人防工程台账", "engineering:shelters", "shield", "view_shelters", rank=10),
        Entry("工程时限", "engineering:shelter_limits", "clock", "manage_settings", rank=40),
    )
    register_finder(find_shelters)
    register_clock(CLOCK)
    register_seen("shelter", "工程", Shelter)


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
