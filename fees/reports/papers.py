"""账龄表 for the printer: what the page shows, as a PDF without a number. Queries nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fees.ledger.models import Fee
from fees.reports.queries.ageing import CODES, LABELS, Ageing
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
