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
from fees.ledger.queries import BALANCES
from fees.reports.exchange import YEAR_COLUMNS, year_lines
from fees.reports.forms import FiguresQuery
from fees.reports.queries.collection import MEASURES, Row, collection
from renfang.exchange.workbook import download, write_xlsx
from renfang.organisations.models import Organisation
from renfang.pages import columns as col
from renfang.pages.tables import Table


def _asked(request: HttpRequest, today: date) -> tuple[FiguresQuery, int, str]:
    """Year and fee that the address asks for; this year where it asks for none that is offered."""
    form = FiguresQuery(request.GET or None, today=today, initial={"year": today.year})
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, chosen.get("year") or today.year, chosen.get("fee") or ""


def _title(fee: str) -> str:
    """What the table is called: by its fee, or by both."""
    return f"{Fee(fee).label if fee else '、'.join(Fee.labels)}收缴情况表"


_ORGANISATIONS = (
    col.Short("机构", "organisation"),
    *(col.Money(heading, f"year.{measure}") for measure, heading in MEASURES),
    col.Number("收缴率", "rate"),
)
_MONTHS = (
    col.Short("月份", "month"),
    *(col.Money(heading, measure) for measure, heading in MEASURES),
)


def _months(row: Row, year: int) -> Table:
    """The months of one organisation, or of all."""
    months = [{"month": f"{number} 月", **sums} for number, sums in enumerate(row.months, 1)]
    title = f"{row.organisation}{year} 年各月收缴情况"
    return Table(title, _MONTHS, months, foot=("全年", row.year))


def _by_organisation(rows: list[Row]) -> Table:
    """One line for each organisation, by its short name: nine sums stand beside it."""
    names = [row.organisation for row in rows]
    offices = Organisation.objects.filter(name__in=names)
    short = dict(offices.values_list("name", "short_name"))
    lines = [
        {"organisation": short[row.organisation], "year": row.year, "rate": row.rate}
        for row in rows[:-1]
    ]
    foot = ("合计", rows[-1] if rows else None)
    return Table("按机构", _ORGANISATIONS, lines, foot=foot, is_dense=True)


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
        "total": rows[-1] if rows else None,
        "organisations": _by_organisation(rows),
        "all_months": _months(rows[-1], year) if rows else None,
        "months": [(row.organisation, _months(row, year)) for row in rows[:-1]],
        "rate_note": f"收缴率 {rows[-1].rate}（占年初欠缴与本年核定净额之和）" if rows else "",
        "balances": BALANCES,
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
