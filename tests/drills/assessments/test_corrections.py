"""Signing off by a second person, and putting signed results right as a new version."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from drills.assessments.acts.assessments import ScoreEntry, enter_scores
from drills.assessments.acts.certificates import candidates, issue_certificate
from drills.assessments.acts.corrections import open_correction, withdraw_correction
from drills.assessments.acts.signing import reissue_register, sign_off
from drills.assessments.papers import registers_of
from drills.assessments.queries import sheet_of
from drills.models import Assessment, Correction, Member, Result
from drills.readiness.queries import of_teams
from renfang.acts import Incomplete, NotPermitted, Refused, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import void_document
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
from tests.drills.conftest import at, member_facts

pytestmark = pytest.mark.django_db
REASON = "一号考场成绩登错行"


@pytest.fixture
def head(ground):
    return ground.office.who(Role.HEAD)


@pytest.fixture
def trained(ground):
    """Two members before one subject, the year's hours reached, nothing scored."""
    team, plan = ground.team(members=2), year_plan(ground, SUBJECTS[:1])
    for first, last in ((9, 11), (13, 15)):
        day = yesterday()
        attend(ground, session(ground, plan, team, starts_at=at(day, first), ends_at=at(day, last)))
    return examination(ground, plan, team)


def sign(assessment, by):
    return sign_off(assessment.pk, by=by, on=timezone.localdate(), version=None)


@pytest.fixture
def signed(ground, trained, head):
    """95 and 40: one certificate issued, one member failed."""
    score(ground, trained, "95", "40")
    sign(trained, head)
    issue_certificate(trained.pk, candidates(trained)[0].result.pk, by=ground.trainer)
    trained.refresh_from_db()
    return trained


def correct(ground, assessment, *values):
    """Open the correction and score it again, in the order of the roster."""
    copy = open_correction(assessment.pk, by=ground.trainer, reason=REASON)
    score(ground, copy, *values)
    return copy


def test_who_arranged_or_scored_does_not_sign_off_alone(ground, trained, sign_in):
    score(ground, trained, "95", "85")
    with pytest.raises(NotPermitted, match="由你安排或登分，须由另一人核定"):
        sign(trained, ground.trainer)
    browser = sign_in(ground.trainer)
    page = browser.get(reverse("drills:assessment", args=[trained.pk])).content.decode()
    assert "等候另一人核定" in page
    url = reverse("drills:assessment_sign", args=[trained.pk])
    assert url not in page
    assert browser.get(url).status_code == 403
    assert not Result.objects.exists()


def test_a_trainer_who_entered_nothing_may_sign_off(ground, trained):
    score(ground, trained, "95", "85")
    sign(trained, ground.office.who(Role.TRAINER, at=ground.office.city))
    assert Result.objects.count() == 2


def test_a_corrected_score_is_a_new_version_and_the_old_one_is_kept(ground, signed, head):
    old = list(Result.objects.values_list("assessment", "member", "grade", "score"))
    copy = correct(ground, signed, "95", "75")
    assert [row.grade_text for row in sheet_of(signed).rows] == ["优秀", "不合格"]
    sign(copy, head)
    assert list(signed.results.values_list("assessment", "member", "grade", "score")) == old
    assert list(copy.results.values_list("grade", flat=True)) == ["excellent", "pass"]
    correction = Correction.objects.get()
    assert (correction.reason, correction.opened_by) == (REASON, ground.trainer)


def test_the_new_register_replaces_the_old_and_names_it(
    ground, signed, head, django_capture_on_commit_callbacks
):
    first = registers_of(signed).get()
    copy = correct(ground, signed, "95", "75")
    with django_capture_on_commit_callbacks(execute=True):
        paper = sign(copy, head)
    first = IssuedDocument.objects.with_state().get(pk=first.pk)
    assert (first.is_void, first.voiding.reason) == (True, f"成绩更正：{REASON}")
    assert paper.replaces == first
    text = words_of(paper)
    assert "75" in text
    assert f"更正自{first.number.replace(' ', '')}" in text


def test_certificates_that_say_what_is_no_longer_true_are_voided(ground, signed, head):
    """A member who keeps the grade keeps the certificate; one raised by mistake loses it."""
    kept = candidates(signed)[0].paper
    sign(correct(ground, signed, "96", "75"), head)
    kept = IssuedDocument.objects.with_state().get(pk=kept.pk)
    assert not kept.is_void
    copy = Assessment.objects.get(corrects__isnull=False)
    one, other = candidates(copy)
    assert (one.paper, one.is_eligible, other.is_eligible) == (kept, False, True)
    issue_certificate(copy.pk, other.result.pk, by=ground.trainer)
    again = open_correction(copy.pk, by=ground.trainer, reason="复查后又有一处登错")
    score(ground, again, "55", "75")
    sign(again, head)
    one, other = candidates(again)
    assert IssuedDocument.objects.with_state().get(pk=kept.pk).is_void
    assert (one.paper, "不合格" in one.reasons[0]) == (None, True)
    assert other.paper is not None


def test_no_certificate_by_results_that_are_being_corrected(ground, signed):
    correct(ground, signed, "95", "75")
    with pytest.raises(Refused, match="已提出更正"):
        issue_certificate(signed.pk, candidates(signed)[1].result.pk, by=ground.trainer)


