"""费源信息 and 对账: what the tax bureau is told to collect, and the statements that come back.

A statement has its lanes, the page of one line's accounts, and the check by another person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fees.ledger.models import FeeAccount
from fees.notices.models import PaymentNotice
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import (
    accept_line,
    confirm_line,
    discard_statement,
    mark_irrelevant,
    rematch,
    reopen_statement,
    submit_statement,
    undo_line,
    withdraw_statement,
)
from fees.reconciliation.forms import IrrelevantForm, SourceQuery, StatementForm, StatementQuery
from fees.reconciliation.known import named_by
from fees.reconciliation.models import UNSETTLED, Statement, StatementLine
from fees.reconciliation.queries import lanes_of
from fees.reconciliation.steps import (
    ACCEPT,
    CONFIRM,
    DISCARD,
    FINISH,
    LINE_STEPS,
    REMATCH,
    REOPEN,
    SET_ASIDE,
    STEPS,
    SUBMIT,
    UNDO,
    WITHDRAW,
)
from renfang.acts import Incomplete
from renfang.organisations.scope import ScopedQuerySet
from renfang.pages import columns as col
from renfang.pages.act_forms import acts_on, fresh, offices_with, step_page
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import page_of, refuse_on_form, sent, tried, whole_numbers
from renfang.quantities.parsing import Unreadable, parse_amount


class SourceList(ListPage):
    """费源信息: what the tax bureau is told to collect, on the page and as a file."""

    model, query, title, noun = PaymentNotice, SourceQuery, "费源信息", "户"
    file_name = "易地建设费费源信息"
    order = ("due_on", "pk")
    columns = (
        col.Code("缴费通知书文号", "document.number", width=26),
        col.Name("缴费人名称", "assessment.account.project.developer.name", width=34),
        col.Code(
            "统一社会信用代码",
            "assessment.account.project.developer.credit_code",
            on_page=False,
            width=22,
        ),
        col.Title(
            "项目名称",
            "assessment.account.project.name",
            link="fees:account",
            link_by="assessment.account_id",
            width=34,
        ),
        col.Code("项目代码", "assessment.account.project.code", on_page=False, width=28),
        col.Column("征收项目", lambda notice: "防空地下室易地建设费", on_page=False, width=22),
        col.Money("核定金额", "assessment.payable", width=18),
        col.Money("已缴金额", "assessment.account.paid", on_page=False, width=18),
        col.Owed("应征金额", "assessment.account.balance", total=True, width=18),
        col.Day("核定日期", "assessment.assessed_on", on_page=False, width=14),
        col.Day("缴款期限", "due_on", width=14),
        col.Short("核定机关", "organisation.short_name", in_file=False),
        col.Column("核定机关", "organisation.name", on_page=False, width=30),
        col.Code(
            "行政区划代码", "assessment.account.project.division.code", on_page=False, width=14
        ),
    )
    links = (
        Link(
            "导出 Excel",
            "fees:fee_sources_export",
            "table-export",
            is_main=True,
            keeps_query=True,
            needs_rows=True,
        ),
    )
    nothing = (
        Nothing(
            "没有待征收的费源。签发缴费通知书且尚有欠缴的，自动列入本页",
            "查看应收台账",
            "fees:accounts",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的费源"

    def rows(self) -> ScopedQuerySet:
        """Of each debt the last notice that counts, of the present version: collected once."""
        counting = PaymentNotice.objects.filter(document__voiding__isnull=True)
        later = counting.filter(assessment=OuterRef("assessment"), pk__gt=OuterRef("pk"))
        shown = PaymentNotice.objects.visible_to(self.scope).filter(
            document__voiding__isnull=True,
            assessment__replaced_by__isnull=True,
            assessment__account__balance__gt=0,
        )
        return shown.exclude(Exists(later))


Lane = StatementLine.Lane
# Joined with what the accounts that a line resembles, or was found at, are called.
_ACCOUNTS = (
    "suggested__project",
    "suggested__demolition__shelter",
    "found_entry__account__project",
    "found_entry__account__demolition__shelter",
    "found_entry__claim__line",
)
_ORDER = (
    Lane.DIFFERENT,
    Lane.SUGGESTED,
    Lane.UNCLAIMED,
    Lane.MATCHED,
    Lane.IRRELEVANT,
    Lane.REPEATED,
    Lane.OUTGOING,
)


def _visible(request: HttpRequest) -> ScopedQuerySet:
    return Statement.objects.visible_to(request.scope).select_related(
        "organisation", "uploaded_by", "submitted_by", "finished_by", "paper"
    )


def _lines(request: HttpRequest) -> ScopedQuerySet:
    return StatementLine.objects.visible_to(request.scope).select_related("statement", *_ACCOUNTS)


# Accounts among which one payment is divided on the page.
_MOST_PARTS = 50


class StatementList(ListPage):
    """对账文件, below the form that takes another."""

    model, query, title, noun = Statement, StatementQuery, "对账", "个文件"
    template = "fees/reconciliation/statements.html"
    columns = (
        col.Title("文件", "file_name", link="fees:statement", width=32),
        col.Short("来源", "source"),
        col.Short("期间", lambda row: f"{row.first_day} 至 {row.last_day}", sort="first_day"),
        col.Number("笔数", "line_count", total=True),
        col.Owed("金额合计", "total", total=True),
        col.State(
            "状态", "state", lambda row: "todo" if row.state in ("open", "submitted") else "plain"
        ),
        col.Short("导入人", "uploaded_by"),
        col.Short("主管机构", "organisation.short_name"),
    )
    links = (
        Link("三方对账", "fees:source_agreement"),
        Link("费源信息", "fees:fee_sources"),
    )
    nothing = (
        Nothing(
            "还没有导入对账文件。先把费源信息送税务机关，收到缴费回单后在本页导入",
            "查看费源信息",
            "fees:fee_sources",
            "file-import",
        ),
    )
    nothing_found = "没有符合条件的对账文件"


@require_http_methods(["GET", "POST"])
def statements(request: HttpRequest) -> HttpResponseBase:
    """对账文件, and the form that takes another."""
    may_import = request.scope.holds("reconcile")
    form, answer, status = None, None, 200
    if may_import or request.method == "POST":
        form = StatementForm(
            request.POST or None,
            request.FILES or None,
            offices=offices_with(request.scope, "reconcile"),
        )
        answer, status = tried(
            request, form, lambda: redirect("fees:statement", pk=_take(request, form).pk)
        )
    return answer or StatementList(request).answer(status=status, form=form)


def _take(request: HttpRequest, form: StatementForm) -> Statement:
    from fees.reconciliation.exchange.statements import import_statement

    values = dict(form.cleaned_data)
    file = values.pop("file")
    return import_statement(file.read(), file.name, by=request.user, **values)


@require_GET
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The lanes of one statement with control totals."""
    row = get_object_or_404(_visible(request), pk=pk)
    lanes = lanes_of(row)
    wanted = request.GET.get("lane", "")
    if wanted not in lanes:
        wanted = next((lane for lane in _ORDER if lanes[lane][0]), Lane.MATCHED)
    lines = row.lines.filter(lane=wanted).select_related("decided_by", *_ACCOUNTS)
    claims = Prefetch("claims__account", FeeAccount.objects.with_subject())
    lines = lines.prefetch_related(claims, "claims__entry").order_by("number")

    def may(needed: str) -> bool:
        return request.scope.may(needed, row)

    context = {
        "statement": row,
        "lane": wanted,
        "lanes": [
            {
                "label": Lane(lane).label,
                "url": f"?lane={lane}",
                "count": lanes[lane][0],
                "total": lanes[lane][1],
                "current": lane == wanted,
            }
            for lane in _ORDER
        ],
        "page": _with_acts(page_of(request, Paginator(lines, 50)), may),
        "to_post": _to_post(row),
        "form": IrrelevantForm(),
        "may_work": REMATCH.fits(row) and may(REMATCH.permission),
        "buttons": STEPS.buttons(row, may, request.user),
        "obstacle": FINISH.obstacle(row, request.user) if FINISH.fits(row) else "",
    }
    return render(request, "fees/reconciliation/statement.html", context)


