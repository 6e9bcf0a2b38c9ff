"""Scores, retakes, signing off, certificates; grid and paste."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from drills.assessments.acts.assessments import ScoreEntry, enter_scores
from drills.assessments.acts.certificates import candidates, send_to_printing
from drills.assessments.acts.scales import PROPOSED, ScaleFacts, adopt_scale
from drills.assessments.acts.signing import sign_off
from drills.assessments.queries import sheet_of
from drills.models import Member, Result, Score
from renfang.acts import Incomplete, NotPermitted, Overtaken, Refused, WrongState
from renfang.documents.acts import waiting_for_print
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.schooling import (
    SUBJECTS,
    attend,
    examination,
    score,
    session,
    words_of,
    year_plan,
    yesterday,
)
from tests.drills.conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(ground):
    """Three members before one subject, nothing scored."""
    team = ground.team(members=3)
    return examination(ground, year_plan(ground, SUBJECTS[:1]), team)


def sign(ground, assessment):
    head = ground.office.who(Role.HEAD)
    return sign_off(assessment.pk, by=head, on=timezone.localdate(), version=None)


def test_a_day_outside_the_plans_year_is_refused(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    with pytest.raises(Incomplete, match=f"不在 {plan.year} 年度内") as refused:
        examination(ground, plan, team, held_on=date(plan.year - 1, 6, 1))
    assert refused.value.field == "held_on"


@pytest.mark.parametrize("value", ["100.1", "-0.1", "1000.0"])
def test_a_score_out_of_range_is_refused_with_the_range(ground, exam, value):
    with pytest.raises(Incomplete, match="须在 0 至 100 之间"):
        score(ground, exam, value)
    assert not Score.objects.exists()


def test_one_bad_box_writes_none(ground, exam):
    with pytest.raises(Incomplete):
        score(ground, exam, "90", "101")
    assert not Score.objects.exists()


def test_two_who_score_the_same_box_do_not_overwrite_each_other(ground, exam):
    score(ground, exam, "90")
    member, part = Member.objects.order_by("pk").first(), exam.parts.get()
    entry = ScoreEntry(member.pk, part.pk, 1, Decimal("70.0"), seen="")
    with pytest.raises(Overtaken, match="已被他人改为“90”"):
        enter_scores(exam.pk, [entry], by=ground.trainer)


def test_who_passed_does_not_retake(ground, exam):
    score(ground, exam, "61", "59")
    with pytest.raises(Incomplete, match="首次考核已合格"):
        score(ground, exam, "80", attempt=2)


def test_a_retake_lifts_the_grade_to_pass_and_no_higher(ground, exam):
    score(ground, exam, "59", "90", None)
    failed = Member.objects.order_by("pk").first()
    entry = ScoreEntry(failed.pk, exam.parts.get().pk, 2, Decimal("95.0"))
    sheet = enter_scores(exam.pk, [entry], by=ground.trainer)
    assert [row.grade_text for row in sheet.rows] == ["合格", "优秀", "—"]
    assert (sheet.tally.took, sheet.tally.expected) == (2, 3)


def test_nothing_is_signed_off_while_a_box_is_empty(ground, exam):
    score(ground, exam, "80", "70")
    with pytest.raises(Incomplete, match="还有 1 项成绩未登"):
        sign(ground, exam)


def test_signed_results_stand_still_in_the_database(ground, exam):
    score(ground, exam, "95", "85", "40")
    sign(ground, exam)
    with pytest.raises(WrongState):
        score(ground, exam, "60")
    for change in (
        lambda: Score.objects.update(value=Decimal("100.0")),
        lambda: Score.objects.all().delete(),
        lambda: Score.objects.create(
            part=exam.parts.get(),
            member=Member.objects.last(),
            attempt=2,
            recorded_by=ground.trainer,
            recorded_at=timezone.now(),
        ),
        lambda: Result.objects.update(grade="excellent"),
        lambda: type(exam).objects.filter(pk=exam.pk).update(state="open", signed_on=None),
    ):
        with pytest.raises((IntegrityError, OperationalError)), transaction.atomic():
            change()
    assert list(Result.objects.values_list("grade", flat=True)) == ["excellent", "good", "fail"]


def test_head_signs_off_and_a_stranger_does_not(ground, exam):
    score(ground, exam, "95", "85", "40")
    with pytest.raises(NotPermitted):
        enter_scores(exam.pk, [], by=ground.office.who(Role.HEAD))
    sign_off(exam.pk, by=ground.office.who(Role.HEAD), on=timezone.localdate(), version=None)


def test_register_prints_every_score_and_rate(ground, exam, django_capture_on_commit_callbacks):
    score(ground, exam, "95", "85", "40")
    with django_capture_on_commit_callbacks(execute=True):
        paper = sign(ground, exam)
    text = words_of(paper)
    for words in (
        "考核成绩登记表",
        "队员001",
        "95",
        "合格率66.7%",
        "优良率66.7%",
        "团体等级不合格",
    ):
        assert words in text, words


# --- certificates --------------------------------------------------------------------------------


def test_certificate_needs_a_pass_and_the_years_hours(ground):
    team = ground.team(members=3)
    plan = year_plan(ground, SUBJECTS[:1])
    for first, last in ((9, 11), (13, 15)):
        held = session(
            ground, plan, team, starts_at=at(yesterday(), first), ends_at=at(yesterday(), last)
        )
        attend(ground, held, count=2)
    exam = examination(ground, plan, team)
    score(ground, exam, "95", "40", "95")
    sign(ground, exam)
    first, failed, lazy = candidates(exam)
    assert first.is_eligible
    assert "不合格" in failed.reasons[0]
    assert "学时 0.0，少于规定的 4.0" in lazy.reasons[0]
    sent = send_to_printing(exam.pk, [one.result.pk for one in candidates(exam)], by=ground.trainer)
    assert (len(sent.issued), [name for name, _ in sent.refused]) == (1, ["队员002", "队员003"])
    waiting = waiting_for_print(Scope(ground.office.who(Role.PRINTER)))
    assert [paper.pk for group in waiting for paper in group.papers] == [sent.issued[0].pk]
    again = send_to_printing(exam.pk, [first.result.pk], by=ground.trainer)
    assert "已签发合格证" in again.refused[0][1]


def test_no_certificate_before_the_results_are_signed(ground, exam):
    assert candidates(exam) == []
    with pytest.raises(Refused, match="没有选中队员"):
        send_to_printing(exam.pk, [], by=ground.trainer)


# --- pages ---------------------------------------------------------------------------------------


def boxes(exam):
    part = exam.parts.get().pk
    return [f"{pk}-{part}-1" for pk in Member.objects.order_by("pk").values_list("pk", flat=True)]


def test_a_box_is_saved_as_it_is_left(ground, exam, sign_in):
    url, key = reverse("drills:assessment_scores", args=[exam.pk]), boxes(exam)[0]
    browser = sign_in(ground.trainer)
    answer = browser.post(url, {"cell": key, f"score-{key}": "８５．５", f"seen-{key}": ""})
    assert answer.json() == {
        "error": "",
        "text": "85.5",
        "score": "85.5",
        "grade": "良好",
        "retake": False,
        "missing": 2,
    }
    refused = browser.post(url, {"cell": key, f"score-{key}": "101", f"seen-{key}": "85.5"})
    assert refused.status_code == 422
    assert "0 至 100" in refused.json()["error"]
    assert Score.objects.get().value == Decimal("85.5")


def test_whole_grid_works_without_javascript_and_keeps_what_was_typed(ground, exam, sign_in):
    url, keys = reverse("drills:assessment_scores", args=[exam.pk]), boxes(exam)
    browser = sign_in(ground.trainer)
    typed = {f"score-{key}": value for key, value in zip(keys, ("80", "缺考", "九十"), strict=True)}
    wrong = browser.post(url, typed)
    assert wrong.status_code == 422
    assert "九十" in wrong.content.decode()
    assert not Score.objects.exists()
    typed[f"score-{keys[2]}"] = "90"
    assert browser.post(url, typed).status_code == 302
    assert [str(one) for one in Score.objects.order_by("member")] == ["80.0", "缺考", "90.0"]


def test_scores_are_pasted_from_a_spreadsheet_all_or_none(ground, exam, sign_in):
    url = reverse("drills:assessment_scores", args=[exam.pk])
    browser = sign_in(ground.trainer)
    wrong = browser.post(url, {"paste": "1", "rows": "队员001\t90\n路人\t80"})
    assert wrong.status_code == 422
    assert "第 2 行：“路人”不在参考名单中" in wrong.content.decode()
    assert not Score.objects.exists()
    rows = "姓名\t自救互救\n队员002\t80\n队员001\t缺考"
    assert browser.post(url, {"paste": "1", "rows": rows}).status_code == 302
    assert sheet_of(exam).missing == 1


def test_grid_asks_no_more_questions_for_more_members(
    ground, sign_in, django_assert_max_num_queries
):
    team = ground.team(members=30)
    exam = examination(ground, year_plan(ground), team, subjects=2)
    browser = sign_in(ground.trainer)
    with django_assert_max_num_queries(15):
        browser.get(reverse("drills:assessment_scores", args=[exam.pk]))


def test_a_scale_is_refused_when_its_bands_are_upside_down(ground):
    bands = [PROPOSED[1], PROPOSED[0], *PROPOSED[2:]]
    with pytest.raises(Incomplete):
        adopt_scale(
            ground.office.east.pk, ScaleFacts("倒置", Decimal("100.0"), bands), by=ground.trainer
        )


def test_a_plans_page_shows_its_assessments_and_offers_another(ground, sign_in):
    plan = year_plan(ground)
    browser, page = sign_in(ground.trainer), reverse("drills:training_plan", args=[plan.pk])
    shown = browser.get(page).content.decode()
    assert "还没有安排考核" in shown
    assert reverse("drills:assessment_new", args=[plan.pk]) in shown
    held = examination(ground, plan, ground.team(members=2))
    assert reverse("drills:assessment", args=[held.pk]) in browser.get(page).content.decode()
