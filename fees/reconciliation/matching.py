"""Matching: which payment a statement's line is, proven by voucher and amount or only supposed.

One payment has one identity: its number together with amount, day, payer and account. A line that
agrees in all of them is that payment; one that contradicts any, or brings the same money under
another number, is asked about. Exact reference and exact amount match; whatever else resembles is
a suggestion with its reason, and nothing of it is posted before somebody accepts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.posting import charged_on
from fees.payments.queries import SAME_MONEY_DAYS
from fees.reconciliation.known import (
    Known,
    Money,
    accounts_named,
    base_key,
    vouchers_in,
)
from fees.reconciliation.models import Statement, StatementLine
from fees.reconciliation.reading import REPEATED
from renfang.quantities.names import organisation_key

Lane = StatementLine.Lane
# What a line pays: its place among the lines, the account, and yuan.
Paid = tuple[int, FeeAccount, Decimal]


def sort_into_lanes(lines: Iterable[StatementLine], known: Known) -> list[Paid]:
    """Set lane, finding, suggestion of each line; gives what the proven lines pay.

    Lines that take each other back within the file move nothing and are set aside.
    """
    rows = list(lines)
    cancelled = _cancelled(rows, known)
    returned = _returned(rows)
    paid: list[Paid] = []
    for index, line in enumerate(rows):
        if index in cancelled:
            _put(line, Lane.IRRELEVANT, "同一文件内已冲正，收支相抵")
            continue
        for account, amount in _judge(line, known, returned.get(index)):
            paid.append((index, account, amount))
            known.left[account.pk] = known.left.get(account.pk, account.balance) - amount
    return paid


def _cancelled(rows: list[StatementLine], known: Known) -> set[int]:
    """Indexes of pairs with one voucher and opposite amounts, neither known to the ledger."""
    waiting: dict[tuple[str, str, Decimal], int] = {}
    found: set[int] = set()
    for index, line in enumerate(rows):
        if not line.voucher or line.voucher in known.entries or line.is_outgoing:
            continue
        payer = organisation_key(line.payer)
        partner = waiting.pop((line.voucher, payer, -line.amount), None)
        if partner is None:
            waiting[line.voucher, payer, line.amount] = index
        else:
            found |= {partner, index}
    return found


def _returned(rows: list[StatementLine]) -> dict[int, int]:
    """Receipts whose number, or payer, has the same sum going out in the file: with its row."""
    out: dict[tuple[str, Decimal], int] = {}
    for line in rows:
        if line.is_outgoing:
            for name in filter(None, (line.voucher, organisation_key(line.payer))):
                out[name, -line.amount] = line.number
    found = {}
    for index, line in enumerate(rows):
        names = [line.voucher, organisation_key(line.payer)] if not line.is_outgoing else []
        rows_out = [out[name, line.amount] for name in names if (name, line.amount) in out]
        if rows_out:
            found[index] = rows_out[0]
    return found


def _judge(
    line: StatementLine, known: Known, returned: int | None
) -> list[tuple[FeeAccount, Decimal]]:
    """Put one line into its lane; what it pays, where that is proven."""
    if line.is_outgoing:
        _put(line, Lane.OUTGOING, _of_outgoing(line, known))
        return []
    if _is_earlier(line, known):
        return []
    numbers = [number for number in vouchers_in(line) if number in known.entries]
    entry = known.entries[numbers[0]] if numbers else None
    if line.amount < ZERO:
        return _judge_return(line, known.entries.get(line.voucher) if line.voucher else None)
    if entry is not None:
        _compare(line, entry, known)
        return []
    if any(number in known.waiting for number in vouchers_in(line)):
        _put(line, Lane.DIFFERENT, "该凭证号已登记、待复核。复核入账后重新匹配")
        return []
    named = accounts_named(line, known)
    if REPEATED in line.line_key and line.voucher:
        _put(line, Lane.DIFFERENT, "同一凭证号在本文件出现多次。核对后接受或标为不相关")
        line.suggested = named[0] if len(named) == 1 else None
        return []
    if money := _same_money(line, named, known):
        _ask(line, money)
        return []
    if returned is not None:
        finding = (
            f"第 {returned} 行有同号或同一缴费人的等额支出。核对是否已退回，再认领或标为不相关"
        )
        _put(line, Lane.DIFFERENT, finding)
        return []
    return _measured(line, named, known)


def _of_outgoing(line: StatementLine, known: Known) -> str:
    entry = known.entries.get(line.voucher) if line.voucher else None
    if entry is None or entry.amount != line.amount:
        return "支出，不作缴款"
    return (
        f"支出，不作缴款。与“{entry.account.title}”{entry.business_date} 的缴款同号同额，"
        "确属冲正的在账户页登记冲正"
    )


def _is_earlier(line: StatementLine, known: Known) -> bool:
    """Whether the number came in an earlier file: the same payment, or another under its name."""
    earlier = known.earlier.get(base_key(line), [])
    if not earlier:
        return False
    agreeing = [one for one in earlier if not _differences(line, one)]
    finished = [one for one in agreeing if one.statement.state == Statement.State.FINISHED]
    if finished:
        _put(line, Lane.REPEATED, f"已在{finished[0].statement}中对账，不重复入账")
    elif agreeing:
        where = f"{agreeing[0].statement}第 {agreeing[0].number} 行"
        _put(line, Lane.DIFFERENT, f"{where}为同一笔，尚未复核入账。先办结该文件再重新匹配")
    else:
        one = earlier[-1]
        _put(
            line,
            Lane.DIFFERENT,
            f"该号码已在{one.statement}第 {one.number} 行用于 {one.booked_on} {one.amount:,} 元"
            f"（{one.payer or '-'}），{'、'.join(_differences(line, one))}不同。"
            "核对后认领或标为不相关"[:300],
        )
        named = accounts_named(line, known)
        line.suggested = named[0] if len(named) == 1 else None
    return True


def _differences(line: StatementLine, other: StatementLine) -> list[str]:
    """In what two lines with one number contradict each other; what either leaves out is none."""
    pairs = (
        ("金额", str(line.amount), str(other.amount)),
        ("日期", str(line.booked_on), str(other.booked_on)),
        ("缴费人", organisation_key(line.payer), organisation_key(other.payer)),
        ("缴费人代码", line.credit_code, other.credit_code),
        ("项目代码", line.project_code, other.project_code),
        ("文号", line.notice_number, other.notice_number),
    )
    return [name for name, one, two in pairs if one and two and one != two]


def _judge_return(
    line: StatementLine, entry: LedgerEntry | None
) -> list[tuple[FeeAccount, Decimal]]:
    """A negative line takes a payment back: exactly that payment, or somebody has to look."""
    if entry is not None and entry.amount == line.amount and _is_payer_of(line, entry):
        line.found_entry = entry
        _put(line, Lane.MATCHED, f"冲正 {entry.business_date} 的缴款")
        return [(entry.account, line.amount)]
    _put(line, Lane.DIFFERENT, "冲正流水没有找到凭证号和金额都相同的缴款")
    return []


def _is_payer_of(line: StatementLine, entry: LedgerEntry) -> bool:
    """Whether the line says nothing else about who paid than is known of the entry."""
    claim = getattr(entry, "claim", None)
    payers = {organisation_key(entry.account.payer)}
    if claim is not None and claim.line.payer:
        payers.add(organisation_key(claim.line.payer))
    return not line.payer or organisation_key(line.payer) in payers


def _compare(line: StatementLine, entry: LedgerEntry, known: Known) -> None:
    """A payment that is in the ledger already: the line confirms it or contradicts it."""
    line.found_entry = entry
    wrong = _contradictions(line, entry, known)
    if not wrong:
        _put(line, Lane.MATCHED, f"与 {entry.business_date} 已入账的缴款相符")
        return
    _put(
        line,
        Lane.DIFFERENT,
        f"凭证号已入账 {-entry.amount:,} 元（{entry.business_date}，{entry.account.title}），"
        f"流水为 {line.amount:,} 元，{'、'.join(wrong)}不同。"
        "同一笔的确认，另一笔的认领，登记错的先冲正",
    )


def _contradictions(line: StatementLine, entry: LedgerEntry, known: Known) -> list[str]:
    claim = getattr(entry, "claim", None)
    wrong = _differences(line, claim.line) if claim is not None else []
    if claim is None:
        wrong += ["金额"] if -entry.amount != line.amount else []
        wrong += ["日期"] if day_of(entry) != line.booked_on else []
    named = accounts_named(line, known)
    if named and entry.account_id not in {account.pk for account in named}:
        wrong.append("账户")
    elif not named and "缴费人" not in wrong and not _is_payer_of(line, entry):
        wrong.append("缴费人")
    return wrong


def day_of(entry: LedgerEntry) -> date:
    """The day that the voucher of an entry says, also where a closed month moved its booking."""
    slip = getattr(entry, "slip", None)
    day: date = slip.business_date if slip is not None else entry.business_date
    return day


def _same_money(line: StatementLine, named: list[FeeAccount], known: Known) -> Money | None:
    """A payment of the same sum to the same account, or payer, a few days apart."""
    keys: list[int | str] = [account.pk for account in named] or [organisation_key(line.payer)]
    near = [
        money
        for key in keys
        if key
        for money in known.money.get((line.amount, key), [])
        if abs((money.on - line.booked_on).days) <= SAME_MONEY_DAYS
    ]
    return min(near, key=lambda money: abs((money.on - line.booked_on).days), default=None)


def _ask(line: StatementLine, money: Money) -> None:
    line.found_entry = money.entry
    days = abs((money.on - line.booked_on).days)
    answers = "同一笔的确认，另一笔的认领" if money.entry else "办结后重新匹配，确属另一笔的认领"
    _put(
        line,
        Lane.DIFFERENT,
        f"可能是同一笔：“{money.account.title}”{money.on} 同额缴款（{money.voucher or '无凭证号'}，"
        f"{money.where}），相差 {days} 天。{answers}",
    )


def _measured(
    line: StatementLine, named: list[FeeAccount], known: Known
) -> list[tuple[FeeAccount, Decimal]]:
    """A line of a new payment against what the accounts that it names, or its payer's, owe."""
    if not named:
        _suggest(line, known)
        return []
    early = [account for account in named if _is_before(line, account)]
    if early:
        what, since = charged_on(early[0])
        finding = f"入库日期早于“{early[0].title}”{what} {since}，不能入账。与来源核对日期"
        _put(line, Lane.DIFFERENT, finding)
        return []
    if len(named) > 1:
        return _divide(line, named, known)
    return _measure(line, named[0], known)