def _with_acts(page: Page, may: Callable[[str], bool]) -> Page:
    """The lines with what can be done to each: a suggestion accepted, a decision taken back."""
    for line in page:
        offered = LINE_STEPS.offered(line, may)
        waits = line.suggested_id is not None and line.lane in UNSETTLED
        line.may_accept, line.may_undo = waits and ACCEPT in offered, UNDO in offered
        line.may_confirm = CONFIRM in offered
    return page


def _to_post(row: Statement) -> tuple[int, Decimal]:
    """How many claims, and how much, posting brings into the ledger."""
    from django.db.models import Count, Sum

    sums = row.lines.filter(claims__entry__isnull=True, claims__isnull=False).aggregate(
        count=Count("claims"), sum=Sum("claims__amount")
    )
    return sums["count"], sums["sum"] or Decimal(0)


def _find(request: HttpRequest, pk: int) -> Statement:
    found: Statement = get_object_or_404(_visible(request), pk=pk)
    return found


def _trail(row: Statement) -> tuple[tuple[str, str], ...]:
    return ("对账", reverse("fees:statements")), (
        row.file_name,
        reverse("fees:statement", args=[row.pk]),
    )


_act = acts_on(_find, _trail)
submit = _act(SUBMIT, fresh(Form), submit_statement, "已送复核，由另一人复核入账")
rematched = _act(REMATCH, fresh(Form), rematch, "已按台账的最新情况重新匹配")
reopen = _act(REOPEN, fresh(Form), reopen_statement, "已退回对账，没有入账")
finish = _act(
    FINISH,
    fresh(Form),
    finish_statement,
    lambda row: f"已复核入账，对账单 {row.paper.number} 已生成",
)
withdraw = _act(WITHDRAW, fresh(Form), withdraw_statement, "已撤回送复核，没有入账")
discard = _act(DISCARD, fresh(Form), discard_statement, "已放弃，可以重新导入")


