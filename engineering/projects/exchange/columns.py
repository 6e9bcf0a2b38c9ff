"""The columns of the 报建台账, the same for import and export.

A row is a building; project columns repeat or are merged over the rows of a project.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from renfang.exchange.reading.table import Column
from renfang.quantities.parsing import Unreadable, normalise_digits

COLUMNS = (
    Column("code", "项目代码", ("投资项目代码",), merged=True),
    Column("name", "项目名称", ("工程名称",), merged=True),
    Column("developer", "建设单位", ("建设单位名称",), merged=True),
    Column("credit_code", "统一社会信用代码", ("信用代码",), merged=True),
    Column("contact", "联系人", required=False, merged=True),
    Column("phone", "联系电话", ("电话",), required=False, merged=True),
    Column("address", "建设地点", ("建设地址", "地址"), merged=True),
    Column("division", "行政区划代码", ("区划代码",), merged=True),
    Column("building", "楼栋号", ("楼号", "栋号", "楼栋")),
    Column("use", "用途", ("使用性质", "用途类别")),
    Column("storeys", "地上层数", ("层数",)),
    Column("foundation_depth", "基础埋深", ("埋深",)),
    Column("ground_floor_area", "首层建筑面积", ("首层面积",)),
    Column("above_ground_area", "地上建筑面积", ("地上面积", "地上总建筑面积")),
    Column("planned_area", "拟建人防面积", ("拟建面积",), required=False, merged=True),
    Column("applied_on", "申请日期", ("报建日期",), required=False, merged=True),
    Column("note", "备注", required=False),
)
# Facts of the project, stated on its first row; the rest belongs to each building.
PROJECT_FIELDS = (
    "code",
    "name",
    "developer",
    "credit_code",
    "contact",
    "phone",
    "address",
    "division",
    "planned_area",
    "applied_on",
)
BUILDING_FIELDS = (
    "building",
    "use",
    "storeys",
    "foundation_depth",
    "ground_floor_area",
    "above_ground_area",
    "note",
)
TITLES = {column.field: column.title for column in COLUMNS}


def read_division_code(value: Any) -> str:
    """A GB/T 2260 code of 6 or 12 digits; one kept as a number by Excel has lost nothing."""
    text = normalise_digits(format(value, "f") if isinstance(value, Decimal) else str(value))
    text = "".join(text.split())
    if not (text.isascii() and text.isdigit() and len(text) in (6, 12)):
        raise Unreadable("行政区划代码为 6 位或 12 位数字，例如 620102。")
    return text
