"""What shelters add to the shared pages: menu, to-do list, search, kinds of papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from engineering import certificates
from engineering.models import Shelter
from engineering.views.shelters import with_certificate
from renfang.organisations.scope import Scope
from renfang.workbench.navigation import Entry, Group, register_group
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Task, register_tasks


def register() -> None:
    """Called when Django starts."""
    certificates.register()
    register_group(
        Group(
            "人防工程",
            [Entry("人防工程台账", "engineering:shelters", "shield", "view_shelters")],
            rank=20,
        )
    )
    register_tasks(open_tasks)
    register_finder(find_shelters)


def open_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """Certificates to issue (accepted works) and to print (issued, never printed)."""
    accepted = (
        Shelter.objects.filter(state=Shelter.State.ACCEPTED)
        .annotate(**with_certificate())
        .select_related("project")
        .order_by("-id")
    )
    waiting = accepted.visible_to(scope, "issue_certificate").filter(is_certified=False)
    for shelter in waiting[:100]:
        yield Task(
            "签发备案证明",
            shelter.name,
            reverse("engineering:shelter", args=[shelter.pk]),
            note="竣工验收合格，尚未签发备案证明",
        )
    unprinted = accepted.visible_to(scope, "print_certificates").filter(
        is_certified=True, is_printed=False
    )
    for shelter in unprinted[:100]:
        yield Task(
            "打印备案证明",
            shelter.name,
            reverse("engineering:shelter", args=[shelter.pk]),
            note="备案证明已签发，尚未打印",
        )


def find_shelters(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Shelters by part of their own or their project's name."""
    found = (
        Shelter.objects.visible_to(scope)
        .filter(Q(name__contains=words) | Q(project__name__contains=words))
        .select_related("project__developer")
    )
    for shelter in found[:limit]:
        yield Hit(
            "人防工程",
            shelter.name,
            f"{shelter.project.developer.name}，{shelter.get_state_display()}",
            reverse("engineering:shelter", args=[shelter.pk]),
        )