@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: the accounts it may pay, found by words or by its payer."""
    row = get_object_or_404(_lines(request), pk=pk)
    return _line_page(request, row, IrrelevantForm())


def _line_page(
    request: HttpRequest,
    row: StatementLine,
    form: IrrelevantForm,
    status: int = 200,
    wrong: str = "",
) -> HttpResponse:
    words = request.GET.get("words", "").strip()[:100]
    typed = _typed(request.POST) or _typed(request.GET)
    accounts = _accounts_for(request, row, words, typed)

    def may(needed: str) -> bool:
        return request.scope.may(needed, row)

    offered = LINE_STEPS.offered(row, may)
    context = {
        "line": row,
        "statement": row.statement,
        "accounts": accounts,
        "typed_sum": _sum_of(typed),
        "words": words,
        "form": form,
        "wrong": wrong,
        "may_accept": ACCEPT in offered,
        "may_set_aside": SET_ASIDE in offered,
        "buttons": LINE_STEPS.buttons(row, may),
        "claims": row.claims.select_related("account__project", "account__demolition__shelter"),
    }
    return render(request, "fees/reconciliation/statement_line.html", context, status=status)


def _typed(sent: QueryDict) -> dict[int, str]:
    """Account → what was typed beside it (``amount-PK``), as it was typed."""
    found = {}
    for name, value in sent.items():
        wanted = whole_numbers([name.removeprefix("amount-")])
        if name.startswith("amount-") and wanted and value.strip():
            found[wanted[0]] = value.strip()[:40]
    return dict(list(found.items())[:_MOST_PARTS])


def _sum_of(typed: Mapping[int, str]) -> Decimal | None:
    """What the typed amounts come to, in yuan; None while one of them cannot be read."""
    try:
        return sum((parse_amount(value) for value in typed.values()), Decimal(0)) or None
    except Unreadable:
        return None


def _accounts_for(
    request: HttpRequest, row: StatementLine, words: str, typed: Mapping[int, str]
) -> list[tuple[FeeAccount, str]]:
    """Accounts that the line may pay, each with what stands in its field.

    Those with an amount come first, then those that the line names, then what was found.
    """
    seen = FeeAccount.objects.visible_to(request.scope).filter(organisation=row.organisation_id)
    found = seen.owing()
    if words:
        found = seen.named(words) | seen.filter(project__code__contains=words)
    named = named_by(row)
    if row.found_entry is not None:
        named.append(row.found_entry.account)
    if row.suggested is not None:
        named.insert(0, row.suggested)
    kept = seen.filter(pk__in=typed).with_subject().order_by("due_on", "id")
    rows = [*kept, *named, *found.with_subject().order_by("due_on", "id")[:20]]
    accounts = {account.pk: account for account in rows}.values()
    if not typed and row.suggested is not None:
        typed = {row.suggested.pk: str(row.amount)}
    return [(account, typed.get(account.pk, "")) for account in accounts]


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """认领: the suggestion, or the amounts typed beside accounts (``amount-PK``)."""
    row = get_object_or_404(_lines(request), pk=pk)
    if request.POST.get("step") == "find":
        # An address of its own, so that Back and reload keep what was typed.
        kept = {f"amount-{account}": value for account, value in _typed(request.POST).items()}
        words = request.POST.get("words", "").strip()[:100]
        query = urlencode({"words": words, **kept})
        return redirect(f"{reverse('fees:statement_line', args=[pk])}?{query}")
    try:
        accept_line(pk, by=request.user, parts=_parts(request, row))
    except Incomplete as refusal:
        return _line_page(request, row, IrrelevantForm(), refusal.status, refusal.message)
    messages.success(request, f"第 {row.number} 行已认领")
    return redirect(_lane_url(row))


def _parts(request: HttpRequest, row: StatementLine) -> dict[int, Decimal] | None:
    """Account → amount as typed; None where the suggestion is accepted as it is."""
    if request.POST.get("step") != "divide":
        return None
    parts: dict[int, Decimal] = {}
    for account, typed in _typed(request.POST).items():
        try:
            parts[account] = parse_amount(typed)
        except Unreadable as error:
            raise Incomplete(error.message, field="amount") from error
    if not parts:
        raise Incomplete("在要认领的账户后填写金额", field="amount")
    return parts


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认同一笔, from the lane that the line stands in."""
    row = get_object_or_404(_lines(request), pk=pk)
    request.scope.require(CONFIRM.permission, row)
    return step_page(
        request,
        CONFIRM,
        row,
        Form(sent(request)),
        lambda: confirm_line(pk, by=request.user),
        trail=(*_trail(row.statement), (str(row), reverse("fees:statement_line", args=[pk]))),
        done=f"{row}已确认为已入账的同一笔",
        to=lambda line: _lane_url(row),
    )


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销认领, from the lane that the line stands in."""
    row = get_object_or_404(_lines(request), pk=pk)
    request.scope.require(UNDO.permission, row)
    return step_page(
        request,
        UNDO,
        row,
        Form(sent(request)),
        lambda: undo_line(pk, by=request.user),
        trail=(*_trail(row.statement), (str(row), reverse("fees:statement_line", args=[pk]))),
        done=f"{row}已撤销认领",
        to=lambda line: _lane_url(row),
    )


@require_POST
def irrelevant(request: HttpRequest, pk: int) -> HttpResponse:
    """不相关 with the reason."""
    row = get_object_or_404(_lines(request), pk=pk)
    request.scope.require(SET_ASIDE.permission, row)
    form = IrrelevantForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            mark_irrelevant(pk, by=request.user, **form.cleaned_data)
        except Incomplete as refusal:
            status = refuse_on_form(form, refusal)
        else:
            messages.success(request, f"第 {row.number} 行已标为不相关")
            return redirect(_lane_url(row))
    return _line_page(request, row, form, status)


def _lane_url(row: StatementLine) -> str:
    """The lane the line stood in, so that the next line is at hand."""
    left: Any = row.statement.lines.filter(lane=row.lane).exists()
    lane = f"?lane={row.lane}" if left else ""
    return reverse("fees:statement", args=[row.statement_id]) + lane
