"""What the office knows that lines of a statement are compared with, read once for a whole file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Min, Q

from fees.ledger.models import FeeAccount, FeeAccountQuerySet, LedgerEntry
from fees.notices.models import PaymentNotice
from fees.payments.models import Slip
from fees.payments.queries import SAME_MONEY_DAYS
from fees.reconciliation.models import StatementClaim, StatementLine
from fees.reconciliation.reading import REPEATED
from renfang.documents.numbers import number_key
from renfang.organisations.models import Organisation
from renfang.quantities.name_columns import name_among
from renfang.quantities.names import organisation_key
from renfang.quantities.parsing import normalise_digits

Lane = StatementLine.Lane

_NUMBER = re.compile(
    r"([\u4e00-\u9fffA-Za-z]{2,10})[〔\[(（【]\s*(\d{4})\s*[〕\])）】]\s*第?\s*(\d+)\s*号"
)
_PROJECT = re.compile(r"(?<![\d-])\d{4}-\d{6}-\d{2}-\d{2}-\d{6,8}(?![\d-])")
_PAYMENT_CODE = re.compile(r"(?:缴款码|缴款书号码?|税票号码?|凭证号码?)[:：]?\s*([0-9A-Z]{4,30})")


@dataclass(frozen=True)
class Money:
    """A payment that is known from elsewhere: booked, on a slip, or matched in another file."""

    account: FeeAccount
    on: date
    voucher: str
    where: str
    entry: LedgerEntry | None = None


@dataclass
class Known:
    """What the office knows that lines can be compared with, read once for a whole file."""

    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    by_notice: dict[str, FeeAccount] = field(default_factory=dict)
    by_project: dict[str, FeeAccount] = field(default_factory=dict)
    by_payer: dict[str, list[FeeAccount]] = field(default_factory=lambda: defaultdict(list))
    # Lines of earlier files by what names the payment.
    earlier: dict[str, list[StatementLine]] = field(default_factory=lambda: defaultdict(list))
    # Payments by amount and account, and by amount and payer.
    money: dict[tuple[Decimal, int | str], list[Money]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # What is still owed on each account after the lines matched so far, in yuan.
    left: dict[int, Decimal] = field(default_factory=dict)


def base_key(line: StatementLine) -> str:
    """The key of a line without its count among equals of its file."""
    return line.line_key.partition(REPEATED)[0]


def numbers_in(line: StatementLine) -> list[list[str]]:
    """Keys of the papers that the line names anywhere: for each, the longest reading first.

    A remark runs on without blanks (缴纳云动易缴〔2026〕1号): where the number begins is known only
    when it is looked up.
    """
    found = [[number_key(line.notice_number)]] if line.notice_number else []
    for word, year, number in _NUMBER.findall(_said(line)):
        starts = range(len(word) - 1)
        found.append([number_key(f"{word[start:]}〔{year}〕{int(number)}号") for start in starts])
    return found


def codes_in(line: StatementLine) -> list[str]:
    """The project codes that the line names anywhere."""
    return list(dict.fromkeys(filter(None, [line.project_code, *_PROJECT.findall(_said(line))])))


def vouchers_in(line: StatementLine) -> list[str]:
    """The line's own number, then those of payments that its remark names."""
    return [line.voucher, *_PAYMENT_CODE.findall(_said(line).upper())]


def _said(line: StatementLine) -> str:
    return normalise_digits(f"{line.notice_number} {line.remark}")


def accounts_named(line: StatementLine, known: Known) -> list[FeeAccount]:
    """The accounts that the line names by papers or projects, in its columns or its remark."""
    found = [
        next((known.by_notice[key] for key in keys if key in known.by_notice), None)
        for keys in numbers_in(line)
    ]
    found += [known.by_project.get(code) for code in codes_in(line)]
    return list({account.pk: account for account in found if account is not None}.values())


def named_by(line: StatementLine) -> list[FeeAccount]:
    """``accounts_named`` of one line, with nothing else read that a line is compared with."""
    known = Known()
    _read_named(known, line.organisation_id, [line])
    return accounts_named(line, known)


def office_since(organisation: Organisation) -> date | None:
    """The first day that a row of the office's statements may have: a year before it charged.

    None where it has charged nothing yet, and so can book nothing.
    """
    charges = LedgerEntry.objects.filter(organisation=organisation, kind=LedgerEntry.Kind.CHARGE)
    first = charges.aggregate(day=Min("business_date"))["day"]
    return first - timedelta(days=366) if first else None


