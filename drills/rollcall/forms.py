"""Reading the attendance grid: one row or the whole of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drills.rollcall.acts import Mark
from drills.rollcall.queries import Line, Section
from renfang.quantities.parsing import Unreadable, clean_text, parse_time

_NOTE_LENGTH = 100


@dataclass
class GridRow:
    """One row as the page shows it: what is on record, or what was typed and not yet written."""

    line: Line
    status: str
    arrived: str
    note: str
    error: str = ""

    @property
    def seen(self) -> str:
        """What is on record, sent along so that an untouched row is told from a changed one."""
        return _written(self.line)


def _written(line: Line) -> str:
    if line.attendance is None:
        return "||"
    present = line.attendance
    arrived = f"{present.arrived_at:%H:%M}" if present.arrived_at else ""
    return f"{present.status}|{arrived}|{present.note}"


@dataclass
class GridSection:
    """One team's rows."""

    section: Section
    rows: list[GridRow]


def grid_of(
    sections: Sequence[Section],
    data: Mapping[str, str] | None = None,
    errors: Mapping[int, str] | None = None,
) -> list[GridSection]:
    """The grid as recorded, or as typed in ``data`` where that has a row for the member."""
    return [
        GridSection(section, [_grid_row(line, data or {}, errors or {}) for line in section.lines])
        for section in sections
    ]


def _grid_row(line: Line, data: Mapping[str, str], errors: Mapping[int, str]) -> GridRow:
    pk = line.member.pk
    status, arrived, note = _written(line).split("|", 2)
    return GridRow(
        line,
        status=data.get(f"status-{pk}", status),
        arrived=data.get(f"arrived-{pk}", arrived),
        note=data.get(f"note-{pk}", note),
        error=errors.get(pk, ""),
    )


def read_marks(
    data: Mapping[str, str], sections: Sequence[Section], only: int | None = None
) -> tuple[list[Mark], dict[int, str]]:
    """Marks for the rows that were changed on the page, and why others cannot be read."""
    marks: list[Mark] = []
    errors: dict[int, str] = {}
    for line in (line for section in sections for line in section.lines):
        pk = line.member.pk
        if f"seen-{pk}" not in data or (only is not None and pk != only):
            continue
        typed = [data.get(f"{name}-{pk}", "").strip() for name in ("status", "arrived", "note")]
        if "|".join(typed) == data[f"seen-{pk}"]:
            continue
        try:
            marks.append(_mark(pk, typed, seen=data[f"seen-{pk}"].split("|", 1)[0]))
        except Unreadable as error:
            errors[pk] = f"{line.member.name}：{error.message}"
    return marks, errors


def _mark(member_id: int, typed: list[str], *, seen: str) -> Mark:
    status, arrived, note = typed
    if not status and (arrived or note):
        raise Unreadable("先选择到、迟到、缺席或请假，再填写时刻和说明。")
    return Mark(
        member_id,
        status,
        arrived_at=parse_time(arrived) if arrived else None,
        note=clean_text(note, max_length=_NOTE_LENGTH),
        seen=seen,
    )
