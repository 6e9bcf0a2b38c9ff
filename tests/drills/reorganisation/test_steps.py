"""Every act in a reorganisation, in every state."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.models import AuditFinding, Campaign, CampaignTeam, Muster
from drills.reorganisation import steps
from drills.reorganisation.acts.campaigns import (
    close_campaign,
    confirm_roster,
    run_audit,
    settle_finding,
)
from drills.reorganisation.acts.musters import (
    MusterFacts,
    add_muster_photo,
    call_muster,
    conclude_muster,
)
from drills.reorganisation.acts.orders import AmendedOrder, amend_campaign
from drills.teams.acts.members import enlist_member
from renfang.acts import WrongState
from renfang.organisations.models import User
from renfang.steps import Step
from tests.builders.files import drawn
from tests.builders.office import Office
from tests.builders.readiness import picture
from tests.builders.schooling import yesterday
from tests.builders.walking import Walk, name_of, walk
from tests.drills.conftest import Range, at, member_facts
from tests.drills.reorganisation.test_reorganisation import closed, finished, muster_of, ordered

pytestmark = pytest.mark.django_db


def campaign(office: Office, step: Step) -> Campaign:
    """Everything is checked, so that it can be closed."""
    ground = Range(office)
    row = ordered(ground, ground.team(members=1))
    finished(ground, row)
    return row


def entry(office: Office, step: Step) -> CampaignTeam:
    return campaign(office, step).entries.get()


def muster(office: Office, step: Step) -> Muster:
    return muster_of(Range(office), campaign(office, step))


def twins(office: Office, step: Step) -> AuditFinding:
    """One person on two rosters."""
    ground = Range(office)
    first, second = ground.team(), ground.team("东区通信队")
    for number, team in enumerate((first, second)):
        enlist_member(team.pk, member_facts("张三", number), by=ground.trainer)
    return run_audit(ordered(ground, first, second).pk, by=ground.trainer)[0]


def close(row: Campaign, by: User) -> object:
    return close_campaign(row.pk, by=by, on=timezone.localdate(), summary="按期完成", version=None)


def call(row: CampaignTeam, by: User) -> Muster:
    day = yesterday()
    return call_muster(row.pk, MusterFacts(at(day, 8), at(day, 9), "广场", "钱队长"), by=by)


WALKS = [
    Walk(
        steps.STEPS,
        campaign,
        {
            steps.CLOSE: close,
            steps.AUDIT: lambda row, by: run_audit(row.pk, by=by),
            steps.AMEND: lambda row, by: amend_campaign(
                row.pk, AmendedOrder("东动令6号", row.due_on), by=by, version=None
            ),
        },
    ),
    Walk(
        steps.TEAM_STEPS,
        entry,
        {
            steps.CONFIRM: lambda row, by: confirm_roster(
                row.pk, by=by, matches=True, note="", found={}
            ),
            steps.CALL: call,
        },
    ),
    Walk(
        steps.MUSTER_STEPS,
        muster,
        {
            steps.CONCLUDE: lambda row, by: conclude_muster(
                row.pk, by=by, roster_matches=True, equipment_complete=True, note=""
            ),
            steps.PHOTOGRAPH: lambda row, by: add_muster_photo(row.pk, drawn(picture()), by=by),
        },
    ),
    Walk(
        steps.FINDING_STEPS,
        twins,
        {
            steps.SETTLE: lambda row, by: settle_finding(
                row.pk, by=by, keep=None, reason="身份证号不同"
            )
        },
    ),
]


@pytest.mark.parametrize(
    ("walked", "step"),
    [(walked, step) for walked in WALKS for step in walked.table],
    ids=lambda value: name_of(value) if isinstance(value, Step) else "",
)
def test_every_act_in_every_state(
    office: Office, walked: Walk, step: Step, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    walk(office, walked, step)


def test_nothing_is_done_to_the_parts_of_a_closed_campaign(ground, sign_in):
    row = campaign(ground.office, steps.CLOSE)
    called = muster_of(ground, row)
    closed(ground, row)
    browser, part = sign_in(ground.trainer), row.entries.get()
    for walked, step, subject in (
        (WALKS[1], steps.CONFIRM, part),
        (WALKS[1], steps.CALL, part),
        (WALKS[2], steps.CONCLUDE, called),
        (WALKS[2], steps.PHOTOGRAPH, called),
    ):
        answer = browser.get(step.url_for(subject))
        assert answer.status_code == 409
        assert "现为“已归档”" in answer.content.decode()
        with pytest.raises(WrongState, match="现为“已归档”"):
            walked.acts[step](subject, ground.trainer)
    for page, subject in (("campaign_team", part), ("muster", called)):
        shown = browser.get(reverse(f"drills:{page}", args=[subject.pk])).content.decode()
        assert "btn-primary" not in shown


def test_what_is_left_is_told_until_the_campaign_can_be_closed(ground, sign_in):
    row = ordered(ground, ground.team(members=1))
    show = partial(sign_in(ground.trainer).get, reverse("drills:campaign", args=[row.pk]))
    page = show().content.decode()
    assert "名册尚未核定" in page
    assert steps.CLOSE.url_for(row) not in page
    finished(ground, row)
    assert f'btn-primary" href="{steps.CLOSE.url_for(row)}"' in show().content.decode()
