"""期末快照: taken, listed, shown and printed as they were."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fees.ledger.views import book_for
from fees.reports.acts import freeze_statement
from fees.reports.forms import FreezeForm
from fees.reports.models import FrozenStatement
from fees.reports.papers import ageing_pdf
from fees.reports.queries.ageing import CODES, LABELS, from_data, last_month_end
from fees.reports.steps import FREEZE
from renfang.documents.wording import day
from renfang.pages import columns as col
from renfang.pages.act_forms import step_page
from renfang.pages.answers import Use, file_to_look_at
from renfang.pages.list_pages import ListPage, Nothing
from renfang.pages.lists import sent
from renfang.pages.query_forms import Query
from renfang.pages.tables import Table


class SnapshotList(ListPage):
    """期末快照 of the offices in scope, the last first."""

    model, query, title, noun = FrozenStatement, Query, "期末快照", "份"
    columns = (
        col.Day("截止日期", "as_of", link="fees:frozen_statement"),
        col.Short("主管机构", "organisation.short_name"),
        col.Owed("欠缴", "owed"),
        col.Money("多缴", "surplus"),
        col.Number("分录笔数", "entries"),
        col.Short("固定人", "taken_by"),
        col.Day("固定时间", "taken_at"),
        col.Column("用途", "note"),
    )
    related = ("organisation", "taken_by")
    nothing = (
        Nothing("还没有期末快照。在账龄分析页固定", "查看账龄分析", "fees:ageing", "chart-bar"),
    )


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """固定期末快照 of office ``pk``."""
    book = book_for(request, pk, FREEZE)
    today = timezone.localdate()
    form = FreezeForm(sent(request), initial={"as_of": last_month_end(today)})
    return step_page(
        request,
        FREEZE,
        book,
        form,
        lambda: freeze_statement(pk, by=request.user, **form.cleaned_data),
        trail=(("账龄分析", reverse("fees:ageing")),),
        facts=(("主管机构", book.organisation.name),),
        to=FrozenStatement.get_absolute_url,
        done="已固定期末快照",
    )


def _visible(request: HttpRequest, pk: int) -> FrozenStatement:
    rows = FrozenStatement.objects.visible_to(request.scope)
    row: FrozenStatement = get_object_or_404(rows.select_related("organisation", "taken_by"), pk=pk)
    return row


def _yuan(name: str) -> Callable[[dict[str, Any]], Decimal]:
    """A sum as the snapshot keeps it."""
    return lambda row: Decimal(row[name])


def _debtor(debt: dict[str, Any]) -> str:
    return f"{debt['debtor']}（{debt['project']}）"


_DEBTS = (
    col.Title("债务人", _debtor),
    col.Number("最长逾期（天）", "oldest_days"),
    *(col.Money(LABELS[code], _yuan(code)) for code in CODES),
    col.Owed("合计", _yuan("total")),
)


@require_GET
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One snapshot, as it was taken."""
    row = _visible(request, pk)
    data = row.content
    debts = Table("按债务人的账龄", _DEBTS, data["debtors"], foot=("合计", data["total"]))
    context = {"row": row, "debts": debts, "overdue": Decimal(data["total"]["overdue"])}
    return render(request, "fees/reports/snapshot.html", context)


@require_GET
def print_(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a PDF; the state of the ledger stands on it."""
    row = _visible(request, pk)
    style = row.organisation.style_on(timezone.localdate(row.taken_at))
    taken = timezone.localtime(row.taken_at)
    content = ageing_pdf(
        from_data(row.content),
        letterhead=style.letterhead,
        issuer=style.name,
        today=taken.date(),
        state=f"本表为期末快照，于{day(taken.date().isoformat())}{taken:%H:%M}由{row.taken_by}固定，"
        f"当时台账共{row.entries}笔分录，账户校验链末端摘要{row.heads}。",
    )
    return file_to_look_at(content, f"欠缴账龄快照-{row.as_of}.pdf", use=Use.PRINT)
