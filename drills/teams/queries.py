"""What a team's page shows, and what stands in the way of 离队 and 撤销."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet

from drills.figures import rate_text
from drills.teams.hooks import LAST_ON_RECORD
from drills.teams.models import (
    Equipment,
    ExpansionState,
    Member,
    Post,
    Team,
    TeamQuerySet,
    TeamState,
    Unit,
    age_on,
)
from renfang.acts import Incomplete, NotFound
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending

# How long before its term runs out a piece of equipment is to be looked after.
NOTICE_DAYS = 60
# How long before a qualification runs out the member is to be sent to renew it.
QUALIFICATION_NOTICE_DAYS = 60


def establishment_of(team: Team, serving: Sequence[Member], today: date) -> dict[str, Any]:
    """Context for the page, in four queries."""
    held = Counter(member.post_held_id for member in serving if member.post_held_id)
    units, by_unit = _units(team)
    posts = [post for row in by_unit.values() for post in row]
    for post in posts:
        post.held = held[post.pk]
    equipment = list(team.equipment.all())
    for item in equipment:
        item.light, item.light_says = light_of(item, today)
    return {
        "units": [(unit, depth, by_unit[unit.pk]) for unit, depth in _tree(units)],
        "posts": posts,
        "posts_total": sum(post.headcount for post in posts),
        "posts_filled": sum(min(post.held, post.headcount) for post in posts),
        "equipment": equipment,
        **_rates(equipment),
        # In force until it is cancelled, even when everybody it called in has left.
        "expansion": team.expansions.filter(state=ExpansionState.ACTIVE).first(),
    }


def light_of(item: Equipment, today: date) -> tuple[str, str]:
    """灯 of one line and what it says: the worst of term, damage and shortage.

    Red for a term run out, yellow for one that runs out within 60 days, for damaged pieces and for
    missing ones, else green.
    """
    left = (item.expires_on - today).days if item.expires_on else None
    if left is not None and left < 0:
        return "red", f"已过期 {-left} 天"
    words = []
    if left is not None and left <= NOTICE_DAYS:
        words.append(f"{left} 天后到期")
    if item.serviceable < item.on_hand:
        words.append(f"待修 {item.on_hand - item.serviceable}")
    if item.on_hand < item.allotted:
        words.append(f"缺 {item.allotted - item.on_hand}")
    return ("yellow", "，".join(words)) if words else ("green", "齐全完好")


def _units(team: Team) -> tuple[list[Unit], dict[int, list[Post]]]:
    """Units in their order, and unit id → posts; one query for both."""
    names = ("id", "title", "headcount", "qualification", "is_key")
    rows = (
        Unit.objects.filter(team=team)
        .order_by("position", "id", "-posts__is_key", "posts__id")
        .values("id", "name", "level", "parent_id", *(f"posts__{name}" for name in names))
    )
    units: dict[int, Unit] = {}
    posts: dict[int, list[Post]] = defaultdict(list)
    for row in rows:
        unit = Unit(**{name: row[name] for name in ("id", "name", "level", "parent_id")})
        unit = units.setdefault(unit.pk, unit)
        if row["posts__id"] is not None:
            values = {name: row[f"posts__{name}"] for name in names}
            posts[unit.pk].append(Post(unit=unit, **values))
    return list(units.values()), posts


def _rates(equipment: Sequence[Equipment]) -> dict[str, str]:
    """装备配备率 = 实有 / 编配 (no line makes up for another), 装备完好率 = 完好 / 实有."""
    allotted = sum(item.allotted for item in equipment)
    there = sum(min(item.on_hand, item.allotted) for item in equipment)
    on_hand = sum(item.on_hand for item in equipment)
    serviceable = sum(item.serviceable for item in equipment)
    return {
        "equipped": rate_text(there, allotted),
        "in_order": rate_text(serviceable, on_hand),
    }


def _tree(units: Sequence[Unit], above: int | None = None, depth: int = 0) -> Iterator[Any]:
    """Units with their depth, parents before children."""
    for unit in units:
        if unit.parent_id == above:
            yield unit, depth
            yield from _tree(units, unit.pk, depth + 1)


def find_member(member_id: int, scope: Scope, permission: str | None = None) -> Member:
    """The member, if the user may see their team; NotFound otherwise."""
    member = Member.objects.select_related("team__kind", "team__organisation").filter(pk=member_id)
    found = member.filter(team__in=Team.objects.visible_to(scope, permission)).first()
    if found is None:
        raise NotFound("队员")
    return found


class Born(Protocol):
    """A member, or what is to be kept about one."""

    born_on: date | None


def warnings(team: Team, person: Born, today: date) -> list[str]:
    """Doubts about a member that do not stop anybody: age outside the range set."""
    age = age_on(person.born_on, today)
    if age is None:
        return []
    limits = team.practice
    if limits.age_from is not None and age < limits.age_from:
        return [f"{age} 岁，低于 {limits.age_from} 岁"]
    if limits.age_to is not None and age > limits.age_to:
        return [f"{age} 岁，高于 {limits.age_to} 岁"]
    return []


def qualification_doubts(member: Member, post: Post | None, today: date) -> list[str]:
    """Doubts about what a member is qualified for: a term run out, a post that asks for more."""
    doubts = []
    if member.qualified_until is not None and member.qualified_until < today:
        doubts.append(f"资格证书已于 {member.qualified_until} 到期")
    elif (
        member.qualified_until is not None
        and (member.qualified_until - today).days <= QUALIFICATION_NOTICE_DAYS
    ):
        doubts.append(f"资格证书将于 {member.qualified_until} 到期")
    if post is not None and post.qualification and not member.qualification:
        doubts.append(f"岗位要求{post.qualification}，未登记资格证书")
    return doubts


def qualification_light(member: Member, post: Post | None, today: date) -> tuple[str, str] | None:
    """灯 of a member's qualification and what it says; None where no term runs and none is asked.

    Red for a term run out, yellow for one that runs out within 60 days or a post that asks for
    what is not on record, else green.
    """
    if post is not None and post.qualification and not member.qualification:
        return "yellow", f"未登记{post.qualification}"
    until = member.qualified_until
    if until is None:
        return None
    left = (until - today).days
    if left < 0:
        return "red", f"{until} 已到期"
    return ("yellow" if left <= QUALIFICATION_NOTICE_DAYS else "green"), f"至 {until}"


def active_teams(organisation: Organisation, scope: Scope) -> TeamQuerySet:
    """Teams that an office may call together: active ones of its own and of offices below it."""
    teams: TeamQuerySet = Team.objects.visible_to(scope)
    return teams.filter(
        state=TeamState.ACTIVE, organisation__path__startswith=organisation.path
    ).select_related("kind", "organisation")


def refuse_leaving(members: QuerySet[Member], on: date) -> None:
    """Raise Incomplete on ``on`` when one of the members has something on record from then on.

    The day of leaving is no longer one of service: what is on record lies before it.
    """
    found = max(
        filter(None, [last(members) for last in LAST_ON_RECORD]),
        key=lambda one: one[1],
        default=None,
    )
    if found is not None and found[1] >= on:
        member, day, what = found
        raise Incomplete(f"{member}在 {day} 的{what}，离队日期须晚于这一天", field="on")


def needed(ending: Ending | None) -> Effect:
    """What plans with a team are to its ending: in the way of 撤销, else merely there."""
    return Effect.BLOCKS if ending is Ending.DISSOLVE else Effect.REMAINS
