"""The yearly reorganisation: order, rosters, cross-audit, musters, rates, and standing still."""

import io
from datetime import time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from PIL import Image

from drills.models import Attendance, AuditFinding, Campaign, CampaignTeam, Member, Post
from drills.reorganisation.acts.campaigns import (
    Found,
    OrderFacts,
    close_campaign,
    confirm_roster,
    order_campaign,
    run_audit,
    settle_finding,
)
from drills.reorganisation.acts.musters import (
    MusterFacts,
    add_muster_photo,
    call_muster,
)
from drills.reorganisation.acts.orders import AmendedOrder, amend_campaign
from drills.reorganisation.queries import states_of, total_of
from drills.reorganisation.rules import Figures, added
from drills.reorganisation.steps import CLOSE
from drills.rollcall.acts import Mark, mark_roll
from drills.rollcall.queries import InTwoPlaces
from drills.teams.acts.establishment import (
    EquipmentPlan,
    PostPlan,
    UnitPlan,
    set_equipment,
    set_posts,
    set_units,
)
from drills.teams.acts.members import enlist_member
from renfang.acts import Incomplete, NotFound, WrongState
from renfang.organisations.permissions import Role
from tests.builders.files import drawn
from tests.builders.schooling import attend, session, words_of, year_plan, yesterday
from tests.drills.conftest import at, member_facts

pytestmark = pytest.mark.django_db


def ordered(ground, *teams) -> Campaign:
    today = timezone.localdate()
    facts = OrderFacts(
        today.year, "东动令〔2026〕5号", today, today + timedelta(days=30), [t.pk for t in teams]
    )
    return order_campaign(ground.office.east.pk, facts, by=ground.trainer)


def closed(ground, campaign):
    return close_campaign(
        campaign.pk, by=ground.trainer, on=timezone.localdate(), summary="按期完成", version=None
    )


def finished(ground, campaign) -> None:
    for entry in campaign.entries.all():
        found = {
            item.pk: Found(item.on_hand, item.serviceable) for item in entry.team.equipment.all()
        }
        confirm_roster(entry.pk, by=ground.trainer, matches=True, note="", found=found)
    run_audit(campaign.pk, by=ground.trainer)


def test_rates_of_a_worked_case():
    figures = Figures(
        establishment=40, strength=36, joined=9, key_posts=4, key_filled=3, allotted=12,
        equipped=9, found=10, serviceable=9, expected=36, arrived=33, party=12, veterans=6,
        rosters=1, rosters_match=1,
    )  # fmt: skip
    assert dict(figures.rates()) == {
        "满编率": "90.0%",
        "到位率": "91.7%",
        "骨干在位率": "75.0%",
        "岗位满员率": "—",
        "装备配备率": "75.0%",
        "装备完好率": "90.0%",
        "人册相符率": "100.0%",
        "更新率": "25.0%",
        "党团员比例": "33.3%",
        "退役军人比例": "16.7%",
    }
    assert dict(added([figures, Figures(establishment=10)]).rates())["满编率"] == "72.0%"


def test_figures_are_read_from_roster_posts_and_what_was_counted(ground):
    team = ground.team(members=3, establishment=4)
    set_units(team.pk, [UnitPlan("一分队")], by=ground.trainer)
    set_posts(
        team.pk, [PostPlan("一分队", "队长", 1, is_key=True), PostPlan("一分队", "队员", 3)],
        by=ground.trainer,
    )  # fmt: skip
    Member.objects.filter(pk=team.members.first().pk).update(
        post_held=Post.objects.get(title="队长")
    )
    set_equipment(
        team.pk,
        [EquipmentPlan("发电机", 2, 2, 2), EquipmentPlan("水泵", 2, 5, 5)],
        by=ground.trainer,
    )
    campaign = ordered(ground, team)
    generator = team.equipment.get(name="发电机")
    confirm_roster(
        campaign.entries.get().pk, by=ground.trainer, matches=False, note="缺队员名册一份",
        found={generator.pk: Found(1, 0)},
    )  # fmt: skip
    figures = states_of(campaign)[0].figures
    assert (figures.strength, figures.key_posts, figures.key_filled) == (3, 1, 1)
    assert (figures.posts, figures.posts_filled) == (4, 1)
    assert (figures.allotted, figures.equipped, figures.found, figures.serviceable) == (4, 1, 1, 0)
    assert figures.rosters_match == 0


