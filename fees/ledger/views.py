"""应收台账, the page of one account, and 月结: what blocks the next month, what was closed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fees.ledger.acts import (
    answer_reopening,
    ask_reopening,
    close_empty_months,
    close_month,
    set_fee_handling,
)
from fees.ledger.forms import AccountQuery, HandlingForm
from fees.ledger.hooks import ACCOUNT_PARTS, ENTRY_BUTTONS, PROJECT_ACCOUNT_PARTS
from fees.ledger.models import (
    ZERO,
    Fee,
    FeeAccount,
    FeeAccountQuerySet,
    LedgerBook,
    LedgerEntry,
    MonthEvent,
)
from fees.ledger.owed import owed_by, owed_of
from fees.ledger.papers import account_statement as statement_of
from fees.ledger.papers import month_statement
from fees.ledger.queries import (
    BALANCES,
    blockers,
    next_month,
    open_request,
    standing_of,
    statement_of_month,
    totals_of,
)
from fees.ledger.steps import ANSWER, ASK, CLOSE, CLOSE_EMPTY, SET, STEPS
from renfang.acts import Refused
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.history.record import events_of
from renfang.organisations.models import Organisation
from renfang.pages import columns as col
from renfang.pages.act_forms import step_page
from renfang.pages.answers import file_to_look_at
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent, whole_numbers
from renfang.pages.tables import Table
from renfang.proof.queries import seal_in_words
from renfang.steps import Step
from renfang.typesetting.fonts.typefaces import MissingGlyph


def visible_accounts(request: HttpRequest) -> FeeAccountQuerySet:
    """Accounts in the user's scope with what every page shows of them."""
    return (
        FeeAccount.objects.visible_to(request.scope)
        .with_subject()
        .select_related("organisation", "demand")
    )


_ACCOUNT_COLUMNS = (
    col.Name("缴费单位", "payer", width=32),
    col.Money("应缴", "payable"),
    col.Money("已缴", "paid"),
    col.Money("核销", "written_off", sort=""),
    col.Owed("欠缴", "owed", sort="balance", key="balance"),
    col.Money("多缴", "surplus"),
    col.Day("缴款期限", "due_on", key="due"),
    LightColumn("状态", "standing", otherwise="settled_words"),
    col.Short("主管机构", "organisation.short_name"),
)


class AccountList(ListPage):
    """应收台账: who owes what, since when; the sums cover the whole result."""

    model, query, title, noun = FeeAccount, AccountQuery, "应收台账", "户"
    template = "fees/ledger/accounts.html"
    columns = (
        col.Title(
            "项目或工程",
            "title",
            link="fees:account",
            note=lambda account: Fee.COMPENSATION.label if account.demolition_id else "",
            width=32,
        ),
        *_ACCOUNT_COLUMNS,
    )
    links = (Link("待核定", "fees:pending", "calculator"),)
    nothing = (
        Nothing(
            "还没有缴费账户。核定易地建设费后自动开户", "查看待核定", "fees:pending", "report-money"
        ),
    )
    nothing_found = "没有符合条件的账户"

    def rows(self) -> FeeAccountQuerySet:
        """With what each account is of."""
        return FeeAccount.objects.visible_to(self.scope).with_subject()

    def prepare(self, rows: Sequence[FeeAccount]) -> None:
        """The light of each account."""
        calendar = current_calendar()
        for account in rows:
            account.standing = standing_of(account, self.today, calendar)

    @cached_property
    def owed(self) -> dict[str, Decimal]:
        """应缴, 已缴, 核销, 欠缴, 多缴 of the result."""
        return self.found.totals()

    def summary(self) -> str:
        """One's surplus pays no other's debt, so this is no mere sum of the columns."""
        return (
            f"合计 应缴 ¥{self.owed['payable']:,}，已缴 ¥{self.owed['paid']:,}，"
            f"核销 ¥{self.owed['written_off']:,}，欠缴 ¥{self.owed['balance']:,}，"
            f"多缴 ¥{self.owed['surplus']:,}（应缴－已缴－核销＝欠缴－多缴）"
        )

    def context(self) -> dict[str, Any]:
        """The figures above the list."""
        overdue = self.found.overdue(self.today)
        owed = owed_by(overdue, self.today).values()
        return {
            "totals": self.owed,
            "overdue_count": overdue.count(),
            "overdue_sum": sum((each.overdue for each in owed), ZERO),
        }


