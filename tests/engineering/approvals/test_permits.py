"""免建、变更、延续、撤回、撤销、注销、延长与退回: what becomes of a permit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engineering.approvals.acts.acceptance import accept_application
from engineering.approvals.acts.decision import decide_application, review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.acts.settings import set_limits
from engineering.approvals.acts.withdrawal import withdraw_application
from engineering.approvals.queries.permits import differences
from engineering.models import Application, Project, ServiceItem, Shelter
from engineering.projects.acts import amend_project
from fees.assessments.queries import awaiting_assessment
from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.applications import (
    OFFICE_BLOCK,
    TOWER,
    accepted,
    project_entry,
    registered,
    relocation,
    reviewed,
)
from tests.builders.office import Office

pytestmark = pytest.mark.django_db

CHANGE = Plan("change", Decimal("900.00"), note="规划调整，首层面积增加 50㎡")
LARGER = replace(TOWER, ground_floor_area=Decimal("900.00"))


def grant(
    office: Office, application: Application, on: date = date(2024, 4, 12), explanation: str = ""
) -> IssuedDocument:
    return decide_application(
        application.pk,
        grant=True,
        opinion="同意",
        on=on,
        explanation=explanation,
        by=office.who(Role.HEAD),
    )


def granted(office: Office) -> Application:
    grant(office, reviewed(office))
    return Application.objects.get()


def carried_to_review(office: Office, application: Application, on: date) -> Application:
    accept_application(application.pk, on=on, by=office.who(Role.CLERK))
    return review_application(
        application.pk, opinion="核定正确", on=on, by=office.who(Role.REVIEWER)
    )


def change_applied_for(office: Office, permit: Application) -> Application:
    """An application of 2024-05-06 to change the tower's ground floor to 900 ㎡."""
    clerk = office.who(Role.CLERK)
    amendment = Plan("change", Decimal("900.00"), note=CHANGE.note)
    application = submit_application(
        permit.project_id, amendment, received_on=date(2024, 5, 6), by=clerk
    )
    amend_project(permit.project_id, project_entry(buildings=(LARGER,)), version=None, by=clerk)
    return application


# 免建


def test_exemption_is_confirmed_where_nothing_is_owed(office: Office) -> None:
    factory = replace(OFFICE_BLOCK, name="厂房", use="industrial")
    plan = Plan("exemption", Decimal("0.00"))
    application = reviewed(office, plan, buildings=(factory,))
    paper = grant(office, application)
    assert paper.kind == "exemption_approval"
    assert paper.number == "X东动防免审〔2024〕1号"
    assert not Shelter.objects.exists()


def test_who_owes_a_shelter_is_not_exempted(office: Office) -> None:
    with pytest.raises(Incomplete, match=r"应建面积为 850\.00㎡，不符合免建条件") as refusal:
        accepted(office, Plan("exemption", Decimal("0.00")))
    assert refusal.value.field == "kind"


# 易地自建


def test_who_builds_elsewhere_says_where_and_owes_no_fee(office: Office) -> None:
    plan = Plan("relocation", Decimal("0.00"), "below_first_floor", way="elsewhere")
    with pytest.raises(Incomplete, match="易地修建的地点") as refusal:
        accepted(office, plan, buildings=(OFFICE_BLOCK,))
    assert refusal.value.field == "note"
    plan = replace(plan, note="在和平路 90 号地块修建 172.81㎡，2025 年底前完成")
    application = reviewed(office, plan, buildings=(OFFICE_BLOCK,), code="2404-620102-04-01-000002")
    paper = grant(office, application)
    assert paper.snapshot["relocation_way"] == "elsewhere"
    assert not awaiting_assessment(Scope(office.who(Role.FINANCE))).exists()


def test_who_pays_waits_for_the_assessment_of_the_fee(office: Office) -> None:
    grant(office, relocation(office))
    assert awaiting_assessment(Scope(office.who(Role.FINANCE))).exists()


