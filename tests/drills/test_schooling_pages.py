"""Every page of teams, reorganisation, training and assessment opens, with few questions asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from drills.assessments.acts.signing import sign_off
from drills.reorganisation.acts.campaigns import OrderFacts, order_campaign, run_audit
from drills.reorganisation.acts.musters import MusterFacts, call_muster
from drills.rollcall.acts import mark_roll
from drills.teams.acts.establishment import (
    EquipmentPlan,
    PostPlan,
    UnitPlan,
    set_equipment,
    set_posts,
    set_units,
)
from drills.teams.acts.members import enlist_member
from renfang.organisations.permissions import Role
from tests.builders.schooling import attend, examination, score, session, year_plan, yesterday
from tests.drills.conftest import at, member_facts

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def year(ground):
    """A year's worth of everything, with teams large enough to show a query for every row."""
    first, second = ground.team(members=12), ground.team("东区通信队", members=12)
    for number, team in enumerate((first, second)):
        enlist_member(team.pk, member_facts("张三", 800 + number), by=ground.trainer)
        set_units(team.pk, [UnitPlan("队部"), UnitPlan("一班", "班", "队部")], by=ground.trainer)
        posts = [PostPlan("队部", f"岗位{n}", 2) for n in range(6)]
        set_posts(team.pk, posts, by=ground.trainer)
        items = [EquipmentPlan(f"装备{n}", 2, 2, 1) for n in range(6)]
        set_equipment(team.pk, items, by=ground.trainer)
    plan = year_plan(ground)
    held = session(ground, plan, first, second)
    attend(ground, held)
    exam = examination(ground, plan, first, second, subjects=2)
    score(ground, exam, "90", "55", "70")
    today = timezone.localdate()
    order = OrderFacts(
        today.year, "东动令5号", today, today + timedelta(days=30), [first.pk, second.pk]
    )
    campaign = order_campaign(ground.office.east.pk, order, by=ground.trainer)
    run_audit(campaign.pk, by=ground.trainer)
    entry = campaign.entries.first()
    facts = MusterFacts(at(yesterday(), 5), at(yesterday(), 6), "东区广场", "钱队长")
    muster = call_muster(entry.pk, facts, by=ground.trainer)
    mark_roll(muster.occasion_id, [], by=ground.trainer, rest_present=[entry.team_id])
    return {
        "team": first.pk,
        "plan": plan.pk,
        "session": held.pk,
        "session_roll": held.occasion_id,
        "exam": exam.pk,
        "campaign": campaign.pk,
        "entry": entry.pk,
        "finding": campaign.findings.first().pk,
        "muster": muster.pk,
        "muster_roll": muster.occasion_id,
    }


PAGES = {
    "team": ["team", "team_units", "team_posts", "team_equipment", "team_expand", "members_import",
             "member_new", "equipment_import"],
    "plan": ["training_plan", "training_plan_subjects", "session_new", "assessment_new"],
    "session": ["session", "session_edit", "session_cancel", "session_conclude",
                "session_checkin"],
    "session_roll": ["roll", "roll_import"],
    "exam": ["assessment", "assessment_scores", "assessment_eligible"],
    "campaign": ["campaign", "campaign_close", "campaign_edit"],
    "entry": ["campaign_team", "campaign_confirm", "muster_new"],
    "finding": ["finding_settle"],
    "muster_roll": ["roll", "roll_import"],
    "muster": ["muster", "muster_result", "muster_photo_new"],
    "": ["team_kinds", "team_kind_new", "training_plans", "training_plan_new", "sessions",
         "grading_scales", "grading_scale_new", "assessments", "campaigns", "campaign_new"],
}  # fmt: skip


def test_every_page_opens_with_few_questions(ground, year, sign_in):
    browser, slow = sign_in(ground.trainer), []
    for thing, names in PAGES.items():
        for name in names:
            url = reverse(f"drills:{name}", args=[year[thing]] if thing else [])
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = browser.get(url)
            assert answer.status_code == 200, name
            if len(asked) > MOST_QUERIES:
                slow.append((name, len(asked)))
    url = reverse("drills:training_plan_team", args=[year["plan"], year["team"]])
    assert browser.get(url).status_code == 200
    assert not slow


def test_who_signs_off_sees_the_page_with_few_questions(
    ground, year, sign_in, django_assert_max_num_queries
):
    browser = sign_in(ground.office.who(Role.HEAD))
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = browser.get(reverse("drills:assessment_sign", args=[year["exam"]]))
    assert answer.status_code == 200


def test_signed_results_are_corrected_on_a_page_with_few_questions(
    ground, sign_in, django_assert_max_num_queries
):
    exam = examination(ground, year_plan(ground), ground.team(members=12))
    score(ground, exam, *["90"] * 12)
    head = ground.office.who(Role.HEAD)
    sign_off(exam.pk, by=head, on=timezone.localdate(), version=None)
    browser = sign_in(ground.trainer)
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = browser.get(reverse("drills:assessment_correct", args=[exam.pk]))
    assert answer.status_code == 200


ACTS = [
    ("session_new", "plan"),
    ("roll", "session_roll"),
    ("assessment_scores", "exam"),
    ("campaign_close", "campaign"),
    ("roll", "muster_roll"),
]


def test_head_reads_and_finds_no_button_that_refuses(ground, year, sign_in):
    browser = sign_in(ground.office.who(Role.HEAD))
    for name, thing in (
        ("training_plan", "plan"),
        ("session", "session"),
        ("assessment", "exam"),
        ("campaign", "campaign"),
        ("campaign_team", "entry"),
        ("muster", "muster"),
    ):
        page = browser.get(reverse(f"drills:{name}", args=[year[thing]])).content.decode()
        for link, target in ACTS:
            assert f'"{reverse(f"drills:{link}", args=[year[target]])}"' not in page


def test_what_is_due_stands_on_the_home_page(ground, year, sign_in):
    home = sign_in(ground.trainer).get(reverse("workbench")).content.decode()
    for words in ("训练课点名与办结", "登记考核成绩", "完成年度整组"):
        assert words in home
    assert "核定考核成绩" not in home


def test_results_wait_for_someone_who_did_not_score_them(ground, sign_in):
    """Before the first score there is nothing to sign."""
    exam = examination(ground, year_plan(ground), ground.team(members=1), subjects=1)
    head = ground.office.who(Role.HEAD)
    assert "核定考核成绩" not in sign_in(head).get(reverse("workbench")).content.decode()
    score(ground, exam, "90")
    assert "核定考核成绩" in sign_in(head).get(reverse("workbench")).content.decode()
    home = sign_in(ground.trainer).get(reverse("workbench")).content.decode()
    assert "登记考核成绩" in home
    assert "核定考核成绩" not in home
