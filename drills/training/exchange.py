"""Attendance of a training session from a spreadsheet: 姓名, 考勤, and what else is there."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from drills.rollcall.acts import Mark
from drills.rollcall.models import Presence
from drills.rollcall.queries import Roll
from drills.training.acts.sessions import mark_session
from drills.training.models import MarkSource, TrainingSession
from drills.training.queries import roll_of
from renfang.acts import Incomplete
from renfang.exchange.reading.spreadsheet import Cell, Row, UnreadableFile, read_spreadsheet
from renfang.organisations.models import User
from renfang.quantities.identifiers import read_phone
from renfang.quantities.parsing import Unreadable, clean_text, parse_time

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
_SHOWN = 20


def import_attendance(session: TrainingSession, content: bytes, *, by: User) -> int:
    """导入考勤: all rows or none; gives how many. Raises Incomplete naming every row at fault."""
    try:
        sheets = read_spreadsheet(content)
    except UnreadableFile as error:
        raise Incomplete(error.message, field="file") from error
    rows = [row for sheet in sheets[:1] for row in sheet.rows]
    head = next((row for row in rows if _columns(row)), None)
    if head is None:
        raise Incomplete("没有找到标题行。表中须有“姓名”和“考勤”两列", field="file")
    columns = _columns(head)
    marks, errors = _read(rows[rows.index(head) + 1 :], columns, roll_of(session))
    if errors:
        more = f"；另有 {len(errors) - _SHOWN} 行" if len(errors) > _SHOWN else ""
        raise Incomplete(
            f"{len(errors)} 行需要修改，全部尚未写入。" + "；".join(errors[:_SHOWN]) + more,
            field="file",
        )
    if not marks:
        raise Incomplete("标题行下没有考勤。连同队员各行一起保存后上传", field="file")
    mark_session(session.pk, marks, by=by, source=MarkSource.IMPORT)
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
        if not any(_text(cell) for cell in cells.values()):
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
        raise Unreadable(f"{name or '空姓名'}不在参训专业队的名册中。")
    if len(lines) > 1:
        raise Unreadable(f"参训专业队中有 {len(lines)} 名{name}，增加“联系电话”列以区分。")
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
