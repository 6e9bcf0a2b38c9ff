"""Attendance at a drill as an XLSX file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from drills.exercises.models import Drill
from drills.exercises.queries.attendance import sections_of
from renfang.acts import act
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_ATTENDANCE = [
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
def export_attendance(drill_id: int, *, by: User) -> bytes:
    """导出考勤: the whole grid, uncalled members included."""
    drill: Drill = Drill.objects.locked(drill_id, Scope(by), "view_drills")
    target = io.BytesIO()
    count = write_xlsx(target, _ATTENDANCE, _attendance_rows(drill), sheet_name="考勤")
    record(by, "导出考勤", drill, after={"人数": count})
    return target.getvalue()


def _attendance_rows(drill: Drill) -> Iterator[list[Any]]:
    number = 0
    for section in sections_of(drill):
        for line in section.lines:
            number += 1
            attendance = line.attendance
            called: list[Any] = ["未点名", "", "", "", None]
            if attendance is not None:
                arrived = attendance.arrived_at
                called = [
                    attendance.get_status_display(),
                    f"{arrived:%H:%M}" if arrived else "",
                    attendance.note,
                    str(attendance.recorded_by),
                    attendance.recorded_at,
                ]
            yield [number, str(section.team), line.member.name, line.member.post, *called]
