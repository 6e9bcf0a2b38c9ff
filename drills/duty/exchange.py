"""The duty roster as XLSX: planned in Excel, looked through, and entered as a whole.

Shifts that stand already with the same people are passed over, so that a roster can be exported,
carried on in Excel and imported again; who is on a shift that stands is changed by 换班 alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from drills.duty.acts import check_shift, plan_shift
from drills.duty.models import DutyLevel, DutyPerson, DutyShift
from drills.duty.queries import crew_of, watches_of
from drills.duty.rules import ShiftFacts, Watch
from drills.registers.exchange import confirmable, keep_rows, require_office
from renfang.acts import Incomplete, act
from renfang.exchange.batches import as_shown, unpack
from renfang.exchange.models import ImportBatch, ImportRow
from renfang.exchange.reading.table import UNNEEDED, Column
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.quantities.parsing import Unreadable, clean_text, parse_date, parse_time

KIND = "drills.shift"
HEADS = (
    "接班日期", "接班时刻", "交班日期", "交班时刻", "值班等级", "带班领导", "主班", "副班",
)  # fmt: skip
# What a roster says of shifts that were kept: it comes of taking over and handing over.
_SAID = ("状态", "实际交班时间", "移交待办", "主管机构")
_NEEDED = frozenset(HEADS) - {"值班等级", "副班"}


@dataclass
class ShiftReading:
    """One row of the file: as written, as understood, and what becomes of it."""

    row: ImportRow
    cells: list[str]
    facts: ShiftFacts | None = None
    problems: list[str] = field(default_factory=list)
    stands: DutyShift | None = None
    changes: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """新增, 未变 or 需改正."""
        if self.problems:
            return "需改正"
        return "新增" if self.stands is None else "未变"


@act
def export_shifts(shifts: Any, *, by: User) -> bytes:
    """导出值班表: the shifts as they were found in scope, people told by number and name."""
    organisation = require_office(by, "导出")
    target = io.BytesIO()
    dates = {"接班日期", "交班日期"}
    columns = [ExportColumn(head, Kind.DATE if head in dates else Kind.TEXT, 16) for head in HEADS]
    columns += [ExportColumn(head, width=18) for head in _SAID]
    count = write_xlsx(target, columns, _lines(shifts), sheet_name="值班表")
    record(by, "导出值班表", organisation, organisation=organisation, after={"行数": count})
    return target.getvalue()


def _lines(shifts: Iterable[DutyShift]) -> Iterator[list[Any]]:
    for shift in shifts:
        begin, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        left = shift.handed_over_at
        yield [
            begin.date(),
            f"{begin:%H:%M}",
            end.date(),
            f"{end:%H:%M}",
            shift.get_level_display(),
            *(_told(person) for person in (shift.leader, shift.main, shift.deputy)),
            shift.get_state_display(),
            f"{timezone.localtime(left):%Y-%m-%d %H:%M}" if left else "",
            shift.pending,
            str(shift.organisation),
        ]


def _told(person: DutyPerson | None) -> str:
    return f"{person.number} {person.name}" if person else ""


@act
def upload_shifts(content: bytes, file_name: str, *, by: User) -> ImportBatch:
    """上传值班表 for preview. Raises Incomplete."""
    columns = [Column(head, head, required=head in _NEEDED) for head in HEADS]
    return keep_rows(KIND, "值班表", content, file_name, columns, by, UNNEEDED | set(_SAID))


def read_shifts(batch: ImportBatch) -> list[ShiftReading]:
    """Everything understood of a stored file, compared with the roster as it is now.

    Three queries whatever the number of rows; rows of the file are held against each other too.
    """
    crew = crew_of(batch.organisation_id)
    readings = [_read(crew, row) for row in batch.rows.order_by("number")]
    understood = [reading.facts for reading in readings if reading.facts]
    if not understood:
        return readings
    begin = min(facts.starts_at for facts in understood)
    end = max(max(facts.starts_at, facts.ends_at) for facts in understood)
    known = {
        shift.starts_at: shift
        for shift in DutyShift.objects.filter(
            organisation=batch.organisation_id, starts_at__gte=begin, starts_at__lte=end
        )
    }
    near = watches_of(batch.organisation_id, begin, end)
    for reading in readings:
        if reading.facts is not None:
            _judge(reading, crew, known.get(reading.facts.starts_at), near)
    return readings


def _judge(
    reading: ShiftReading,
    crew: dict[int, DutyPerson],
    stands: DutyShift | None,
    near: list[Watch],
) -> None:
    """Whether the roster takes the row; one that it takes is in the way of those below it."""
    facts = reading.facts
    assert facts is not None
    if stands is not None:
        same = all(getattr(stands, name) == value for name, value in vars(facts).items())
        reading.stands = stands if same else None
        if not same:
            reading.problems.append(
                "该接班时间已有班次，时间、等级或人员与文件不同。人员调整办理换班"
            )
        return
    try:
        check_shift(facts, crew, near)
    except Incomplete as refusal:
        reading.problems.append(refusal.message)
        return
    near.append(Watch(facts.starts_at, facts.ends_at, facts.people))


def _read(crew: dict[int, DutyPerson], row: ImportRow) -> ShiftReading:
    reading = ShiftReading(row, [as_shown(row.cells.get(head)) for head in HEADS])
    cells = {head: unpack(row.cells.get(head)) for head in HEADS}
    values: dict[str, Any] = {}
    for head, cell in cells.items():
        try:
            values[head] = _value(head, cell, crew)
        except ValueError as error:
            reading.problems.append(f"{head}：{error}")
    if not reading.problems:
        reading.facts = ShiftFacts(
            starts_at=_instant(values["接班日期"], values["接班时刻"]),
            ends_at=_instant(values["交班日期"], values["交班时刻"]),
            level=values["值班等级"],
            leader_id=values["带班领导"],
            main_id=values["主班"],
            deputy_id=values["副班"],
        )
    return reading


def _value(head: str, cell: Any, crew: dict[int, DutyPerson]) -> Any:
    """The cell as its column means it. Raises Unreadable, saying what to write."""
    if cell is None or cell == "":
        if head in _NEEDED:
            raise Unreadable("缺少内容，填写后再导入。")
        return DutyLevel.NORMAL if head == "值班等级" else None
    if head.endswith("日期"):
        return parse_date(cell)
    if head.endswith("时刻"):
        return cell.time() if isinstance(cell, datetime) else parse_time(clean_text(cell))
    if head == "值班等级":
        return _level(clean_text(cell))
    return _person(clean_text(cell), crew)


def _level(text: str) -> str:
    levels = {str(label): value for value, label in DutyLevel.choices}
    if text not in levels:
        raise Unreadable(f"没有“{text}”这一项。可填：{'、'.join(levels)}。")
    return levels[text]


def _person(text: str, crew: dict[int, DutyPerson]) -> int:
    """Whom ``Z01 沈国强``, ``Z01`` or ``沈国强`` means; a name alone where no other has it."""
    words = text.split()
    found = [person for person in crew.values() if person.number == words[0]]
    if found and words[1:] not in ([], [found[0].name]):
        raise Unreadable(f"编号 {words[0]} 是{found[0].name}，与“{text}”不符。核对编号和姓名。")
    found = found or [person for person in crew.values() if person.name == text]
    if not found:
        raise Unreadable(f"没有“{text}”这名在册值班人员。先在值班人员登记册登记，或核对姓名。")
    if len(found) > 1:
        raise Unreadable(
            f"在册值班人员中有 {len(found)} 名“{text}”。写编号，例如“{found[0].number}”。"
        )
    return found[0].pk


def _instant(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


@act
def confirm_shifts(batch_id: int, *, by: User) -> int:
    """确认导入值班表: all rows or none; gives how many were entered."""
    batch = confirmable(batch_id, KIND, by)
    readings = read_shifts(batch)
    wrong = [str(reading.row.number) for reading in readings if reading.problems]
    if wrong:
        lines = "、".join(wrong[:10])
        raise Incomplete(f"第 {lines} 行需要改正。改正文件后重新上传，本次没有写入任何一行")
    entered = 0
    for reading in readings:
        if reading.stands is None and reading.facts is not None:
            shift = plan_shift(batch.organisation_id, reading.facts, by=by)
            entered += 1
        else:
            shift = reading.stands
        reading.row.result_id = shift.pk if shift else None
    ImportRow.objects.bulk_update([reading.row for reading in readings], ["result_id"])
    batch.state = ImportBatch.State.APPLIED
    batch.save(update_fields=["state"])
    record(by, "确认导入值班表", batch, after={"新增": entered})
    return entered
