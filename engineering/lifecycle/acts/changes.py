"""A shelter's life after filing: use, evaluation, reinforcement, closure, conversion.

Sources: 人民防空法 arts 25-28; 国人防办字〔2001〕210号 (维护管理办法) arts 16-19.
"""

from __future__ import annotations

from datetime import date

from engineering.lifecycle.steps import STEPS, Kind
from engineering.shelters.models import LifeRecord, Shelter
from engineering.shelters.standards import evaluation_grades
from renfang.acts import Incomplete, act, require_past, require_text
from renfang.history.record import record
from renfang.organisations.models import User


@act
def take_life_step(
    shelter_id: int,
    kind: str,
    *,
    by: User,
    on: date,
    note: str = "",
    basis: str = "",
    evaluator: str = "",
    grade: str = "",
    version: int | None = None,
) -> LifeRecord:
    """投入使用, 评估鉴定 …: one of ``STEPS``. Raises Incomplete for what it asks for."""
    step = STEPS[kind]
    shelter = Shelter.objects.locked_for(step, shelter_id, by, version=version, on=on)
    require_past(on, "日期")
    if shelter.completed_on and on < shelter.completed_on:
        raise Incomplete(f"日期早于竣工日期 {shelter.completed_on}", field="on")
    if step.needs_basis:
        require_text(basis, "写明批准文件或依据的名称和文号", field="basis")
    grade_name = _grade_name(grade, on) if kind == Kind.EVALUATION else ""
    entry = LifeRecord(
        shelter=shelter,
        kind=kind,
        on=on,
        grade=grade if grade_name else "",
        grade_name=grade_name,
        evaluator=evaluator.strip(),
        basis=basis.strip(),
        note=note.strip(),
        recorded_by=by,
    )
    return _enter(shelter, entry, step.end, by)


def _grade_name(grade: str, day: date) -> str:
    grades = dict(evaluation_grades(day))
    if grade not in grades:
        raise Incomplete(f"选择鉴定等级：{'、'.join(grades)}", field="grade")
    return grades[grade]


def _enter(shelter: Shelter, entry: LifeRecord, end: tuple[str, ...], by: User) -> LifeRecord:
    entry.save(force_insert=True)
    before = shelter.get_state_display()
    if end:
        (shelter.state,) = end
    shelter.save_next("state")
    after = {"状态": shelter.get_state_display(), "日期": entry.on}
    if entry.grade:
        after["鉴定结论"] = f"{entry.grade}（{entry.grade_name}）"
    if entry.basis:
        after["依据"] = entry.basis
    record(
        by,
        entry.get_kind_display(),
        shelter,
        before={"状态": before},
        after=after,
        note=entry.note,
    )
    return entry
