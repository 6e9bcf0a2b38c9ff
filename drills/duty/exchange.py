"""The duty roster as XLSX: planned in Excel, looked through, and entered as a whole.

Shifts that stand already with the same people are passed over, so that a roster can be exported,
carried on in Excel and imported again; who is on a shift that stands is changed by 换班 alone.
Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from drills.duty.acts import check_shift, plan_shift
from drills.duty.models import DutyLevel, DutyPerson, DutyShift
from drills.duty.queries import crew_of, watches_of
from drills.duty.rules import ShiftFacts, Watch
from renfang.acts import Incomplete, act
from renfang.exchange.acts import require_office
from renfang.exchange.models import ImportRow
from renfang.exchange.readings import Reading, RowReading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import ChoiceWidget, CleaningWidget, DateWidget, TimeWidget
from renfang.exchange.workbook import ExportColumn, write_sheets
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.quantities.names import person_key, unpadded
from renfang.quantities.parsing import Unreadable, clean_text

_TWO = re.compile(r"(\S{2,})[、,，;；/](\S{2,})")


class PersonWidget(CleaningWidget):
    """Someone of the ``crew`` (id → person), told by ``Z01 沈国强``, ``Z01`` or ``沈国强``.

    A name alone is enough where no other has it.
    """

    crew: Mapping[int, DutyPerson] = {}

    def read(self, value: Any) -> int:
        text = unpadded(clean_text(value))
        words = text.split()
        found = [person for person in self.crew.values() if person.number == words[0]]
        rest = person_key("".join(words[1:]))
        if found and rest not in ("", person_key(found[0].name)):
            raise Unreadable(f"编号 {words[0]} 是{found[0].name}，与“{text}”不符。核对编号和姓名。")
        found = found or [
            person for person in self.crew.values() if person_key(person.name) == person_key(text)
        ]
        if not found:
            raise Unreadable(f"没有“{text}”这名在册值班人员。先在值班人员登记册登记，或核对姓名。")
        if len(found) > 1:
            raise Unreadable(
                f"在册值班人员中有 {len(found)} 名“{text}”。写编号，例如“{found[0].number}”。"
            )
        return found[0].pk

    def write(self, value: DutyPerson) -> str:
        return f"{value.number} {value.name}"


class ShiftResource(RegisterResource):
    """The duty roster: a row is a shift."""

    starts_on = Heading("接班日期", DateWidget(required=True), ("日期", "值班日期"))
    starts_time = Heading("接班时刻", TimeWidget(required=True), ("接班时间", "开始时间"))
    # Where a table says nothing, a shift lasts until the same time of the next day.
    ends_on = Heading("交班日期", DateWidget())
    ends_time = Heading("交班时刻", TimeWidget(), ("交班时间", "结束时间"))
    level = Heading("值班等级", ChoiceWidget(DutyLevel.choices))
    leader = Heading("带班领导", PersonWidget(required=True), ("带班", "值班领导"))
    main = Heading("主班", PersonWidget(required=True), ("值班人员", "值班员", "值班人"))
    deputy = Heading("副班", PersonWidget(), ("副值班员",))

    sheet_name = "值班表"
    # What a roster says of shifts that were kept: it comes of taking over and handing over.
    unread = ("状态", "实际交班时间", "移交待办", "主管机构", "星期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crew: dict[int, DutyPerson] = {}
        if self.batch is not None:
            self.crew = crew_of(self.batch.organisation_id)
        for name in ("leader", "main", "deputy"):
            self.fields[name].widget.crew = self.crew

    def read_row(self, row: ImportRow) -> RowReading:
        """One row; 李某、王某 in one cell are the two of the shift."""
        stated = row.cells.get("main")
        two = _TWO.fullmatch(stated.strip()) if isinstance(stated, str) else None
        if two and not row.cells.get("deputy"):
            row.cells = {**row.cells, "main": two[1], "deputy": two[2]}
        return super().read_row(row)

    def look_over(self, readings: list[Reading]) -> None:
        """Hold the rows against the roster as it is now, and against each other."""
        assert self.batch is not None
        sound = [reading for reading in readings if not reading.problems]
        if not sound:
            return
        facts = [_facts(reading.values) for reading in sound]
        begin = min(each.starts_at for each in facts)
        end = max(max(each.starts_at, each.ends_at) for each in facts)
        office = self.batch.organisation_id
        shifts = DutyShift.objects.filter(organisation=office)
        known = {
            shift.starts_at: shift
            for shift in shifts.filter(starts_at__gte=begin, starts_at__lte=end)
        }
        near = watches_of(office, begin, end)
        for reading, each in zip(sound, facts, strict=True):
            reading.found["facts"] = each
            self._judge(reading, each, known.get(each.starts_at), near)

    def _judge(
        self, reading: Reading, facts: ShiftFacts, stands: DutyShift | None, near: list[Watch]
    ) -> None:
        """Whether the roster takes the row; one that it takes is in the way of those below it."""
        if stands is not None:
            reading.present = stands
            if any(getattr(stands, name) != value for name, value in vars(facts).items()):
                reading.faults.append(
                    "该接班时间已有班次，时间、等级或人员与文件不同。人员调整办理换班"
                )
            return
        try:
            check_shift(facts, self.crew, near)
        except Incomplete as refusal:
            reading.faults.append(refusal.message)
            return
        near.append(Watch(facts.starts_at, facts.ends_at, facts.people))

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> DutyShift:
        """排班; a shift that stands already is left as it is."""
        assert self.scope is not None
        assert self.batch is not None
        if not is_create:
            return instance.present
        facts = instance.found["facts"]
        return plan_shift(self.batch.organisation_id, facts, by=self.scope.user)

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many shifts were planned."""
        return f"新增 {sum(reading.present is None for reading in entered)} 班"

    def export_columns(self) -> list[ExportColumn]:
        """The columns of the roster, and what is said of shifts that were kept."""
        return [*super().export_columns(), *(ExportColumn(head, width=18) for head in self.unread)]

    def exported(self, instance: DutyShift) -> list[Any]:
        """One shift, people told by number and name."""
        begin, end = timezone.localtime(instance.starts_at), timezone.localtime(instance.ends_at)
        left = instance.handed_over_at
        line = SimpleNamespace(
            starts_on=begin.date(),
            starts_time=begin.time(),
            ends_on=end.date(),
            ends_time=end.time(),
            level=instance.level,
            leader=instance.leader,
            main=instance.main,
            deputy=instance.deputy,
        )
        return [
            *super().exported(line),
            instance.get_state_display(),
            f"{timezone.localtime(left):%Y-%m-%d %H:%M}" if left else "",
            instance.pending,
            str(instance.organisation),
        ]


def _facts(values: Mapping[str, Any]) -> ShiftFacts:
    begin, at = values["starts_on"], values["starts_time"]
    until = values.get("ends_time") or at
    end = values.get("ends_on") or begin + timedelta(days=until <= at)
    return ShiftFacts(
        starts_at=_instant(begin, at),
        ends_at=_instant(end, until),
        level=values.get("level") or DutyLevel.NORMAL,
        leader_id=values["leader"],
        main_id=values["main"],
        deputy_id=values.get("deputy"),
    )


def _instant(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


@act
def export_shifts(shifts: Any, *, by: User) -> bytes:
    """导出值班表: the shifts as they were found in scope."""
    organisation = require_office(by, "导出")
    target = io.BytesIO()
    (count,) = write_sheets(target, [ShiftResource().sheet(shifts)])
    record(by, "导出值班表", organisation, organisation=organisation, after={"行数": count})
    return target.getvalue()
