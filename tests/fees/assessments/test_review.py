"""复核: a second person puts an assessment into effect; reliefs are judged one by one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from engineering.models import Attachment, Building
from engineering.works.queries import open_obligations
from fees.assessments.acts.assessment import review_draft, submit_violation, withdraw_draft
from fees.assessments.acts.issuing import issue_assessment_sheet
from fees.assessments.queries import awaiting_assessment
from fees.assessments.reliefs import Judgement
from fees.models import Assessment, AssessmentDraft, FeeAccount, ReliefDecision
from fees.notices.acts import issue_payment_notice
from fees.notices.rules import LEVY_DECISION
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, Refused, WrongState
from renfang.documents.kinds import kind_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.typesetting import render
from renfang.workbench.tasks import open_tasks
from tests.fees.assessments.test_assessment import SCHOOL

State = AssessmentDraft.State
CLINIC = {**SCHOOL, "name": "护理院", "relief": "nonprofit_care"}


def refused(position: int, code: str, reason: str = "未提供项目批准文件") -> Judgement:
    return Judgement(position, code, "refused", reason=reason)


def granted(position: int, code: str, file: Attachment | None = None) -> Judgement:
    return Judgement(
        position,
        code,
        "granted",
        evidence="X教基〔2026〕5号，原件核对无误",
        attachment_id=file.pk if file else None,
    )


def test_nothing_is_owed_before_the_second_person_agrees(desk):
    application = desk.granted()
    draft = desk.submit(application)

    assert draft.state == State.SUBMITTED
    assert not FeeAccount.objects.exists()
    assert open_obligations(application.project) == ["尚未核定易地建设费"]
    assert application not in awaiting_assessment(Scope(desk.officer))

    assessment = desk.approve(draft)
    assert assessment.account.payable == Decimal("1275000.00")
    assert (assessment.assessed_by, assessment.reviewed_by) == (
        desk.officer,
        desk.office.who(Role.HEAD),
    )


def test_nobody_reviews_his_own_assessment_though_his_post_may_review(desk):
    draft = desk.submit(desk.granted())

    with pytest.raises(NotPermitted, match="不能复核自己"):
        review_draft(draft.pk, by=desk.officer, on=desk.today, approve=True)
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def test_the_clerk_does_not_review_and_another_office_does_not_know_of_it(desk):
    draft = desk.submit(desk.granted())

    with pytest.raises(NotFound):
        review_draft(
            draft.pk,
            by=desk.office.who(Role.HEAD, at=desk.office.west),
            on=desk.today,
            approve=True,
        )
    with pytest.raises(NotFound):
        review_draft(draft.pk, by=desk.office.who(Role.CLERK), on=desk.today, approve=True)


def test_what_is_sent_back_needs_a_reason_and_can_be_submitted_again(desk):
    application = desk.granted()
    draft = desk.submit(application)
    head = desk.office.who(Role.HEAD)

    with pytest.raises(Incomplete, match="退回的原因"):
        review_draft(draft.pk, by=head, on=desk.today, approve=False, opinion="错")
    done = review_draft(draft.pk, by=head, on=desk.today, approve=False, opinion="收费标准依据有误")
    assert done.state == State.RETURNED
    assert application in awaiting_assessment(Scope(desk.officer))
    with pytest.raises(WrongState):
        review_draft(draft.pk, by=head, on=desk.today, approve=True)
    assert desk.assess(application).version == 1


def test_one_draft_of_a_project_at_a_time_and_its_author_may_take_it_back(desk):
    application = desk.granted()
    draft = desk.submit(application)

    with pytest.raises(WrongState, match="待复核"):
        desk.submit(application)
    with pytest.raises(NotPermitted):
        withdraw_draft(draft.pk, by=desk.office.who(Role.HEAD), reason="楼栋面积录入有误")
    withdraw_draft(draft.pk, by=desk.officer, reason="楼栋面积录入有误")
    assert desk.submit(application).state == State.SUBMITTED


def test_a_draft_that_the_chain_has_overtaken_is_not_put_into_effect(desk):
    first = desk.assess(desk.granted())
    changed = desk.granted(project=first.account.project, planned="600.00", days_ago=5)
    draft = desk.submit(changed)
    AssessmentDraft.objects.filter(pk=draft.pk).update(replaces=None)

    with pytest.raises(Overtaken):
        desk.approve(draft)
    assert Assessment.objects.get().pk == first.pk


def test_a_draft_on_a_permit_that_was_changed_meanwhile_is_not_put_into_effect(desk):
    application = desk.granted()
    draft = desk.submit(application)
    desk.granted(project=application.project, planned="600.00", days_ago=5)

    with pytest.raises(WrongState, match="已变更"):
        desk.approve(draft)
    assert not Assessment.objects.exists()


def test_a_draft_in_effect_and_its_judgements_are_frozen_by_the_database(desk):
    assessment = desk.assess(desk.granted(buildings=[SCHOOL]))

    for rows, change in (
        (AssessmentDraft.objects.all(), {"payable": Decimal("1.00")}),
        (ReliefDecision.objects.all(), {"reason": "改动"}),
        (Assessment.objects.filter(pk=assessment.pk), {"payable": Decimal("1.00")}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_each_relief_needs_its_judgement_with_evidence_or_a_reason(desk):
    application = desk.granted(buildings=[SCHOOL, CLINIC])
    file = desk.proof(application)

    with pytest.raises(Incomplete, match="逐项认定"):
        desk.submit(application, judgements=[granted(0, "school", file)])
    with pytest.raises(Incomplete, match="证明材料"):
        desk.submit(
            application,
            judgements=[Judgement(0, "school", "granted"), granted(1, "nonprofit_care", file)],
        )
    with pytest.raises(Incomplete, match="理由"):
        desk.submit(
            application, judgements=[granted(0, "school", file), refused(1, "nonprofit_care", "无")]
        )
    with pytest.raises(Incomplete, match="附件") as refusal:
        desk.submit(application, judgements=[granted(0, "school"), refused(1, "nonprofit_care")])
    assert refusal.value.field == "reliefs-0-attachment"
    removed = desk.proof(application)
    removed.removed_reason = "传错文件"
    removed.save(update_fields=["removed_reason"])
    elsewhere = desk.proof(desk.granted(name="别的项目"))
    for other in (removed, elsewhere):
        with pytest.raises(Incomplete, match="不在本项目审批的附件清单中"):
            desk.submit(
                application,
                judgements=[granted(0, "school", other), refused(1, "nonprofit_care")],
            )
    assert not AssessmentDraft.objects.exists()


def test_a_refused_relief_is_charged_and_the_register_says_why(desk):
    application = desk.granted(buildings=[SCHOOL, CLINIC])
    file = desk.proof(application)
    # Each 12,000 ㎡ at 2 % and 1,500 yuan: 360,000; half for the school, all of it for the clinic.
    assessment = desk.assess(
        application, judgements=[granted(0, "school", file), refused(1, "nonprofit_care")]
    )

    assert (assessment.gross, assessment.relief) == (Decimal("720000.00"), Decimal("180000.00"))
    register = {row.relief_code: row for row in assessment.draft.relief_decisions.all()}
    assert register["school"].evidence.startswith("X教基")
    assert register["nonprofit_care"].reason == "未提供项目批准文件"
    assert any("不予减免" in step["result"] for step in assessment.steps)


def test_the_head_is_told_what_to_review_and_the_author_is_not(desk):
    desk.submit(desk.granted())

    def titles(user) -> list[str]:
        return [task.title for task in open_tasks(Scope(user), desk.today)]

    assert "复核易地建设费核定" in titles(desk.office.who(Role.HEAD))
    assert "复核易地建设费核定" not in titles(desk.officer)


def built_without_applying(desk, relief: str = ""):
    project = desk.project(desk.office.east, "未报建苑")
    Building.objects.filter(project=project).update(relief=relief)
    return project


def charge(desk, project, **options) -> AssessmentDraft:
    given = {"as_of": desk.today, "reason": "现场勘验证实未修建防空地下室", **options}
    return submit_violation(project.pk, by=desk.officer, on=desk.today, **given)


def test_who_simply_did_not_build_pays_in_full_whatever_relief_the_building_names(desk):
    project = built_without_applying(desk, relief="affordable_housing")

    assessment = desk.approve(charge(desk, project))

    assert (assessment.kind, assessment.application) == (Assessment.Kind.VIOLATION, None)
    assert assessment.relief == Decimal("0.00")
    assert assessment.payable == Decimal("1275000.00")
    assert any("指导案例21号" in step["basis"] for step in assessment.steps)


def test_a_project_with_a_permit_is_charged_by_its_decision(desk):
    application = desk.granted()
    with pytest.raises(WrongState, match="已有许可决定"):
        charge(desk, application.project)
    with pytest.raises(Incomplete, match="事实和证据"):
        charge(desk, built_without_applying(desk), reason="未建")


def test_a_permit_granted_later_goes_on_with_the_chain(desk):
    project = built_without_applying(desk)
    first = desk.approve(charge(desk, project))
    later = desk.assess(desk.granted(project=project, planned="600.00", days_ago=0))

    assert later.replaces == first
    assert later.kind == Assessment.Kind.CHANGE
    assert later.difference == Decimal("-900000.00")


def test_a_violation_gets_a_decision_with_facts_amount_and_remedies_not_a_notice(desk):
    assessment = desk.approve(charge(desk, built_without_applying(desk)))
    due = desk.today + timedelta(days=21)
    with pytest.raises(Incomplete, match="征收决定书"):
        issue_payment_notice(assessment.pk, by=desk.officer, on=desk.today, due_on=due)

    notice = issue_payment_notice(
        assessment.pk, by=desk.officer, on=desk.today, due_on=due, kind=LEVY_DECISION
    )

    snapshot = notice.document.snapshot
    assert "易征" in notice.document.number
    assert snapshot["violation"] == "现场勘验证实未修建防空地下室"
    assert snapshot["capitals"] == "人民币壹佰贰拾柒万伍仟元整"
    assert render(kind_of(LEVY_DECISION).compose(snapshot, None)).startswith(b"%PDF")


def test_the_sheet_names_both_officers_and_is_issued_once(desk):
    assessment = desk.assess(desk.granted(buildings=[SCHOOL]))
    sheet = issue_assessment_sheet(assessment.pk, by=desk.officer, on=desk.today)

    assert "易核" in sheet.number
    assert sheet.snapshot["assessed_by"] == str(desk.officer)
    assert sheet.snapshot["reviewed_by"] == str(desk.office.who(Role.HEAD))
    assert "准予减免" in sheet.snapshot["reliefs"][0]
    assert render(kind_of("assessment_sheet").compose(sheet.snapshot, None)).startswith(b"%PDF")
    with pytest.raises(Refused, match="已出具"):
        issue_assessment_sheet(assessment.pk, by=desk.officer, on=desk.today)


def test_reliefs_are_judged_on_the_page_and_a_refusal_is_computed_before_it_is_sent(client, desk):
    application = desk.granted(buildings=[SCHOOL])
    client.force_login(desk.officer)
    url = reverse("fees:assess", args=[application.pk])
    assert "应有证明材料" in client.get(url).content.decode()
    judged = {
        "reliefs-TOTAL_FORMS": "1",
        "reliefs-INITIAL_FORMS": "0",
        "reliefs-0-outcome": "refused",
        "reliefs-0-reason": "未提供项目批准文件",
        "expected": "180000.00",
    }

    assert client.post(url, {"expected": "180000.00"}).status_code == 422
    unseen = client.post(url, judged)
    assert unseen.status_code == 409
    assert "¥360,000.00" in unseen.content.decode()
    done = client.post(url, {**judged, "expected": "360000.00"}, follow=True)
    assert "不予减免" in done.content.decode()
    assert AssessmentDraft.objects.get().payable == Decimal("360000.00")


def test_the_next_version_begins_with_what_was_judged_before(client, desk):
    """paths.md F5.1: 变更核定 proposed all reliefs as if they had been granted."""
    application = desk.granted(buildings=[SCHOOL, CLINIC])
    file = desk.proof(application)
    current = desk.assess(
        application, judgements=[granted(0, "school", file), refused(1, "nonprofit_care")]
    )
    client.force_login(desk.officer)
    page = client.get(reverse("fees:assess", args=[application.pk]))
    proposal, reliefs = page.context["proposal"], page.context["reliefs"]
    assert proposal.payable == current.payable == Decimal("540000.00")
    assert [form["outcome"].value() for form in reliefs] == ["granted", "refused"]
    assert reliefs.forms[1]["reason"].value() == "未提供项目批准文件"
    assert reliefs.forms[0]["evidence"].value().startswith("X教基")


def test_a_violation_is_charged_from_its_page(client, desk):
    project = built_without_applying(desk)
    client.force_login(desk.officer)
    url = reverse("fees:assess_violation", args=[project.pk])
    assert "¥1,275,000.00" in client.get(url).content.decode()

    form = {"expected": "1275000.00", "reason": "测绘成果证实主体完工，未修建防空地下室"}
    done = client.post(url, form, follow=True)

    assert "已提交复核" in done.content.decode()
    assert "违法未建核定" in done.content.decode()


def test_the_version_page_compares_with_the_one_it_replaces(client, desk):
    first = desk.assess(desk.granted())
    second = desk.assess(desk.granted(project=first.account.project, planned="600.00", days_ago=3))
    client.force_login(desk.officer)

    text = client.get(reverse("fees:assessment", args=[second.pk])).content.decode()
    assert "与上一版比较" in text
    assert "-900,000.00" in text
    assert client.get(reverse("fees:drafts")).content.decode().count("首次核定") == 1
