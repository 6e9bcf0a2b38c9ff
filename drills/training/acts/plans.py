"""The year's training plan: drafting it, its subjects and hours, issuing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone

from drills.teams.models import TeamKind
from drills.teams.queries import active_teams
from drills.training.models import (
    PlanState,
    SubjectCategory,
    TeamHours,
    TrainingPlan,
    TrainingSubject,
)
from drills.training.queries import subjects_for
from drills.training.steps import ISSUE, SET_SUBJECTS
from renfang.acts import Incomplete, NotFound, WrongState, act, require_past
from renfang.history.record import differences, record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

MOST_HOURS = Decimal("500.0")


@dataclass(frozen=True)
class SubjectPlan:
    """One subject: hours with one decimal; ``team_kind_id`` None: all kinds of teams."""

    name: str
    category: str
    required_hours: Decimal
    team_kind_id: int | None = None


@dataclass(frozen=True)
class PlanFacts:
    """What a year's plan says. ``copy_from`` takes over the subjects of an earlier plan."""

    year: int
    requirements: str = ""
    copy_from: int | None = None


@act
def draft_plan(organisation_id: int, facts: PlanFacts, *, by: User) -> TrainingPlan:
    """拟制年度训练计划. Raises Incomplete where the office has a plan for the year."""
    scope = Scope(by)
    scope.require("manage_training", organisation_id)
    this_year = timezone.localdate().year
    if not this_year - 10 <= facts.year <= this_year + 2:
        raise Incomplete(
            f"年度须在 {this_year - 10} 至 {this_year + 2} 之间，例如 {this_year}", field="year"
        )
    if TrainingPlan.objects.filter(organisation=organisation_id, year=facts.year).exists():
        raise Incomplete(
            f"本机构已有 {facts.year} 年度训练计划。在训练计划列表中打开，调整课目", field="year"
        )
    plan = TrainingPlan.objects.create(
        organisation=Organisation.objects.get(pk=organisation_id),
        year=facts.year,
        requirements=facts.requirements,
    )
    copied = 0
    if facts.copy_from is not None:
        source = TrainingPlan.objects.visible_to(scope).filter(pk=facts.copy_from).first()
        if source is None:
            raise NotFound("训练计划")
        copied = _copy_subjects(source, plan)
    record(
        by,
        "拟制年度训练计划",
        plan,
        after={"年度": facts.year, **({"沿用课目": copied} if copied else {})},
    )
    return plan


def _copy_subjects(source: TrainingPlan, plan: TrainingPlan) -> int:
    subjects = [
        TrainingSubject(
            plan=plan,
            position=subject.position,
            name=subject.name,
            category=subject.category,
            team_kind_id=subject.team_kind_id,
            required_hours=subject.required_hours,
        )
        for subject in source.subjects.all()
    ]
    TrainingSubject.objects.bulk_create(subjects)
    return len(subjects)


@act
def set_subjects(
    plan_id: int, subjects: Sequence[SubjectPlan], *, by: User, version: int | None
) -> TrainingPlan:
    """调整课目: the subjects as they are to be now; one that was trained already stays.

    A subject is the same when its name and kind are. Raises Incomplete for twins and bad hours,
    WrongState for a subject that sessions or assessments hang on.
    """
    plan: TrainingPlan = TrainingPlan.objects.locked_for(SET_SUBJECTS, plan_id, by, version=version)
    _check(subjects)
    kinds = {subject.team_kind_id for subject in subjects} - {None}
    if TeamKind.objects.known_to(plan.organisation).filter(pk__in=kinds).count() < len(kinds):
        raise Incomplete("适用种类不在本机构可用的专业队种类中，重新选择")
    present = {(row.name, row.team_kind_id): row for row in plan.subjects.all()}
    before = _shown(present.values())
    for position, subject in enumerate(subjects, 1):
        row = present.pop((subject.name, subject.team_kind_id), None) or TrainingSubject(plan=plan)
        row.position, row.name, row.category = position, subject.name, subject.category
        row.team_kind_id, row.required_hours = subject.team_kind_id, subject.required_hours
        row.save()
    for row in present.values():
        try:
            row.delete()
        except ProtectedError as error:
            raise WrongState(
                f"课目“{row.name}”已安排训练课或考核，不能移出计划。先取消有关训练课，或保留该课目"
            ) from error
    plan.touch()
    after = _shown(plan.subjects.select_related("team_kind"))
    was, now = differences(before, after, gone="移出计划")
    record(by, "调整训练课目", plan, before=was, after=now)
    return plan


