"""对账单, the paper of a finished reconciliation, and the list of one account's entries."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Coalesce

from fees.ledger.papers import pairs
from fees.reconciliation.models import Statement, StatementClaim, StatementLine
from fees.reconciliation.queries import lanes_of
from renfang.documents.frames import sheet
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.wording import day

if TYPE_CHECKING:
    from renfang.typesetting import FormSheet, Verification

RECONCILIATION = "reconciliation"
_COLUMNS = (0.6, 1.7, 2.0, 2.4, 1.7, 1.1)


def register() -> None:
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
    """对账单: control totals, lanes, then every line with what it became."""
    rows = [
        pairs(("来源", snapshot["source"]), ("文件", snapshot["file"])),
        pairs(("期间", snapshot["period"]), ("文件校验值", snapshot["sha256"][:16])),
        pairs(("流水笔数", f"{snapshot['count']} 笔"), ("流水合计", f"{snapshot['total']} 元")),
        *(
            pairs((lane["label"], f"{lane['count']} 笔"), ("金额", f"{lane['total']} 元"))
            for lane in snapshot["lanes"]
        ),
        pairs(
            ("本次入账", f"{snapshot['posted_count']} 笔"),
            ("入账合计", f"{snapshot['posted_total']} 元"),
        ),
        _heads(),
        *(_line(number, line) for number, line in enumerate(snapshot["lines"], 1)),
        pairs(("对账人", snapshot["submitted_by"]), ("复核人", snapshot["finished_by"])),
    ]
    return sheet(snapshot, verification, rows, columns=_COLUMNS)


def _heads() -> Any:
    from renfang.typesetting import Cell, FormRow

    heads = ("序号", "入库日期", "凭证号", "项目或缴费人", "金额（元）", "结果")
    return FormRow([Cell(head, is_label=True) for head in heads])


def _line(number: int, line: list[str]) -> Any:
    from renfang.typesetting import Align, Cell, FormRow

    booked_on, voucher, whose, amount, result = line
    return FormRow(
        [
            Cell(str(number), align=Align.CENTRE),
            Cell(booked_on, align=Align.CENTRE),
            Cell(voucher),
            Cell(whose),
            Cell(amount, align=Align.RIGHT),
            Cell(result, align=Align.CENTRE),
        ]
    )


def snapshot_of(statement: Statement, posted_count: int, posted: Decimal) -> Snapshot:
    """All that the 对账单 says; money in yuan as strings."""
    lines = statement.lines.select_related(
        "found_entry__account__project", "found_entry__account__demolition__shelter"
    )
    # One join: thousands of lines are too many for the list of keys that prefetching sends.
    claimed: dict[int, list[str]] = defaultdict(list)
    claims = StatementClaim.objects.filter(line__statement=statement).order_by("id")
    title = Coalesce("account__project__name", "account__demolition__shelter__name")
    for line_id, name in claims.values_list("line", title):
        claimed[line_id].append(name)
    lanes = lanes_of(statement)
    return {
        "source": statement.get_source_display(),
        "file": statement.file_name,
        "sha256": statement.sha256,
        "period": f"{day(statement.first_day.isoformat())}至{day(statement.last_day.isoformat())}",
        "count": statement.line_count,
        "total": f"{statement.total:,}",
        "lanes": [
            {"label": StatementLine.Lane(lane).label, "count": count, "total": f"{total:,}"}
            for lane, (count, total) in lanes.items()
            if count
        ],
        "posted_count": posted_count,
        "posted_total": f"{posted:,}",
        "submitted_by": statement.submitted_by.full_name,
        "finished_by": statement.finished_by.full_name,
        "lines": [
            [
                day(line.booked_on.isoformat()),
                line.voucher,
                _whose(line, claimed[line.pk]),
                f"{line.amount:,}",
                line.get_lane_display(),
            ]
            for line in lines
        ],
    }


def _whose(line: StatementLine, names: list[str]) -> str:
    """The accounts that a line was booked to or found at; else who the source says paid."""
    if not names and line.found_entry is not None:
        names = [line.found_entry.account.title]
    return "、".join(names) or line.payer