# 变更


def test_a_change_recomputes_and_shows_the_difference(office: Office) -> None:
    permit = granted(office)
    old = permit.computations.get()
    application = carried_to_review(office, change_applied_for(office, permit), date(2024, 5, 7))
    paper = grant(office, application, on=date(2024, 5, 8))
    assert paper.kind == "change_decision"
    assert paper.snapshot["differences"][0] == ("应建面积", "850.00", "900.00", "+50.00")
    assert paper.snapshot["superseded"]["number"] == "X东动防建审〔2024〕1号"
    permit.refresh_from_db()
    application.refresh_from_db()
    assert (permit.state, application.state) == ("superseded", "granted")
    assert permit.computations.get().required_area == old.required_area == Decimal("850.00")
    shelter = Shelter.objects.get()
    assert (shelter.approved_area, shelter.approval_id) == (Decimal("900.00"), application.pk)
    assert differences(application)[1] == ("批准修建面积", "850.00", "900.00", "+50.00")


def test_a_withdrawn_change_puts_the_buildings_back(office: Office) -> None:
    permit = granted(office)
    application = change_applied_for(office, permit)
    project = Project.objects.get()
    assert project.buildings.get().ground_floor_area == Decimal("900.00")
    withdraw_application(application.pk, reason="不再变更设计", by=office.who(Role.CLERK))
    project.refresh_from_db()
    assert project.buildings.get().ground_floor_area == Decimal("850.00")
    assert project.stage == Project.Stage.GRANTED
    permit.refresh_from_db()
    assert permit.state == "granted"


def test_a_refused_change_leaves_the_permit_in_force(office: Office) -> None:
    permit = granted(office)
    application = carried_to_review(office, change_applied_for(office, permit), date(2024, 5, 7))
    decide_application(
        application.pk,
        grant=False,
        opinion="变更后的设计不符合规范要求",
        on=date(2024, 5, 8),
        by=office.who(Role.HEAD),
    )
    permit.refresh_from_db()
    assert permit.state == "granted"
    assert Project.objects.get().buildings.get().ground_floor_area == Decimal("850.00")


def test_a_permitted_design_is_amended_only_through_a_change(office: Office) -> None:
    permit = granted(office)
    with pytest.raises(WrongState, match="先登记“变更许可”的申请"):
        amend_project(
            permit.project_id,
            project_entry(buildings=(LARGER,)),
            version=None,
            by=office.who(Role.CLERK),
        )


def test_there_is_no_change_without_a_permit(office: Office) -> None:
    project = registered(office)
    with pytest.raises(WrongState, match="没有有效的许可"):
        submit_application(
            project.pk, CHANGE, received_on=date(2024, 5, 6), by=office.who(Role.CLERK)
        )


# 延续


def published(office: Office, **limits: object) -> ServiceItem:
    values = {
        "kind": "build",
        "effective_from": date(2020, 1, 1),
        "legal_basis": "X动〔2020〕1号",
    } | limits
    return set_limits(office.city.pk, ServiceItem(**values), by=office.who(Role.HEAD, office.city))


def test_a_renewal_lengthens_the_permit_it_belongs_to(office: Office) -> None:
    published(office, validity_months=12)
    permit = granted(office)
    assert permit.valid_until == date(2025, 4, 12)
    plan = Plan("renewal", Decimal("0.00"), note="因拆迁推迟开工，申请延续一年")
    application = submit_application(
        permit.project_id, plan, received_on=date(2025, 3, 3), by=office.who(Role.CLERK)
    )
    accepted_one = accept_application(
        application.pk, on=date(2025, 3, 31), by=office.who(Role.CLERK)
    )
    assert accepted_one.accepted_on == date(2025, 3, 3)
    review_application(
        application.pk, opinion="同意延续", on=date(2025, 4, 1), by=office.who(Role.REVIEWER)
    )
    # Not accepted within five days, it was accepted when it came: the twenty days are over.
    late = "逾期未受理，自收到材料之日起计算"
    paper = grant(office, application, on=date(2025, 4, 2), explanation=late)
    permit.refresh_from_db()
    application.refresh_from_db()
    assert paper.kind == "renewal_decision"
    assert (permit.state, permit.valid_until) == ("granted", date(2026, 4, 12))
    assert application.state == "renewed"
    assert Shelter.objects.count() == 1


