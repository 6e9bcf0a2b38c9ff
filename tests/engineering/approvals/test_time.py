"""时限与退回: promises, extensions, pauses, and figures that are sent back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from engineering.approvals.acts.clock import (
    extend_deadline,
    note_procedure,
    pause_clock,
    resume_clock,
)
from engineering.approvals.acts.computation import recompute_area
from engineering.approvals.acts.decision import return_to_clerk, review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.steps import PAUSE, RESUME
from engineering.models import Pause
from engineering.projects.acts import amend_project
from renfang.acts import Incomplete, NotPermitted, WrongState
from renfang.documents.models import IssuedDocument
from renfang.history.models import Event
from renfang.organisations.permissions import Role
from tests.builders.applications import TOWER, accepted, project_entry, registered
from tests.builders.office import Office
from tests.builders.pursuit import served
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


@pytest.mark.parametrize("kind", [kind for kind in Pause.Kind if kind not in Pause.LAWFUL])
def test_only_what_the_law_lists_stops_the_clock(office: Office, kind: str) -> None:
    """许可法 art. 45 is a closed list: neither 现场踏勘 nor 公示 is on it."""
    application = accepted(office)
    with pytest.raises(Incomplete, match="第四十五条只列") as refusal:
        pause_clock(
            application.pk,
            starts_on=date(2024, 4, 8),
            reason="踏勘现场",
            kind=kind,
            expected_days=5,
            by=office.who(Role.CLERK),
        )
    assert refusal.value.field == "kind"
    application.refresh_from_db()
    assert application.due_on == date(2024, 4, 29)


def test_the_closed_list_is_that_of_the_law(office: Office, client: Client) -> None:
    labels = "听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审"
    assert "、".join(kind.label for kind in Pause.LAWFUL) == labels
    client.force_login(office.who(Role.CLERK))
    page = client.get(PAUSE.url_for(accepted(office))).content.decode()
    assert all(f">{label}</option>" in page for label in labels.split("、"))
    assert "现场踏勘</option>" not in page
    assert "公示</option>" not in page


@pytest.mark.parametrize("days", [None, 0])
def test_the_time_that_a_procedure_takes_is_told(office: Office, client: Client, days) -> None:
    application = accepted(office)
    with pytest.raises(Incomplete) as refusal:
        pause_clock(
            application.pk,
            starts_on=date(2024, 4, 8),
            reason="专家评审",
            expected_days=days,
            by=office.who(Role.CLERK),
        )
    assert refusal.value.field == "expected_days"
    client.force_login(office.who(Role.CLERK))
    answer = client.post(
        PAUSE.url_for(application),
        {
            "kind": "hearing",
            "starts_on": "2024-04-08",
            "reason": "听证",
            "expected_days": days or "",
        },
    )
    assert answer.status_code == 422
    assert not IssuedDocument.objects.filter(kind="special_procedure_notice").exists()


def test_a_notice_that_was_not_served_is_called_to_mind(office: Office, client: Client) -> None:
    application, clerk = accepted(office), office.who(Role.CLERK)
    pause_clock(
        application.pk,
        starts_on=date(2024, 4, 8),
        reason="专家评审",
        expected_days=5,
        by=clerk,
    )
    client.force_login(clerk)
    address = RESUME.url_for(application)
    assert "尚未登记送达" in client.get(address).content.decode()
    served(IssuedDocument.objects.get(kind="special_procedure_notice"), date(2024, 4, 9), clerk)
    assert "尚未登记送达" not in client.get(address).content.decode()


def test_a_site_check_is_on_record_and_moves_no_day(office: Office) -> None:
    application, clerk = accepted(office), office.who(Role.CLERK)
    said = {"on": date(2024, 4, 3), "until": date(2024, 4, 3), "finding": "与图纸一致", "by": clerk}
    with pytest.raises(Incomplete, match="两名以上踏勘人员"):
        note_procedure(application.pk, kind="site_check", people="张三", **said)
    with pytest.raises(Incomplete, match="选择现场踏勘或者公示"):
        note_procedure(application.pk, kind="hearing", people="", **said)
    note_procedure(application.pk, kind="site_check", people="张三、李四", **said)
    event = Event.objects.get(act="登记现场踏勘")
    assert event.after == {"起止日期": "2024-04-03 至 2024-04-03", "踏勘人员": "张三、李四"}
    note_procedure(application.pk, kind="public_notice", people="", **said)
    assert Event.objects.filter(act="登记公示").exists()
    application.refresh_from_db()
    assert application.due_on == date(2024, 4, 29)
    assert not application.pauses.exists()


def test_pauses_of_before_stand_and_one_that_is_open_ends_with_the_upgrade(office: Office) -> None:
    upgrade = import_module("engineering.migrations.0003_clocks_by_the_law").end_unlawful_pauses
    application = accepted(office)
    past = Pause.objects.create(
        application=application,
        kind="public_notice",
        starts_on=date(2024, 4, 2),
        ends_on=date(2024, 4, 3),
        reason="公示",
    )
    under_way = Pause.objects.create(
        application=application, kind="site_check", starts_on=date(2024, 4, 8), reason="踏勘"
    )
    other = accepted(office, code="2404-620102-04-01-000002")
    lawful = Pause.objects.create(
        application=other, kind="testing", starts_on=date(2024, 4, 8), reason="检测"
    )
    with time_machine.travel("2024-04-12T04:00:00Z", tick=False):
        upgrade(apps, None)
    for pause in (past, under_way, lawful):
        pause.refresh_from_db()
    assert (past.ends_on, past.reason) == (date(2024, 4, 3), "公示")
    assert (under_way.ends_on, under_way.kind) == (date(2024, 4, 11), "site_check")
    assert "依法不停止计时" in under_way.reason
    assert lawful.ends_on is None


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
