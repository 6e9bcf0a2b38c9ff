"""账龄表 and 余额调节表 for the printer: what the pages show, without a number. Query nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fees.ledger.models import Fee
from fees.reports.queries.ageing import CODES, LABELS, Ageing
from fees.reports.queries.sources import Adjusted
from renfang.documents.printing import render

if TYPE_CHECKING:
    from renfang.typesetting import Table

_MOST_DEBTORS = 300


def ageing_pdf(
    picture: Ageing, *, letterhead: str, issuer: str, today: date, state: str = ""
) -> bytes:
    """By division, then by debtor with the oldest first; amounts in yuan.

    ``state`` says of a snapshot when it was taken and how the ledger stood.
    """
    from renfang.typesetting import Heading, LetterForm, OfficialLetter, Paragraph

    day = picture.as_of
    left_out = len(picture.debts) - len(picture.debts[:_MOST_DEBTORS])
    letter = OfficialLetter(
        issuer_mark=letterhead,
        number="",
        title=f"{'、'.join(Fee.labels)}欠缴账龄表\n（截至{day.year}年{day.month}月{day.day}日）",
        addressee="",
        body=[
            Heading(1, "按账龄"),
            _by_age(picture),
            Heading(1, "按区划"),
            _by_division(picture),
            Heading(1, "按债务人"),
            _by_debtor(picture),
            *([Paragraph(f"另有 {left_out} 户见导出的工作簿。")] if left_out else []),
            *([Paragraph(state)] if state else []),
        ],
        issuer=issuer,
        issued_on=today,
        form=LetterForm.LETTER,
    )
    return render(letter)


def _by_age(picture: Ageing) -> Table:
    from renfang.typesetting import Align, Table

    return Table(
        ["账龄", "欠缴（元）"],
        [
            *([LABELS[code], f"{picture.total.sums[code]:,}"] for code in CODES),
            ["合计", f"{picture.total.total:,}"],
        ],
        align=[Align.LEFT, Align.RIGHT],
    )


def _by_division(picture: Ageing) -> Table:
    from renfang.typesetting import Align, Table

    return Table(
        ["区划", "未到期", "逾期", "欠缴合计"],
        [
            [name, f"{aged.sums['not_due']:,}", f"{aged.overdue:,}", f"{aged.total:,}"]
            for name, aged in picture.divisions
        ],
        widths=[3, 3, 3, 3],
        align=[Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT],
    )


def _by_debtor(picture: Ageing) -> Table:
    from renfang.typesetting import Align, Table

    return Table(
        ["债务人", "项目或工程", "逾期（天）", "逾期（元）", "欠缴（元）"],
        [
            [
                debt.debtor,
                debt.project,
                str(debt.oldest_days),
                f"{debt.overdue:,}",
                f"{debt.total:,}",
            ]
            for debt in picture.debts[:_MOST_DEBTORS]
        ]
        + [["合计", "", "", f"{picture.total.overdue:,}", f"{picture.total.total:,}"]],
        widths=[4, 4, 2, 3, 3],
        align=[Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT],
    )


def adjustment_pdf(
    found: Sequence[Adjusted], month: date, *, letterhead: str, issuer: str, today: date
) -> bytes:
    """余额调节表 of a month: a table for each source, amounts in yuan, with room to sign."""
    from renfang.typesetting import Heading, LetterForm, OfficialLetter, Paragraph

    body: list = []
    for each in found:
        body += [Heading(1, f"台账与{each.label}"), _adjusted(each)]
    if not found:
        body.append(Paragraph("本月没有导入任何来源的对账文件，台账收款没有来源可以核对。"))
    body.append(Paragraph("编制人：　　　　　　　　复核人：　　　　　　　　日期："))
    letter = OfficialLetter(
        issuer_mark=letterhead,
        number="",
        title=f"收款余额调节表\n（{month.year}年{month.month}月）",
        addressee="",
        body=body,
        issuer=issuer,
        issued_on=today,
        form=LetterForm.LETTER,
    )
    return render(letter)


def _adjusted(adjusted: Adjusted) -> Table:
    from renfang.typesetting import Align, Table

    return Table(
        ["事项", "金额（元）"],
        [[label, f"{amount:,}"] for label, amount in adjusted.parts],
        widths=[7, 4],
        align=[Align.LEFT, Align.RIGHT],
    )
