"""费源信息 as a table: what the tax bureau is told to collect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from renfang.exchange.workbook import ExportColumn, Kind
from renfang.organisations.scope import ScopedQuerySet

SOURCE_COLUMNS = (
    ExportColumn("缴费通知书文号", width=26),
    ExportColumn("缴费人名称", width=34),
    ExportColumn("统一社会信用代码", width=22),
    ExportColumn("项目名称", width=34),
    ExportColumn("项目代码", width=28),
    ExportColumn("征收项目", width=22),
    ExportColumn("核定金额", Kind.AMOUNT, 18),
    ExportColumn("已缴金额", Kind.AMOUNT, 18),
    ExportColumn("应征金额", Kind.AMOUNT, 18),
    ExportColumn("核定日期", Kind.DATE, 14),
    ExportColumn("缴款期限", Kind.DATE, 14),
    ExportColumn("核定机关", width=30),
    ExportColumn("行政区划代码", width=14),
)


def source_rows(found: ScopedQuerySet) -> Iterator[list[Any]]:
    """One line for each notice on which something is still owed, in the order of the columns."""
    for notice in found.iterator(chunk_size=500):
        account = notice.assessment.account
        project = account.project
        yield [
            notice.document.number,
            project.developer.name,
            project.developer.credit_code,
            project.name,
            project.code,
            "防空地下室易地建设费",
            notice.assessment.payable,
            account.paid,
            account.balance,
            notice.assessment.assessed_on,
            notice.due_on,
            notice.organisation.name,
            project.division.code,
        ]
