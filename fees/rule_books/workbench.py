"""What the rule books put into the menu and on the to-do list."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from fees.menu import GROUP
from renfang.organisations.scope import Scope
from renfang.rules.models import BookEdition
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _books(scope: Scope, today: date) -> QuerySet[BookEdition]:
    """Rule books of the user's offices that wait for approval."""
    waiting = BookEdition.objects.filter(
        organisation__in=scope.organisations("publish_rulebooks"),
        state=BookEdition.State.SUBMITTED,
    )
    return waiting.defer("content", "cases").order_by("id")


def _to_publish(book: BookEdition, today: date) -> Task:
    return Task(
        title="批准发布规则库",
        subject=str(book),
        url=reverse("fees:book", args=[book.pk]),
        note=f"{book.jurisdiction_name}，自 {book.effective_from} 起施行",
    )


def register() -> None:
    """Register the room's menu entries and tasks."""
    register_entries(
        GROUP,
        Entry("规则库", "fees:books", "book", "view_rulebooks", rank=150),
        Entry("试算比较", "fees:what_if", "scale", "view_rulebooks", rank=160),
    )
    register_piles(Pile(("publish_rulebooks",), _books, _to_publish))