def test_a_renewal_is_decided_before_the_permit_runs_out(office: Office) -> None:
    published(office, validity_months=12)
    permit = granted(office)
    plan = Plan("renewal", Decimal("0.00"), note="因拆迁推迟开工，申请延续一年")
    clerk = office.who(Role.CLERK)
    application = submit_application(
        permit.project_id, plan, received_on=date(2025, 3, 13), by=clerk
    )
    accept_application(application.pk, on=date(2025, 3, 19), by=clerk)
    application.refresh_from_db()
    # Twenty working days would end on a later day; silence past the last day would be consent.
    assert application.due_on == date(2025, 4, 12)


def test_a_permit_without_a_term_needs_no_renewal(office: Office) -> None:
    permit = granted(office)
    plan = Plan("renewal", Decimal("0.00"), note="申请延续一年时间")
    with pytest.raises(WrongState, match="没有规定有效期"):
        submit_application(
            permit.project_id, plan, received_on=date(2024, 5, 6), by=office.who(Role.CLERK)
        )


# 撤回、撤销、注销


@pytest.mark.parametrize(
    ("way", "ground", "state", "number"),
    [
        ("retract", "law_changed", "retracted", "X东动防撤回〔2024〕1号"),
        ("revoke", "fraud", "revoked", "X东动防撤销〔2024〕1号"),
        ("cancel", "given_up", "cancelled", "X东动防注销〔2024〕1号"),
    ],
)
def test_a_permit_ends_with_its_ground_and_a_paper(
    office: Office, way: str, ground: str, state: str, number: str
) -> None:
    permit = granted(office)
    paper = end_permit(
        permit.pk,
        way,
        ground=ground,
        facts="经核查，情况属实，有书面材料为证",
        hearing_note="被许可人未提出陈述、申辩",
        on=date(2024, 6, 3),
        by=office.who(Role.HEAD),
    )
    permit.refresh_from_db()
    assert (permit.state, permit.ended_on, paper.number) == (state, date(2024, 6, 3), number)
    assert paper.snapshot["permit_number"] == "X东动防建审〔2024〕1号"
    assert Project.objects.get().stage == Project.Stage.CLOSED


def test_the_holder_is_heard_before_the_permit_is_revoked(office: Office) -> None:
    with pytest.raises(Incomplete) as refusal:
        end_permit(
            granted(office).pk,
            "revoke",
            ground="fraud",
            facts="提交的勘察报告系伪造，已经鉴定",
            on=date(2024, 6, 3),
            by=office.who(Role.HEAD),
        )
    assert refusal.value.field == "hearing_note"


def test_a_permit_that_has_not_expired_is_not_cancelled_as_expired(office: Office) -> None:
    with pytest.raises(Incomplete, match="尚未届满"):
        end_permit(
            granted(office).pk,
            "cancel",
            ground="expired",
            facts="有效期届满没有申请延续",
            on=date(2024, 6, 3),
            by=office.who(Role.HEAD),
        )


def test_after_a_permit_has_ended_the_project_can_be_applied_for_again(office: Office) -> None:
    permit = granted(office)
    end_permit(
        permit.pk,
        "cancel",
        ground="given_up",
        facts="建设单位书面申请注销许可",
        on=date(2024, 6, 3),
        by=office.who(Role.HEAD),
    )
    again = submit_application(
        permit.project_id,
        Plan("build", Decimal("850.00")),
        received_on=date(2024, 6, 4),
        by=office.who(Role.CLERK),
    )
    assert again.supersedes is None
