"""拆除人民防空工程审批: applied for, decided by another, demolished, and made good by a day.

Sources: 人民防空法 art. 28; 国人防办字〔2001〕210号 art. 19; 浙江省实施办法 art. 27 (same area and
grade, or the cost of it).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engineering.lifecycle.hooks import COMPENSATION_DAYS, COMPENSATION_LISTENERS
from engineering.lifecycle.models import Demolition
from engineering.lifecycle.papers import issue_decision
from engineering.lifecycle.queries import free_area
from engineering.lifecycle.steps import DECIDE, DEMOLISH, RECORD_DEMOLISHED, SETTLE, WITHDRAW
from engineering.shelters.models import LifeRecord, Shelter
from engineering.shelters.queries import last_day
from renfang.acts import Incomplete, act, require_day, require_past, require_text
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

State, Remedy = Demolition.State, Demolition.Remedy


@act
def apply_demolition(
    shelter_id: int,
    *,
    by: User,
    applicant: str,
    applied_on: date,
    reason: str,
    area: Decimal,
    remedy: str,
    compensation: Decimal | None = None,
) -> Demolition:
    """拆除申请收件. ``area`` in ㎡; ``compensation`` in yuan where the remedy is to pay."""
    shelter = Shelter.objects.locked_for(DEMOLISH, shelter_id, by)
    require_past(applied_on, "申请日期", field="applied_on")
    _require_possible(shelter, area, remedy, compensation)
    demolition = Demolition(
        organisation_id=shelter.organisation_id,
        shelter=shelter,
        applicant=applicant.strip(),
        applied_on=applied_on,
        reason=reason.strip(),
        area=area,
        remedy=remedy,
        compensation=compensation if remedy == Remedy.COMPENSATION else None,
        applied_by=by,
    )
    demolition.full_clean(exclude=["decided_by"])
    demolition.save(force_insert=True)
    record(
        by,
        "受理拆除申请",
        shelter,
        after={"拆除面积": f"{area:,}㎡", "补偿方式": demolition.get_remedy_display()},
        note=demolition.reason,
    )
    return demolition


def _require_possible(
    shelter: Shelter, area: Decimal, remedy: str, compensation: Decimal | None
) -> None:
    """No more is demolished than there is, and a compensation names its amount."""
    whole = shelter.built_area or shelter.approved_area
    if area > whole:
        raise Incomplete(f"拆除面积 {area:,} ㎡ 大于工程建筑面积 {whole:,} ㎡", field="area")
    if remedy == Remedy.COMPENSATION and not (compensation and compensation > 0):
        raise Incomplete("缴纳补偿费的，填写补偿费金额", field="compensation")


@act
def decide_demolition(
    demolition_id: int,
    *,
    by: User,
    approve: bool,
    opinion: str,
    on: date,
    due_on: date | None = None,
) -> Demolition:
    """批准 or 不予批准 by somebody other than the person who took the application.

    An approval starts the time to rebuild or pay: ``due_on``, else the office's limit.
    """
    demolition = Demolition.objects.locked_for(DECIDE, demolition_id, by, on=on)
    opinion = require_text(opinion, "写明审批意见", field="opinion", least=2)
    require_day(on, demolition.applied_on, "决定日期", since="申请日期")
    demolition.state = State.APPROVED if approve else State.REFUSED
    demolition.opinion, demolition.decided_on, demolition.decided_by = opinion, on, by
    if approve:
        demolition.due_on = due_on or last_day(demolition.organisation, "rebuild", on).last_day
        if demolition.due_on <= on:
            raise Incomplete("补建或缴费期限须晚于决定日期", field="due_on")
    demolition.save()
    after = {"结果": demolition.get_state_display()}
    if approve:
        after["补建或缴费期限"] = str(demolition.due_on)
    record(by, "拆除审批", demolition.shelter, after=after, note=demolition.opinion)
    if approve and demolition.remedy == Remedy.COMPENSATION:
        for tell in COMPENSATION_LISTENERS:
            tell(demolition, by)
    issue_decision(demolition, by=by, on=on)
    return demolition


@act
def withdraw_demolition(demolition_id: int, *, by: User, reason: str) -> Demolition:
    """撤回拆除申请: taken back by the applicant, or received by mistake, before it is decided."""
    demolition: Demolition = Demolition.objects.locked_for(WITHDRAW, demolition_id, by)
    reason = require_text(reason, "写明撤回的原因", least=5)
    demolition.state, demolition.opinion = State.WITHDRAWN, f"撤回：{reason}"[:500]
    demolition.save(update_fields=["state", "opinion"])
    after = {"结果": demolition.get_state_display()}
    record(by, "撤回拆除申请", demolition.shelter, after=after, note=reason)
    return demolition


@act
def record_demolished(
    demolition_id: int, *, by: User, on: date, shelter_area: Decimal | None = None
) -> Demolition:
    """登记拆除: the works are gone; what replaces them is still due.

    Where part is left, the register has less; ``shelter_area`` is what of 掩蔽面积 (㎡) is left.
    """
    demolition = Demolition.objects.locked_for(RECORD_DEMOLISHED, demolition_id, by, on=on)
    shelter = Shelter.objects.locked(demolition.shelter_id, Scope(by), RECORD_DEMOLISHED.permission)
    require_day(on, demolition.decided_on, "拆除日期", since="批准日期")
    whole = shelter.built_area or shelter.approved_area
    before = {"状态": shelter.get_state_display(), "建筑面积": f"{whole:,}㎡"}
    demolition.state, demolition.demolished_on = State.DEMOLISHED, on
    demolition.save(update_fields=["state", "demolished_on"])
    LifeRecord.objects.create(
        shelter=shelter,
        kind=LifeRecord.Kind.DEMOLITION,
        on=on,
        basis=f"{demolition.decided_on} 拆除审批",
        note=demolition.reason,
        recorded_by=by,
    )
    if demolition.area >= whole:
        shelter.state = Shelter.State.DEMOLISHED
    else:
        _reduce(shelter, whole - demolition.area, shelter_area)
        _note_part(shelter, demolition)
    shelter.save_next("state", "note", "built_area", "shelter_area")
    record(
        by,
        "登记拆除",
        shelter,
        before=before,
        after={
            "状态": shelter.get_state_display(),
            "拆除日期": on,
            "建筑面积": f"{shelter.built_area:,}㎡" if shelter.built_area else "-",
        },
    )
    return demolition


def _note_part(shelter: Shelter, demolition: Demolition) -> None:
    gone = f"{demolition.demolished_on} 拆除 {demolition.area:,}㎡"
    shelter.note = f"{shelter.note}；{gone}".lstrip("；")[:500]


def _reduce(shelter: Shelter, left: Decimal, shelter_area: Decimal | None) -> None:
    """What is left of works of which a part is gone: register and figures per head have less."""
    if shelter_area is not None and shelter_area > left:
        raise Incomplete(f"拆除后的掩蔽面积不能大于建筑面积 {left:,} ㎡", field="shelter_area")
    shelter.built_area = left
    if shelter.shelter_area is not None:
        known = shelter.shelter_area if shelter_area is None else shelter_area
        shelter.shelter_area = min(known, left)


@act
def settle_demolition(
    demolition_id: int,
    *,
    by: User,
    on: date,
    settlement: str,
    rebuilt_as: int | None = None,
) -> Demolition:
    """补建完成 or 补偿费缴清. ``rebuilt_as`` is the accepted shelter that replaces the old one."""
    demolition = Demolition.objects.locked_for(SETTLE, demolition_id, by, on=on)
    require_day(on, demolition.demolished_on or demolition.decided_on, "完成日期", since="拆除的 ")
    settlement = require_text(settlement, "写明缴费凭证号或补建情况", field="settlement", least=2)
    if demolition.remedy == Remedy.REBUILD:
        demolition.rebuilt_as = _replacement(demolition, rebuilt_as, Scope(by))
        require_day(on, demolition.rebuilt_as.completed_on or on, "完成日期", since="补建竣工的 ")
    for paid_on in COMPENSATION_DAYS:
        if (last := paid_on(demolition)) is not None:
            require_day(on, last, "完成日期", since="末笔缴款的 ")
    demolition.state = State.SETTLED
    demolition.settled_on, demolition.settlement = on, settlement
    demolition.save()
    record(
        by,
        "补建完成" if demolition.remedy == Remedy.REBUILD else "补偿费缴清",
        demolition.shelter,
        after={"完成日期": on},
        note=demolition.settlement,
    )
    return demolition


def _replacement(demolition: Demolition, rebuilt_as: int | None, scope: Scope) -> Shelter:
    """The replacing shelter: accepted, and no smaller than what was demolished."""
    shelter = Shelter.objects.visible_to(scope).filter(pk=rebuilt_as or 0).first()
    if shelter is None or shelter.pk == demolition.shelter_id:
        raise Incomplete("选择补建的人防工程", field="rebuilt_as")
    built = shelter.built_area
    if built is None or shelter.state in (Shelter.State.PLANNED, Shelter.State.UNDER_CONSTRUCTION):
        raise Incomplete(f"{shelter}尚未竣工验收，验收合格后再登记补建完成", field="rebuilt_as")
    _require_made_for_it(demolition, shelter)
    free = free_area(shelter, besides=demolition)
    if free < demolition.area:
        raise Incomplete(
            f"{shelter}建筑面积 {built:,} ㎡，扣除该项目自身应建和已用于其他补建的面积后"
            f"可抵补 {free:,} ㎡，小于拆除面积 {demolition.area:,} ㎡，"
            f"少 {demolition.area - free:,} ㎡",
            field="rebuilt_as",
        )
    return shelter


def _require_made_for_it(demolition: Demolition, shelter: Shelter) -> None:
    """Built since the demolition was applied for, and of no lower grade (人民防空法 art. 28)."""
    old = demolition.shelter
    if shelter.completed_on is None or shelter.completed_on < demolition.applied_on:
        raise Incomplete(
            f"{shelter}在申请拆除（{demolition.applied_on}）以前已经竣工，不是为本次拆除补建的工程",
            field="rebuilt_as",
        )
    grades = (
        ("抗力等级（核）", Shelter.NuclearGrade, old.nuclear_grade, shelter.nuclear_grade),
        ("抗力等级（常）", Shelter.ConventionalGrade, old.conventional_grade,
         shelter.conventional_grade),
    )  # fmt: skip
    for label, ranks, was, now in grades:
        # The highest grade stands first.
        if ranks.values.index(now) > ranks.values.index(was):
            raise Incomplete(
                f"{shelter}的{label}低于被拆除工程，补建不得低于原防护等级",
                field="rebuilt_as",
            )
