"""What each value of a rule book's row is called, its unit, and how it reads on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, Final

from renfang.rules.books import SECTION_ROWS
from renfang.rules.rounding import percent, plain
from renfang.rules.rows import BookError, read_row
from renfang.rules.vocabulary import (
    ACTS,
    ALL_SECTIONS,
    CHARGE_BASES,
    CITY_CLASSES,
    COUNTS_FROM,
    DIVISION_LEVELS,
    FAMILIES,
    FINE_KINDS,
    FINES,
    GROUND_KINDS,
    MEASURES,
    OBLIGATIONS,
    ORDERS,
    SECTIONS,
    THRESHOLD_SCOPES,
    USES,
    ZONES,
)

LABELS: Final = {
    "code": "代码",
    "name": "名称",
    "family": "类型",
    "order": "适用次序",
    "uses": "用途",
    "city_classes": "城市类别",
    "zones": "区域",
    "min_storeys": "地上层数达到",
    "storeys_inclusive": "层数含本数",
    "min_depth": "基础埋深达到",
    "depth_inclusive": "埋深含本数",
    "grade": "抗力等级",
    "min_share": "比例下限",
    "max_share": "比例上限",
    "threshold": "起算面积",
    "threshold_inclusive": "起算面积含本数",
    "threshold_scope": "起算范围",
    "floor_area": "最低限面积",
    "charged_as": "按此等级计费",
    "share": "比例",
    "yuan": "收费标准",
    "base": "计费基数",
    "division_level": "行政级别",
    "max_above_ground": "地上建筑面积不超过",
    "max_inclusive": "面积含本数",
    "not_for_rules": "不适用的面积规则代码",
    "evidence": "证明材料",
    "needs_approved_relocation": "以批准易地建设为前提",
    "lawful_only": "未申请、应建未建的不适用",
    "kind": "种类",
    "area": "限额面积",
    "inclusive": "含本数",
    "high_rise_from": "不适用于层数达到",
    "doubtful_from": "须核实的层数达到",
    "obligation": "义务种类",
    "daily_share": "每日比例",
    "cap_share": "加收上限占本金",
    "counts_from": "起算",
    "act": "行为",
    "violated": "违反的条款",
    "warning": "给予警告",
    "orders": "责令",
    "fine": "罚款",
    "circumstance": "情形",
    "measure": "计算方式",
    "mitigates": "属于减轻处罚，可以低于下限",
    "low": "下限（元、元/㎡或比例）",
    "high": "上限（元、元/㎡或比例）",
    "cap": "封顶金额",
    "area_from": "未建面积自（含）",
    "area_below": "未建面积不满",
    "section": "所属部分",
    "text": "说明",
    "basis": "法律依据",
    "effective_from": "施行日期",
    "effective_to": "有效期至",
    "first_day_unverified": "文件的施行日期未核实",
    "unverified": "依据未核实，不适用",
    "note": "备注",
}
UNITS: Final = {
    "min_storeys": "层",
    "high_rise_from": "层",
    "doubtful_from": "层",
    "min_depth": "米",
    "min_share": "%",
    "max_share": "%",
    "share": "%",
    "daily_share": "%",
    "cap_share": "%",
    "threshold": "㎡",
    "floor_area": "㎡",
    "max_above_ground": "㎡",
    "area": "㎡",
    "area_from": "㎡",
    "area_below": "㎡",
    "yuan": "元/㎡",
    "cap": "元",
}
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "family": FAMILIES,
    "uses": {code: name for code, name in USES.items() if code != "industrial"},
    "city_classes": CITY_CLASSES,
    "zones": ZONES,
    "threshold_scope": THRESHOLD_SCOPES,
    "base": CHARGE_BASES,
    "division_level": DIVISION_LEVELS,
    "obligation": OBLIGATIONS,
    "counts_from": COUNTS_FROM,
    "act": ACTS,
    "orders": ORDERS,
    "fine": FINES,
    "measure": MEASURES,
    "section": SECTIONS,
}
_KINDS: Final = {"relocation_grounds": GROUND_KINDS, "fines": FINE_KINDS}
# Entered and shown as percent, kept as a fraction of one.
SHARES: Final = frozenset(name for name, unit in UNITS.items() if unit == "%")


_LAST: Final = (
    "basis",
    "effective_from",
    "first_day_unverified",
    "effective_to",
    "unverified",
    "note",
)


def choices_of(section: str, name: str) -> Mapping[str, str] | None:
    """The codes that a value may have with their names, or None where it is free."""
    return _KINDS.get(section) if name == "kind" else _CHOICES.get(name)


def columns_of(section: str) -> list[Field[Any]]:
    """The values of a section's rows: what the rule says first, then its basis and dates."""
    last = _LAST
    found = list(fields(SECTION_ROWS[section]))
    return sorted(found, key=lambda field: last.index(field.name) + 1 if field.name in last else 0)


def described(section: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """One row as the page shows it: its head, every value in words with its unit, basis, dates."""
    try:
        row = read_row(SECTION_ROWS[section], values, ALL_SECTIONS[section])
    except BookError as error:
        return {"head": "无法读取", "says": "；".join(error.problems), "basis": "", "period": ""}
    parts = []
    for field in columns_of(section):
        value = getattr(row, field.name)
        if field.name in ("name", *_LAST) or value in (None, "", ()):
            continue
        if field.default is not MISSING and value == field.default and isinstance(value, bool):
            continue
        parts.append(f"{LABELS[field.name]}：{in_words(section, field.name, value)}")
    return {
        "head": getattr(row, "name", "") or parts[0],
        "says": "；".join(parts),
        "basis": getattr(row, "basis", ""),
        "period": _period(row),
        "note": getattr(row, "note", ""),
    }


def _period(row: Any) -> str:
    """When a row applies; a first day that nobody has verified says so."""
    if getattr(row, "unverified", False):
        return "未核实，不适用"
    start, end = getattr(row, "effective_from", None), getattr(row, "effective_to", None)
    doubt = "（未核实）" if getattr(row, "first_day_unverified", False) else ""
    if not start and not end:
        return f"不限{doubt}"
    return f"{start or '不限'}{doubt} 至 {end or '不限'}"


def in_words(section: str, name: str, value: Any) -> str:
    """A value as people read it: names instead of codes, percent instead of fractions."""
    known = choices_of(section, name)
    if isinstance(value, tuple):
        return "、".join((known or {}).get(item, item) for item in value)
    if known is not None:
        return known.get(value, str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in SHARES:
        return percent(value)
    text = str(value) if isinstance(value, int | str) else plain(value)
    unit = UNITS.get(name, "")
    return f"{text} {unit}".rstrip()
