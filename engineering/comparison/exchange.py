"""Lists of other authorities as files: one table for all five kinds.

Which kind a row is, its own column says, or the heading under which its number stands
(预售许可证号). Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engineering.comparison.acts import Entry, compare, enter_record, renew_record
from engineering.comparison.models import AuthorityRecord
from renfang.exchange.readings import Reading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import (
    AreaWidget,
    ChoiceWidget,
    DateWidget,
    IdentifierWidget,
    IntegerWidget,
    TextWidget,
)
from renfang.quantities.identifiers import read_credit_code, read_project_code

_Kind = AuthorityRecord.Kind
_KINDS = {
    "规划许可": _Kind.PLANNING,
    "工程规划许可": _Kind.PLANNING,
    "建筑工程施工许可": _Kind.CONSTRUCTION,
    "预售许可": _Kind.PRESALE,
    "商品房预售": _Kind.PRESALE,
    "竣工备案": _Kind.COMPLETION,
    "不动产首次登记": _Kind.REGISTRATION,
    "首次登记": _Kind.REGISTRATION,
}
# The columns of numbers of one kind, in the order in which a building goes through them.
_NUMBERS = tuple(_Kind.values)


def _number(title: str, *aliases: str) -> Heading:
    return Heading(title, TextWidget(max_length=80), aliases, attribute="number")


class AuthorityResource(RegisterResource):
    """The table of another authority: a row is a permit, or a building of one."""

    kind = Heading("名录种类", ChoiceWidget(_Kind.choices, aliases=_KINDS), ("证照种类", "种类"))
    number = Heading("文号", TextWidget(max_length=80), ("证号", "许可证号", "编号"))
    planning = _number(
        "建设工程规划许可证号", "规划许可证号", "工程规划许可证号", "建设工程规划许可证"
    )
    construction = _number("施工许可证号", "建筑工程施工许可证号", "施工许可证编号", "施工许可证")
    presale = _number("预售许可证号", "商品房预售许可证号", "预售证号", "商品房预售许可证")
    completion = _number("竣工备案号", "竣工验收备案号", "竣工验收备案编号", "竣工备案编号")
    registration = _number("不动产权证号", "不动产权证书号", "不动产登记证号", "不动产登记号")
    issued_on = Heading(
        "核发日期",
        DateWidget(is_past=True),
        ("发证日期", "发证时间", "许可日期", "备案日期", "登记日期", "登记时间", "批准日期"),
    )
    project_code = Heading(
        "项目代码",
        IdentifierWidget(read_project_code),
        ("投资项目代码", "项目统一代码", "项目编码"),
    )
    name = Heading(
        "项目名称",
        TextWidget(required=True, max_length=200),
        ("工程名称", "楼盘名称", "建设项目名称"),
    )
    developer_name = Heading(
        "建设单位",
        TextWidget(required=True, max_length=200, is_name=True),
        ("建设单位名称", "开发企业", "开发单位", "权利人", "建设单位（个人）"),
    )
    credit_code = Heading(
        "统一社会信用代码",
        IdentifierWidget(read_credit_code),
        ("信用代码", "社会信用代码", "建设单位信用代码"),
    )
    address = Heading(
        "建设地点", TextWidget(max_length=200), ("建设地址", "建设位置", "项目地址", "坐落", "地址")
    )
    building = Heading(
        "楼栋",
        TextWidget(max_length=100),
        ("楼栋号", "楼号", "栋号", "幢号", "预售楼栋", "单体名称"),
    )
    purpose = Heading(
        "用途", TextWidget(max_length=100), ("使用性质", "建筑用途", "规划用途", "工程用途")
    )
    storeys = Heading("地上层数", IntegerWidget(), ("层数", "总层数", "建筑层数"))
    above_ground = Heading(
        "地上建筑面积", AreaWidget(), ("地上面积", "地上总建筑面积"), attribute="above_ground"
    )
    area = Heading(
        "建筑面积", AreaWidget(), ("总建筑面积", "建设规模", "建筑规模", "预售面积", "批准预售面积")
    )
    note = Heading("备注", TextWidget(max_length=500))

    sheet_name = "其他部门名录"
    preview = (
        "kind",
        "number",
        *_NUMBERS,
        "issued_on",
        "name",
        "developer_name",
        "building",
        "storeys",
        "above_ground",
        "area",
    )

    def look_over(self, readings: list[Reading]) -> None:
        """Which record each row is, whether the file says it twice, what it changes."""
        assert self.batch is not None
        seen: dict[tuple[str, str, str], int] = {}
        for reading in readings:
            self._identify(reading)
        known = self._known(readings)
        for reading in readings:
            key = reading.found.get("key")
            if key is None or reading.is_entered:
                continue
            if key in seen:
                reading.faults.append(
                    f"文号 {key[1]}{key[2]}与第 {seen[key]} 行重复。同一文号分栋的，分别写明楼栋"
                )
                continue
            seen[key] = reading.number
            entry = reading.found["entry"] = _entry(reading)
            if key in known:
                _compare(reading, known[key], entry)

    def _identify(self, reading: Reading) -> None:
        """Kind and number of the row, and its area; what several columns say is told."""
        stated = [name for name in _NUMBERS if reading.value(name)]
        kind, number = reading.value("kind"), reading.value("number")
        if kind and not number and kind in stated:
            number = reading.value(kind)
        elif not kind and stated:
            kind = stated[-1]
            number = reading.value(kind)
        if not kind or not number:
            reading.faults.append(
                "不知道是哪一种名录的哪一号。加一列“名录种类”和“文号”，或者把文号列的表头写成"
                "“预售许可证号”“施工许可证号”等"
            )
            return
        others = [name for name in stated if reading.value(name) != number]
        reading.found["others"] = [
            f"{self.fields[name].column_name} {reading.value(name)}" for name in others
        ]
        if others:
            told = "、".join(reading.found["others"])
            reading.doubts.append(f"按{_Kind(kind).label} {number} 登记，{told}写入备注")
        if not (reading.value("above_ground") or reading.value("area")):
            reading.faults.append("缺少建筑面积，不能比对。填写建筑面积或者地上建筑面积")
            return
        reading.found["key"] = (kind, number, reading.value("building") or "")

    def _known(self, readings: Sequence[Reading]) -> dict[tuple[str, str, str], AuthorityRecord]:
        assert self.batch is not None
        keys = [reading.found["key"] for reading in readings if "key" in reading.found]
        rows = AuthorityRecord.objects.filter(
            organisation=self.batch.organisation_id, number__in={number for _, number, _ in keys}
        )
        return {(row.kind, row.number, row.building): row for row in rows}

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> AuthorityRecord:
        """登记名录 or 更新名录; what says nothing new is left as it is."""
        assert self.batch is not None
        assert self.scope is not None
        entry, by, source = instance.found["entry"], self.scope.user, str(self.batch)
        if is_create:
            office = self.batch.organisation_id
            made = enter_record(entry, organisation_id=office, source=source, by=by)
        elif instance.changes:
            made = renew_record(instance.present.pk, entry, source=source, by=by)
        else:
            return instance.present
        self._touched.append(made.pk)
        return made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._touched: list[int] = []

    def finish(self) -> None:
        """比对 of what is new or says something else."""
        compare(AuthorityRecord.objects.filter(pk__in=self._touched))

    def summary(self, entered: Sequence[Reading]) -> str:
        """What is new, what waits."""
        new = sum(reading.present is None for reading in entered)
        renewed = sum(bool(reading.present and reading.changes) for reading in entered)
        waiting = AuthorityRecord.objects.filter(
            pk__in=self._touched, state=AuthorityRecord.State.OPEN
        ).count()
        same = len(entered) - new - renewed
        return f"新增 {new} 条，更新 {renewed} 条，未变 {same} 条；其中待核对 {waiting} 条"

    def exported_cell(self, name: str, instance: AuthorityRecord) -> Any:
        """Numbers stand in the one column of numbers, areas in the column of what they count."""
        if name in _NUMBERS:
            return ""
        if name in ("area", "above_ground"):
            is_here = instance.is_above_ground is (name == "above_ground")
            return instance.area if is_here else None
        return super().exported_cell(name, instance)


def _entry(reading: Reading) -> Entry:
    kind, number, building = reading.found["key"]
    above = reading.value("above_ground")
    notes = [reading.value("note") or "", *reading.found["others"]]
    texts = ("project_code", "credit_code", "address", "purpose")
    return Entry(
        kind=kind,
        number=number,
        building=building,
        name=reading.value("name") or "",
        developer_name=reading.value("developer_name") or "",
        area=above or reading.value("area"),
        is_above_ground=bool(above),
        issued_on=reading.value("issued_on"),
        storeys=reading.value("storeys"),
        note="；".join(note for note in notes if note)[:500],
        **{name: reading.value(name) or "" for name in texts},
    )


def _compare(reading: Reading, present: AuthorityRecord, entry: Entry) -> None:
    """What the file changes of a row that is known."""
    reading.present = present
    for name, value in vars(entry).items():
        before = getattr(present, name)
        if before != value and name != "is_above_ground":
            label = AuthorityRecord._meta.get_field(name).verbose_name
            reading.changes.append(f"{label}：{before or '空'} → {value or '空'}")
    if reading.changes and present.state == AuthorityRecord.State.CLUE:
        reading.doubts.append("该记录已转线索，更新后仍为线索。到应建未建案件核对变化")
