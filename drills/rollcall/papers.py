"""The roll on paper: its rows, as a list to be signed and as a part of a drill's record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.utils import timezone

from drills.rollcall.hooks import kind_of
from drills.rollcall.queries import Line, Roll, Section
from renfang.documents.printing import render

# Shares of the width: 序号, 姓名, 职务, 考勤, 到达时刻, 说明, 签名.
COLUMNS = (1.2, 1.6, 2.4, 1.2, 1.6, 2.0, 2.4)
SIGNED = "签名栏由队员本人签写，代签的注明代签人。"


def roll_pdf(roll: Roll) -> bytes:
    """点名册: everybody on the roll with what is on record, to be signed. Raises MissingGlyph."""
    from renfang.typesetting import FormRow, FormSheet

    occasion = roll.occasion
    owner, begin = occasion.owner, timezone.localtime(occasion.begins_at)
    facts = [
        (occasion.get_kind_display(), kind_of(occasion).heading(owner)),
        ("时间地点", f"{begin.year}年{begin.month}月{begin.day}日 {begin:%H:%M}，{owner.place}"),
    ]
    sheet = FormSheet(
        title="点名册",
        columns=COLUMNS,
        rows=[
            *(FormRow.of((label, 2), (text, 5), labels=(0,)) for label, text in facts),
            *roll_rows([team_of(section, whole=True) for section in roll.sections]),
        ],
        notes=[SIGNED],
    )
    return render(sheet)


def team_of(section: Section, *, whole: bool = False) -> dict[str, Any]:
    """One team's part as plain data; ``whole`` also holds who has no mark yet."""
    turnout = section.turnout
    return {
        "name": section.team.name,
        "kind": section.team.kind.label,
        "expected": turnout.expected,
        "arrived": turnout.arrived,
        "rate": turnout.rate_text,
        "members": [_member(line) for line in section.lines if whole or line.attendance],
    }


def _member(line: Line) -> list[str]:
    mark = line.attendance
    said = [mark.get_status_display(), clock(mark.arrived_at), mark.note] if mark else [""] * 3
    return [line.member.name, line.member.post, *said]


def roll_rows(teams: Sequence[dict[str, Any]]) -> list[Any]:
    """Every team with its figures, then its members with a place to sign."""
    from renfang.typesetting import FormRow

    rows = []
    for team in teams:
        figures = f"应到 {team['expected']}，实到 {team['arrived']}，到位率 {team['rate']}"
        head = f"{team['name']}（{team['kind']}）  {figures}"
        rows.append(FormRow.of((head, len(COLUMNS)), labels=(0,)))
        rows.append(FormRow.heads("序号", "姓名", "职务", "考勤", "到达时刻", "说明", "签名"))
        rows += [
            FormRow.of(*((text, 1) for text in (str(number), *member, "")), centred=(0, 1, 3, 4))
            for number, member in enumerate(team["members"], 1)
        ]
    return rows


def clock(moment: time | None) -> str:
    """08:20, or nothing where nothing is known."""
    return f"{moment:%H:%M}" if moment else ""
