"""Every act on a team, a member and an expansion, in every state."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.models import Expansion, Member, Service, Team, TeamState
from drills.teams import steps
from drills.teams.acts.establishment import (
    Order,
    cancel_expansion,
    expand_team,
    set_equipment,
    set_posts,
    set_units,
)
from drills.teams.acts.members import amend_member, discharge_member, enlist_member
from drills.teams.acts.teams import amend_team, dissolve_team
from renfang.organisations.models import User
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.walking import Walk, name_of, walk
from tests.drills.conftest import Range, member_facts, team_facts

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
WHY = "任务取消，队伍合并"


def team(office: Office, step: Step) -> Team:
    """A team with one in the reserve."""
    ground = Range(office)
    made = ground.team()
    enlist_member(made.pk, member_facts("后备一", service=Service.RESERVE), by=ground.trainer)
    return made


def in_state(state: TeamState, row: Team) -> None:
    dissolved_on = TODAY() if state == TeamState.DISSOLVED else None
    Team.objects.filter(pk=row.pk).update(state=state, dissolved_on=dissolved_on)


def expanded(row: Team, by: User) -> Expansion:
    order = Order("东动令7号", TODAY(), "抢修供水", [Member.objects.get().pk])
    return expand_team(row.pk, order, by=by)


def expansion(office: Office, step: Step) -> Expansion:
    return expanded(team(office, step), Range(office).trainer)


def member(office: Office, step: Step) -> Member:
    return team(office, step).members.get()


BY_ACT = {state.value: partial(in_state, state) for state in TeamState}

WALKS = [
    Walk(
        steps.STEPS,
        team,
        {
            steps.ENLIST: lambda row, by: enlist_member(row.pk, member_facts("张三", 5), by=by),
            steps.AMEND: lambda row, by: amend_team(
                row.pk, team_facts(liaison="吴联络"), by=by, version=None
            ),
        },
        by_act=BY_ACT,
    ),
    Walk(
        steps.UNIT_STEPS,
        team,
        {
            steps.SET_UNITS: lambda row, by: set_units(row.pk, [], by=by),
            steps.SET_POSTS: lambda row, by: set_posts(row.pk, [], by=by),
        },
        by_act=BY_ACT,
    ),
    Walk(
        steps.EQUIPMENT_STEPS,
        team,
        {steps.SET_EQUIPMENT: lambda row, by: set_equipment(row.pk, [], by=by)},
        by_act=BY_ACT,
    ),
    Walk(steps.RESERVE_STEPS, team, {steps.EXPAND: expanded}, by_act=BY_ACT),
    Walk(
        steps.EXPANSION_STEPS,
        expansion,
        {
            steps.CANCEL_EXPANSION: lambda row, by: cancel_expansion(
                row.pk, by=by, on=TODAY(), reason=WHY
            )
        },
    ),
    Walk(
        steps.UNDOING_STEPS,
        team,
        {
            steps.DISSOLVE: lambda row, by: dissolve_team(
                row.pk, by=by, on=TODAY(), reason=WHY, version=None
            )
        },
        by_act=BY_ACT,
    ),
    Walk(
        steps.MEMBER_STEPS,
        member,
        {
            steps.AMEND_MEMBER: lambda row, by: amend_member(
                row.pk, member_facts("后备一", service=Service.RESERVE), by=by, version=None
            ),
            steps.DISCHARGE: lambda row, by: discharge_member(
                row.pk, by=by, on=TODAY(), reason="工作调动", version=None
            ),
        },
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda value: name_of(value) if isinstance(value, Step) else "",
)
def test_every_act_in_every_state(office: Office, walked: Walk, step: Step) -> None:
    walk(office, walked, step)


def test_who_has_left_is_neither_changed_nor_discharged_again(ground, sign_in):
    left = member(ground.office, steps.DISCHARGE)
    discharge_member(left.pk, by=ground.trainer, on=TODAY(), reason="工作调动", version=None)
    browser = sign_in(ground.trainer)
    for step in steps.MEMBER_STEPS:
        answer = browser.get(step.url_for(left))
        assert answer.status_code == 409
        assert f"已于 {TODAY()} 离队" in answer.content.decode()


def test_a_team_is_expanded_and_let_go_from_its_page(ground, sign_in):
    row, browser = team(ground.office, steps.EXPAND), sign_in(ground.trainer)
    page = reverse("drills:team", args=[row.pk])
    assert steps.EXPAND.url_for(row) in browser.get(page).content.decode()
    order = expanded(row, ground.trainer)
    shown = browser.get(page).content.decode()
    assert steps.EXPAND.url_for(row) not in shown
    assert steps.CANCEL_EXPANSION.url_for(order) in shown
    assert "正在扩编中" in browser.get(steps.EXPAND.url_for(row)).content.decode()