def test_a_correction_is_signed_by_another_than_who_asked_for_it_or_scored(ground, signed):
    copy = correct(ground, signed, "95", "75")
    with pytest.raises(NotPermitted, match="须由另一人核定"):
        sign(copy, ground.trainer)


def test_a_correction_needs_a_reason_and_there_is_one_at_a_time(ground, signed, trained):
    with pytest.raises(Incomplete, match="更正原因") as refused:
        open_correction(signed.pk, by=ground.trainer, reason="错")
    assert refused.value.field == "reason"
    copy = open_correction(signed.pk, by=ground.trainer, reason=REASON)
    with pytest.raises(WrongState, match="已提出更正"):
        open_correction(signed.pk, by=ground.trainer, reason=REASON)
    with pytest.raises(WrongState):
        open_correction(copy.pk, by=ground.trainer, reason=REASON)


def test_a_withdrawn_correction_leaves_the_results_as_they_were(ground, signed):
    copy = correct(ground, signed, "10", "10")
    withdraw_correction(copy.pk, by=ground.trainer, reason="复核后原成绩无误")
    assert not Assessment.objects.filter(pk=copy.pk).exists()
    assert [row.grade_text for row in sheet_of(signed).rows] == ["优秀", "不合格"]
    assert not registers_of(signed).get().is_void
    with pytest.raises(WrongState, match=r"不是更正件|已核定"):
        withdraw_correction(signed.pk, by=ground.trainer, reason="复核后原成绩无误")


def test_a_signed_correction_stands_still_in_the_database(ground, signed, head):
    sign(correct(ground, signed, "95", "75"), head)
    for change in (
        lambda: Correction.objects.update(reason="别的原因"),
        lambda: Correction.objects.all().delete(),
    ):
        with pytest.raises((IntegrityError, OperationalError)), transaction.atomic():
            change()


def test_figures_count_the_corrected_results_once(ground, signed, head):
    scope, year = Scope(ground.trainer), yesterday().year
    ((_, before),) = of_teams(scope, year)
    copy = correct(ground, signed, "95", "75")
    ((_, meanwhile),) = of_teams(scope, year)
    sign(copy, head)
    ((_, after),) = of_teams(scope, year)
    assert (before.took, before.failed) == (meanwhile.took, meanwhile.failed) == (2, 1)
    assert (after.took, after.failed) == (2, 0)


def test_a_voided_register_is_issued_again_or_the_results_corrected(ground, signed, head, sign_in):
    browser = sign_in(head)
    url = reverse("drills:register_reissue", args=[signed.pk])
    form = {"on": timezone.localdate().isoformat()}
    assert "仍然有效" in browser.post(url, form).content.decode()
    first = registers_of(signed).get()
    void_document(first.pk, by=ground.trainer, reason="打印时印章位置有误")
    page = browser.get(reverse("drills:assessment", args=[signed.pk])).content.decode()
    assert "登记表已作废" in page
    assert url in page
    with pytest.raises(NotPermitted):
        reissue_register(signed.pk, by=ground.trainer, on=timezone.localdate())
    assert browser.post(url, form).status_code == 302
    assert registers_of(signed).current().get().replaces == first


def test_who_is_enlisted_later_is_not_in_results_already_signed(ground, signed):
    from drills.teams.acts.members import enlist_member

    team = signed.teams.get()
    enlist_member(team.pk, member_facts("补录队员", 900), by=ground.trainer)
    assert len(sheet_of(signed).rows) == 2


def test_correction_is_opened_scored_and_withdrawn_on_the_pages(ground, signed, sign_in):
    browser = sign_in(ground.trainer)
    url = reverse("drills:assessment_correct", args=[signed.pk])
    assert "原登记表保留不动" in browser.get(url).content.decode()
    answer = browser.post(url, {"reason": REASON})
    copy = Assessment.objects.get(corrects__isnull=False)
    assert answer.url == reverse("drills:assessment_scores", args=[copy.pk])
    page = browser.get(reverse("drills:assessment", args=[signed.pk])).content.decode()
    assert "核定前本成绩继续有效" in page
    listed = browser.get(reverse("drills:assessments")).content.decode()
    assert "更正件" in listed
    withdraw = reverse("drills:correction_withdraw", args=[copy.pk])
    assert browser.post(withdraw, {"reason": "复核后原成绩无误"}).status_code == 302
    assert browser.get(withdraw).status_code == 404


def test_the_page_of_an_assessment_asks_no_more_for_more_members(
    ground, sign_in, django_assert_max_num_queries
):
    team = ground.team(members=30)
    exam = examination(ground, year_plan(ground), team, subjects=2)
    part = exam.parts.first()
    members = Member.objects.values_list("pk", flat=True)
    entries = [ScoreEntry(pk, part.pk, 1, Decimal(80)) for pk in members]
    enter_scores(exam.pk, entries, by=ground.trainer)
    browser = sign_in(ground.trainer)
    with django_assert_max_num_queries(15):
        browser.get(reverse("drills:assessment", args=[exam.pk]))
