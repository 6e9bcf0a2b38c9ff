"""三方对账, payment by payment, and 余额调节表 of a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fees.ledger.models import LedgerEntry
from fees.reports.forms import AdjustmentQuery, PaymentQuery
from fees.reports.papers import adjustment_pdf
from fees.reports.queries.sources import (
    SOURCES,
    Adjusted,
    adjustments,
    evidence_of,
    payments,
)
from renfang.organisations.models import Organisation
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages import columns as col
from renfang.pages.act_forms import offices_with
from renfang.pages.answers import Use, file_to_look_at
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table


def _reported(source: str) -> Callable[[LedgerEntry], Any]:
    """The day on which a source reports a payment; 缺 where it should have."""

    def value(entry: LedgerEntry) -> Any:
        evidence = entry.evidence
        return "缺" if source in evidence.missing else evidence.reported.get(source)

    return value


_SHORT = {"tax": "税务", "treasury": "国库", "bank": "银行", "non_tax": "非税系统"}


class SourceAgreement(ListPage):
    """三方对账: every payment that stands, with the day on which each source reports it."""

    model, query, title, noun = LedgerEntry, PaymentQuery, "三方对账", "笔"
    permission = LedgerEntry.view_permission
    parents = (("对账", "fees:statements"),)
    order = ("-business_date", "-pk")
    related = ("account__project__developer", "account__demolition__shelter")
    columns = (
        col.Title(
            "缴费人",
            "account.payer",
            link="fees:account",
            link_by="account_id",
            note="account.title",
            width=30,
        ),
        col.Column("项目或工程", "account.title", on_page=False, width=30),
        col.Day("业务日期", "business_date"),
        col.Code("凭证号", "voucher"),
        col.Money("缴款", lambda entry: -entry.amount),
        col.Short("入账来源", "source", on_page=False),
        *(col.Short(_SHORT[code], _reported(code)) for code in SOURCES),
        col.State(
            "对账结果",
            lambda entry: entry.evidence.words,
            lambda entry: "good" if entry.evidence.is_sound else "todo",
        ),
    )
    links = (Link("余额调节表", "fees:adjustments", "scale"),)
    nothing = (Nothing("还没有缴款入账", "查看应收台账", "fees:accounts", "report-money"),)

    def rows(self) -> ScopedQuerySet:
        """Payments; what was taken back was none."""
        return payments(self.scope)

    def prepare(self, rows: Sequence[LedgerEntry]) -> None:
        """What the sources say of each."""
        evidence = evidence_of(rows)
        for row in rows:
            row.evidence = evidence[row.pk]


_PARTS = (col.Head("事项", lambda part: part[0]), col.Money("金额（元）", lambda part: part[1]))


def _asked(request: HttpRequest) -> tuple[AdjustmentQuery, Organisation, date]:
    """The office and the month that the address asks for; one's own and this one for none."""
    offices = offices_with(request.scope, "view_fees")
    today = timezone.localdate()
    own = offices.filter(pk=request.user.organisation_id).first() or offices[0]
    form = AdjustmentQuery(
        request.GET or None,
        offices=offices,
        initial={"organisation": own, "month": f"{today:%Y-%m}"},
    )
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    month = given.get("month") or today.replace(day=1)
    return form, given.get("organisation") or own, month


def _table(adjusted: Adjusted) -> Table:
    return Table(f"{adjusted.label}余额调节", _PARTS, adjusted.parts)


@require_GET
def adjustment(request: HttpRequest) -> HttpResponse:
    """余额调节表: the ledger of a month against each source that reports of it."""
    form, office, month = _asked(request)
    found = adjustments(office, month)
    context = {
        "form": form,
        "office": office,
        "month": month,
        "found": found,
        "tables": [(each, _table(each)) for each in found],
        "asked": request.GET.urlencode(),
    }
    return render(request, "fees/reports/adjustments.html", context)


@require_GET
def adjustment_print(request: HttpRequest) -> HttpResponse:
    """The same as a PDF, ready for the printer."""
    _, office, month = _asked(request)
    today = timezone.localdate()
    style = office.style_on(today)
    content = adjustment_pdf(
        adjustments(office, month),
        month,
        letterhead=style.letterhead,
        issuer=style.name,
        today=today,
    )
    return file_to_look_at(content, f"余额调节表-{month:%Y-%m}.pdf", use=Use.PRINT)
