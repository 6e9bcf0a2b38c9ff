"""时限与退回: promises, extensions, pauses, and figures that are sent back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engineering.approvals.acts.clock import extend_deadline, pause_clock, resume_clock
from engineering.approvals.acts.computation import recompute_area
from engineering.approvals.acts.decision import return_to_clerk, review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import submit_application
from engineering.models import Pause
from engineering.projects.acts import amend_project
from renfang.acts import Incomplete, NotPermitted, WrongState
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from tests.builders.applications import TOWER, accepted, project_entry, registered
from tests.builders.office import Office
from tests.engineering.approvals.test_permits import published

pytestmark = pytest.mark.django_db

LARGER = replace(TOWER, ground_floor_area=Decimal("900.00"))


# 时限


def test_the_head_extends_the_time_once_by_ten_working_days(office: Office) -> None:
    application = accepted(office)
    head = office.who(Role.HEAD)
    # Accepted 2024-04-01: twenty working days end on 04-29, thirty on 05-15.
    extended = extend_deadline(
        application.pk, reason="需要补充勘察资料核实", on=date(2024, 4, 25), by=head
    )
    assert extended.due_on == date(2024, 5, 15)
    paper = IssuedDocument.objects.of(application).first()
    assert paper.kind == "extension_notice"
    with pytest.raises(WrongState, match="只能延长一次"):
        extend_deadline(application.pk, reason="仍需核实有关情况", on=date(2024, 5, 9), by=head)


def test_only_the_head_extends_the_time(office: Office) -> None:
    with pytest.raises(NotPermitted):
        extend_deadline(
            accepted(office).pk,
            reason="需要补充勘察资料核实",
            on=date(2024, 4, 25),
            by=office.who(Role.CLERK),
        )


def test_time_that_has_run_out_is_not_extended(office: Office) -> None:
    with pytest.raises(WrongState, match="2024-04-29 届满"):
        extend_deadline(
            accepted(office).pk,
            reason="需要补充勘察资料核实",
            on=date(2024, 4, 30),
            by=office.who(Role.HEAD),
        )


def test_the_promised_limit_is_the_one_that_shows(office: Office) -> None:
    published(office, promised_days=10)
    application = accepted(office)
    assert application.due_on == date(2024, 4, 16)
    extended = extend_deadline(
        application.pk,
        reason="需要补充勘察资料核实",
        on=date(2024, 4, 15),
        by=office.who(Role.HEAD),
    )
    assert extended.due_on == date(2024, 5, 15)


def test_a_new_promise_does_not_reach_back(office: Office) -> None:
    published(office, promised_days=10, effective_from=date(2024, 4, 2))
    assert accepted(office).due_on == date(2024, 4, 29)


def test_a_promise_longer_than_the_law_is_refused(office: Office) -> None:
    with pytest.raises(Incomplete, match="不能长于法定时限"):
        published(office, promised_days=25)


def test_a_shorter_limit_for_corrections_counts_from_receipt(office: Office) -> None:
    published(office, completeness_days=2)
    application = submit_application(
        registered(office).pk,
        Plan("build", Decimal("850.00")),
        received_on=date(2024, 3, 29),
        by=office.who(Role.CLERK),
    )
    assert application.due_on == date(2024, 4, 2)


def test_a_hearing_stops_the_clock_and_the_applicant_is_told(office: Office) -> None:
    application = accepted(office)
    clerk = office.who(Role.CLERK)
    pause_clock(
        application.pk,
        starts_on=date(2024, 4, 8),
        reason="利害关系人申请听证",
        kind=Pause.Kind.HEARING,
        expected_days=5,
        by=clerk,
    )
    paper = IssuedDocument.objects.of(application).first()
    assert (paper.kind, paper.snapshot["procedure"]) == ("special_procedure_notice", "听证")
    assert paper.snapshot["expected_days"] == 5
    resume_clock(application.pk, resumes_on=date(2024, 4, 13), by=clerk)
    application.refresh_from_db()
    assert application.due_on == date(2024, 5, 9)


# 退回


def test_the_reviewer_sends_wrong_figures_back_and_the_clerk_computes_anew(office: Office) -> None:
    application = accepted(office)
    clerk, reviewer = office.who(Role.CLERK), office.who(Role.REVIEWER)
    return_to_clerk(application.pk, reason="首层面积与总平面图不一致，应为 900㎡", by=reviewer)
    amend_project(
        application.project_id, project_entry(buildings=(LARGER,)), version=None, by=clerk
    )
    again = recompute_area(application.pk, Plan("build", Decimal("900.00")), by=clerk)
    assert again.state == "accepted"
    assert again.due_on == date(2024, 4, 29)
    areas = [row.required_area for row in again.computations.order_by("id")]
    assert areas == [Decimal("850.00"), Decimal("900.00")]
    review_application(again.pk, opinion="核定正确", on=date(2024, 4, 10), by=reviewer)
