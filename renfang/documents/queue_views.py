"""待打印 and 批量打印."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from renfang.acts import Incomplete, NotPermitted, Refused
from renfang.documents.batches import print_batch, waiting_for_print
from renfang.documents.kinds import all_kinds
from renfang.documents.models import IssuedDocument
from renfang.documents.views import pdf_response
from renfang.quantities.parsing import Unreadable, clean_text
from renfang.workbench.lists import whole_numbers


def _require_printer(request: HttpRequest) -> None:
    if not any(request.scope.holds(kind.print_permission) for kind in all_kinds()):
        raise NotPermitted("待打印队列由制证岗位办理。需要时联系本机构的该岗位人员")


def _queue(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    groups = waiting_for_print(request.scope)
    for group in groups:
        group.rows = [
            (paper, _about(paper), group.problems.get(paper.pk, "")) for paper in group.papers
        ]
    context = {
        "groups": groups,
        "total": sum(group.total for group in groups),
        "refusal": refusal.message if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "documents/print_queue.html", context, status=status)


def _about(paper: IssuedDocument) -> str:
    """What a paper concerns: the first of the names that snapshots state."""
    said = paper.snapshot
    return next((said[name] for name in ("shelter", "project", "name") if said.get(name)), "-")


@require_GET
def print_queue(request: HttpRequest) -> HttpResponse:
    """Papers that nobody has printed yet, by kind, those with a problem first."""
    _require_printer(request)
    return _queue(request)


@require_POST
def print_papers(request: HttpRequest) -> HttpResponse:
    """登记打印 of the ticked papers: one PDF of all."""
    _require_printer(request)
    chosen = whole_numbers(request.POST.getlist("document"))
    try:
        reason = clean_text(request.POST.get("reason", ""), max_length=200)
        content = print_batch(chosen, by=request.user, reason=reason)
    except Unreadable as problem:
        return _queue(request, Incomplete(f"补打原因：{problem.message}", field="reason"))
    except Refused as refusal:
        return _queue(request, refusal)
    return pdf_response(content, f"批量打印{timezone.localdate():%Y%m%d}.pdf")
