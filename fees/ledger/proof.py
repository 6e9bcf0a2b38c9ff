"""Proof of the ledger: what must hold for every account, checked from the entries alone.

The database's own constraints already refuse most of this; the proof finds what was done past them,
by whoever could switch them off. ``fees.ledger.posting.audit`` proves the same a second time, in
plain SQL and without a line of this code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby

from django.db.models import Max, Prefetch, QuerySet

from fees.assessments.models import Assessment
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.posting import Kind, hash_of
from fees.notices.models import PaymentNotice
from renfang.documents.models import IssuedDocument


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, and what, in Chinese."""

    account: FeeAccount | None
    text: str

    def __str__(self) -> str:
        if self.account is None:
            return self.text
        return f"账户 {self.account.pk}（{self.account.project}）：{self.text}"


@dataclass
class _Tally:
    """What the entries of one account add up to as they are read, in yuan."""

    balance: Decimal = ZERO
    payable: Decimal = ZERO
    paid: Decimal = ZERO
    sequence: int = 0
    hash: str = ""
    seen: dict[int, LedgerEntry] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)


def findings(organisation_id: int | None = None) -> Iterator[Finding]:
    """Everything that does not hold, of one office or of all; nothing for a sound ledger."""
    from fees.ledger.compensation_proof import broken_compensations
    from fees.ledger.links import broken_links

    yield from _account_findings(organisation_id)
    yield from (Finding(None, text) for text in broken_links(organisation_id))
    yield from (Finding(None, text) for text in broken_compensations(organisation_id))


def _account_findings(organisation_id: int | None) -> Iterator[Finding]:
    accounts = _of(FeeAccount.objects.select_related("project"), organisation_id).in_bulk()
    charged = _charged_by_assessments(organisation_id)
    due_days = dict(
        _of(PaymentNotice.objects.order_by("id"), organisation_id).values_list(
            "assessment__account", "due_on"
        )
    )
    without_entries = set(accounts)
    entries = (
        _of(LedgerEntry.objects.order_by("account", "sequence"), organisation_id)
        .prefetch_related(Prefetch("basis", IssuedDocument.objects.with_state()))
        .iterator(chunk_size=2000)
    )
    for account_id, rows in groupby(entries, key=lambda entry: entry.account_id):
        without_entries.discard(account_id)
        yield from _prove(accounts[account_id], rows, charged.get(account_id, ZERO))
    for account_id in sorted(without_entries):
        yield from _prove(accounts[account_id], iter(()), charged.get(account_id, ZERO))
    for account in accounts.values():
        if account.due_on != due_days.get(account.pk):
            yield Finding(account, f"缴款期限 {account.due_on} 与末次缴费通知书不一致")


def _of(rows: QuerySet, organisation_id: int | None) -> QuerySet:
    return rows if organisation_id is None else rows.filter(organisation=organisation_id)


def _charged_by_assessments(organisation_id: int | None) -> dict[int, Decimal]:
    """The payable of each account's last version."""
    assessments = _of(Assessment.objects.order_by(), organisation_id)
    last = assessments.values("account").annotate(last=Max("version"))
    versions = {row["account"]: row["last"] for row in last}
    return {
        account: payable
        for account, version, payable in assessments.values_list("account", "version", "payable")
        if version == versions[account]
    }


def _prove(
    account: FeeAccount, entries: Iterator[LedgerEntry], charged: Decimal
) -> Iterator[Finding]:
    tally = _Tally()
    for entry in entries:
        for text in chain(
            _broken_chain(entry, tally), _broken_reversal(entry, tally), _broken_basis(entry)
        ):
            yield Finding(account, f"第 {entry.sequence} 笔{text}")
        _add(entry, tally)
        if entry.balance_after != tally.balance:
            yield Finding(account, f"第 {entry.sequence} 笔余额与累计不符")
        if tally.paid < ZERO:
            yield Finding(account, f"第 {entry.sequence} 笔后退回的超过已缴")
    for text in _broken_sums(account, tally, charged):
        yield Finding(account, text)


def _broken_chain(entry: LedgerEntry, tally: _Tally) -> Iterator[str]:
    if entry.sequence != tally.sequence + 1:
        yield "之前有分录缺失"
    if entry.prev_hash != tally.hash:
        yield "与前一笔的校验值不衔接"
    if entry.hash != hash_of(entry):
        yield "内容与校验值不符"
    if entry.recorded_by_id is not None and entry.recorded_by_id == entry.posted_by_id:
        yield "登记人与复核人为同一人"


def _broken_reversal(entry: LedgerEntry, tally: _Tally) -> Iterator[str]:
    if entry.kind != Kind.REVERSAL:
        return
    first = tally.seen.get(entry.reverses_id or 0)
    if first is None or first.kind == Kind.REVERSAL or first.amount != -entry.amount:
        yield "没有如数冲正同一账户的一笔分录"
    elif first.pk in tally.reversed:
        yield "重复冲正"
    else:
        tally.reversed.add(first.pk)


def _broken_basis(entry: LedgerEntry) -> Iterator[str]:
    """A refund or write-off rests on a paper that counts and names the same sum."""
    if entry.kind not in (Kind.REFUND, Kind.WRITE_OFF):
        return
    paper = entry.basis
    if paper is None:
        yield f"{entry.get_kind_display()}没有依据文书"
    elif paper.is_void and not hasattr(entry, "reversed_by"):
        yield f"{entry.get_kind_display()}的依据文书 {paper.number} 已作废"
    elif paper.snapshot.get("amount") != f"{abs(entry.amount):,}":
        yield f"{entry.get_kind_display()}金额与依据文书 {paper.number} 不一致"


def _add(entry: LedgerEntry, tally: _Tally) -> None:
    tally.balance += entry.amount
    kind = tally.seen[entry.reverses_id].kind if entry.reverses_id in tally.seen else entry.kind
    if kind in (Kind.CHARGE, Kind.REDUCTION):
        tally.payable += entry.amount
    elif kind != Kind.WRITE_OFF:
        tally.paid -= entry.amount
    tally.sequence, tally.hash = entry.sequence, entry.hash
    tally.seen[entry.pk] = entry


def _broken_sums(account: FeeAccount, tally: _Tally, charged: Decimal) -> Iterator[str]:
    for name, label in (("balance", "欠缴"), ("payable", "应缴"), ("paid", "已缴")):
        if getattr(account, name) != getattr(tally, name):
            yield (
                f"账户记载的{label} {getattr(account, name):,} 元，"
                f"分录合计 {getattr(tally, name):,} 元"
            )
    if account.surplus != max(ZERO, -tally.balance):
        yield f"账户记载的多缴 {account.surplus:,} 元与余额不符"
    if tally.payable != charged:
        yield f"分录的应缴 {tally.payable:,} 元，现行核定为 {charged:,} 元"
    if (account.last_sequence, account.last_hash) != (tally.sequence, tally.hash):
        yield f"账户记载 {account.last_sequence} 笔，链尾不符，末尾分录缺失或被替换"
