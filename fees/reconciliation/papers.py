"""对账单, the paper of a finished reconciliation, and the list of one account's entries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.printing import render

if TYPE_CHECKING:
    from fees.ledger.models import FeeAccount
    from renfang.typesetting import FormSheet, Verification

RECONCILIATION = "reconciliation"
_COLUMNS = (0.6, 1.7, 2.0, 2.4, 1.7, 1.1)


def declare() -> None:
    """Register the kind."""
    register_kind(
        DocumentKind(
            code=RECONCILIATION,
            label="对账单",
            word="易对账",
            view_permission="view_fee_papers",
            print_permission="print_fee_papers",
            void_permission="void_fee_papers",
            compose=compose_reconciliation,
        )
    )


def compose_reconciliation(snapshot: Snapshot, verification: Verification | None) -> FormSheet:
    """防空地下室易地建设费对账单: control totals, lanes, then every line with what it became."""
    rows = [
        _pairs(("来源", snapshot["source"]), ("文件", snapshot["file"])),
        _pairs(("期间", snapshot["period"]), ("文件校验值", snapshot["sha256"][:16])),
        _pairs(("流水笔数", f"{snapshot['count']} 笔"), ("流水合计", f"{snapshot['total']} 元")),
        *(
            _pairs((lane["label"], f"{lane['count']} 笔"), ("金额", f"{lane['total']} 元"))
            for lane in snapshot["lanes"]
        ),
        _pairs(
            ("本次入账", f"{snapshot['posted_count']} 笔"),
            ("入账合计", f"{snapshot['posted_total']} 元"),
        ),
        _heads(),
        *(_line(number, line) for number, line in enumerate(snapshot["lines"], 1)),
        _pairs(("对账人", snapshot["submitted_by"]), ("复核人", snapshot["finished_by"])),
    ]
    return _sheet(snapshot, rows, verification)


def _heads() -> Any:
    from renfang.typesetting import Cell, FormRow

    heads = ("序号", "入库日期", "凭证号", "项目或缴费人", "金额（元）", "结果")
    return FormRow([Cell(head, is_label=True) for head in heads])


def _line(number: int, line: list[str]) -> Any:
    from renfang.typesetting import Align, Cell, FormRow

    day, reference, whose, amount, result = line
    return FormRow(
        [
            Cell(str(number), align=Align.CENTRE),
            Cell(day, align=Align.CENTRE),
            Cell(reference),
            Cell(whose),
            Cell(amount, align=Align.RIGHT),
            Cell(result, align=Align.CENTRE),
        ]
    )


def _pairs(first: tuple[str, str], second: tuple[str, str]) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow(
        [
            Cell(first[0], 2, is_label=True),
            Cell(first[1]),
            Cell(second[0], is_label=True),
            Cell(second[1], 2),
        ]
    )


def _sheet(snapshot: Snapshot, rows: list[Any], verification: Verification | None) -> FormSheet:
    from renfang.typesetting import FormSheet, Seal, Watermark

    return FormSheet(
        title=snapshot["title"],
        number=snapshot["number"],
        columns=_COLUMNS,
        rows=rows,
        signer=snapshot["issuer"],
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        verification=verification,
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )


def account_statement(account: FeeAccount, today: date) -> bytes:
    """缴费对账清单: one account's entries with the running balance, as PDF; no numbered paper."""
    from renfang.typesetting import Align, Cell, FormRow, FormSheet

    entries = account.entries.order_by("sequence")
    facts = [
        _pairs(("缴费单位", account.project.developer.name), ("项目", account.project.name)),
        _pairs(("应缴", f"{account.payable:,} 元"), ("已缴净额", f"{account.paid:,} 元")),
        _pairs(("欠缴", f"{max(account.balance, 0):,} 元"), ("多缴", f"{account.surplus:,} 元")),
    ]
    heads = ("序号", "日期", "凭证号", "事项", "金额（元）", "余额（元）")
    rows = [FormRow([Cell(head, is_label=True) for head in heads])]
    rows += [
        FormRow(
            [
                Cell(str(entry.sequence), align=Align.CENTRE),
                Cell(f"{entry.business_date}", align=Align.CENTRE),
                Cell(entry.external_ref),
                Cell("：".join(filter(None, (entry.get_kind_display(), entry.note)))),
                Cell(f"{entry.amount:,}", align=Align.RIGHT),
                Cell(f"{entry.balance_after:,}", align=Align.RIGHT),
            ]
        )
        for entry in entries
    ]
    sheet = FormSheet(
        title="防空地下室易地建设费缴费对账清单",
        columns=(0.6, 1.5, 2.3, 2.1, 1.6, 1.6),
        rows=[*facts, *rows],
        notes=["正数增加欠缴，负数减少欠缴。待复核的事项不在本清单内。"],
        signer=account.organisation.name,
        issued_on=today,
    )
    return render(sheet)
