"""复核对账: another person posts what the lines of a statement were matched to."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from django.db.models import prefetch_related_objects
from django.utils import timezone

from fees.ledger.models import ZERO, FeeAccount, LedgerBook, LedgerEntry
from fees.ledger.posting import Kind, Movement, locked_book, post_entry, turn_of, vouchers_known
from fees.ledger.rules import in_words
from fees.payments.acts.slips import require_reversible
from fees.payments.queries import SAME_MONEY_DAYS
from fees.reconciliation.models import Statement, StatementClaim, StatementLine
from fees.reconciliation.papers import RECONCILIATION, snapshot_of
from fees.reconciliation.reading import REPEATED
from fees.reconciliation.steps import FINISH
from renfang.acts import Refused, act
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User

Lane = StatementLine.Lane


@act
def finish_statement(statement_id: int, *, by: User) -> Statement:
    """复核入账: post every claim, all or none, and issue the 对账单.

    Raises Refused for the person who matched, and for claims that the accounts no longer take,
    naming their lines.
    """
    statement: Statement = Statement.objects.locked_for(FINISH, statement_id, by)
    claims = list(
        StatementClaim.objects.filter(line__statement=statement, entry__isnull=True)
        .select_related("line__found_entry", "line__suggested")
        .order_by("account_id", "line__number")
    )
    accounts = _locked_accounts(claims)
    book = locked_book(statement.organisation)
    _require_fitting(claims, accounts)
    positions = _positions(claims)
    vouchers = {claim.pk: voucher_of(claim.line, positions[claim.pk]) for claim in claims}
    known = vouchers_known(statement.organisation_id, set(vouchers.values()))
    for claim in claims:
        account, voucher = accounts[claim.account_id], vouchers[claim.pk]
        turn = 0
        if voucher in known and claim.line.decided_by_id is not None:
            voucher = _told_apart(voucher, claim.line)
        # Of thousands of vouchers few were ever booked before; only those are asked for again.
        if claim.line.amount > ZERO and voucher in known:
            turn = turn_of(account, voucher, statement.source)
        claim.entry = _post(claim, voucher, turn, statement, account, book, by)
    StatementClaim.objects.bulk_update(claims, ["entry"], batch_size=200)
    _note_accounts(claims, accounts, statement, by)
    return _finish(statement, claims, by)


def _locked_accounts(claims: list[StatementClaim]) -> dict[int, FeeAccount]:
    """The accounts by ascending key, so that two postings never wait for each other."""
    wanted = {claim.account_id for claim in claims}
    rows = FeeAccount.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    accounts = {account.pk: account for account in rows}
    # Joined rows would be locked too; the names are read apart.
    named = FeeAccount.objects.filter(pk__in=wanted).with_subject().select_related("organisation")
    prefetch_related_objects(list(accounts.values()), "assessments")
    for account in named:
        for name in ("project", "demolition", "organisation"):
            setattr(accounts[account.pk], name, getattr(account, name))
    return accounts


def _require_fitting(claims: list[StatementClaim], accounts: dict[int, FeeAccount]) -> None:
    """What was matched by itself must still be owed; what somebody accepted may be a surplus."""
    left = {pk: account.balance for pk, account in accounts.items()}
    wrong = []
    for claim in claims:
        left[claim.account_id] -= claim.amount
        if left[claim.account_id] < ZERO and claim.line.decided_by_id is None:
            wrong.append(str(claim.line.number))
    wrong = sorted({*wrong, *_paid_meanwhile(claims)}, key=int)
    if wrong:
        raise Refused(
            f"送复核后账户余额有变化，第 {'、'.join(wrong[:20])} 行不再相符，没有入账。"
            "退回对账，重新匹配后再送复核"
        )


def _paid_meanwhile(claims: list[StatementClaim]) -> list[str]:
    """Lines matched by themselves whose money was booked under another number since."""
    mine = {
        (claim.account_id, -claim.amount): claim.line
        for claim in claims
        if claim.line.decided_by_id is None and ZERO < claim.amount == claim.line.amount
    }
    if not mine:
        return []
    days = [line.booked_on for line in mine.values()]
    span = timedelta(days=SAME_MONEY_DAYS)
    booked = LedgerEntry.objects.filter(
        account__in={account for account, _amount in mine},
        kind=Kind.PAYMENT,
        reversed_by__isnull=True,
        business_date__range=(min(days) - span, max(days) + span),
    ).values_list("account_id", "amount", "business_date")
    return [
        str(line.number)
        for account, amount, day in booked
        if (line := mine.get((account, amount))) and abs(day - line.booked_on) <= span
    ]


def _post(
    claim: StatementClaim,
    voucher: str,
    turn: int,
    statement: Statement,
    account: FeeAccount,
    book: LedgerBook,
    by: User,
) -> LedgerEntry:
    line = claim.line
    reversed_entry = line.found_entry if line.amount < ZERO else None
    if reversed_entry is not None:
        require_reversible(reversed_entry)
    movement = Movement(
        kind=Kind.REVERSAL if reversed_entry else Kind.PAYMENT,
        amount=-claim.amount,
        on=line.booked_on,
        key=uuid5(NAMESPACE_OID, f"renfang.claim:{claim.pk}"),
        voucher="" if reversed_entry else voucher,
        turn=turn,
        reverses=reversed_entry,
        note=f"{statement.get_source_display()}第 {line.number} 行",
        recorded_by=statement.submitted_by,
        source=statement.source,
    )
    return post_entry(account, movement, by=by, book=book)


def _positions(claims: list[StatementClaim]) -> dict[int, int]:
    """Claim → its place among the claims of its line, counted from 0."""
    seen: Counter[int] = Counter()
    positions = {}
    for claim in sorted(claims, key=lambda claim: claim.pk):
        positions[claim.pk] = seen[claim.line_id]
        seen[claim.line_id] += 1
    return positions


def voucher_of(line: StatementLine, position: int) -> str:
    """The voucher under which a claim is booked: the line's own, numbered where it is divided.

    A line without one is named by its key, so that it still counts once.
    """
    base = line.voucher or f"流水{line.line_key[2:18].upper()}"
    count = line.line_key.partition(REPEATED)[2]
    base = f"{base}#{count}" if count else base
    return f"{base[:56]}/{position + 1}" if position else base[:60]


def _told_apart(voucher: str, line: StatementLine) -> str:
    """The number with its day, where another payment that stands in the books has that number.

    Serials of banks begin anew each day; somebody looked at both payments and took this one.
    """
    standing = LedgerEntry.objects.filter(
        organisation=line.organisation_id, voucher=voucher, reversed_by__isnull=True
    ).exclude(business_date=line.booked_on)
    if line.amount < ZERO or not standing.exists():
        return voucher
    return f"{voucher[:51]}@{line.booked_on:%Y%m%d}"


def _note_accounts(
    claims: list[StatementClaim],
    accounts: dict[int, FeeAccount],
    statement: Statement,
    by: User,
) -> None:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for claim in claims:
        sums[claim.account_id] += claim.amount
    for pk, total in sums.items():
        account = accounts[pk]
        record(
            by,
            "对账入账",
            account,
            before={"欠缴": in_words(account.balance + total)},
            after={
                "缴款": in_words(total),
                "来源": str(statement),
                "登记人": statement.submitted_by.full_name,
                "欠缴": in_words(account.balance),
            },
        )


def _finish(statement: Statement, claims: list[StatementClaim], by: User) -> Statement:
    statement.state = Statement.State.FINISHED
    statement.finished_by, statement.finished_at = by, timezone.now()
    posted = sum((claim.amount for claim in claims), ZERO)
    of_compensations = statement.lines.filter(claims__account__demolition__isnull=False)
    compensations = "、拆除补偿费" if of_compensations.exists() else ""
    statement.paper = issue_document(
        RECONCILIATION,
        statement,
        snapshot_of(statement, len(claims), posted),
        title=f"防空地下室易地建设费{compensations}对账单",
        organisation=statement.organisation,
        on=timezone.localdate(),
        by=by,
    )
    statement.save(update_fields=["state", "finished_by", "finished_at", "paper"])
    record(
        by,
        "复核对账",
        statement,
        after={"入账笔数": len(claims), "入账合计": in_words(posted)},
    )
    return statement
