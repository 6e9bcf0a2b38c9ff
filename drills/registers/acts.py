"""What is done to a row of any register: entering, changing, striking off; reviewing a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from drills.registers.catalogue import Register, stated
from drills.registers.models import (
    KeyTarget,
    PlanReview,
    ProtectionPlan,
    Registered,
)
from drills.registers.steps import REVIEW
from renfang.acts import Incomplete, act, require_past, require_version
from renfang.history.record import differences, record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@act
def enter(
    register: Register, organisation_id: int, values: Mapping[str, Any], *, by: User
) -> Registered:
    """登记 a row. Raises Incomplete for a number that the office has already, NotPermitted."""
    Scope(by).require("manage_readiness", organisation_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    row = register.model(organisation=organisation, **values)
    _check(register, row, by)
    row.save()
    record(by, f"登记{register.title}", row, after=stated(register, row))
    return row


@act
def amend(
    register: Register, pk: int, values: Mapping[str, Any], *, by: User, version: int | None
) -> Registered:
    """变更 a row; nothing changed leaves no trace."""
    row: Registered = register.model.objects.locked(pk, Scope(by), "manage_readiness")
    require_version(row, version)
    before = stated(register, row)
    for name, value in values.items():
        setattr(row, name, value)
    was, now = differences(before, stated(register, row))
    if not now:
        return row
    _check(register, row, by)
    row.save_next()
    record(by, f"变更{register.title}", row, before=was, after=now)
    return row


def _check(register: Register, row: Registered, by: User) -> None:
    """What the model says is always true, and that a plan's target is one the user may see."""
    twin = register.model.objects.filter(
        organisation=row.organisation_id, number=row.number
    ).exclude(pk=row.pk)
    if twin.exists():
        raise Incomplete(f"编号 {row.number} 已登记，核对后改用其他编号", field="number")
    target_id = getattr(row, "key_target_id", None)
    if target_id and not KeyTarget.objects.visible_to(Scope(by)).filter(pk=target_id).exists():
        raise Incomplete("所选重要经济目标不在你的办理范围，重新选择", field="key_target")
    try:
        row.full_clean(exclude=["organisation"], validate_unique=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Incomplete("；".join(messages), field=field) from error


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
    plan: ProtectionPlan = ProtectionPlan.objects.locked_for(REVIEW, plan_id, by)
    require_past(reviewed_on, "评审日期", field="reviewed_on")
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
    plan.save_next("review_due_on")
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
