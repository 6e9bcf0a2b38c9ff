"""What service adds to the shared pages: 待办, the menu entry, the card on a paper's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Deadline, Standing, standing
from renfang.documents.hooks import PAPER_CARDS
from renfang.documents.kinds import DocumentKind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import reached
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.serving.hooks import matter_of
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import served_kinds, services_of, unserved, who_sees, who_serves
from renfang.serving.steps import RECORD
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Called once when Django starts, before the rooms register their kinds of papers."""
    register_entries("文书", Entry("送达", "services", "send", _readers, rank=20))
    register_piles(
        Pile(_servers, papers_with_a_last_day, _to_prepare),
        Pile(_servers, receipts_under_way, _to_record),
    )
    PAPER_CARDS.register(paper_card)
    rests_on(IssuedDocument, on_paper)


def on_paper(paper: IssuedDocument, ending: Ending | None) -> Iterator[Resting]:
    """Its services: they prove the paper as it was."""
    for receipt in paper.services.all():
        yield Resting(row=receipt, label="送达", effect=Effect.REMAINS)


def _readers() -> set[str]:
    return {who_sees(kind) for kind in served_kinds()}


def _servers() -> set[str]:
    return {who_serves(kind) for kind in served_kinds()}


def papers_with_a_last_day(scope: Scope, today: date) -> QuerySet[IssuedDocument]:
    """Papers that a law has served within so many days, and for which nothing is prepared."""

    def pressing(kind: DocumentKind) -> str:
        return who_serves(kind) if kind.service and kind.service.last_day else ""

    papers = IssuedDocument.objects.filter(reached(scope, pressing))
    return unserved(papers).order_by("issued_on", "id").prefetch_related("subject")


def receipts_under_way(scope: Scope, today: date) -> QuerySet[ServiceReceipt]:
    """Papers on their way: the receipt has to come back before any limit runs."""

    def awaited(kind: DocumentKind) -> str:
        return who_serves(kind) if kind.service and kind.service.is_awaited else ""

    return (
        ServiceReceipt.objects.filter(reached(scope, awaited, "paper__"))
        .filter(state=ServiceReceipt.State.PREPARED)
        .select_related("paper")
        .prefetch_related("paper__subject")
        .order_by("prepared_on", "id")
    )


def _to_prepare(paper: IssuedDocument, today: date) -> Task:
    due, light = _last_day(paper, today)
    return Task(
        title="送达",
        subject=paper.about,
        url=reverse("prepare_service", args=[paper.pk]),
        due=due,
        light=light,
        note=str(paper),
    )


def _to_record(receipt: ServiceReceipt, today: date) -> Task:
    due, light = _last_day(receipt.paper, today)
    return Task(
        title=RECORD.label,
        subject=receipt.paper.about,
        url=RECORD.url_for(receipt),
        due=due,
        light=light,
        note=f"{receipt.paper}，{receipt.prepared_on} 制作送达回证",
    )


def _last_day(paper: IssuedDocument, today: date) -> tuple[date | None, Standing | None]:
    """Until when the paper is to be served, where a law says so, and how much time is left."""
    service = paper.definition.service
    if service is None or service.last_day is None:
        return None, None
    last, calendar = service.last_day(paper), current_calendar()
    due = Deadline(last, not calendar.is_official(last.year), ())
    return last, standing(today, due, start=paper.issued_on, calendar=calendar)


def paper_card(request: HttpRequest, paper: IssuedDocument) -> SafeString | None:
    """送达 of a paper on its page, with what can be done next."""
    services = services_of([paper])
    if not (services.receipts or services.waiting):
        return None
    matter = matter_of(paper)
    may_serve = request.scope.may(matter.service.permission, matter.subject)
    context = {"services": services, "may_serve": may_serve}
    return render_to_string("serving/card.html", context, request)
