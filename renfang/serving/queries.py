"""What is to be served and how papers were served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from renfang.acts import NotFound
from renfang.clocks.calendars import current_calendar
from renfang.clocks.periods import period
from renfang.documents.kinds import DocumentKind, all_kinds
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import reached
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.serving.hooks import Matter, matter_of
from renfang.serving.models import ServiceReceipt


@dataclass(frozen=True)
class Services:
    """How some papers were served: the receipts, and the papers that wait for one."""

    receipts: list[ServiceReceipt] = field(default_factory=list)
    waiting: list[IssuedDocument] = field(default_factory=list)


def served_kinds() -> list[DocumentKind]:
    """The kinds of papers that the law has served."""
    return [kind for kind in all_kinds() if kind.service is not None]


def who_serves(kind: DocumentKind) -> str:
    """The permission to serve papers of a kind; empty for a kind that is not served."""
    return kind.service.permission if kind.service else ""


def who_sees(kind: DocumentKind) -> str:
    """The permission to see how papers of a kind were served; empty for one that is not served."""
    return kind.view_permission if kind.service else ""


def unserved(papers: QuerySet[IssuedDocument]) -> QuerySet[IssuedDocument]:
    """Those in force that are to be served and for which nothing is prepared yet."""
    return papers.filter(
        voiding__isnull=True, kind__in=[kind.code for kind in served_kinds()]
    ).exclude(services__state__in=ServiceReceipt.STANDING)


def services_of(papers: Sequence[IssuedDocument]) -> Services:
    """How these papers were served; read with ``with_state()``. No query where none is served."""
    to_serve = [paper for paper in papers if paper.definition.service is not None]
    if not to_serve:
        return Services()
    by_id = {paper.pk: paper for paper in to_serve}
    receipts = list(ServiceReceipt.objects.filter(paper__in=by_id).order_by("-id"))
    for receipt in receipts:
        receipt.paper = by_id[receipt.paper_id]
    standing = {row.paper_id for row in receipts if row.state in ServiceReceipt.STANDING}
    waiting = [row for row in to_serve if row.pk not in standing and not row.is_void]
    return Services(receipts, waiting)


def visible_papers(scope: Scope) -> QuerySet[IssuedDocument]:
    """Papers that the user may see and that are still to be served."""
    return unserved(IssuedDocument.objects.with_state().filter(reached(scope, who_sees)))


def visible_receipts(scope: Scope) -> QuerySet[ServiceReceipt]:
    """Receipts of papers that the user may see."""
    seen = reached(scope, who_sees, "paper__")
    return ServiceReceipt.objects.filter(seen).select_related("paper", "sheet")


def matter_for(paper: IssuedDocument | None, scope: Scope, name: str = "文书") -> Matter:
    """What the paper is about. Raises NotFound where the user may not know of its service."""
    if paper is None or paper.definition.service is None:
        raise NotFound(name)
    matter, kind = matter_of(paper), paper.definition
    if not any(
        scope.may(permission, subject)
        for permission in (kind.view_permission, who_serves(kind))
        for subject in (paper, matter.subject)
    ):
        raise NotFound(name)
    return matter


def running_from(receipt: ServiceReceipt) -> list[tuple[str, date]]:
    """(name, last day) of all that began to run when the paper was served; by today's calendar.

    Empty before that, and for a paper that does not count any more: nothing runs from it.
    """
    paper, day = receipt.paper, receipt.effective_on
    if not receipt.is_served or day is None or paper.is_void:
        return []
    kind, calendar = paper.definition, current_calendar()
    limits = [period(code, day) for code in kind.runs]
    found = [(limit.name, limit.counted_from(day, calendar).last_day) for limit in limits]
    if kind.service and kind.service.term:
        found.append(kind.service.term(paper, day))
    return found


def failed_attempts(paper: IssuedDocument) -> list[tuple[str, str]]:
    """(method, cause) of the attempts to serve this paper that came to nothing, by their order."""
    failed = paper.services.filter(state=ServiceReceipt.State.FAILED)
    return list(failed.order_by("id").values_list("method", "failure"))


def told_attempts(paper: IssuedDocument) -> str:
    """The failed attempts in words, as the form of the next one shows them."""
    failed = paper.services.filter(state=ServiceReceipt.State.FAILED).order_by("id")
    return "；".join(row.failed_attempt for row in failed) or "没有"


def later_sheet(sheet: IssuedDocument) -> IssuedDocument | None:
    """The latest receipt numbered before this one and dated after it; None where all is in order.

    Numbers are compared within their series: office, kind of receipt, year.
    """
    before = sheet.series.documents.filter(sequence__lt=sheet.sequence)
    found: IssuedDocument | None = (
        before.filter(issued_on__gt=sheet.issued_on).order_by("-issued_on", "-sequence").first()
    )
    return found


def last_service(user: User) -> dict[str, str]:
    """By whom and how the user had a paper served the last time: usually the same two."""
    last = ServiceReceipt.objects.filter(prepared_by=user).order_by("-id").first()
    return {"servers": last.servers, "method": last.method} if last else {}