class CompensationList(AccountList):
    """拆除补偿费: the accounts of demolitions.

    Single projects are granted, and their accounts with them; of one fee sees who sees fees.
    """

    title = Fee.COMPENSATION.label
    permission = FeeAccount.view_permission
    columns = (
        col.Title("项目或工程", "title", link="fees:account", width=32),
        _ACCOUNT_COLUMNS[0],
        col.Area("拆除面积（㎡）", "demolition.area"),
        *_ACCOUNT_COLUMNS[1:],
    )
    links = ()
    nothing = (
        Nothing(
            "没有拆除补偿费。准予拆除并缴纳补偿费的，决定作出后自动列入本页", symbol="circle-check"
        ),
    )

    @cached_property
    def form(self) -> AccountQuery:
        """The conditions, without the fee."""
        return AccountQuery(self.request.GET or None, fee=Fee.COMPENSATION, scope=self.scope)

    def rows(self) -> FeeAccountQuerySet:
        """Of demolitions only."""
        return super().rows().of_fee(Fee.COMPENSATION)


@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: what is owed, the ledger, what the rooms above add, and what happened."""
    row = get_object_or_404(visible_accounts(request), pk=pk)
    hooks = ACCOUNT_PARTS if row.demolition else (*ACCOUNT_PARTS, *PROJECT_ACCOUNT_PARTS)
    parts = [part(request, row) for part in hooks]
    today = timezone.localdate()
    buttons = sorted((link for part in parts for link in part.buttons), key=attrgetter("rank"))
    context = {
        "account": row,
        "kind": Fee.COMPENSATION.label if row.demolition else "缴费账户",
        "standing": standing_of(row, today, current_calendar()),
        "payable_note": "".join(part.payable_note for part in parts),
        "owed": owed_of(row, today),
        "entries": _ledger(request, row),
        "events": events_of(row),
        "parts": parts,
        "buttons": buttons,
        "next_button": next((link for link in buttons if link.is_next), None),
    }
    return render(request, "fees/ledger/account.html", context)


def _ledger(request: HttpRequest, row: FeeAccount) -> list[dict[str, Any]]:
    """The entries as the page shows them."""
    entries = row.entries.select_related(
        "posted_by", "recorded_by", "reverses", "reversed_by", "assessment"
    )
    return [
        {
            "on": entry.business_date,
            "kind": entry.get_kind_display(),
            "summary": _summary(entry),
            "voucher": entry.voucher,
            "amount": entry.amount,
            "balance": entry.balance_after,
            "who": entry.posted_by,
            "recorded_by": entry.recorded_by,
            "is_reversed": hasattr(entry, "reversed_by"),
            "buttons": [button for found in ENTRY_BUTTONS for button in found(request, entry)],
        }
        for entry in entries
    ]


def _summary(entry: LedgerEntry) -> str:
    if entry.reverses:
        return f"冲正第 {entry.reverses.sequence} 笔：{entry.note}"
    return entry.note


def _offices(request: HttpRequest) -> list[Organisation]:
    """The offices whose ledger the user sees."""
    reached = request.scope.organisations("view_fees")
    offices = list(Organisation.objects.filter(pk__in=reached).order_by("path"))
    for office in offices:
        office.key = str(office.pk)
    return offices


def _chosen(request: HttpRequest, offices: list[Organisation]) -> Organisation | None:
    """The office that the address names; else the user's own, else the first."""
    wanted = whole_numbers([request.GET.get("office", "")])
    by_key = {office.pk: office for office in offices}
    if wanted:
        return by_key.get(wanted[0])
    return by_key.get(request.user.organisation_id) or (offices[0] if offices else None)


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """The office's next month with its blockers and totals, then the history of closing."""
    offices = _offices(request)
    office = _chosen(request, offices)
    context: dict[str, Any] = {"offices": offices, "office": office, "seal": seal_in_words()}
    if office is not None:
        context.update(_state_of(request, office))
    return render(request, "fees/ledger/months.html", context)


def _sheet_of(event: MonthEvent) -> str:
    if event.act != MonthEvent.Act.CLOSED:
        return col.NOTHING
    address = reverse("fees:month_sheet", args=[event.pk])
    return col.row_link("打印", address, f"{event.month:%Y-%m} 月结单")


_CLOSINGS = (
    col.Day("月份", "month", html=lambda event: f"{event.month:%Y-%m}"),
    col.Short("事项", "act"),
    col.Number("分录笔数", "entries"),
    col.Money("应缴净额", "charged"),
    col.Money("缴款净额", "paid"),
    col.Column("原因", "reason"),
    col.Short("办理人", "by"),
    col.Day("办理时间", "at"),
    col.Short("月结单", "", html=_sheet_of),
)


