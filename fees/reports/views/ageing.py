"""账龄分析: the page, the workbook and the print of the debts on any past day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from fees.collection.queries import lapsed_tracks
from fees.reports.exchange import workbook
from fees.reports.forms import AgeingQuery
from fees.reports.papers import ageing_pdf
from fees.reports.queries.ageing import (
    CODES,
    LABELS,
    Ageing,
    Debt,
    ageing_in,
    last_month_end,
)
from fees.reports.queries.collection import Row, collection
from fees.reports.steps import FREEZE
from fees.reports.views.charts import HEIGHT, WIDTH, ageing_bar, month_columns
from renfang.acts import NotPermitted
from renfang.exchange.workbook import download
from renfang.pages import columns as col
from renfang.pages.answers import Use, file_to_look_at
from renfang.pages.lists import page_of
from renfang.pages.tables import Table


def _picture(request: HttpRequest) -> tuple[AgeingQuery, Ageing]:
    """What the address asks for; today and everything where it asks for nothing readable."""
    today = timezone.localdate()
    form = AgeingQuery(request.GET or None, initial={"as_of": today})
    wanted: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    division = wanted.get("division") or ""
    return form, ageing_in(request.scope, wanted.get("as_of") or today, division=division)


def _year(request: HttpRequest, as_of: date) -> Row | None:
    """The year of the picture, all organisations together, up to its day."""
    rows = collection(request.scope, as_of.year, as_of)
    return rows[-1] if rows else None


def _debtor(debt: Debt) -> str:
    return format_html(
        '<a href="{}">{}</a><br><span class="soft">{}</span>',
        reverse("fees:account", args=[debt.account_id]),
        debt.debtor,
        debt.project,
    )


def _aged(place: int) -> Callable[[Debt], Decimal]:
    """What is owed in one class of age."""
    return lambda debt: debt.cells[place]


_DEBTS = (
    col.Title("债务人", "debtor", html=_debtor),
    col.Number("最长逾期（天）", "oldest_days"),
    *(col.Money(LABELS[code], _aged(place)) for place, code in enumerate(CODES)),
    col.Owed("合计", "total"),
)


def _divisions(picture: Ageing) -> Table:
    """By divisions, each leading to its own debtors."""

    def address(row: tuple[str, Any]) -> str:
        return f"?{urlencode({'as_of': picture.as_of, 'division': row[0]})}"

    columns = (
        col.Column("区划", itemgetter(0), link=address),
        *(
            col.Money(LABELS[code], lambda row, place=place: row[1].cells[place])
            for place, code in enumerate(CODES)
        ),
        col.Money("逾期合计", lambda row: row[1].overdue),
        col.Owed("欠缴合计", lambda row: row[1].total),
    )
    return Table("按区划的账龄", columns, picture.divisions, foot=("合计", ("", picture.total)))


@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    """The bar, the months, the divisions, the debtors with the oldest first."""
    form, picture = _picture(request)
    today = timezone.localdate()
    year = _year(request, picture.as_of)
    page = page_of(request, Paginator(picture.debts, 50))
    context = {
        "form": form,
        "picture": picture,
        "divisions": _divisions(picture),
        "bar": ageing_bar(picture.total),
        "columns": month_columns(year.months) if year else [],
        "year": year,
        "width": WIDTH,
        "height": HEIGHT,
        "page": page,
        "debts": Table("按债务人的账龄", _DEBTS, page.object_list),
        "last_month_end": last_month_end(today),
        "asked": urlencode({"as_of": picture.as_of, "division": request.GET.get("division", "")}),
        "lapsed": lapsed_tracks(request.scope, today)[:10],
        "may_freeze": request.scope.may(FREEZE.permission, request.user.organisation_id),
    }
    return render(request, "fees/reports/ageing.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook with charts."""
    _, picture = _picture(request)
    content = workbook(picture, picture.as_of.year, _year(request, picture.as_of))
    return download(content, f"欠缴账龄-{picture.as_of}.xlsx")


@require_GET
def print_(request: HttpRequest) -> HttpResponse:
    """The same as a PDF, ready for the printer."""
    if not request.scope.holds("view_fees"):
        raise NotPermitted.lacking("view_fees")
    _, picture = _picture(request)
    today = timezone.localdate()
    style = request.user.organisation.style_on(today)
    content = ageing_pdf(picture, letterhead=style.letterhead, issuer=style.name, today=today)
    return file_to_look_at(content, f"欠缴账龄-{picture.as_of}.pdf", use=Use.PRINT)
