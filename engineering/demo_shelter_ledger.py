"""A register that a district handed in as a file: one sound shelter, one that needs mending."""

from __future__ import annotations

import io

from engineering.shelter_importing import upload_shelters
from renfang.exchange.workbook import ExportColumn, ExportSheet, write_sheets
from renfang.organisations.permissions import Role
from renfang.workbench.demo import DemoCity, Story

_HEAD = (
    "工程编号",
    "工程名称",
    "早期工程",
    "行政区划代码",
    "工程地址",
    "战时功能",
    "建筑面积",
    "掩蔽面积",
)
_SHELTERS = (
    ("云川人防-620203-1001", "南湖老街地下室", "是", "620203", "南湖区老街 12 号", "二等人员掩蔽",
     "486.20", "300.00"),
    ("云川人防-620203-1002", "纺织厂防空洞", "是", "620203", "", "仓库", "352.00", "410.00"),
)  # fmt: skip
_UNITS = (
    ("云川人防-620203-1001", "1", "二等人员掩蔽", "486.20", "300.00"),
    ("云川人防-620203-1002", "1", "物资库", "三百五十二", "210.00"),
)


def ledger_story(city: DemoCity) -> Story:
    """Uploaded a day ago and not confirmed yet."""
    yield city.day(1)
    target = io.BytesIO()
    units = ("工程编号", "单元编号", "战时功能", "建筑面积", "掩蔽面积")
    write_sheets(
        target,
        [
            ExportSheet("人防工程台账", [ExportColumn(title) for title in _HEAD], _SHELTERS),
            ExportSheet("防护单元", [ExportColumn(title) for title in units], _UNITS),
        ],
    )
    upload_shelters(target.getvalue(), "南湖区早期工程台账.xlsx", by=city.who(Role.CLERK))