def _state_of(request: HttpRequest, office: Organisation) -> dict[str, Any]:
    book = _book_of(office)
    month = next_month(book, office)
    events = MonthEvent.objects.filter(organisation=office)

    def may(needed: str) -> bool:
        return request.scope.may(needed, office.pk)

    offered = STEPS.offered(book, may, request.user)
    found = list(blockers(office, month, timezone.localdate())) if month else []
    return {
        "book": book,
        "month": month,
        "blockers": found,
        "totals": totals_of(office, month) if month else None,
        "statement": statement_of_month(office, month) if month else None,
        "balances": BALANCES,
        "events": Table("结账和反结账记录", _CLOSINGS, events.select_related("by")[:50]),
        "request_event": open_request(office),
        "close": CLOSE if CLOSE in offered else None,
        "answer": ANSWER if ANSWER in offered else None,
        "buttons": STEPS.buttons(book, may),
    }


def _book_of(office: Organisation) -> LedgerBook:
    """The office's book; an empty one, not saved, where nothing was booked yet."""
    book = LedgerBook.objects.filter(organisation=office).select_related("organisation").first()
    return book or LedgerBook(organisation=office)


def book_for(request: HttpRequest, pk: int, step: Step) -> LedgerBook:
    """The book of the office ``pk``, if the user sees it. Raises Http404, NotPermitted."""
    if pk not in request.scope.organisations(LedgerBook.view_permission):
        raise Http404
    request.scope.require(step.permission, pk)
    return _book_of(Organisation.objects.get(pk=pk))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """结账 of the office's next month."""
    book = book_for(request, pk, CLOSE)
    CLOSE.require_state(book)
    event = close_month(pk, next_month(book, book.organisation), by=request.user)
    messages.success(request, f"{event.month:%Y-%m} 已结账，共 {event.entries} 笔分录")
    return redirect(_months_of(pk))


@require_http_methods(["GET", "POST"])
def close_empty(request: HttpRequest, pk: int) -> HttpResponse:
    """结清无分录的月份."""
    book = book_for(request, pk, CLOSE_EMPTY)
    form = Form(sent(request))
    return step_page(
        request,
        CLOSE_EMPTY,
        book,
        form,
        lambda: close_empty_months(pk, by=request.user),
        trail=(("月结", _months_of(pk)),),
        to=lambda events: _months_of(pk),
        done=lambda events: f"已结账 {len(events)} 个月，至 {events[-1].month:%Y-%m}",
    )


@require_GET
def month_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """月结单 of a closed month as PDF: what moved, and the state of the chains at closing."""
    closed = MonthEvent.objects.visible_to(request.scope).filter(act=MonthEvent.Act.CLOSED)
    event = get_object_or_404(closed.select_related("organisation", "by"), pk=pk)
    return file_to_look_at(month_statement(event), f"{event.month:%Y-%m}月结单.pdf")


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """申请反结账."""
    book = book_for(request, pk, ASK)
    form = ReasonForm(sent(request))
    return step_page(
        request,
        ASK,
        book,
        form,
        lambda: ask_reopening(pk, by=request.user, **form.cleaned_data),
        trail=(("月结", _months_of(pk)),),
        done="已申请反结账，由另一人审批",
    )


@require_http_methods(["GET", "POST"])
def fee_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """收费办理设置 of an office."""
    book = book_for(request, pk, SET)
    names = ("letter_interval", "joint_letters", "needs_evidence")
    form = HandlingForm(sent(request), initial={name: getattr(book, name) for name in names})
    return step_page(
        request,
        SET,
        book,
        form,
        lambda: set_fee_handling(pk, by=request.user, **form.cleaned_data),
        trail=(("月结", _months_of(pk)),),
        to=lambda row: _months_of(pk),
        done="已保存收费办理设置",
    )


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """审批反结账: ``agree`` is yes or anything else."""
    book_for(request, pk, ANSWER)
    event = answer_reopening(pk, by=request.user, agree=request.POST.get("agree") == "yes")
    messages.success(request, f"{event.month:%Y-%m} {event.get_act_display()}")
    return redirect(_months_of(pk))


def _months_of(office: int) -> str:
    return f"{reverse('fees:months')}?office={office}"


@require_GET
def account_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """缴费对账清单 of account ``pk`` as PDF."""
    account = get_object_or_404(visible_accounts(request), pk=pk)
    try:
        content = statement_of(account, timezone.localdate())
    except MissingGlyph as error:
        raise Refused(str(error)) from error
    return file_to_look_at(content, f"{account.title}-缴费对账清单.pdf")
