"""分期建设: several permits for one plan, each counted alone, together, or settled at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engineering.approvals.acts.acceptance import accept_application
from engineering.approvals.acts.decision import review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.queries.computation import (
    changed_phases,
    compute_for,
    later_applications,
)
from engineering.area.computation import compute
from engineering.models import Application, Project
from engineering.projects.acts import amend_project
from engineering.projects.forms import BuildingForm
from fees.assessments.proposal import propose
from renfang.acts import Incomplete, Refused
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.resting import Ending, resting_on
from renfang.rules.models import LocalPractice, PhaseMethod
from renfang.workbench.tasks import open_tasks
from tests.builders.applications import (
    OFFICE_BLOCK,
    TOWER,
    grant,
    project_entry,
    registered,
    reviewed,
)
from tests.builders.office import Office

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 6)
# 1,500 ㎡ above ground owe nothing by themselves: the national threshold is 2,000 ㎡.
SMALL = replace(
    OFFICE_BLOCK,
    ground_floor_area=Decimal("500.00"),
    above_ground_area=Decimal("1500.00"),
)
ZERO, NOTHING = Decimal("0.00"), Decimal("0")


def practice(office: Office, method: str) -> None:
    LocalPractice.objects.filter(organisation=office.city).update(phase_method=method)


def first_phase(office: Office, built: str = "850.00") -> Project:
    """A tower, granted: 850 ㎡ are owed; what is built beyond is a surplus."""
    application = reviewed(office, Plan("build", Decimal(built)))
    grant(office, application)
    return application.project


def next_phase(office: Office, last: Project, number: int = 2, **changes: object) -> Project:
    return registered(
        office,
        code=f"2404-620102-04-01-00000{number}",
        name=f"锦绣家园{number}期",
        follows_id=last.pk,
        **{"buildings": (OFFICE_BLOCK,)} | changes,
    )


def test_each_phase_counts_alone_where_the_practice_says_so(office: Office) -> None:
    second = next_phase(office, first_phase(office, "900.00"))
    assert compute_for(second, ZERO, DAY).required_area == Decimal("172.81")


def test_a_surplus_of_an_earlier_phase_is_carried_over(office: Office) -> None:
    practice(office, PhaseMethod.CUMULATIVE)
    second = next_phase(office, first_phase(office, "900.00"))
    computed = compute_for(second, ZERO, DAY)
    # 850.00 + 172.81 owed together, 900.00 permitted already.
    assert computed.required_area == Decimal("122.81")
    assert [row.building.name for row in computed.rows] == ["办公楼"]
    step = next(step for step in computed.steps if step["rule"].startswith("分期结转：锦绣家园"))
    assert "1022.81㎡ － 以前各期批准修建 900.00㎡" in step["formula"]
    assert step["result"] == "本期应建面积 122.81㎡"


def test_a_surplus_larger_than_the_duty_leaves_nothing_owed(office: Office) -> None:
    practice(office, PhaseMethod.CUMULATIVE)
    second = next_phase(office, first_phase(office, "1200.00"))
    assert compute_for(second, ZERO, DAY).required_area == 0


def test_phases_below_the_threshold_reach_it_together(office: Office) -> None:
    practice(office, PhaseMethod.CUMULATIVE)
    # The first phase has a tower beside its small block, or it would need no permit.
    application = reviewed(office, buildings=(TOWER, SMALL))
    grant(office, application)
    assert application.computations.get().required_area == Decimal("850.00")
    second = next_phase(office, application.project, buildings=(SMALL,))
    # 2 % of 3,000 ㎡: also what the first phase's block did not owe alone.
    assert compute_for(second, ZERO, DAY).required_area == Decimal("60.00")


def test_what_an_earlier_phase_relocated_counts_as_met(office: Office) -> None:
    practice(office, PhaseMethod.CUMULATIVE)
    plan = Plan("relocation", NOTHING, "below_first_floor")
    application = reviewed(office, plan, buildings=(OFFICE_BLOCK,))
    grant(office, application)
    second = next_phase(office, application.project)
    assert compute_for(second, ZERO, DAY).required_area == Decimal("172.81")


def test_only_the_last_phase_settles_the_whole_plan(office: Office) -> None:
    practice(office, PhaseMethod.LAST_PHASE_BALANCE)
    second = next_phase(office, first_phase(office, "900.00"))
    assert compute_for(second, ZERO, DAY).required_area == Decimal("172.81")
    second.is_last_phase = True
    assert compute_for(second, ZERO, DAY).required_area == Decimal("122.81")


def test_a_phase_waits_for_the_permit_of_the_one_before(office: Office) -> None:
    practice(office, PhaseMethod.CUMULATIVE)
    second = next_phase(office, registered(office))
    with pytest.raises(Incomplete, match=r"“锦绣家园”没有有效的许可.*先办结上一期"):
        submit_application(
            second.pk, Plan("build", Decimal("200")), received_on=DAY, by=office.who(Role.CLERK)
        )


def test_the_stored_facts_alone_give_the_balance_again_and_the_fee_follows_it(
    office: Office,
) -> None:
    practice(office, PhaseMethod.CUMULATIVE)
    second = next_phase(office, first_phase(office, "900.00"))
    clerk = office.who(Role.CLERK)
    plan = Plan("relocation", NOTHING, "below_first_floor")
    application = submit_application(second.pk, plan, received_on=DAY, by=clerk)
    accept_application(application.pk, on=DAY, by=clerk)
    review_application(application.pk, opinion="正确", on=DAY, by=office.who(Role.REVIEWER))
    stored = application.computations.get()
    assert compute(stored.stated).required_area == stored.required_area == Decimal("122.81")
    grant(office, application, on=DAY)
    proposal = propose(Application.objects.get(pk=application.pk))
    assert proposal.shortfall_area == Decimal("122.81")
    assert proposal.payable == Decimal("184215.00")


def test_half_a_metre_of_surplus_opens_no_ground_that_the_building_does_not_have(
    office: Office,
) -> None:
    practice(office, PhaseMethod.LAST_PHASE_BALANCE)
    first = first_phase(office, "850.50")
    block = replace(TOWER, name="2号楼", ground_floor_area=Decimal("400.00"))
    second = next_phase(office, first, buildings=(block,), is_last_phase=True)
    computed = compute_for(second, ZERO, DAY)
    assert computed.required_area == Decimal("399.50")
    # The tower owes its whole first floor of 400 ㎡: art. 48 has no ground for it.
    assert computed.may_relocate is False
    ground = next(step for step in computed.steps if "首层建筑面积" in step["rule"])
    assert "按本栋规则（不计分期结转）应建 400.00㎡ ≥ 首层 400.00㎡" in ground["formula"]
    with pytest.raises(Incomplete, match="不符合易地建设的面积条件"):
        submit_application(
            second.pk,
            Plan("relocation", NOTHING, "below_first_floor"),
            received_on=DAY,
            by=office.who(Role.CLERK),
        )


def later_phase_in_hand(office: Office) -> tuple[Application, Application]:
    """A first phase of 900 ㎡, granted, and a second one that was accepted counting on it."""
    practice(office, PhaseMethod.CUMULATIVE)
    second = next_phase(office, first_phase(office, "900.00"))
    clerk = office.who(Role.CLERK)
    plan = Plan("relocation", NOTHING, "below_first_floor")
    application = submit_application(second.pk, plan, received_on=DAY, by=clerk)
    accept_application(application.pk, on=DAY, by=clerk)
    return Application.objects.get(project=second.follows), Application.objects.get(
        pk=application.pk
    )


def revoked(office: Office, permit: Application) -> None:
    end_permit(
        permit.pk,
        "revoke",
        ground="fraud",
        facts="经核查，情况属实，有书面材料为证",
        hearing_note="被许可人未提出陈述、申辩",
        on=DAY,
        by=office.who(Role.HEAD),
    )


def test_a_phase_that_falls_away_stops_the_next_one_until_it_is_computed_anew(
    office: Office,
) -> None:
    first, second = later_phase_in_hand(office)
    told = [(each.row, each.label) for each in resting_on(first, Ending.REVOKE)]
    assert (second, "后期审批") in told
    assert changed_phases(second) == ""
    revoked(office, first)
    second = Application.objects.get(pk=second.pk)
    assert "没有有效的许可" in changed_phases(second)
    reviewer = office.who(Role.REVIEWER)
    with pytest.raises(Refused, match="没有有效的许可"):
        review_application(second.pk, opinion="正确", on=DAY, by=reviewer)
    # What is to be done is to send it back, and the reviewer's list says so.
    tasks = open_tasks(Scope(reviewer), DAY)
    assert [task.title for task in tasks if second.project.name in task.subject] == ["退回重核"]


def test_what_the_first_phase_may_build_is_counted_as_it_stands(office: Office) -> None:
    first, second = later_phase_in_hand(office)
    Application.objects.filter(pk=first.pk).update(planned_area="850.00")
    words = changed_phases(Application.objects.get(pk=second.pk))
    assert "以前各期批准修建 900.00㎡、易地建设 0.00㎡，现为修建 850.00㎡" in words


def test_a_phase_that_was_not_counted_stops_nobody(office: Office) -> None:
    second = next_phase(office, first_phase(office, "900.00"))
    clerk = office.who(Role.CLERK)
    plan = Plan("relocation", NOTHING, "below_first_floor")
    application = submit_application(second.pk, plan, received_on=DAY, by=clerk)
    first = Application.objects.get(project=second.follows)
    assert list(later_applications(first)) == []
    revoked(office, first)
    assert changed_phases(Application.objects.get(pk=application.pk)) == ""


def test_phases_follow_one_another_in_a_line(office: Office) -> None:
    first = registered(office)
    second = next_phase(office, first)
    with pytest.raises(Incomplete, match=f"下一期已登记为“{second}”") as refusal:
        next_phase(office, first, 3)
    assert refusal.value.field == "follows_code"
    with pytest.raises(Incomplete, match="成了环"):
        amend_project(
            first.pk,
            project_entry(follows_id=second.pk),
            version=None,
            by=office.who(Role.CLERK),
        )


def test_the_plan_being_met_is_a_ground_where_the_book_says_so(office: Office) -> None:
    LocalPractice.objects.filter(organisation=office.city).update(
        rulebook="zhejiang", local_share_bp=None
    )
    # 9 % of 15,300 ㎡ are 1,377 ㎡: too much for the ground of area.
    project = registered(office)
    assert compute_for(project, ZERO, DAY).may_relocate is False
    project.plan_satisfied = True
    assert compute_for(project, ZERO, DAY).may_relocate is True


def test_the_form_names_the_phase_before_and_computes_with_it(office: Office, client) -> None:
    practice(office, PhaseMethod.CUMULATIVE)
    first = first_phase(office, "900.00")
    client.force_login(office.who(Role.CLERK))
    sent = {
        "credit_code": "91110000101623741K",
        "developer_name": "锦绣置业有限公司",
        "code": "2404-620102-04-01-000009",
        "name": "锦绣家园二期",
        "organisation": office.east.pk,
        "division": office.east.division_id,
        "zone": "urban",
        "address": "东区和平路 90 号",
        "follows_code": first.code,
        "is_last_phase": "on",
        "plan_satisfied": "no",
        "buildings-TOTAL_FORMS": 1,
        "buildings-INITIAL_FORMS": 0,
        **{f"buildings-0-{name}": getattr(OFFICE_BLOCK, name) for name in BuildingForm.base_fields},
    }
    shown = client.post("/engineering/projects/required-area/", sent).content.decode()
    assert "122.81" in shown
    assert "分期结转" in shown
    answer = client.post("/engineering/projects/register/", sent)
    if answer.status_code != 302:  # a doubtful check digit is answered with a remark
        answer = client.post("/engineering/projects/register/", {**sent, "remark": "与原件一致"})
    assert answer.status_code == 302
    project = Project.objects.get(name="锦绣家园二期")
    assert (project.follows, project.is_last_phase) == (first, True)
    assert project.plan_satisfied is False
    assert first.name in client.get(project.get_absolute_url()).content.decode()
