"""The score sheet of an examination: a row a member, a column a subject, as the grid is.

An empty cell leaves what stands in the grid. What the grid refuses, the preview says.
Loading this module loads import_export (0.5 s): import it inside functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from drills.assessments.acts.assessments import Box, ScoreEntry, check_entry, enter_scores
from drills.assessments.forms import ABSENT, read_box
from drills.assessments.models import AssessedSubject, Assessment, Score
from drills.assessments.queries import EXAMINATION, RETAKE, Row, Sheet, sheet_of
from renfang.acts import Incomplete
from renfang.exchange.readings import Reading
from renfang.exchange.resources import Heading, RegisterResource
from renfang.exchange.widgets import CleaningWidget, PhoneWidget, TextWidget
from renfang.quantities.names import person_key
from renfang.quantities.parsing import Unreadable

# What the words of a column without a subject's name can be, where one subject is examined.
_SCORE: Final = ("成绩", "考核成绩", "考试成绩", "得分", "分数", "首次成绩")
_RETAKE: Final = ("补考", "补考成绩", "补考得分", "补考分数")


class ScoreWidget(CleaningWidget):
    """A box of the grid: a score with one decimal, or 缺考. Gives it as the grid writes it."""

    empty = ""

    def read(self, value: Any) -> str:
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        score, is_absent = read_box(text)
        if is_absent:
            return ABSENT[0]
        if score is None:
            raise Unreadable("缺少成绩，没有参加的填缺考。")
        return f"{score.normalize():f}"


class ScoreResource(RegisterResource):
    """The grid of one examination; its subjects are columns, each with one for the retake."""

    name = Heading(
        "姓名",
        TextWidget(required=True, max_length=50, is_name=True),
        ("队员姓名", "参考人员", "考生姓名"),
        width=12,
    )
    # What tells namesakes apart.
    team = Heading("专业队", TextWidget(), ("队名", "所在专业队"), width=24)
    phone = Heading("联系电话", PhoneWidget(), ("电话", "手机"))

    sheet_name = "成绩"
    unread = ("职务", "总评", "总分", "平均分", "等级", "评定", "名次", "排名")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries: list[ScoreEntry] = []

    def own_fields(self) -> dict[str, Heading]:
        """Two columns a subject: the examination and the retake."""
        parts = AssessedSubject.objects.filter(assessment=self.subject_id)
        named = list(parts.select_related("subject"))
        times = Counter(part.subject.name for part in named)
        fields: dict[str, Heading] = {}
        for number, part in enumerate(named, 1):
            name, is_alone = part.subject.name, len(named) == 1
            if times[name] > 1:
                name = f"{name}{number}"
            first = (f"{name}成绩", f"{name}得分", f"{name}首次", *(_SCORE if is_alone else ()))
            again = (f"补考{name}", f"{name}补考成绩", *(_RETAKE if is_alone else ()))
            for attempt, title, aliases in (
                (EXAMINATION, name, first),
                (RETAKE, f"{name}补考", again),
            ):
                # A merged cell of scores says nothing of whose score it is.
                fields[_column(part.pk, attempt)] = Heading(
                    title, ScoreWidget(), aliases, merged=False, width=10
                )
        return fields

    def look_over(self, readings: list[Reading]) -> None:
        """Whose line each row is, and whether the grid takes what it says."""
        sheet = sheet_of(Assessment.objects.get(pk=self.subject_id))
        for reading in readings:
            if not reading.problems and not reading.is_entered:
                self._find(reading, sheet.rows)
        found = [reading for reading in readings if "row" in reading.found]
        twice = Counter(reading.found["row"].member.pk for reading in found)
        for reading in found:
            if twice[reading.found["row"].member.pk] > 1:
                reading.faults.append("该队员在文件中出现了两次，保留一行")
            else:
                self._check(reading, sheet)

    def _find(self, reading: Reading, rows: Sequence[Row]) -> None:
        """The member of that name; of namesakes, the one with that number or in that team."""
        name, phone, team = (reading.value(key) for key in ("name", "phone", "team"))
        named = [row for row in rows if person_key(row.member.name) == person_key(name)]
        if len(named) > 1 and phone:
            named = [
                row for row in named if phone in (row.member.phone.whole, str(row.member.phone))
            ]
        if len(named) > 1 and team:
            named = [row for row in named if row.member.team.name == team]
        if len(named) == 1:
            reading.found["row"] = named[0]
        elif named:
            reading.faults.append(f"参考名单中有 {len(named)} 名{name}，填写联系电话或专业队以区分")
        else:
            reading.faults.append(f"{name}不在本次考核的参考名单中")

    def _check(self, reading: Reading, sheet: Sheet) -> None:
        """Hold each score against the grid as it will stand after the scores before it."""
        entries = _entries(reading)
        is_scored = any(cell.scores for cell in reading.found["row"].cells)
        for entry in entries:
            try:
                box = check_entry(sheet, entry)
            except Incomplete as refusal:
                reading.faults.append(refusal.message)
                continue
            if box.was and box.was != box.wanted:
                reading.changes.append(f"{box.name}：{box.was} → {box.wanted}")
            elif not box.was:
                reading.changes.append(f"{box.name}：{box.wanted}")
            _imagine(box, entry)
        if is_scored or not entries:
            reading.present = reading.found["row"]

    def save_instance(
        self, instance: Reading, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> None:
        """Note the scores; a grid is entered as a whole (``finish``)."""
        self.entries += _entries(instance)

    def finish(self) -> None:
        """登分. Raises Incomplete for a sheet without scores, WrongState once signed off."""
        assert self.scope is not None
        assert self.subject_id is not None
        if not self.entries:
            raise Incomplete("文件中没有成绩。填写后重新上传")
        enter_scores(self.subject_id, self.entries, by=self.scope.user)

    def summary(self, entered: Sequence[Reading]) -> str:
        """How many scores the file brought."""
        return f"已导入 {len(self.entries)} 项成绩"


def _column(part_id: int, attempt: int) -> str:
    return f"{'first' if attempt == EXAMINATION else 'retake'}_{part_id}"


def _entries(reading: Reading) -> list[ScoreEntry]:
    """The scores of one row, examinations before retakes; nothing for empty cells."""
    entries = []
    for part_id in (cell.part.pk for cell in reading.found["row"].cells):
        for attempt in (EXAMINATION, RETAKE):
            text = reading.value(_column(part_id, attempt))
            if text:
                is_absent = text == ABSENT[0]
                value = None if is_absent else Decimal(text)
                entry = ScoreEntry(
                    reading.found["row"].member.pk, part_id, attempt, value, is_absent
                )
                entries.append(entry)
    return entries


def _imagine(box: Box, entry: ScoreEntry) -> None:
    """Let the score stand in the grid, unsaved: a retake is judged by its examination."""
    box.cell.scores[entry.attempt] = Score(
        part=box.cell.part,
        member=box.row.member,
        attempt=entry.attempt,
        value=None if entry.is_absent else entry.value,
    )
