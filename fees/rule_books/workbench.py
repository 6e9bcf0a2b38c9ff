"""What the rule books put into the menu and on the to-do list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from fees.menu import GROUP
from fees.rule_books.steps import PUBLISH
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.rules.models import BookEdition
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _books(scope: Scope, today: date) -> QuerySet[BookEdition]:
    """Rule books of the user's offices that wait for approval."""
    waiting = BookEdition.objects.filter(
        organisation__in=scope.organisations(PUBLISH.permission),
        state__in=PUBLISH.start,
    )
    return waiting.defer("content", "cases").order_by("id")


def _to_publish(book: BookEdition, today: date) -> Task:
    return Task(
        title=PUBLISH.label,
        subject=str(book),
        url=reverse("fees:book", args=[book.pk]),
        note=f"{book.jurisdiction_name}，自 {book.effective_from} 起施行",
    )


def on_book(book: BookEdition, ending: Ending | None) -> Iterator[Resting]:
    """Books that take their missing rows from it, and the offices that compute by it."""
    for child in book.children.filter(state=BookEdition.State.PUBLISHED):
        yield Resting(row=child, label="下级规则库", effect=Effect.REMAINS)
    if book.organisation is None:
        return
    reached = Organisation.objects.filter(path__startswith=book.organisation.path).order_by("path")
    for office in reached:
        words = "此后按上级机构或者执行口径所列的规则库计算"
        yield Resting(row=office, label="适用机构", effect=Effect.FOLLOWS, words=words)


def register() -> None:
    """Register the room's menu entries and tasks."""
    register_entries(
        GROUP,
        Entry("规则库", "fees:books", "book", "view_rulebooks", rank=150),
        Entry("试算比较", "fees:what_if", "scale", "view_rulebooks", rank=160),
    )
    register_piles(Pile((PUBLISH.permission,), _books, _to_publish))
    rests_on(BookEdition, on_book)
