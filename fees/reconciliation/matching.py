"""Matching: which payment a statement's line is, proven by voucher and amount or only supposed.

Exact voucher and exact amount match; whatever else resembles is a suggestion with its reason,
and nothing of it is posted before somebody accepts it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.notices.models import PaymentNotice
from fees.payments.models import Slip
from fees.reconciliation.models import StatementLine
from fees.reconciliation.reading import REPEATED
from renfang.documents.numbers import number_key
from renfang.quantities.name_columns import name_among
from renfang.quantities.names import organisation_key

Lane = StatementLine.Lane


@dataclass
class Known:
    """What the office knows that lines can be compared with, read once for a whole file."""

    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    by_notice: dict[str, FeeAccount] = field(default_factory=dict)
    by_project: dict[str, FeeAccount] = field(default_factory=dict)
    by_payer: dict[str, list[FeeAccount]] = field(default_factory=lambda: defaultdict(list))
    earlier: dict[str, str] = field(default_factory=dict)
    # What is still owed on each account after the lines matched so far, in yuan.
    left: dict[int, Decimal] = field(default_factory=dict)


def sort_into_lanes(lines: Iterable[StatementLine], known: Known) -> list[tuple[int, FeeAccount]]:
    """Set lane, finding, suggestion of each line; gives (index, account) for lines to be posted.

    Lines that take each other back within the file move nothing and are set aside.
    """
    rows = list(lines)
    cancelled = _cancelled(rows, known)
    claims = []
    for index, line in enumerate(rows):
        if index in cancelled:
            _put(line, Lane.IRRELEVANT, "同一文件内已冲正，收支相抵")
            continue
        account = _judge(line, known)
        if account is not None:
            claims.append((index, account))
            known.left[account.pk] = known.left.get(account.pk, account.balance) - line.amount
    return claims


def _cancelled(rows: list[StatementLine], known: Known) -> set[int]:
    """Indexes of pairs with one voucher and opposite amounts, neither known to the ledger."""
    waiting: dict[tuple[str, Decimal], int] = {}
    found: set[int] = set()
    for index, line in enumerate(rows):
        if not line.voucher or line.voucher in known.entries:
            continue
        partner = waiting.pop((line.voucher, -line.amount), None)
        if partner is None:
            waiting[line.voucher, line.amount] = index
        else:
            found |= {partner, index}
    return found


def _judge(line: StatementLine, known: Known) -> FeeAccount | None:
    """Put one line into its lane; the account when it is proven to pay that account's debt."""
    if line.line_key in known.earlier:
        _put(line, Lane.REPEATED, f"已在{known.earlier[line.line_key]}中对账，不重复入账")
        return None
    entry = known.entries.get(line.voucher) if line.voucher else None
    if line.amount < ZERO:
        return _judge_return(line, entry)
    if entry is not None:
        _compare(line, entry)
        return None
    if line.voucher in known.waiting:
        _put(line, Lane.DIFFERENT, "该凭证号已登记、待复核。复核入账后重新匹配")
        return None
    if REPEATED in line.line_key and line.voucher:
        _put(line, Lane.DIFFERENT, "同一凭证号在本文件出现多次。核对后接受或标为不相关")
        line.suggested = _named(line, known)
        return None
    account = _named(line, known)
    return _suggest(line, known) if account is None else _measure(line, account, known)


def _judge_return(line: StatementLine, entry: LedgerEntry | None) -> FeeAccount | None:
    """A negative line takes a payment back: exactly that payment, or somebody has to look."""
    if entry is not None and entry.amount == line.amount:
        line.found_entry = entry
        _put(line, Lane.MATCHED, f"冲正 {entry.business_date} 的缴款")
        return entry.account
    _put(line, Lane.DIFFERENT, "冲正流水没有找到凭证号和金额都相同的缴款")
    return None


def _compare(line: StatementLine, entry: LedgerEntry) -> None:
    """A payment that is in the ledger already: the line confirms it or contradicts it."""
    line.found_entry = entry
    if -entry.amount == line.amount:
        _put(line, Lane.MATCHED, f"与 {entry.business_date} 已入账的缴款相符")
    else:
        _put(
            line,
            Lane.DIFFERENT,
            f"凭证号已入账 {-entry.amount:,} 元，流水为 {line.amount:,} 元。核对后冲正或标为不相关",
        )


