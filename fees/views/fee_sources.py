"""费源信息: what the tax bureau is told to collect, on the page and as XLSX or CSV."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from fees.models import PaymentNotice
from fees.statement_forms import SourceQuery
from renfang.exchange.workbook import ExportColumn, Kind, csv_chunks, download, write_xlsx
from renfang.organisations.scope import ScopedQuerySet
from renfang.workbench.lists import page_of

_COLUMNS = (
    ExportColumn("缴费通知书文号", width=26),
    ExportColumn("缴费人名称", width=34),
    ExportColumn("统一社会信用代码", width=22),
    ExportColumn("项目名称", width=34),
    ExportColumn("项目代码", width=28),
    ExportColumn("征收项目", width=22),
    ExportColumn("核定金额", Kind.AMOUNT, 18),
    ExportColumn("已缴金额", Kind.AMOUNT, 18),
    ExportColumn("应征金额", Kind.AMOUNT, 18),
    ExportColumn("核定日期", Kind.DATE, 14),
    ExportColumn("缴款期限", Kind.DATE, 14),
    ExportColumn("核定机关", width=30),
    ExportColumn("行政区划代码", width=14),
)


def _sources(request: HttpRequest) -> tuple[SourceQuery, ScopedQuerySet]:
    """Notices that count, of the present versions, on which something is still owed."""
    form = SourceQuery(request.GET or None)
    found = (
        PaymentNotice.objects.visible_to(request.scope)
        .filter(
            document__voiding__isnull=True,
            assessment__replaced_by__isnull=True,
            assessment__account__balance__gt=0,
        )
        .select_related(
            "document",
            "assessment__account__project__developer",
            "assessment__account__project__division",
            "organisation",
        )
    )
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            project = "assessment__account__project__"
            found = found.filter(
                Q(**{f"{project}name__contains": wanted["name"]})
                | Q(**{f"{project}developer__name__contains": wanted["name"]})
            )
        for name, lookup in (("due_from", "due_on__gte"), ("due_to", "due_on__lte")):
            if wanted[name]:
                found = found.filter(**{lookup: wanted[name]})
    return form, found.order_by("due_on", "id")


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """费源信息 as a list."""
    form, found = _sources(request)
    page = page_of(request, Paginator(found, 20))
    return render(request, "fees/fee_sources.html", {"form": form, "page": page})


@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same as a file: XLSX, or CSV with ``format=csv``."""
    _, found = _sources(request)
    name = f"易地建设费费源信息-{timezone.localdate()}"
    if request.GET.get("format") == "csv":
        return StreamingHttpResponse(
            csv_chunks(_COLUMNS, _rows(found)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, f"{name}.csv")},
        )
    target = io.BytesIO()
    write_xlsx(target, _COLUMNS, _rows(found), sheet_name="费源信息")
    return download(target.getvalue(), f"{name}.xlsx")


def _rows(found: ScopedQuerySet) -> Iterator[list[Any]]:
    for notice in found.iterator(chunk_size=500):
        account = notice.assessment.account
        project = account.project
        yield [
            notice.document.number,
            project.developer.name,
            project.developer.credit_code,
            project.name,
            project.code,
            "防空地下室易地建设费",
            notice.assessment.payable,
            account.paid,
            account.balance,
            notice.assessment.assessed_on,
            notice.due_on,
            notice.organisation.name,
            project.division.code,
        ]
