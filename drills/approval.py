"""演练计划审批: a plan is submitted by who prepared it and decided by somebody else."""

from __future__ import annotations

from datetime import date

from drills.models import Approval, Drill, DrillKind, DrillState
from renfang.acts import Incomplete, NotPermitted, WrongState, act, require_state, require_version
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@act
def submit_plan(drill_id: int, *, by: User, version: int | None) -> Drill:
    """提交审批. Raises Incomplete for a plan that says nothing of safety or phases."""
    drill: Drill = Drill.objects.locked(drill_id, Scope(by), "manage_drills")
    require_version(drill, version)
    require_state(drill, DrillState.PLANNED, to="提交审批")
    _require_approval(drill, Approval.PREPARING, Approval.RETURNED, to="提交审批")
    missing = [
        label
        for label, value in (
            ("演练目标", drill.objectives),
            ("安全措施", drill.safety),
            ("演练阶段", drill.phases.exists()),
        )
        if not value
    ]
    if missing:
        raise Incomplete(f"计划还缺{'、'.join(missing)}。在“调整计划”中补齐后再提交审批")
    return _move(drill, Approval.SUBMITTED, "提交演练计划审批", by)


@act
def decide_plan(
    drill_id: int, *, by: User, on: date, approve: bool, opinion: str, version: int | None
) -> Drill:
    """审批演练计划: by who did not prepare it; a plan that is returned says why."""
    drill: Drill = Drill.objects.locked(drill_id, Scope(by), "approve_drills")
    require_version(drill, version)
    require_state(drill, DrillState.PLANNED, to="审批计划")
    _require_approval(drill, Approval.SUBMITTED, to="审批")
    if drill.planned_by_id == by.pk:
        raise NotPermitted("本计划由你拟制，由其他有审批权的人员审批")
    opinion = opinion.strip()
    if not approve and len(opinion) < 5:
        raise Incomplete("写明退回修改的意见，至少 5 个字", field="opinion")
    drill.approval_opinion = opinion
    if approve:
        drill.approved_by, drill.approved_on = by, on
        return _move(drill, Approval.APPROVED, "批准演练计划", by, note=opinion)
    return _move(drill, Approval.RETURNED, "退回演练计划", by, note=opinion)


def require_approved(drill: Drill) -> None:
    """Raise WrongState unless the plan is approved and, for a siren test, published in time."""
    _require_approval(drill, Approval.APPROVED, to="登记组织情况")
    if drill.kind == DrillKind.SIREN_TEST and not hasattr(drill, "siren_notice"):
        raise WrongState("警报试鸣须在五日以前发布公告（人民防空法第三十五条）。先登记试鸣公告")


def _require_approval(drill: Drill, *allowed: Approval, to: str) -> None:
    if drill.approval not in allowed:
        wanted = "、".join(f"“{each.label}”" for each in allowed)
        raise WrongState(f"演练计划现为“{drill.get_approval_display()}”，{wanted}的计划才能{to}")


def _move(drill: Drill, to: Approval, what: str, by: User, note: str = "") -> Drill:
    before = drill.get_approval_display()
    drill.approval = to
    drill.version += 1
    drill.save()
    record(by, what, drill, before={"计划审批": before}, after={"计划审批": to.label}, note=note)
    return drill