def _named(line: StatementLine, known: Known) -> FeeAccount | None:
    """The account that the line names by notice or project code."""
    if line.notice_number:
        account = known.by_notice.get(number_key(line.notice_number))
        if account is not None:
            return account
    return known.by_project.get(line.project_code) if line.project_code else None


def _measure(line: StatementLine, account: FeeAccount, known: Known) -> FeeAccount | None:
    """The named account's debt against the amount: equal is a match, else a difference."""
    left = known.left.get(account.pk, account.balance)
    line.suggested = account
    if line.amount == left:
        _put(line, Lane.MATCHED, "文号或项目代码与金额都相符")
        return account
    if line.amount < left:
        _put(
            line,
            Lane.DIFFERENT,
            f"部分缴款：欠缴 {left:,} 元，接受后尚欠 {left - line.amount:,} 元",
        )
    else:
        over = line.amount - max(left, ZERO)
        _put(line, Lane.DIFFERENT, f"大于欠缴 {max(left, ZERO):,} 元，接受后多缴 {over:,} 元待退付")
    return None


def _suggest(line: StatementLine, known: Known) -> None:
    """An account of the same payer; never more than a suggestion."""
    named = known.by_payer.get(organisation_key(line.payer), [])
    accounts = known.by_payer.get(line.credit_code) or named
    owing = [account for account in accounts if known.left.get(account.pk, account.balance) > ZERO]
    same = [
        account for account in owing if known.left.get(account.pk, account.balance) == line.amount
    ]
    if same:
        line.suggested = same[0]
        _put(line, Lane.SUGGESTED, "缴费人和金额相符，没有文号或项目代码")
    elif owing:
        line.suggested = owing[0]
        _put(line, Lane.SUGGESTED, f"缴费人相符，欠缴 {owing[0].balance:,} 元")
    else:
        _put(line, Lane.UNCLAIMED, "没有找到相符的账户")


def _put(line: StatementLine, lane: str, finding: str) -> None:
    line.lane, line.finding = lane, finding


def known_to(organisation_id: int, lines: Iterable[StatementLine], source: str) -> Known:
    """Read what the lines are compared with: eight queries however many lines."""
    rows = list(lines)
    vouchers = {line.voucher for line in rows if line.voucher}
    known = Known()
    entries = LedgerEntry.objects.filter(
        organisation=organisation_id,
        kind=LedgerEntry.Kind.PAYMENT,
        reversed_by__isnull=True,
        voucher__in=vouchers,
    ).select_related("account__project", "account__demolition__shelter")
    known.entries = {entry.voucher: entry for entry in entries}
    known.waiting = set(
        Slip.objects.filter(
            organisation=organisation_id, state=Slip.State.RECORDED, voucher__in=vouchers
        ).values_list("voucher", flat=True)
    )
    _read_accounts(known, organisation_id, rows)
    keys = {line.line_key for line in rows}
    repeated = (
        StatementLine.objects.filter(
            organisation=organisation_id, line_key__in=keys, statement__source=source
        )
        .exclude(statement__state="discarded")
        .exclude(lane__in=[Lane.IRRELEVANT, Lane.REPEATED])
        .exclude(statement__in=[line.statement_id for line in rows[:1] if line.statement_id])
        .exclude(claims__entry__reversed_by__isnull=False)
        .select_related("statement")
    )
    known.earlier = {line.line_key: str(line.statement) for line in repeated}
    return known


def _read_accounts(known: Known, organisation_id: int, rows: list[StatementLine]) -> None:
    accounts = FeeAccount.objects.filter(organisation=organisation_id).with_subject()
    numbers = {number_key(line.notice_number) for line in rows if line.notice_number}
    notices = PaymentNotice.objects.filter(
        organisation=organisation_id,
        document__number_key__in=numbers,
        document__voiding__isnull=True,
    ).select_related("document", "assessment__account__project__developer")
    known.by_notice = {notice.document.number_key: notice.assessment.account for notice in notices}
    codes = {line.project_code for line in rows if line.project_code}
    known.by_project = {
        account.project.code: account for account in accounts.filter(project__code__in=codes)
    }
    credit_codes = {line.credit_code for line in rows} - {""}
    names = {line.payer for line in rows}
    payers = (
        Q(project__developer__credit_code__in=credit_codes)
        | name_among("project__developer__name", names)
        | name_among("demolition__applicant", names)
    )
    for account in accounts.owing().filter(payers).order_by("due_on", "id"):
        if account.project is not None:
            known.by_payer[account.project.developer.credit_code].append(account)
        known.by_payer[organisation_key(account.payer)].append(account)