def test_cross_audit_finds_one_person_on_two_rosters(ground):
    first, second = ground.team(), ground.team("东区通信队")
    enlist_member(first.pk, member_facts("张三", 1), by=ground.trainer)
    enlist_member(second.pk, member_facts("张三", 2), by=ground.trainer)
    enlist_member(second.pk, member_facts("李四", 3), by=ground.trainer)
    campaign = ordered(ground, first, second)
    found = run_audit(campaign.pk, by=ground.trainer)
    assert [(one.first.name, one.ground) for one in found] == [("张三", "birth")]
    assert run_audit(campaign.pk, by=ground.trainer) == []
    campaign.refresh_from_db()
    assert campaign.audited_people == 3


def test_settling_keeps_one_and_discharges_the_other(ground):
    first, second = ground.team(), ground.team("东区通信队")
    kept = enlist_member(first.pk, member_facts("张三", 1), by=ground.trainer)
    gone = enlist_member(second.pk, member_facts("张三", 2), by=ground.trainer)
    campaign = ordered(ground, first, second)
    finding = run_audit(campaign.pk, by=ground.trainer)[0]
    settle_finding(finding.pk, by=ground.trainer, keep=kept.pk, reason="")
    gone.refresh_from_db()
    assert gone.left_on == timezone.localdate()
    with pytest.raises(WrongState):
        settle_finding(finding.pk, by=ground.trainer, keep=None, reason="不是同一个人")


def test_two_people_of_one_name_stay_with_a_reason(ground):
    first, second = ground.team(), ground.team("东区通信队")
    for number, team in enumerate((first, second)):
        enlist_member(team.pk, member_facts("张三", number), by=ground.trainer)
    finding = run_audit(ordered(ground, first, second).pk, by=ground.trainer)[0]
    with pytest.raises(Incomplete):
        settle_finding(finding.pk, by=ground.trainer, keep=None, reason="")
    settle_finding(finding.pk, by=ground.trainer, keep=None, reason="身份证号不同")
    assert Member.objects.filter(left_on__isnull=True).count() == 2


def test_stranger_does_not_learn_of_a_finding(ground):
    first, second = ground.team(), ground.team("东区通信队")
    for number, team in enumerate((first, second)):
        enlist_member(team.pk, member_facts("张三", number), by=ground.trainer)
    finding = run_audit(ordered(ground, first, second).pk, by=ground.trainer)[0]
    stranger = ground.office.who(Role.TRAINER, at=ground.office.west)
    with pytest.raises(NotFound):
        settle_finding(finding.pk, by=stranger, keep=None, reason="身份证号不同")


def muster_of(ground, campaign, hours=(8, 9)):
    day = yesterday()
    facts = MusterFacts(at(day, hours[0]), at(day, hours[1]), "东区广场", "钱队长")
    return call_muster(campaign.entries.first().pk, facts, by=ground.trainer)


def test_muster_gives_the_rate_of_arrival(ground):
    campaign = ordered(ground, ground.team(members=4))
    muster = muster_of(ground, campaign)
    first, second, third, _ = Member.objects.order_by("pk")
    marks = [Mark(first.pk, "present"), Mark(second.pk, "late"), Mark(third.pk, "absent")]
    mark_roll(muster.occasion_id, marks, by=ground.trainer)
    assert dict(states_of(campaign)[0].rates)["到位率"] == "50.0%"


def test_who_came_after_the_ordered_time_was_late(ground):
    muster = muster_of(ground, ordered(ground, ground.team(members=1)))
    (member,) = Member.objects.all()
    with pytest.raises(Incomplete, match="09:01 到达，晚于规定到位时间 09:00"):
        mark_roll(
            muster.occasion_id,
            [Mark(member.pk, "present", arrived_at=time(9, 1))],
            by=ground.trainer,
        )
    for status, arrived in (("present", time(9, 0)), ("late", time(9, 1))):
        mark_roll(
            muster.occasion_id, [Mark(member.pk, status, arrived_at=arrived)], by=ground.trainer
        )


def test_the_audit_sees_through_a_padded_name(ground):
    first, second = ground.team(), ground.team("东区通信队")
    enlist_member(first.pk, member_facts("买买提•艾力", 1), by=ground.trainer)
    other = enlist_member(second.pk, member_facts("张三", 1), by=ground.trainer)
    Member.objects.filter(pk=other.pk).update(name="买买提 ·艾　力")
    (found,) = run_audit(ordered(ground, first, second).pk, by=ground.trainer)
    assert found.first.name == "买买提·艾力"


