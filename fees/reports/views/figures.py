"""收缴情况表 on the page and as a workbook."""

from __future__ import annotations

import io
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fees.collection.queries import lapsed_tracks
from fees.ledger.models import Fee
from fees.reports.exchange import YEAR_COLUMNS, year_lines
from fees.reports.forms import FiguresQuery
from fees.reports.queries.collection import collection
from renfang.exchange.workbook import download, write_xlsx


def _asked(request: HttpRequest, today: date) -> tuple[FiguresQuery, int, str]:
    """Year and fee that the address asks for; this year where it asks for none that is offered."""
    form = FiguresQuery(request.GET or None, today=today, initial={"year": today.year})
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, chosen.get("year") or today.year, chosen.get("fee") or ""


def _title(fee: str) -> str:
    """What the table is called: by its fee, or by both."""
    return f"{Fee(fee).label if fee else '、'.join(Fee.labels)}收缴情况表"


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """收缴情况表: one block for each organisation, months as columns."""
    today = timezone.localdate()
    form, year, fee = _asked(request, today)
    rows = collection(request.scope, year, today, fee)
    context = {
        "form": form,
        "title": _title(fee),
        "fee": fee,
        "year": year,
        "rows": rows,
        "organisations": rows[:-1],
        "total": rows[-1] if rows else None,
        "rate_note": f"收缴率 {rows[-1].rate}（占年初欠缴与本年应缴之和）" if rows else "",
        "lapsed": lapsed_tracks(request.scope, today)[:10],
    }
    return render(request, "fees/reports/figures.html", context)


@require_GET
def figures_export(request: HttpRequest) -> HttpResponse:
    """The same figures as XLSX, one line for each organisation and month."""
    today = timezone.localdate()
    _, year, fee = _asked(request, today)
    target = io.BytesIO()
    lines = year_lines(collection(request.scope, year, today, fee), year)
    write_xlsx(target, YEAR_COLUMNS, lines, sheet_name=f"{year}年收缴情况")
    name = f"{_title(fee)}-{year}.xlsx"
    return download(target.getvalue(), name)
