"""The sheet of a roll: given out as a workbook, filled in, looked through and entered as a whole.

Who stands there as 未点名 is passed over, and so is what the sheet says as the roll says it.
Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from drills.rollcall.acts import Mark, check_mark, mark_roll
from drills.rollcall.hooks import keeper_of, kind_of
from drills.rollcall.models import ATTENDED, MarkSource, Occasion, Presence
from drills.rollcall.queries import Line, find_occasion, roll_of
from renfang.acts import Incomplete, act
from renfang.exchange.readings import Reading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import ChoiceWidget, PhoneWidget, TextWidget, TimeWidget
from renfang.exchange.workbook import ExportColumn, write_sheets
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.names import person_key

_UNCALLED = ""
_WORDS = {
    "已到": Presence.PRESENT,
    "出勤": Presence.PRESENT,
    "√": Presence.PRESENT,
    "✓": Presence.PRESENT,
    "✔": Presence.PRESENT,
    "到课": Presence.PRESENT,
    "旷课": Presence.ABSENT,
    "未到": Presence.ABSENT,
}


class RollResource(RegisterResource):
    """One roll: a row is a member who is called to it. What a sheet lacks stays as it is."""

    name = Heading(
        "姓名",
        TextWidget(required=True, max_length=50, is_name=True),
        ("队员姓名",),
        attribute="member__name",
        width=12,
    )
    status = Heading(
        "考勤",
        ChoiceWidget([*Presence.choices, (_UNCALLED, "未点名")], aliases=_WORDS, required=True),
        ("签到", "到课情况"),
        width=8,
    )
    arrived_at = Heading(
        "到达时刻",
        TimeWidget(),
        ("签到时间", "到达时间"),
        attribute="attendance__arrived_at",
        width=10,
    )
    note = Heading(
        "说明", TextWidget(max_length=100), ("备注",), attribute="attendance__note", width=28
    )
    # What tells namesakes apart.
    team = Heading("专业队", TextWidget(), ("队名",), attribute="member__team", width=24)
    phone = Heading("联系电话", PhoneWidget(), ("电话", "手机"), attribute="member__phone")

    sheet_name = "考勤"
    unread = ("职务", "登记人", "登记时间")
    is_numbered = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks: list[Mark] = []

    def look_over(self, readings: list[Reading]) -> None:
        """Whom each row is about, and whether the roll takes what it says."""
        assert self.batch is not None
        occasion = Occasion.objects.get(pk=self.batch.subject_id)
        lines = list(roll_of(occasion).lines.values())
        for reading in readings:
            if reading.value("status") == _UNCALLED:
                reading.present = occasion
            elif not reading.problems and not reading.is_entered:
                self._find(reading, lines)
        found = [reading for reading in readings if "line" in reading.found]
        twice = Counter(reading.found["line"].member.pk for reading in found)
        for reading in found:
            line = reading.found["line"]
            if twice[line.member.pk] > 1:
                reading.faults.append("该队员在文件中出现了两次，保留一行")
            if line.attendance:
                self.compare(reading, line, but=("name", "team", "phone"))
            try:
                check_mark(occasion, _mark(reading), line, MarkSource.IMPORT)
            except Incomplete as refusal:
                reading.faults.append(refusal.message)

    def _find(self, reading: Reading, lines: Sequence[Line]) -> None:
        """The member of that name; of namesakes, the one with that number or in that team."""
        name, phone, team = (reading.value(key) for key in ("name", "phone", "team"))
        named = [line for line in lines if person_key(line.member.name) == person_key(name)]
        if len(named) > 1 and phone:
            named = [
                line for line in named if phone in (line.member.phone.whole, str(line.member.phone))
            ]
        if len(named) > 1 and team:
            named = [line for line in named if line.member.team.name == team]
        if len(named) == 1:
            reading.found["line"] = named[0]
        elif named:
            reading.faults.append(f"名册中有 {len(named)} 名{name}，填写联系电话或专业队以区分")
        else:
            reading.faults.append(f"{name}不在本次点名的名册中")

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> None:
        """Note the mark; a roll is marked as a whole (``finish``)."""
        if "line" in instance.found:
            self.marks.append(_mark(instance))

    def finish(self) -> None:
        """登记考勤. Raises Incomplete for a sheet in which nobody is called."""
        assert self.batch is not None
        assert self.scope is not None
        if not self.marks:
            raise Incomplete("文件中没有考勤，各行都是“未点名”。填写后重新上传")
        mark_roll(self.batch.subject_id, self.marks, by=self.scope.user, source=MarkSource.IMPORT)

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many were marked."""
        return f"已导入 {len(self.marks)} 人的考勤"

    def export_columns(self) -> list[ExportColumn]:
        """The columns that are read again, and what else the roll says."""
        return [*super().export_columns(), *(ExportColumn(head, width=16) for head in self.unread)]

    def exported(self, instance: Line) -> list[Any]:
        """One member's line of the roll."""
        cells = [*super().exported(instance), instance.member.post]
        mark = instance.attendance
        if mark is None:
            return [*cells, "", ""]
        at = timezone.localtime(mark.recorded_at)
        return [*cells, mark.recorder, f"{at:%Y-%m-%d %H:%M}"]


def _mark(reading: Reading) -> Mark:
    """What is to stand on the roll: what the file says, and what it lacks as it is on record."""
    line: Line = reading.found["line"]
    values, kept = reading.values, line.attendance
    status = values["status"]
    arrived = kept.arrived_at if kept and status in ATTENDED else None
    return Mark(
        line.member.pk,
        status,
        arrived_at=values.get("arrived_at", arrived),
        note=values.get("note", kept.note if kept else ""),
    )


@act
def export_roll(occasion_id: int, *, by: User) -> bytes:
    """导出考勤: the whole roll, uncalled members included."""
    occasion = find_occasion(occasion_id, Scope(by))
    target = io.BytesIO()
    lines = roll_of(occasion).lines.values()
    (count,) = write_sheets(target, [RollResource().sheet(lines)])
    note = kind_of(occasion).note(occasion.owner)
    record(by, "导出考勤", keeper_of(occasion), after={"人数": count}, note=note)
    return target.getvalue()
