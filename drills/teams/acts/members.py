"""Enlisting, changing and discharging members, and showing their telephone numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from drills.teams.acts.teams import stated
from drills.teams.models import Member, PoliticalStatus, Post, Service, Sex, Team
from drills.teams.queries import find_member, refuse_leaving
from drills.teams.steps import AMEND_MEMBER, DISCHARGE, ENLIST
from renfang.acts import Incomplete, act, require_day, require_text, require_version
from renfang.history.record import differences, record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.name_columns import name_among
from renfang.quantities.names import person_key, person_name
from renfang.steps import Step


@dataclass(frozen=True)
class MemberFacts:
    """What is kept about a member. ``phone`` None leaves the number on record as it is."""

    name: str
    sex: str
    joined_on: date
    born_on: date | None = None
    phone: str | None = ""
    post: str = ""
    speciality: str = ""
    raising_unit: str = ""
    service: str = Service.REGULAR
    post_held_id: int | None = None
    qualification: str = ""
    qualified_until: date | None = None
    political_status: str = ""
    is_veteran: bool = False


@act
def enlist_member(team_id: int, facts: MemberFacts, *, by: User) -> Member:
    """编入: put one person on a team's roster."""
    return enlist_members(team_id, [facts], by=by)[0]


@act
def enlist_members(team_id: int, roll: Sequence[MemberFacts], *, by: User) -> list[Member]:
    """编入: put people on a team's roster, all of them or none.

    Raises Incomplete for the first person who cannot be enlisted, named in the message.
    """
    team: Team = Team.objects.locked_for(ENLIST, team_id, by)
    roll = [replace(facts, name=person_name(facts.name)) for facts in roll]
    refused = refusals(team, roll)
    if refused:
        number, message = min(refused.items())
        where = f"第 {number + 1} 人：" if len(roll) > 1 else ""
        raise Incomplete(where + message, field="name")
    members = Member.objects.bulk_create(
        Member(team=team, **{**asdict(facts), "phone": facts.phone or ""}) for facts in roll
    )
    record(
        by,
        "编入队员",
        team,
        after=stated(shown(members[0]))
        if len(members) == 1
        else {"人数": len(members), "姓名": "、".join(member.name for member in members)},
    )
    return members


@act
def merge_roster(
    team_id: int,
    newcomers: Sequence[MemberFacts],
    updates: Mapping[int, MemberFacts],
    *,
    by: User,
) -> tuple[int, int]:
    """导入花名册: enlist the newcomers and bring members (id → facts) up to date; all or none.

    Gives how many were enlisted and how many changed.
    """
    team: Team = Team.objects.locked_for(ENLIST, team_id, by)
    changed = 0
    for member_id, facts in updates.items():
        member = Member.objects.filter(pk=member_id, team=team, left_on__isnull=True).first()
        if member is None:
            raise Incomplete("花名册已有变化。重新预览后再导入")
        plain = {**asdict(facts), "phone": member.phone if facts.phone is None else facts.phone}
        if any(getattr(member, name) != value for name, value in plain.items()):
            amend_member(member_id, facts, by=by, version=None)
            changed += 1
    if newcomers:
        enlist_members(team_id, newcomers, by=by)
    record(by, "导入花名册", team, after={"编入": len(newcomers), "更新": changed})
    return len(newcomers), changed


def refusals(
    team: Team, roll: Sequence[MemberFacts], *, besides: int | None = None
) -> dict[int, str]:
    """Why people cannot be enlisted: index in ``roll`` → reason. Two queries for any number."""
    today = timezone.localdate()
    serving = Member.objects.filter(left_on__isnull=True).exclude(pk=besides)
    # Name and number together tell people apart; without a number only the own team can.
    near = serving.filter(
        Q(team=team) | (Q(team__organisation=team.organisation_id) & ~Q(phone="")),
        name_among("name", {facts.name for facts in roll}),
    )
    taken = {
        (person_key(member.name), member.phone): member.team
        for member in near.select_related("team")
    }
    repeated = Counter((person_key(facts.name), facts.phone) for facts in roll)
    posts = _posts_of(team) if any(facts.post_held_id for facts in roll) else set()
    refused = {}
    for index, facts in enumerate(roll):
        key = (person_key(facts.name), facts.phone)
        if key in taken:
            refused[index] = _taken(facts, taken[key], team)
        elif repeated[key] > 1:
            refused[index] = (
                f"{facts.name}（同名、同电话）在名单中出现了 {repeated[key]} 次，保留一行"
            )
        elif facts.joined_on > today:
            refused[index] = f"{facts.name}的入队日期 {facts.joined_on} 晚于今天"
        elif facts.joined_on < team.established_on:
            refused[index] = (
                f"{facts.name}的入队日期 {facts.joined_on} 早于本队组建日期 {team.established_on}"
            )
        elif facts.born_on and facts.born_on >= facts.joined_on:
            refused[index] = f"{facts.name}的出生日期 {facts.born_on} 不早于入队日期"
        elif facts.post_held_id and facts.post_held_id not in posts:
            refused[index] = f"{facts.name}的编制岗位不在本队，重新选择"
    return refused


