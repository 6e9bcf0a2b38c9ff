"""收件、补正、受理与计时: the acts on an application, by their effects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.clock import pause_clock, resume_clock
from engineering.approvals.acts.decision import review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import resubmit_application, submit_application
from engineering.approvals.acts.withdrawal import withdraw_application
from engineering.models import Application, Project
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, WrongState
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from tests.builders.applications import (
    ACCEPTED_ON,
    BUILD_ALL,
    RECEIVED_ON,
    accepted,
    grant,
    received,
    registered,
    relocation,
    reviewed,
)
from tests.builders.office import Office

pytestmark = pytest.mark.django_db


def papers(application: Application) -> list[str]:
    return [paper.kind for paper in IssuedDocument.objects.of(application).order_by("id")]


# 收件


def test_receipt_starts_the_five_working_days(office: Office) -> None:
    application = received(office)
    # 2024-03-29 is a Friday; 清明 04-04 to 04-06 is off and Sunday 04-07 is worked.
    assert application.due_on == date(2024, 4, 8)
    assert Project.objects.get().stage == Project.Stage.IN_HAND


def test_a_project_has_one_application_at_a_time(office: Office) -> None:
    application = received(office)
    with pytest.raises(WrongState, match="已有一件申请"):
        submit_application(
            application.project_id, BUILD_ALL, received_on=RECEIVED_ON, by=office.who(Role.CLERK)
        )


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan("build", Decimal("849.99")), "planned_area"),
        (Plan("relocation", Decimal("850.00"), ground="geology"), "planned_area"),
        (Plan("relocation", Decimal("0.00")), "ground"),
        # 18 storeys: what is owed is the ground floor itself, so area is no ground.
        (Plan("relocation", Decimal("0.00"), ground="below_first_floor"), "ground"),
        (Plan("relocation", Decimal("0.00"), ground="geology"), "ground_facts"),
        (Plan("relocation", Decimal("0.00"), ground="天气不好"), "ground"),
    ],
)
def test_a_plan_that_the_law_does_not_allow_is_refused_at_its_field(
    office: Office, plan: Plan, field: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        received(office, plan)
    assert refusal.value.field == field


def test_geology_with_its_evidence_allows_relocation(office: Office) -> None:
    plan = Plan("relocation", Decimal("0.00"), "geology", "岩土工程勘察报告 2024-017：流砂层")
    application = received(office, plan)
    assert application.ground_name == "因地质、地形等原因不宜修建"
    assert "流砂层" in application.ground_text


def test_a_small_share_below_the_ground_floor_may_be_relocated(office: Office) -> None:
    assert relocation(office, received).kind == "relocation"


def test_an_application_cannot_be_received_tomorrow(office: Office) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Incomplete, match="不能晚于今天"):
        submit_application(
            registered(office).pk, BUILD_ALL, received_on=tomorrow, by=office.who(Role.CLERK)
        )


def test_the_office_without_a_local_practice_is_told_what_is_missing(office: Office) -> None:
    from renfang.rules.models import LocalPractice

    LocalPractice.objects.all().delete()
    with pytest.raises(Incomplete, match="本地执行口径"):
        received(office)


# 补正


def test_the_clock_stops_while_corrections_are_awaited(office: Office) -> None:
    application = received(office)
    request_correction(
        application.pk, note="缺岩土工程勘察报告", on=date(2024, 4, 2), by=office.who(Role.CLERK)
    )
    application.refresh_from_db()
    assert (application.state, application.due_on) == ("correction_requested", None)
    assert papers(application) == ["supplement_notice"]
    resubmit_application(application.pk, BUILD_ALL, on=date(2024, 4, 10), by=office.who(Role.CLERK))
    application.refresh_from_db()
    assert (application.state, application.due_on) == ("received", date(2024, 4, 17))


def test_what_is_missing_is_told_once(office: Office) -> None:
    application = received(office)
    clerk = office.who(Role.CLERK)
    request_correction(application.pk, note="缺勘察报告一份", on=date(2024, 4, 2), by=clerk)
    resubmit_application(application.pk, BUILD_ALL, on=date(2024, 4, 10), by=clerk)
    with pytest.raises(WrongState, match="须一次告知"):
        request_correction(application.pk, note="还缺总平面图", on=date(2024, 4, 11), by=clerk)


def test_after_five_days_nothing_more_can_be_asked_for(office: Office) -> None:
    application = received(office)
    with pytest.raises(WrongState, match="即为受理"):
        request_correction(
            application.pk, note="缺勘察报告一份", on=date(2024, 4, 9), by=office.who(Role.CLERK)
        )


def test_an_application_left_lying_counts_as_accepted_on_receipt(office: Office) -> None:
    application = received(office)
    accept_application(application.pk, on=date(2024, 4, 15), by=office.who(Role.CLERK))
    application.refresh_from_db()
    assert application.accepted_on == RECEIVED_ON
    assert "自收到材料之日起" in events_of(application)[0].note


# 受理


def test_acceptance_computes_stores_and_starts_the_twenty_days(office: Office) -> None:
    application = accepted(office)
    assert application.due_on == date(2024, 4, 29)
    computation = application.computations.get()
    assert computation.required_area == Decimal("850.00")
    assert computation.shortfall_area == Decimal("0.00")
    assert computation.required_by_grade == {"6": "850.00"}
    assert computation.facts["buildings"][0]["ground_floor_area"] == "850.00"
    assert computation.facts["local_share"] == "0.0200"
    assert papers(application) == ["acceptance_notice"]
    notice = IssuedDocument.objects.of(application).get()
    assert notice.number == "X东动防受〔2024〕1号"


def test_the_stored_facts_are_those_of_the_command_line(office: Office) -> None:
    facts = accepted(office).computations.get().facts
    assert set(facts) == {
        "rulebook",
        "as_of",
        "city_class",
        "division_level",
        "zone",
        "local_share",
        "rate",
        "buildings",
        "built_area",
        "lawful",
    }


def test_the_plan_is_judged_again_when_the_application_is_accepted(office: Office) -> None:
    from engineering.projects.acts import amend_project
    from tests.builders.applications import TOWER, project_entry

    application = received(office)
    larger = replace(TOWER, ground_floor_area=Decimal("900.00"))
    amend_project(
        application.project_id,
        project_entry(buildings=(larger,)),
        version=None,
        by=office.who(Role.CLERK),
    )
    with pytest.raises(Incomplete, match=r"小于应建面积 900\.00"):
        accept_application(application.pk, on=ACCEPTED_ON, by=office.who(Role.CLERK))


def test_not_accepting_closes_the_case_with_reasons(office: Office) -> None:
    application = received(office)
    not_accept_application(
        application.pk,
        ground="not_ours",
        competent_office="X市国防动员办公室",
        reason="项目不在本机关管辖范围",
        on=date(2024, 4, 2),
        by=office.who(Role.CLERK),
    )
    application.refresh_from_db()
    assert application.state == "not_accepted"
    assert papers(application) == ["rejection_notice"]
    assert Project.objects.get().stage == Project.Stage.CLOSED


def test_a_withdrawn_project_can_be_applied_for_again(office: Office) -> None:
    application = accepted(office)
    clerk = office.who(Role.CLERK)
    withdraw_application(application.pk, reason="设计方案调整", by=clerk)
    again = submit_application(
        application.project_id, BUILD_ALL, received_on=date(2024, 5, 6), by=clerk
    )
    assert again.pk != application.pk


# 计时


def test_the_deadline_moves_by_the_working_days_of_a_pause(office: Office) -> None:
    application = accepted(office)
    clerk = office.who(Role.CLERK)
    # 04-08 to 04-12: five working days that do not count.
    pause_clock(
        application.pk, starts_on=date(2024, 4, 8), reason="专家评审", expected_days=5, by=clerk
    )
    resume_clock(application.pk, resumes_on=date(2024, 4, 13), by=clerk)
    application.refresh_from_db()
    assert application.due_on == date(2024, 5, 9)
    assert application.pauses.get().ends_on == date(2024, 4, 12)


def test_a_paused_clock_is_not_paused_twice_nor_resumed_before_it_stopped(office: Office) -> None:
    application = accepted(office)
    clerk = office.who(Role.CLERK)
    with pytest.raises(WrongState, match="没有暂停"):
        resume_clock(application.pk, resumes_on=date(2024, 4, 13), by=clerk)
    pause_clock(
        application.pk, starts_on=date(2024, 4, 8), reason="专家评审", expected_days=5, by=clerk
    )
    with pytest.raises(WrongState, match="已暂停计时"):
        pause_clock(
            application.pk, starts_on=date(2024, 4, 9), reason="听证", expected_days=5, by=clerk
        )
    with pytest.raises(Incomplete, match="不能早于 2024-04-09"):
        resume_clock(application.pk, resumes_on=date(2024, 4, 8), by=clerk)


def test_no_decision_while_the_clock_stands_still(office: Office) -> None:
    application = reviewed(office)
    pause_clock(
        application.pk,
        starts_on=date(2024, 4, 11),
        reason="专家评审",
        expected_days=5,
        by=office.who(Role.CLERK),
    )
    with pytest.raises(WrongState, match="先由经办人恢复计时"):
        grant(office, application)


# 状态、岗位、版本


def test_each_act_names_the_state_it_needs(office: Office) -> None:
    application = received(office)
    clerk = office.who(Role.CLERK)
    with pytest.raises(WrongState, match=r"现为“已收件”，“已受理”状态才能复核"):
        review_application(
            application.pk, opinion="同意", on=date(2024, 4, 10), by=office.who(Role.REVIEWER)
        )
    with pytest.raises(WrongState):
        pause_clock(
            application.pk, starts_on=date(2024, 4, 1), reason="听证", expected_days=5, by=clerk
        )
    with pytest.raises(WrongState):
        grant(office, application)


def test_a_decided_case_takes_no_further_acts(office: Office) -> None:
    application = reviewed(office)
    grant(office, application)
    for act in (
        lambda: grant(office, application),
        lambda: withdraw_application(
            application.pk, reason="不想做了不做了", by=office.who(Role.CLERK)
        ),
    ):
        with pytest.raises(WrongState, match="准予许可"):
            act()
    assert papers(application).count("build_approval") == 1


def test_two_who_opened_the_same_version_do_not_both_decide(office: Office) -> None:
    application = reviewed(office)
    grant(office, application, version=application.version)
    with pytest.raises(Overtaken, match="已被他人办理"):
        grant(office, application, version=application.version)


def test_a_foreign_office_learns_nothing_of_an_application(office: Office) -> None:
    application = received(office)
    with pytest.raises(NotFound):
        accept_application(
            application.pk, on=ACCEPTED_ON, by=office.who(Role.CLERK, at=office.west)
        )


def test_another_post_is_told_whose_step_it_is(office: Office) -> None:
    application = received(office)
    with pytest.raises(NotPermitted, match="审批经办"):
        accept_application(application.pk, on=ACCEPTED_ON, by=office.who(Role.HEAD))
