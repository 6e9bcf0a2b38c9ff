"""The sheet of a roll: given out as a workbook, read from one: 姓名, 考勤, what else is there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from drills.rollcall.acts import Mark, mark_roll
from drills.rollcall.hooks import kind_of
from drills.rollcall.models import MarkSource, Presence
from drills.rollcall.queries import Roll, find_occasion, roll_of
from renfang.acts import Incomplete, act
from renfang.exchange.reading.spreadsheet import Cell, Row, UnreadableFile, read_spreadsheet
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.identifiers import read_phone
from renfang.quantities.parsing import Unreadable, clean_text, parse_time

_COLUMNS = [
    ExportColumn("序号", Kind.INTEGER, 6),
    ExportColumn("专业队", width=24),
    ExportColumn("姓名", width=12),
    ExportColumn("职务", width=12),
    ExportColumn("考勤", width=8),
    ExportColumn("到达时刻", width=10),
    ExportColumn("说明", width=28),
    ExportColumn("登记人", width=12),
    ExportColumn("登记时间", width=20),
]


@act
def export_roll(occasion_id: int, *, by: User) -> bytes:
    """导出考勤: the whole roll, uncalled members included."""
    occasion = find_occasion(occasion_id, Scope(by))
    kind, owner = kind_of(occasion), occasion.owner
    target = io.BytesIO()
    count = write_xlsx(target, _COLUMNS, _rows(roll_of(occasion)), sheet_name="考勤")
    record(by, "导出考勤", kind.keeper(owner), after={"人数": count}, note=kind.note(owner))
    return target.getvalue()


def _rows(roll: Roll) -> Iterator[list[Any]]:
    number = 0
    for section in roll.sections:
        for line in section.lines:
            number += 1
            attendance = line.attendance
            called: list[Any] = [_UNCALLED, "", "", "", None]
            if attendance is not None:
                arrived = attendance.arrived_at
                called = [
                    attendance.get_status_display(),
                    f"{arrived:%H:%M}" if arrived else "",
                    attendance.note,
                    attendance.recorder,
                    attendance.recorded_at,
                ]
            yield [number, str(section.team), line.member.name, line.member.post, *called]


_HEADS = {
    "name": ("姓名", "队员姓名"),
    "phone": ("联系电话", "电话", "手机"),
    "team": ("专业队", "队名"),
    "status": ("考勤", "签到", "到课情况"),
    "arrived": ("到达时刻", "签到时间", "到达时间"),
    "note": ("说明", "备注"),
}
_STATUSES = {
    **{label: value for value, label in Presence.choices},
    "已到": "present",
    "出勤": "present",
    "√": "present",
    "旷课": "absent",
    "未到": "absent",
}
# In a sheet that was given out: says nothing about the member, and is passed over when read.
_UNCALLED = "未点名"
_SHOWN = 20


def import_roll(occasion_id: int, content: bytes, *, by: User) -> int:
    """导入考勤: all rows or none; gives how many. Raises Incomplete naming every row at fault."""
    occasion = find_occasion(occasion_id, Scope(by))
    try:
        sheets = read_spreadsheet(content)
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error
    rows = [row for sheet in sheets[:1] for row in sheet.rows]
    head = next((row for row in rows if _columns(row)), None)
    if head is None:
        raise Incomplete("没有找到标题行。表中须有“姓名”和“考勤”两列", field="file")
    columns = _columns(head)
    marks, errors = _read(rows[rows.index(head) + 1 :], columns, roll_of(occasion))
    if errors:
        more = f"；另有 {len(errors) - _SHOWN} 行" if len(errors) > _SHOWN else ""
        raise Incomplete(
            f"{len(errors)} 行需要修改，全部尚未写入。" + "；".join(errors[:_SHOWN]) + more,
            field="file",
        )
    if not marks:
        raise Incomplete("标题行下没有考勤。连同队员各行一起保存后上传", field="file")
    mark_roll(occasion.pk, marks, by=by, source=MarkSource.IMPORT)
    return len(marks)


def _columns(row: Row) -> dict[str, int]:
    """Field → column, if the row is a head that names 姓名 and 考勤; else empty."""
    known = {head: name for name, heads in _HEADS.items() for head in heads}
    found = {}
    for place, cell in enumerate(row.cells):
        name = known.get(str(cell or "").replace(" ", ""))
        if name:
            found.setdefault(name, place)
    return found if {"name", "status"} <= set(found) else {}


def _read(rows: list[Row], columns: dict[str, int], roll: Roll) -> tuple[list[Mark], list[str]]:
    marks: dict[int, Mark] = {}
    errors = []
    for row in rows:
        cells = {name: row.cell(place) for name, place in columns.items()}
        if not any(_text(cell) for cell in cells.values()) or _text(cells["status"]) == _UNCALLED:
            continue
        try:
            mark = _mark(cells, roll)
            if mark.member_id in marks:
                raise Unreadable("该队员在文件中出现了两次，保留一行。")
            marks[mark.member_id] = mark
        except Unreadable as error:
            errors.append(f"第 {row.number} 行：{error.message.rstrip('。')}")
    return list(marks.values()), errors


def _mark(cells: dict[str, Cell], roll: Roll) -> Mark:
    name = clean_text(_text(cells["name"]), max_length=50)
    status = _text(cells["status"])
    if status not in _STATUSES:
        raise Unreadable("考勤填写到、迟到、缺席、请假之一。")
    lines = [line for line in roll.lines.values() if line.member.name == name]
    if len(lines) > 1 and _text(cells.get("phone")):
        phone = read_phone(_text(cells["phone"]))
        lines = [line for line in lines if line.member.phone == phone]
    if len(lines) > 1 and _text(cells.get("team")):
        team = _text(cells["team"])
        lines = [line for line in lines if line.member.team.name == team]
    if not lines:
        raise Unreadable(f"{name or '空姓名'}不在本次点名的名册中。")
    if len(lines) > 1:
        raise Unreadable(f"名册中有 {len(lines)} 名{name}，增加“联系电话”列以区分。")
    arrived = cells.get("arrived")
    text = f"{arrived:%H:%M}" if isinstance(arrived, datetime) else _text(arrived)
    return Mark(
        lines[0].member.pk,
        _STATUSES[status],
        arrived_at=parse_time(text) if text else None,
        note=clean_text(_text(cells.get("note")), max_length=100),
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else str(cell).strip()
