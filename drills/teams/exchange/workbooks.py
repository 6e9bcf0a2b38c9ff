"""Rosters and attendance as XLSX files. Every export is noted in the history."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from drills.exercises.models import Drill
from drills.rollcall.queries import sections_of
from drills.teams.models import Member, Team
from renfang.acts import act
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.identifiers import mask_phone

# The heads are those that pasting a roster understands: what goes out can come in again.
_ROSTER = [
    ExportColumn("序号", Kind.INTEGER, 6),
    ExportColumn("姓名", width=12),
    ExportColumn("性别", width=6),
    ExportColumn("出生日期", Kind.DATE, 12),
    ExportColumn("职务", width=12),
    ExportColumn("专业", width=14),
    ExportColumn("联系电话", width=16),
    ExportColumn("所在单位", width=28),
    ExportColumn("入队日期", Kind.DATE, 12),
    ExportColumn("编组类别", width=10),
    ExportColumn("编制岗位", width=16),
    ExportColumn("资格证书", width=18),
    ExportColumn("资格有效期至", Kind.DATE, 14),
    ExportColumn("政治面貌", width=10),
    ExportColumn("退役军人", width=10),
]
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
def export_roster(team_id: int, *, by: User, with_contacts: bool) -> bytes:
    """导出花名册: the serving members; numbers in full only for who may look at them."""
    permission = "view_contacts" if with_contacts else "view_teams"
    team: Team = Team.objects.locked(team_id, Scope(by), permission)
    # The reserve pool goes out with the roster: it comes in again with it.
    on_roster = Member.objects.filter(team=team, left_on__isnull=True)
    members = list(on_roster.select_related("post_held__unit"))
    target = io.BytesIO()
    write_xlsx(target, _ROSTER, _roster_rows(members, with_contacts), sheet_name=team.name)
    record(
        by,
        "导出花名册",
        team,
        after={"人数": len(members), "电话": "完整" if with_contacts else "已遮盖"},
    )
    return target.getvalue()


def _roster_rows(members: list[Member], with_contacts: bool) -> Iterator[list[Any]]:
    for number, member in enumerate(members, 1):
        yield [
            number,
            member.name,
            member.get_sex_display(),
            member.born_on,
            member.post,
            member.speciality,
            member.phone if with_contacts else mask_phone(member.phone),
            member.raising_unit,
            member.joined_on,
            member.get_service_display(),
            str(member.post_held or ""),
            member.qualification,
            member.qualified_until,
            member.get_political_status_display(),
            "是" if member.is_veteran else "",
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
            yield [number, str(section.call.team), line.member.name, line.member.post, *called]