def known_to(organisation_id: int, lines: Iterable[StatementLine], source: str) -> Known:
    """Read what the lines are compared with: a dozen queries however many lines."""
    rows = list(lines)
    vouchers = {voucher for line in rows for voucher in vouchers_in(line)} - {""}
    known = Known()
    entries = LedgerEntry.objects.filter(
        organisation=organisation_id,
        kind=LedgerEntry.Kind.PAYMENT,
        reversed_by__isnull=True,
        voucher__in=vouchers,
    ).select_related(
        "account__project__developer", "account__demolition__shelter", "claim__line", "slip"
    )
    known.entries = {entry.voucher: entry for entry in entries}
    known.waiting = set(
        Slip.objects.filter(
            organisation=organisation_id, state=Slip.State.RECORDED, voucher__in=vouchers
        ).values_list("voucher", flat=True)
    )
    _read_named(known, organisation_id, rows)
    _read_payers(known, organisation_id, rows)
    _read_earlier(known, organisation_id, rows, source)
    for amount, money in _money(organisation_id, rows):
        known.money[amount, money.account.pk].append(money)
        known.money[amount, organisation_key(money.account.payer)].append(money)
    return known


def _others(rows: list[StatementLine]) -> Q:
    """Lines of files in force besides the one that asks."""
    own = [line.statement_id for line in rows[:1] if line.statement_id]
    return ~Q(statement__state="discarded") & ~Q(statement__in=own)


def _read_earlier(
    known: Known, organisation_id: int, rows: list[StatementLine], source: str
) -> None:
    keys = {line.line_key for line in rows} | {base_key(line) for line in rows}
    repeated = (
        StatementLine.objects.filter(
            _others(rows),
            organisation=organisation_id,
            line_key__in=keys,
            statement__source=source,
        )
        .exclude(lane__in=[Lane.IRRELEVANT, Lane.REPEATED, Lane.OUTGOING])
        .exclude(claims__entry__reversed_by__isnull=False)
        .select_related("statement")
        .order_by("id")
    )
    for line in repeated:
        known.earlier[base_key(line)].append(line)


def _money(organisation_id: int, rows: list[StatementLine]) -> Iterator[tuple[Decimal, Money]]:
    """Payments of the same amounts, at most ``SAME_MONEY_DAYS`` from the days of the lines."""
    days = [line.booked_on for line in rows if line.amount > 0]
    if not days:
        return
    amounts = {line.amount for line in rows}
    span = timedelta(days=SAME_MONEY_DAYS)
    near = (min(days) - span, max(days) + span)
    subject = ("account__project__developer", "account__demolition__shelter")
    entries = LedgerEntry.objects.filter(
        organisation=organisation_id,
        kind=LedgerEntry.Kind.PAYMENT,
        reversed_by__isnull=True,
        business_date__range=near,
        amount__in=[-amount for amount in amounts],
    )
    for entry in entries.select_related(*subject):
        where = f"已入账（{entry.get_source_display()}）"
        money = Money(entry.account, entry.business_date, entry.voucher, where, entry)
        yield -entry.amount, money
    slips = Slip.objects.filter(
        organisation=organisation_id,
        kind=Slip.Kind.PAYMENT,
        state=Slip.State.RECORDED,
        business_date__range=near,
        amount__in=[-amount for amount in amounts],
    )
    for slip in slips.select_related(*subject):
        yield -slip.amount, Money(slip.account, slip.business_date, slip.voucher, "已登记、待复核")
    claims = StatementClaim.objects.filter(
        line__statement__organisation=organisation_id,
        line__statement__state__in=["open", "submitted"],
        entry__isnull=True,
        amount__in=amounts,
        line__booked_on__range=near,
    ).exclude(line__statement__in=[line.statement_id for line in rows[:1] if line.statement_id])
    for claim in claims.select_related("line__statement", *subject):
        where = f"在{claim.line.statement}第 {claim.line.number} 行已匹配、待入账"
        yield claim.amount, Money(claim.account, claim.line.booked_on, claim.line.voucher, where)


def _accounts(organisation_id: int) -> FeeAccountQuerySet:
    accounts = FeeAccount.objects.filter(organisation=organisation_id).with_subject()
    return accounts.prefetch_related("assessments")


def _read_named(known: Known, organisation_id: int, rows: list[StatementLine]) -> None:
    numbers = {key for line in rows for keys in numbers_in(line) for key in keys}
    notices = PaymentNotice.objects.filter(
        organisation=organisation_id,
        document__number_key__in=numbers,
        document__voiding__isnull=True,
    ).select_related("document", "assessment__account__project__developer")
    notices = notices.prefetch_related("assessment__account__assessments")
    known.by_notice = {notice.document.number_key: notice.assessment.account for notice in notices}
    codes = {code for line in rows for code in codes_in(line)}
    known.by_project = {
        account.project.code: account
        for account in _accounts(organisation_id).filter(project__code__in=codes)
    }


def _read_payers(known: Known, organisation_id: int, rows: list[StatementLine]) -> None:
    credit_codes = {line.credit_code for line in rows} - {""}
    names = {line.payer for line in rows}
    payers = (
        Q(project__developer__credit_code__in=credit_codes)
        | name_among("project__developer__name", names)
        | name_among("demolition__applicant", names)
    )
    for account in _accounts(organisation_id).owing().filter(payers).order_by("due_on", "id"):
        if account.project is not None:
            known.by_payer[account.project.developer.credit_code].append(account)
        known.by_payer[organisation_key(account.payer)].append(account)
