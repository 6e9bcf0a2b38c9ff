"""Assessments: arranging one and entering scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from drills.assessments.models import (
    AssessedSubject,
    Assessment,
    GradingScale,
    Score,
)
from drills.assessments.queries import EXAMINATION, RETAKE, Cell, Row, Sheet, sheet_of
from drills.assessments.steps import ARRANGE, ENTER
from drills.teams.models import Team
from drills.teams.queries import active_teams
from drills.training.models import TrainingPlan, TrainingSubject
from renfang.acts import Incomplete, Overtaken, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class AssessmentFacts:
    """What is to be assessed, how, when and whom."""

    title: str
    form: str
    scale_id: int
    held_on: date
    place: str
    examiner: str
    subject_ids: Sequence[int]
    team_ids: Sequence[int]


@dataclass(frozen=True)
class ScoreEntry:
    """One box. ``value`` None with ``is_absent`` False empties the box; ``seen`` is what stood
    there when the page was shown, None skips the comparison."""

    member_id: int
    part_id: int
    attempt: int
    value: Decimal | None
    is_absent: bool = False
    seen: str | None = None


@act
def arrange_assessment(plan_id: int, facts: AssessmentFacts, *, by: User) -> Assessment:
    """安排考核 of subjects of an issued plan, on a day of its year."""
    scope = Scope(by)
    plan: TrainingPlan = TrainingPlan.objects.locked_for(ARRANGE, plan_id, by)
    if facts.held_on.year != plan.year:
        raise Incomplete(
            f"考核日期 {facts.held_on} 不在 {plan.year} 年度内。改为该年度的日期", field="held_on"
        )
    scale = _scale_in_use(facts.scale_id, scope)
    subjects, teams = _chosen(plan, facts, scope)
    _require_fitting(subjects, teams)
    assessment = Assessment.objects.create(
        organisation=plan.organisation,
        plan=plan,
        scale=scale,
        arranged_by=by,
        **{
            name: getattr(facts, name) for name in ("title", "form", "held_on", "place", "examiner")
        },
    )
    assessment.teams.set(teams)
    AssessedSubject.objects.bulk_create(
        AssessedSubject(assessment=assessment, subject=subject, position=position)
        for position, subject in enumerate(subjects, 1)
    )
    record(
        by,
        "安排考核",
        assessment,
        after={
            "考核名称": assessment.title,
            "考核日期": assessment.held_on,
            "课目": "、".join(subject.name for subject in subjects),
            "参考专业队": "、".join(team.name for team in teams),
            "评分标准": scale.name,
        },
    )
    return assessment


def _scale_in_use(scale_id: int, scope: Scope) -> GradingScale:
    scale = GradingScale.objects.visible_to(scope).filter(pk=scale_id).first()
    if scale is None or scale.is_retired:
        raise Incomplete("选择在用的评分标准", field="scale")
    return scale


def _chosen(
    plan: TrainingPlan, facts: AssessmentFacts, scope: Scope
) -> tuple[list[TrainingSubject], list[Team]]:
    """The subjects and teams to be assessed, all of them of this plan. Raises Incomplete."""
    subjects = list(plan.subjects.filter(pk__in=list(facts.subject_ids)))
    if not subjects or len(subjects) != len(set(facts.subject_ids)):
        raise Incomplete("至少选择一个本年度计划中的课目", field="subjects")
    teams = list(active_teams(plan.organisation, scope).filter(pk__in=list(facts.team_ids)))
    if not teams or len(teams) != len(set(facts.team_ids)):
        raise Incomplete("选择参考专业队；已撤销的和不属于本机构的队不能列入", field="teams")
    return subjects, teams


def _require_fitting(subjects: Sequence[TrainingSubject], teams: Sequence[Any]) -> None:
    for subject in subjects:
        for team in teams:
            if subject.team_kind_id not in (None, team.kind_id):
                raise Incomplete(
                    f"课目“{subject}”适用于{subject.team_kind}，{team}是{team.kind}。分开安排考核",
                    field="teams",
                )


@act
def enter_scores(assessment_id: int, entries: Sequence[ScoreEntry], *, by: User) -> Sheet:
    """登分: all boxes or none; gives the grid as it stands afterwards.

    Raises Incomplete for a score out of range, a retake without cause, or a member not on the list;
    Overtaken where somebody else changed the box in between; WrongState once signed off.
    """
    assessment: Assessment = Assessment.objects.locked_for(ENTER, assessment_id, by)
    sheet = sheet_of(assessment)
    # Retakes are judged by what stands after the examinations of the same save.
    entries = sorted(entries, key=lambda entry: entry.attempt)
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for entry in entries:
        _enter(sheet, entry, by, before, after)
    if after:
        record(by, "登记考核成绩", assessment, before=before, after=after)
    return sheet


@dataclass(frozen=True)
class Box:
    """A box of the grid that an entry is about: what stands there and what is to."""

    row: Row
    cell: Cell
    # Member, subject and whether it is the retake.
    name: str
    was: str
    wanted: str


def check_entry(sheet: Sheet, entry: ScoreEntry) -> Box:
    """The box of an entry, if the grid takes what it says.

    Raises Incomplete as ``enter_scores`` does, Overtaken where ``seen`` no longer stands there.
    """
    found = sheet.cell(entry.member_id, entry.part_id)
    if found is None:
        raise Incomplete("名单或课目已有变化。刷新页面后继续登分")
    row, cell = found
    value = None if entry.is_absent else entry.value
    wanted = "缺考" if entry.is_absent else "" if value is None else f"{value.normalize():f}"
    name = f"{row.member.name}“{cell.part.subject}”{'补考' if entry.attempt == RETAKE else ''}"
    box = Box(row, cell, name, cell.text(entry.attempt), wanted)
    if value is not None and not 0 <= value <= sheet.scale.full_score:
        raise Incomplete(
            f"{name}的成绩 {value} 超出范围，须在 0 至 {sheet.scale.full_score.normalize():f} 之间"
        )
    if wanted == box.was:
        return box
    if entry.seen is not None and entry.seen != box.was:
        raise Overtaken(f"{name}的成绩已被他人改为“{box.was or '空'}”。核对后重新登分")
    if entry.attempt == RETAKE and wanted and not row.may_retake(cell):
        raise Incomplete(f"{name}：首次考核已合格或尚未登分，不能登记补考成绩")
    if entry.attempt == EXAMINATION and not wanted and RETAKE in cell.scores:
        raise Incomplete(f"{name}已有补考成绩，先清空补考成绩")
    return box


def _enter(
    sheet: Sheet, entry: ScoreEntry, by: User, before: dict[str, str], after: dict[str, str]
) -> None:
    box = check_entry(sheet, entry)
    if box.wanted == box.was:
        return
    row, cell = box.row, box.cell
    score = cell.scores.pop(entry.attempt, None)
    if not box.wanted:
        if score is not None:
            score.delete()
    else:
        score = score or Score(part=cell.part, member=row.member, attempt=entry.attempt)
        score.value = None if entry.is_absent else entry.value
        score.recorded_by, score.recorded_at = by, timezone.now()
        score.save()
        cell.scores[entry.attempt] = score
    label = box.name if box.name not in after else f"{box.name}（{row.member.pk}）"
    before[label], after[label] = box.was or "未登分", box.wanted or "未登分"