def _check(subjects: Sequence[SubjectPlan]) -> None:
    if not subjects:
        raise Incomplete("至少列入一个课目")
    seen: set[tuple[str, int | None]] = set()
    for subject in subjects:
        key = (subject.name, subject.team_kind_id)
        if key in seen:
            raise Incomplete(f"课目“{subject.name}”列了两次，合并为一行")
        seen.add(key)
        if subject.category not in SubjectCategory.values:
            raise Incomplete(f"课目“{subject.name}”的类别须为共同课目、专业课目、合成课目之一")
        if not 0 < subject.required_hours <= MOST_HOURS:
            raise Incomplete(f"课目“{subject.name}”的规定学时须大于 0，不超过 {MOST_HOURS:f}")


def _shown(subjects: Any) -> dict[str, str]:
    return {
        f"{row.name}{f'（{row.team_kind}）' if row.team_kind_id else ''}": (
            f"{row.get_category_display()} {row.required_hours} 学时"
        )
        for row in subjects
    }


@act
def issue_plan(
    plan_id: int, *, by: User, document_number: str, on: date, version: int | None
) -> TrainingPlan:
    """下达: the plan is in force; sessions can be arranged by it."""
    plan: TrainingPlan = TrainingPlan.objects.locked_for(ISSUE, plan_id, by, version=version)
    require_past(on, "下达日期")
    plan.state, plan.issued_on = PlanState.ISSUED, on
    plan.document_number = document_number.strip()
    plan.save_next()
    record(
        by,
        "下达年度训练计划",
        plan,
        before={"状态": PlanState.DRAFT.label},
        after={"状态": PlanState.ISSUED.label, "下达文号": plan.document_number, "下达日期": on},
    )
    return plan


@act
def set_team_hours(
    plan_id: int, team_id: int, hours: Mapping[int, Decimal | None], *, by: User
) -> TrainingPlan:
    """调整本队学时: subject id → hours of this team, None as the plan has it, 0 not trained."""
    scope = Scope(by)
    plan: TrainingPlan = TrainingPlan.objects.locked(plan_id, scope, "manage_training")
    team = active_teams(plan.organisation, scope).filter(pk=team_id).first()
    if team is None:
        raise NotFound("专业队")
    subjects = {row.pk: row for row in subjects_for(plan, team)}
    before, after = {}, {}
    own = {row.subject_id: row for row in TeamHours.objects.filter(team=team, subject__plan=plan)}
    for subject_id, value in hours.items():
        subject = subjects.get(subject_id)
        if subject is None:
            raise Incomplete("课目已有变化。刷新页面后重新填写")
        if value is not None and not 0 <= value <= MOST_HOURS:
            raise Incomplete(f"课目“{subject}”的学时须在 0 至 {MOST_HOURS:f} 之间")
        row = own.get(subject_id)
        was = row.required_hours if row else None
        if was == value:
            continue
        before[subject.name] = "按计划" if was is None else f"{was} 学时"
        after[subject.name] = "按计划" if value is None else f"{value} 学时"
        if value is None and row:
            row.delete()
        else:
            TeamHours.objects.update_or_create(
                subject=subject, team=team, defaults={"required_hours": value}
            )
    if after:
        record(by, "调整本队学时", plan, before=before, after=after, note=team.name)
    return plan
