"""缴费对账清单: one account's entries for printing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from fees.ledger.models import Fee
from fees.ledger.queries import BALANCES, chain_heads, movements_of, statement_of_month
from renfang.documents.printing import render
from renfang.documents.wording import day
from renfang.proof.queries import seal_in_words

if TYPE_CHECKING:
    from fees.ledger.models import FeeAccount, MonthEvent


def account_statement(account: FeeAccount, today: date) -> bytes:
    """缴费对账清单: one account's entries with the running balance, as PDF; no numbered paper."""
    from renfang.typesetting import Align, Cell, FormRow, FormSheet

    entries = account.entries.order_by("sequence")
    is_compensation = account.fee == Fee.COMPENSATION
    fee = Fee.COMPENSATION.label if is_compensation else "防空地下室易地建设费"
    facts = [
        pairs(("缴费单位", account.payer), ("工程" if is_compensation else "项目", account.title)),
        *_paired([(heading, f"{amount:,} 元") for heading, amount in movements_of(entries)]),
        pairs(("欠缴", f"{account.owed:,} 元"), ("多缴", f"{account.surplus:,} 元")),
    ]
    heads = ("序号", "日期", "凭证号", "事项", "金额（元）", "余额（元）")
    rows = [FormRow([Cell(head, is_label=True) for head in heads])]
    rows += [
        FormRow(
            [
                Cell(str(entry.sequence), align=Align.CENTRE),
                Cell(f"{entry.business_date}", align=Align.CENTRE),
                Cell(entry.voucher),
                Cell("：".join(filter(None, (entry.get_kind_display(), entry.note)))),
                Cell(f"{entry.amount:,}", align=Align.RIGHT),
                Cell(f"{entry.balance_after:,}", align=Align.RIGHT),
            ]
        )
        for entry in entries
    ]
    sheet = FormSheet(
        title=f"{fee}缴费对账清单",
        columns=(0.6, 1.5, 2.3, 2.1, 1.6, 1.6),
        rows=[*facts, *rows],
        notes=[
            "正数增加欠缴，负数减少欠缴。待复核的事项不在本清单内。",
            "首次核定＋补充核定－核定减少－缴款＋退付－核销＝欠缴－多缴；缴款包括结转，冲正的已减去。",
            *([seal] if (seal := seal_in_words()) else []),
        ],
        signer=account.organisation.name,
        issued_on=today,
    )
    return render(sheet)


def month_statement(event: MonthEvent) -> bytes:
    """月结单: what an office was owed, what moved in the month, and its chains at closing, as PDF.

    Printed and kept, the digest proves later that nothing of before was changed.
    """
    from renfang.typesetting import FormSheet

    office = event.organisation
    statement = statement_of_month(office, event.month)
    entries, chains, heads = chain_heads(office, event.at)
    facts = [
        ("期初净额（欠缴减多缴）", f"{statement['opening']:,} 元"),
        *((heading, f"{amount:,} 元") for heading, amount in statement["moved"]),
        ("期末欠缴", f"{statement['outstanding']:,} 元"),
        ("期末多缴", f"{statement['surplus']:,} 元"),
        ("本月分录", f"{event.entries} 笔"),
        ("结账时台账", f"{chains} 个账户，{entries} 笔分录"),
        ("账户校验链末端摘要", heads),
    ]
    sheet = FormSheet(
        title=f"{event.month.year}年{event.month.month}月月结单",
        columns=(2, 5),
        rows=[_row(*fact) for fact in facts],
        notes=[
            f"{BALANCES}。缴款包括结转，冲正的已减去。",
            f"{event.by}于{day(timezone.localdate(event.at).isoformat())}结账。摘要由各账户截至结账时末笔分录的校验值按账户顺序"
            "计算，打印留存，可在日后证明此前的分录没有被改动。",
            *([seal] if (seal := seal_in_words()) else []),
        ],
        signer=office.name,
        issued_on=timezone.localdate(event.at),
    )
    return render(sheet)


def _row(label: str, value: str) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow([Cell(label, is_label=True), Cell(value)])


def _paired(facts: Sequence[tuple[str, str]]) -> list[Any]:
    """An even number of labels with values, two to a row."""
    return [pairs(first, second) for first, second in zip(facts[::2], facts[1::2], strict=True)]


def pairs(first: tuple[str, str], second: tuple[str, str]) -> Any:
    """Two labels with their values on one row of a form of six columns."""
    from renfang.typesetting import Cell, FormRow

    return FormRow(
        [
            Cell(first[0], 2, is_label=True),
            Cell(first[1]),
            Cell(second[0], is_label=True),
            Cell(second[1], 2),
        ]
    )