def _is_before(line: StatementLine, account: FeeAccount) -> bool:
    since = charged_on(account)[1]
    return since is not None and line.booked_on < since


def _divide(
    line: StatementLine, named: list[FeeAccount], known: Known
) -> list[tuple[FeeAccount, Decimal]]:
    """One payment that names several accounts: proven when it pays exactly what all of them owe."""
    left = [(account, known.left.get(account.pk, account.balance)) for account in named]
    total = sum((owed for _account, owed in left), ZERO)
    if total == line.amount and all(owed > ZERO for _account, owed in left):
        _put(line, Lane.MATCHED, f"写明的 {len(named)} 个账户与金额都相符")
        return left
    names = "、".join(account.title for account in named)
    finding = f"写明 {len(named)} 个账户（{names}），共欠缴 {total:,} 元，流水 {line.amount:,} 元"
    _put(line, Lane.DIFFERENT, f"{finding}。打开该笔流水分配")
    return []


def _measure(
    line: StatementLine, account: FeeAccount, known: Known
) -> list[tuple[FeeAccount, Decimal]]:
    """The named account's debt against the amount: equal is a match, else a difference."""
    left = known.left.get(account.pk, account.balance)
    line.suggested = account
    if line.amount == left:
        _put(line, Lane.MATCHED, "文号或项目代码与金额都相符")
        return [(account, line.amount)]
    if line.amount < left:
        _put(
            line,
            Lane.DIFFERENT,
            f"部分缴款：欠缴 {left:,} 元，接受后尚欠 {left - line.amount:,} 元",
        )
    else:
        over = line.amount - max(left, ZERO)
        _put(line, Lane.DIFFERENT, f"大于欠缴 {max(left, ZERO):,} 元，接受后多缴 {over:,} 元待退付")
    return []


def _suggest(line: StatementLine, known: Known) -> None:
    """An account of the same payer; never more than a suggestion."""
    accounts = known.by_payer.get(line.credit_code) or known.by_payer.get(
        organisation_key(line.payer), []
    )
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
    line.lane, line.finding = lane, finding[:300]
