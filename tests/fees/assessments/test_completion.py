"""竣工核定: what the survey finds too little is assessed, posted and holds the certificate."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engineering.approvals.acts.planned_shelters import plan_shelter
from engineering.models import Shelter
from engineering.works.acts.acceptance import record_acceptance, start_construction
from engineering.works.acts.filing import issue_certificate
from engineering.works.steps import CERTIFY
from fees.assessments.acts.completion import submit_completion
from fees.ledger.proof import findings as ledger_findings
from fees.models import Assessment, CompletionReview, FeeAccount
from renfang.acts import NotPermitted, Overtaken, Refused, WrongState
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks

State = CompletionReview.State


def surveyed(desk, built: str, planned: str = "850.00", **options) -> Shelter:
    """A shelter accepted today with ``built`` ㎡ of the ``planned`` ones; 850.00 are owed."""
    application = desk.granted(planned=planned, **options)
    application.refresh_from_db()
    clerk = desk.office.who(Role.CLERK)
    shelter = plan_shelter(application, clerk)
    start_construction(shelter.pk, by=clerk, started_on=desk.today - timedelta(days=10))
    found = {
        "accepted_on": desk.today,
        "conclusion": "passed",
        "built_area": Decimal(built),
        "shelter_area": Decimal("300.00"),
        "protective_units": 1,
        "headcount": 300,
        **dict.fromkeys(("developer", "surveyor", "designer", "contractor", "supervisor"), "甲"),
    }
    record_acceptance(shelter.pk, by=clerk, findings=found)
    return Shelter.objects.get(pk=shelter.pk)


def complete(desk, review: CompletionReview) -> CompletionReview:
    """Submitted by finance and put into effect by the head, both today."""
    draft = submit_completion(review.pk, by=desk.officer, on=desk.today)
    if draft is not None:
        desk.approve(draft)
    return CompletionReview.objects.get(pk=review.pk)


def test_what_was_built_as_approved_or_more_opens_nothing(desk):
    surveyed(desk, "850.00")
    surveyed(desk, "860.00", name="另一项目")
    assert not CompletionReview.objects.exists()


def test_a_shortfall_opens_a_review_that_holds_the_certificate_and_says_the_way_out(desk):
    shelter = surveyed(desk, "830.00")
    assert CompletionReview.objects.get().state == State.OPEN
    reason = CERTIFY.obstacle(shelter, desk.office.who(Role.CLERK))
    assert "少 20.00 平方米" in reason
    assert "竣工核费" in reason
    with pytest.raises(Refused, match=r"少 20\.00"):
        issue_certificate(shelter.pk, by=desk.office.who(Role.CLERK))


def test_twenty_square_metres_at_1500_are_30000_yuan_and_payment_frees_the_certificate(desk):
    shelter = surveyed(desk, "830.00")
    review = complete(desk, CompletionReview.objects.get())
    assert review.assessment.kind == Assessment.Kind.COMPLETION
    assert review.assessment.payable == Decimal("30000.00")
    account = FeeAccount.objects.get()
    assert account.balance == Decimal("30000.00")
    assert "尚欠缴" in CERTIFY.obstacle(shelter, desk.office.who(Role.CLERK))
    desk.pay(account, "30000.00", "6201")
    assert issue_certificate(shelter.pk, by=desk.office.who(Role.CLERK))
    assert not list(ledger_findings())


def test_the_chain_goes_on_and_only_the_difference_is_posted(desk):
    application_area = "500.00"
    surveyed(desk, "480.00", planned=application_area)
    review = CompletionReview.objects.get()
    with pytest.raises(WrongState, match="先在“待核定”核定"):
        submit_completion(review.pk, by=desk.officer, on=desk.today)
    application = review.acceptance.shelter.approval
    first = desk.assess(application)
    done = complete(desk, review)
    assert done.assessment.replaces == first
    assert first.payable == Decimal("525000.00")
    assert done.assessment.payable == Decimal("555000.00")
    assert done.assessment.difference == Decimal("30000.00")


def test_after_the_survey_the_approved_area_is_assessed_no_more(desk):
    surveyed(desk, "480.00", planned="500.00")
    review = CompletionReview.objects.get()
    application = review.acceptance.shelter.approval
    desk.assess(application)
    complete(desk, review)
    with pytest.raises(WrongState, match="按竣工实测面积核定"):
        desk.submit(application)


def test_who_planned_more_than_owed_may_build_less_without_a_fee(desk):
    shelter = surveyed(desk, "855.00", planned="862.00")
    review = CompletionReview.objects.get()
    assert (review.state, review.assessment) == (State.NOTHING_DUE, None)
    assert issue_certificate(shelter.pk, by=desk.office.who(Role.CLERK))


def test_the_figure_that_was_checked_is_the_figure_that_is_posted(desk):
    surveyed(desk, "830.00")
    with pytest.raises(Overtaken):
        submit_completion(
            CompletionReview.objects.get().pk,
            by=desk.officer,
            on=desk.today,
            expected=Decimal("1.00"),
        )
    assert not FeeAccount.objects.filter(balance__gt=0).exists()


def test_a_review_is_ended_once_and_by_finance(desk):
    surveyed(desk, "830.00")
    review = CompletionReview.objects.get()
    with pytest.raises(NotPermitted, match="财务"):
        submit_completion(review.pk, by=desk.office.who(Role.HEAD), on=desk.today)
    draft = submit_completion(review.pk, by=desk.officer, on=desk.today)
    with pytest.raises(WrongState, match="待复核"):
        submit_completion(review.pk, by=desk.officer, on=desk.today)
    desk.approve(draft)
    with pytest.raises(WrongState):
        submit_completion(review.pk, by=desk.officer, on=desk.today)


def test_finance_finds_it_on_the_to_do_list_and_the_page_posts_it(client, desk):
    surveyed(desk, "830.00")
    titles = [task.title for task in open_tasks(Scope(desk.officer), desk.today)]
    assert "竣工核定易地建设费" in titles
    client.force_login(desk.officer)
    review = CompletionReview.objects.get()
    assert "滨河雅苑" in client.get("/fees/completions/").content.decode()
    address = f"/fees/completions/{review.pk}/"
    shown = client.get(address).content.decode()
    assert "¥30,000.00" in shown
    assert client.post(address, {"expected": "30000.00"}).status_code == 302
    assert "待复核" in client.get(address).content.decode()
    desk.approve(review.drafts.get())
    review.refresh_from_db()
    assert review.state == State.ASSESSED
    assert client.get(address).status_code == 200


def test_another_office_finds_no_review(client, desk):
    surveyed(desk, "830.00")
    client.force_login(desk.office.who(Role.FINANCE, at=desk.office.west))
    assert client.get(f"/fees/completions/{CompletionReview.objects.get().pk}/").status_code == 404