def test_a_team_founded_after_the_order_is_taken_in(ground):
    campaign = ordered(ground, ground.team(members=1))
    finished(ground, campaign)
    late = ground.team("东区通信队", members=1)
    campaign.refresh_from_db()
    facts = AmendedOrder("东动令〔2026〕6号", campaign.due_on, [late.pk])
    amend_campaign(campaign.pk, facts, by=ground.trainer, version=campaign.version)
    with pytest.raises(Incomplete, match="通信队等 1 支队的名册尚未核定"):
        closed(ground, campaign)
    entry = campaign.entries.get(team=late)
    confirm_roster(entry.pk, by=ground.trainer, matches=True, note="", found={})
    with pytest.raises(Incomplete, match="还没有交叉审核"):
        closed(ground, campaign)
    with pytest.raises(Incomplete, match="尚未列入"):
        amend_campaign(campaign.pk, facts, by=ground.trainer, version=None)
    early = AmendedOrder("东动令6号", campaign.ordered_on - timedelta(days=1))
    with pytest.raises(Incomplete, match="不能早于下达日期"):
        amend_campaign(campaign.pk, early, by=ground.trainer, version=None)
    for finding in run_audit(campaign.pk, by=ground.trainer):
        settle_finding(finding.pk, by=ground.trainer, keep=None, reason="身份证号不同")
    campaign = Campaign.objects.get(pk=campaign.pk)
    told = [each.words for each in CLOSE.findings(campaign, ground.trainer)]
    assert len(told) == 1
    assert "没有拉动点验" in told[0]
    closed(ground, campaign)


def test_nobody_is_at_a_muster_and_in_training_at_once(ground):
    team = ground.team(members=1)
    attend(ground, session(ground, year_plan(ground), team))
    muster = muster_of(ground, ordered(ground, team), hours=(8, 10))
    with pytest.raises(InTwoPlaces, match="训练课"):
        mark_roll(muster.occasion_id, [Mark(team.members.get().pk, "present")], by=ground.trainer)


def test_photograph_loses_what_the_camera_added(ground, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    muster = muster_of(ground, ordered(ground, ground.team(members=1)))
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG", exif=exif)
    assert b"CameraMaker" in picture.getvalue()
    upload = SimpleUploadedFile("a.jpg", picture.getvalue())
    photo = add_muster_photo(muster.pk, drawn(upload), by=ground.trainer)
    assert b"CameraMaker" not in (tmp_path / photo.path).read_bytes()
    with pytest.raises(Incomplete, match="不是可读的"):
        drawn(SimpleUploadedFile("b.jpg", b"<svg/>"))


def test_campaign_is_closed_only_when_everything_is_checked(ground):
    campaign = ordered(ground, ground.team(members=1))
    with pytest.raises(Incomplete, match="尚未核定"):
        closed(ground, campaign)
    entry = campaign.entries.get()
    confirm_roster(entry.pk, by=ground.trainer, matches=True, note="", found={})
    with pytest.raises(Incomplete, match="还没有交叉审核"):
        closed(ground, campaign)


def test_closed_campaign_stands_still_whatever_happens_to_the_team(ground):
    team = ground.team(members=2, establishment=4)
    campaign = ordered(ground, team)
    muster = muster_of(ground, campaign)
    mark_roll(muster.occasion_id, [], by=ground.trainer, rest_present=[team.pk])
    finished(ground, campaign)
    closed(ground, campaign)
    campaign.refresh_from_db()
    enlist_member(team.pk, member_facts("后来者", 500), by=ground.trainer)
    assert total_of(states_of(campaign)).strength == 2
    for change in (
        lambda: CampaignTeam.objects.update(figures={}),
        lambda: Attendance.objects.update(status="absent"),
        lambda: Attendance.objects.all().delete(),
        lambda: Campaign.objects.update(summary="改写"),
        lambda: AuditFinding.objects.create(
            campaign=campaign,
            first=team.members.first(),
            second=team.members.last(),
            ground="phone",
        ),
    ):
        with pytest.raises((IntegrityError, OperationalError)), transaction.atomic():
            change()


def test_report_prints_the_indicators(ground, django_capture_on_commit_callbacks):
    campaign = ordered(ground, ground.team(members=2, establishment=4))
    finished(ground, campaign)
    with django_capture_on_commit_callbacks(execute=True):
        paper = closed(ground, campaign)
    text = words_of(paper)
    for words in ("群众防空组织整组情况报告", "东区抢险抢修一队", "满编率50.0%", "按期完成"):
        assert words in text, words


def test_a_roster_not_yet_checked_is_no_mismatch(ground):
    """人册相符率 of two teams, one checked and found in order: 100 %, not 50 %."""
    first, second = ground.team(members=1), ground.team("东区通信队", members=1)
    campaign = ordered(ground, first, second)
    entry = campaign.entries.get(team=first)
    confirm_roster(entry.pk, by=ground.trainer, matches=True, note="", found={})
    states = states_of(campaign)
    assert [dict(state.rates)["人册相符率"] for state in states] == ["100.0%", "—"]
    assert dict(total_of(states).rates())["人册相符率"] == "100.0%"
