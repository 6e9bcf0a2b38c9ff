"""编制: setting a team's units, posts and equipment; calling in reserves and letting them go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import ProtectedError

from drills.teams.models import (
    Equipment,
    Expansion,
    ExpansionState,
    Member,
    Post,
    Service,
    Team,
    Unit,
)
from drills.teams.steps import CANCEL_EXPANSION, EXPAND, SET_EQUIPMENT, SET_POSTS, SET_UNITS
from renfang.acts import (
    Incomplete,
    NotFound,
    WrongState,
    act,
    require_day,
    require_past,
    require_text,
)
from renfang.history.record import differences, record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.steps import Step

_DEEPEST = 6


@dataclass(frozen=True)
class UnitPlan:
    """A unit by name; ``parent`` is the name of the unit above, "" directly under the team."""

    name: str
    level: str = ""
    parent: str = ""


@dataclass(frozen=True)
class PostPlan:
    """A post of a unit, how many hold it, and what it asks for."""

    unit: str
    title: str
    headcount: int
    qualification: str = ""
    is_key: bool = False


@dataclass(frozen=True)
class EquipmentPlan:
    """One line of the equipment list; quantities in ``measure``."""

    name: str
    allotted: int
    on_hand: int
    serviceable: int
    measure: str = "件"
    model: str = ""
    unit: str = ""
    keeper: str = ""
    place: str = ""
    expires_on: date | None = None


def _locked(step: Step, team_id: int, by: User) -> Team:
    team: Team = Team.objects.locked_for(step, team_id, by)
    return team


@act
def set_units(team_id: int, units: Sequence[UnitPlan], *, by: User) -> Team:
    """调整分队: the tree as it is to be now. Units keep their posts as long as their name stays.

    Raises Incomplete for twins, unknown parents and circles; WrongState for a unit in use.
    """
    team = _locked(SET_UNITS, team_id, by)
    _check_tree(units)
    present = {unit.name: unit for unit in team.units.all()}
    before = {unit.name: _place(unit) for unit in present.values()}
    rows: dict[str, Unit] = {}
    for position, plan in enumerate(units, 1):
        row = present.get(plan.name) or Unit(team=team, name=plan.name)
        row.level, row.position, row.parent = plan.level, position, None
        row.save()
        rows[plan.name] = row
    for plan in units:
        if plan.parent:
            rows[plan.name].parent = rows[plan.parent]
            rows[plan.name].save(update_fields=["parent"])
    for name in set(present) - set(rows):
        _remove(present[name], f"分队“{name}”下还有岗位或装备。先移出岗位和装备，再移出分队")
    _note(by, "调整分队", team, before, {name: _place(row) for name, row in rows.items()})
    return team


def _check_tree(units: Sequence[UnitPlan]) -> None:
    parents = {plan.name: plan.parent for plan in units}
    if len(parents) != len(units):
        raise Incomplete("有两个分队同名。分队名称在本队中不能重复，例如加上序号")
    for name, parent in parents.items():
        if parent and parent not in parents:
            raise Incomplete(f"分队“{name}”的上级“{parent}”不在表中。核对上级名称")
        above, depth = parent, 1
        while above:
            depth += 1
            if above == name or depth > _DEEPEST:
                raise Incomplete(f"分队“{name}”的隶属关系成环，或超过 {_DEEPEST} 级。核对上级")
            above = parents[above]


def _place(unit: Unit) -> str:
    return " ".join(filter(None, [unit.level, f"隶属{unit.parent}" if unit.parent else "直属"]))


@act
def set_posts(team_id: int, posts: Sequence[PostPlan], *, by: User) -> Team:
    """调整岗位: every post of the team as it is to be now."""
    team = _locked(SET_POSTS, team_id, by)
    units = {unit.name: unit for unit in team.units.all()}
    present = {
        (post.unit.name, post.title): post
        for post in Post.objects.filter(unit__team=team).select_related("unit")
    }
    before = {str(post): _post(post) for post in present.values()}
    after: dict[str, str] = {}
    for plan in posts:
        unit = units.get(plan.unit)
        if unit is None:
            raise Incomplete(f"岗位“{plan.title}”的分队“{plan.unit}”不在本队。先列入分队")
        row = present.pop((plan.unit, plan.title), None) or Post(unit=unit, title=plan.title)
        row.headcount, row.qualification = plan.headcount, plan.qualification
        row.is_key = plan.is_key
        if str(row) in after:
            raise Incomplete(f"“{row}”列了两次，合并为一行")
        row.save()
        after[str(row)] = _post(row)
    for row in present.values():
        _remove(row, f"“{row}”还有队员任职。先调整这些队员的岗位，再移出")
    _note(by, "调整岗位", team, before, after)
    return team


def _post(post: Post) -> str:
    parts = [f"{post.headcount} 人", post.qualification, "骨干" if post.is_key else ""]
    return " ".join(filter(None, parts))


@act
def set_equipment(team_id: int, items: Sequence[EquipmentPlan], *, by: User) -> Team:
    """调整装备: every line of the list as it is to be now; a line that was checked stays."""
    team = _locked(SET_EQUIPMENT, team_id, by)
    units = {unit.name: unit for unit in team.units.all()}
    present = {(row.name, row.model, row.place): row for row in team.equipment.all()}
    before = {_line(row): _quantities(row) for row in present.values()}
    after: dict[str, str] = {}
    for plan in items:
        if plan.serviceable > plan.on_hand:
            raise Incomplete(
                f"“{plan.name}”的完好数量 {plan.serviceable} 多于实有数量 {plan.on_hand}"
            )
        if plan.unit and plan.unit not in units:
            raise Incomplete(f"“{plan.name}”的分队“{plan.unit}”不在本队。核对分队名称")
        key = (plan.name, plan.model, plan.place)
        row = present.pop(key, None) or Equipment(
            team=team, name=plan.name, model=plan.model, place=plan.place
        )
        for name in ("allotted", "on_hand", "serviceable", "measure", "keeper", "expires_on"):
            setattr(row, name, getattr(plan, name))
        row.unit = units.get(plan.unit)
        if _line(row) in after:
            raise Incomplete(f"“{row}”在同一地点列了两次，合并为一行")
        row.save()
        after[_line(row)] = _quantities(row)
    for row in present.values():
        _remove(row, f"“{row}”在整组中清点过，不能移出。数量改为 0 即可")
    _note(by, "调整装备", team, before, after)
    return team


def _line(row: Equipment) -> str:
    return f"{row}{f'（{row.place}）' if row.place else ''}"


def _quantities(row: Equipment) -> str:
    text = f"编配 {row.allotted}，实有 {row.on_hand}，完好 {row.serviceable} {row.measure}"
    return text + (f"，保管人{row.keeper}" if row.keeper else "")


def _remove(row: Any, refusal: str) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        raise WrongState(refusal) from error


def _note(by: User, what: str, team: Team, before: dict[str, str], after: dict[str, str]) -> None:
    was, now = differences(before, after, gone="移出编制")
    if now:
        record(by, what, team, before=was, after=now)


@dataclass(frozen=True)
class Order:
    """An order to expand: its number, day, task, and the reserves that it calls in (ids)."""

    order_number: str
    ordered_on: date
    reason: str
    member_ids: Sequence[int]


@act
def expand_team(team_id: int, order: Order, *, by: User) -> Expansion:
    """战时扩编: reserves of the team enter service until the order is cancelled."""
    team = _locked(EXPAND, team_id, by)
    require_past(order.ordered_on, "扩编日期", field="ordered_on")
    called = _called(team, order)
    expansion = Expansion.objects.create(
        team=team,
        order_number=order.order_number,
        ordered_on=order.ordered_on,
        reason=order.reason,
        headcount=len(called),
    )
    Member.objects.filter(pk__in=[member.pk for member in called]).update(
        service=Service.EXPANSION, expansion=expansion
    )
    record(
        by,
        "战时扩编",
        team,
        after={
            "命令文号": expansion.order_number,
            "扩编日期": expansion.ordered_on,
            "扩编人数": len(called),
            "姓名": "、".join(member.name for member in called),
        },
        note=expansion.reason,
    )
    return expansion


def _called(team: Team, order: Order) -> list[Member]:
    """The reserves whom the order names, each in the reserve on its day. Raises Incomplete."""
    called = list(
        Member.objects.filter(
            team=team, service=Service.RESERVE, left_on__isnull=True, pk__in=list(order.member_ids)
        )
    )
    if not called or len(called) != len(set(order.member_ids)):
        raise Incomplete("选择要编入的后备队员；名单已有变化的刷新页面后重选", field="members")
    early = [member for member in called if member.joined_on > order.ordered_on]
    if early:
        raise Incomplete(
            f"{early[0]}于 {early[0].joined_on} 列入后备，扩编日期不能早于这一天",
            field="ordered_on",
        )
    return called


@act
def cancel_expansion(expansion_id: int, *, by: User, on: date, reason: str) -> Expansion:
    """撤销扩编: who was called in returns to the reserve pool."""
    found = Expansion.objects.filter(pk=expansion_id).first()
    if found is None:
        raise NotFound("战时扩编")
    team: Team = Team.objects.locked(found.team_id, Scope(by), CANCEL_EXPANSION.permission)
    expansion = Expansion.objects.select_for_update().get(pk=expansion_id)
    CANCEL_EXPANSION.require(expansion, by)
    reason = require_text(reason, "写明撤销原因", least=5)
    require_day(on, expansion.ordered_on, "撤销日期", since="扩编日期")
    returned = Member.objects.filter(expansion=expansion, left_on__isnull=True).update(
        service=Service.RESERVE, expansion=None
    )
    expansion.state, expansion.cancelled_on = ExpansionState.CANCELLED, on
    expansion.cancel_reason = reason
    expansion.save()
    record(
        by,
        "撤销扩编",
        team,
        before={"扩编人数": expansion.headcount},
        after={"撤销日期": on, "转回后备": returned},
        note=reason,
    )
    return expansion
