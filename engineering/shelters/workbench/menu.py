"""What shelters add to the shared pages: menu, to-do list, search, kinds of papers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from engineering.lifecycle import papers as demolition_papers
from engineering.shelters.models import Shelter
from engineering.shelters.workbench import tasks as shelter_tasks
from engineering.works import papers as shelter_papers
from engineering.works.acts import filing as certificates
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, register_entries, register_group
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import register_piles, register_tasks

MOST = 100


def register() -> None:
    """Called when Django starts."""
    certificates.register()
    shelter_papers.register()
    demolition_papers.register()
    register_group("人防工程", rank=20)
    register_entries(
        "人防工程",
        Entry("人防工程台账", "engineering:shelters", "shield", "view_shelters", rank=10),
        Entry("批量签发", "engineering:certify_batch", "certificate", "issue_certificate", rank=20),
        Entry("待打印", "print_queue", "printer", "print_certificates", rank=30),
        Entry("工程时限", "engineering:shelter_limits", "clock", "manage_settings", rank=40),
    )
    register_tasks(shelter_tasks.after_acceptance)
    register_piles(*shelter_tasks.PILES)
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
