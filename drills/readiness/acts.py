"""预案评审: a plan is looked at again by its day, and the next day is set.

年度目标: set once a year, changed when the plan changes; the history keeps what was aimed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from drills.readiness.models import ReadinessTarget
from drills.registers.models import PlanReview, ProtectionPlan
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@act
def review_plan(
    plan_id: int,
    *,
    by: User,
    reviewed_on: date,
    is_revised: bool,
    conclusion: str,
    next_due_on: date,
) -> PlanReview:
    """登记评审 and put the next one on the calendar."""
    plan: ProtectionPlan = ProtectionPlan.objects.locked(plan_id, Scope(by), "manage_readiness")
    if reviewed_on > timezone.localdate():
        raise Incomplete("评审日期不能晚于今天", field="reviewed_on")
    if next_due_on <= reviewed_on:
        raise Incomplete("下次评审日期须晚于本次评审日期", field="next_due_on")
    review = PlanReview.objects.create(
        plan=plan,
        reviewed_on=reviewed_on,
        is_revised=is_revised,
        conclusion=conclusion,
        next_due_on=next_due_on,
        recorded_by=by,
    )
    before = plan.review_due_on
    plan.review_due_on = next_due_on
    plan.version += 1
    plan.save(update_fields=["review_due_on", "version"])
    record(
        by,
        "预案方案评审",
        plan,
        before={"下次评审日期": str(before)},
        after={
            "下次评审日期": str(next_due_on),
            "修订": "是" if is_revised else "否",
            "结论": conclusion,
        },
    )
    return review


@act
def set_targets(
    organisation_id: int, year: int, values: Mapping[str, int], *, by: User
) -> ReadinessTarget:
    """下达年度目标 of one office; rates in whole per cent."""
    Scope(by).require("manage_readiness", organisation_id)
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    target = ReadinessTarget.objects.filter(organisation=organisation, year=year).first()
    before = _shown(target, values) if target else {}
    if target is None:
        target = ReadinessTarget(organisation=organisation, year=year)
    for name, value in values.items():
        setattr(target, name, value)
    target.save()
    record(by, f"下达 {year} 年度目标", target, before=before, after=_shown(target, values))
    return target


def _shown(target: ReadinessTarget, names: Mapping[str, int]) -> dict[str, int]:
    return {
        str(ReadinessTarget._meta.get_field(name).verbose_name): getattr(target, name)
        for name in names
    }
