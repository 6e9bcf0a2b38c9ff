"""预案评审: a plan is looked at again by its day, and the next day is set."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from drills.models import PlanReview, ProtectionPlan
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import User
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