def _posts_of(team: Team) -> set[int]:
    return set(Post.objects.filter(unit__team=team).values_list("pk", flat=True))


def _taken(facts: MemberFacts, holder: Team, team: Team) -> str:
    if holder == team:
        return f"{facts.name}已在本队花名册中。同名不同人的，填写电话以区分"
    return f"{facts.name}（同电话）现在{holder}服役。先在该队办理离队，再编入本队"


@act
def amend_member(member_id: int, facts: MemberFacts, *, by: User, version: int | None) -> Member:
    """变更队员信息."""
    member = _locked_member(AMEND_MEMBER, member_id, by, version)
    facts = replace(
        facts,
        name=person_name(facts.name),
        phone=member.phone if facts.phone is None else facts.phone,
    )
    refused = refusals(member.team, [facts], besides=member.pk)
    if refused:
        raise Incomplete(refused[0], field="name")
    before, renumbered = shown(member), facts.phone != member.phone
    for name, value in asdict(facts).items():
        setattr(member, name, value)
    member.save_next()
    after = shown(member)
    was, now = differences(before, after)
    record(
        by,
        "变更队员信息",
        member.team,
        before={"姓名": before["姓名"], **was},
        after={"姓名": after["姓名"], **now},
        note="电话已更改" if renumbered else "",
    )
    return member


@act
def discharge_member(
    member_id: int, *, by: User, on: date, reason: str, version: int | None
) -> Member:
    """离队: the member stays on record with the days served, and off the roster from ``on``."""
    member = _locked_member(DISCHARGE, member_id, by, version)
    reason = require_text(reason, "写明离队原因", least=2, example="工作调动")
    require_day(on, member.joined_on, "离队日期", since="入队日期 ")
    refuse_leaving(Member.objects.filter(pk=member.pk), on)
    member.left_on, member.leaving_reason = on, reason
    member.save_next("left_on", "leaving_reason")
    record(
        by,
        "办理离队",
        member.team,
        before={"姓名": member.name, "状态": "在编"},
        after={"姓名": member.name, "状态": "已离队", "离队日期": on},
        note=reason,
    )
    return member


@act
def reveal_contacts(team_id: int, *, by: User, reason: str) -> dict[int, str]:
    """查看电话: member id → number, for the whole roster. Every look is in the team's history."""
    team: Team = Team.objects.locked(team_id, Scope(by), "view_contacts")
    reason = require_text(reason, "写明查看理由", least=4, example="组织集结")
    members = list(Member.objects.serving_on(timezone.localdate()).filter(team=team))
    record(by, "查看队员电话", team, after={"人数": len(members)}, note=reason)
    return {member.pk: member.phone.whole for member in members}


def _locked_member(step: Step, member_id: int, by: User, version: int | None) -> Member:
    """The member, their team's row locked: a roster is changed by one person at a time."""
    scope = Scope(by)
    team_id = find_member(member_id, scope).team_id
    team = Team.objects.locked(team_id, scope, step.permission)
    member = Member.objects.select_for_update().get(pk=member_id)
    member.team = team
    require_version(member, version)
    step.require(member, by)
    return member


def shown(member: Member) -> dict[str, Any]:
    """A member's facts as the history keeps them; the telephone masked there as everywhere."""
    return {
        "姓名": member.name,
        "性别": Sex(member.sex).label,
        "出生日期": member.born_on,
        "电话": str(member.phone),
        "职务": member.post,
        "专业": member.speciality,
        "所在单位": member.raising_unit,
        "入队日期": member.joined_on,
        "编组类别": Service(member.service).label,
        "编制岗位": str(Post.objects.select_related("unit").get(pk=member.post_held_id))
        if member.post_held_id
        else "",
        "资格证书": member.qualification,
        "资格有效期至": member.qualified_until,
        "政治面貌": PoliticalStatus(member.political_status).label
        if member.political_status
        else "",
        "退役军人": "是" if member.is_veteran else "",
    }
