"""Upkeep: inspections, hazards and their closing, maintenance, conversion plans."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from engineering.inspections.acts import plan_inspection
from engineering.models import ConversionPlan, Hazard, InspectionRecord, InspectionTask
from engineering.upkeep.acts.conversion import (
    Measure,
    PlanEntry,
    enter_conversion_plan,
    name_conversion_stages,
    review_conversion_plan,
)
from engineering.upkeep.acts.hazards import (
    HazardEntry,
    reinspect_hazard,
    report_hazard,
    report_rectified,
)
from engineering.upkeep.acts.inspection import record_inspection
from engineering.upkeep.acts.maintenance import log_maintenance
from engineering.upkeep.queries import hazard_light, stages_of
from renfang.acts import Incomplete, NotFound, NotPermitted, Overtaken, WrongState
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Light
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.upkeep import findings, standing_shelter

TODAY = timezone.localdate
State = Hazard.State


def days(count):
    return TODAY() + timedelta(days=count)


@pytest.fixture
def shelter(office):
    return standing_shelter(office)


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def leak(due=30):
    return HazardEntry("leakage", "顶板渗漏，地面积水", "general", days(due))


def hazard_of(shelter, clerk, due=30, found=0):
    return report_hazard(shelter.pk, leak(due), found_on=days(-found), by=clerk)


def inspected(shelter, clerk, **changes):
    said = {"inspected_on": TODAY(), "inspectors": "甲、乙", "findings": findings()} | changes
    return record_inspection(shelter.pk, by=clerk, **said)


def planned(office, clerk, *shelters):
    plan = plan_inspection(
        office.east.pk,
        shelter_ids=[shelter.pk for shelter in shelters],
        name="年度检查",
        starts_on=TODAY(),
        ends_on=days(60),
        note="",
        by=clerk,
    )
    return list(plan.tasks.order_by("pk"))


def test_an_inspection_enters_its_hazards_and_closes_its_task(office, shelter, clerk):
    [task] = planned(office, clerk, shelter)
    record = inspected(
        shelter, clerk, findings=findings("leakage"), hazards=[leak()], task_id=task.pk
    )
    task.refresh_from_db()
    assert task.state == InspectionTask.State.DONE
    assert [row["item"] for row in record.problems] == ["leakage"]
    assert record.hazards.get().state == State.OPEN


def test_the_whole_checklist_is_asked_for(shelter, clerk):
    part = findings()
    part.pop("fire")
    with pytest.raises(Incomplete, match="消防设施") as refusal:
        inspected(shelter, clerk, findings=part)
    assert refusal.value.field == "fire-result"


def test_what_does_not_meet_the_standard_is_a_hazard_and_the_other_way_round(shelter, clerk):
    with pytest.raises(Incomplete, match="登记隐患内容"):
        inspected(shelter, clerk, findings=findings("leakage"))
    with pytest.raises(Incomplete, match="没有判为不符合"):
        inspected(shelter, clerk, hazards=[leak()])
    assert not InspectionRecord.objects.exists()


def test_a_task_is_done_once_and_only_at_its_own_shelter(office, shelter, clerk):
    other = standing_shelter(office, "解放路防空地下室")
    task, _ = planned(office, clerk, shelter, other)
    with pytest.raises(NotFound):
        inspected(other, clerk, task_id=task.pk)
    inspected(shelter, clerk, task_id=task.pk)
    with pytest.raises(WrongState, match="已检查"):
        inspected(shelter, clerk, task_id=task.pk)


def test_a_hazard_is_closed_only_after_its_re_inspection(shelter, clerk):
    hazard = hazard_of(shelter, clerk)
    with pytest.raises(WrongState, match="待整改"):
        reinspect_hazard(hazard.pk, inspected_on=TODAY(), is_passed=True, note="好", by=clerk)
    report_rectified(hazard.pk, measures="注浆堵漏完成", rectified_on=TODAY(), by=clerk)
    reinspect_hazard(hazard.pk, inspected_on=TODAY(), is_passed=True, note="无渗漏", by=clerk)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.closed_on) == (State.CLOSED, TODAY())


def test_a_failed_re_inspection_opens_the_hazard_again_with_a_new_day(shelter, clerk):
    hazard = hazard_of(shelter, clerk)
    report_rectified(hazard.pk, measures="注浆堵漏完成", rectified_on=TODAY(), by=clerk)
    said = {"inspected_on": TODAY(), "is_passed": False, "note": "仍有渗漏"}
    with pytest.raises(Incomplete) as refusal:
        reinspect_hazard(hazard.pk, **said, by=clerk)
    assert refusal.value.field == "due_on"
    reinspect_hazard(hazard.pk, **said, due_on=days(14), by=clerk)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.due_on) == (State.OPEN, days(14))


@pytest.mark.parametrize(("due", "light"), [(90, Light.GREEN), (1, Light.AMBER), (-9, Light.RED)])
def test_the_light_of_a_hazard_tells_how_near_its_day_is(shelter, clerk, due, light):
    hazard = hazard_of(shelter, clerk, due, found=30)
    shown = hazard_light(hazard, current_calendar(), TODAY())
    assert shown.light is light


def test_a_form_filled_against_an_older_version_is_refused(shelter, clerk):
    hazard = hazard_of(shelter, clerk)
    said = {"measures": "注浆堵漏完成", "rectified_on": TODAY(), "by": clerk}
    report_rectified(hazard.pk, **said, version=1)
    with pytest.raises(Overtaken):
        report_rectified(hazard.pk, **said, version=1)


def test_who_may_only_look_cannot_record_and_strangers_find_nothing(office, shelter, clerk):
    with pytest.raises(NotPermitted, match="审批经办"):
        inspected(shelter, office.who(Role.REVIEWER))
    stranger = office.who(Role.CLERK, at=office.west)
    with pytest.raises(NotFound):
        inspected(shelter, stranger)
    hazard = hazard_of(shelter, clerk)
    assert not Hazard.objects.visible_to(Scope(stranger)).filter(pk=hazard.pk).exists()


def test_works_not_yet_built_are_not_inspected(office, clerk):
    with pytest.raises(WrongState, match="在建"):
        inspected(standing_shelter(office, state="under_construction"), clerk)


def test_what_was_recorded_cannot_be_changed(shelter, clerk):
    record = inspected(shelter, clerk)
    entry = log_maintenance(
        shelter.pk, done_on=TODAY(), kind="repair", content="更换水泵", unit="某物业", by=clerk
    )
    for row in (record, entry):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()


def test_the_to_do_list_names_inspections_hazards_and_reviews(office, shelter, clerk):
    planned(office, clerk, shelter)
    hazard_of(shelter, clerk)
    second = hazard_of(shelter, clerk)
    report_rectified(second.pk, measures="注浆堵漏完成", rectified_on=TODAY(), by=clerk)
    converted(shelter, clerk, review_due_on=days(5))
    titles = {task.title for task in open_tasks(Scope(clerk), TODAY())}
    assert titles >= {"检查人防工程", "督促整改一般隐患", "复查隐患", "复核平战转换预案"}
    others = {task.title for task in open_tasks(Scope(office.who(Role.REVIEWER)), TODAY())}
    assert not titles & others


def converted(shelter, clerk, *, measures=1, review_due_on=None, **changes):
    plan = PlanEntry("某设计院", days(-30), review_due_on or days(300), "")
    rows = [Measure("urgent", f"封堵孔口 {number}", "某物业") for number in range(measures)]
    return enter_conversion_plan(shelter.pk, plan, rows, by=clerk, **changes)


def test_a_revised_conversion_plan_replaces_its_measures(shelter, clerk):
    plan = converted(shelter, clerk, measures=3)
    converted(shelter, clerk, measures=2, version=plan.version)
    assert ConversionPlan.objects.get().measures.count() == 2
    with pytest.raises(Overtaken):
        converted(shelter, clerk, version=plan.version)


def test_a_review_sets_the_next_one(shelter, clerk):
    plan = converted(shelter, clerk)
    with pytest.raises(Incomplete, match="晚于本次"):
        review_conversion_plan(
            plan.pk, reviewed_on=TODAY(), review_due_on=TODAY(), note="", by=clerk
        )
    review_conversion_plan(plan.pk, reviewed_on=TODAY(), review_due_on=days(365), note="", by=clerk)
    plan.refresh_from_db()
    assert (plan.reviewed_on, plan.review_due_on) == (TODAY(), days(365))


def test_stages_of_conversion_are_called_as_the_office_calls_them(office):
    assert stages_of(office.east)["early"] == "早期转换"
    head = office.who(Role.HEAD, at=office.city)
    stages = {"early": ("平时准备", 30), "imminent": ("临战转换", None), "urgent": ("紧急", 3)}
    name_conversion_stages(office.city.pk, stages, by=head)
    assert stages_of(office.east) == {
        "early": "平时准备（30 日）", "imminent": "临战转换", "urgent": "紧急（3 日）"
    }  # fmt: skip


def test_the_form_about_stages_starts_with_what_applies_now(client, office):
    head = office.who(Role.HEAD, at=office.city)
    stages = {"early": ("平时准备", 30), "imminent": ("临战转换", None), "urgent": ("紧急", 3)}
    name_conversion_stages(office.city.pk, stages, by=head)
    client.force_login(head)
    address = "/engineering/conversion-stages/"
    for asked in ("", f"?organisation={office.east.pk}", "?organisation=不是号码"):
        shown = client.get(f"{address}{asked}").content.decode()
        assert 'value="平时准备"' in shown
        assert office.city.name in shown


def checklist_post(**changes):
    posted = {"inspected_on": f"{TODAY():%Y-%m-%d}", "inspectors": "甲、乙", "note": ""}
    for item, finding in findings().items():
        posted |= {
            f"{item}-result": finding.result,
            f"{item}-description": "",
            f"{item}-grade": "general",
            f"{item}-due_on": "",
        }
    return posted | changes


def test_the_pages_lead_from_checklist_to_closed_hazard(client, office, shelter, clerk):
    [task] = planned(office, clerk, shelter)
    client.force_login(clerk)
    address = f"/engineering/shelters/{shelter.pk}/inspect/?task={task.pk}"
    failed = {"doors-result": "bad", "doors-description": "闭锁锈死"}
    missing = client.post(address, checklist_post(**failed))
    assert missing.status_code == 422
    assert "填写整改期限" in missing.content.decode()
    assert client.post(
        address, checklist_post(**failed, **{"doors-due_on": f"{days(9):%Y%m%d}"})
    ).status_code == 302  # fmt: skip
    hazard = Hazard.objects.get()
    base = f"/engineering/hazards/{hazard.pk}/"
    done = {"rectified_on": f"{TODAY()}", "measures": "更换闭锁机构", "version": 1}
    assert client.post(f"{base}rectify/", done).status_code == 302
    passed = {"inspected_on": f"{TODAY()}", "is_passed": "yes", "note": "启闭灵活", "version": 2}
    assert client.post(f"{base}reinspect/", passed).status_code == 302
    assert "已销号" in client.get(base).content.decode()
    for page in ("/engineering/inspection-tasks/", "/engineering/hazards/?state=closed",
                 f"/engineering/shelters/{shelter.pk}/upkeep/",
                 f"/engineering/inspections/{InspectionRecord.objects.get().pk}/"):  # fmt: skip
        assert client.get(page).status_code == 200, page


def test_the_conversion_form_grows_and_saves(client, shelter, clerk):
    client.force_login(clerk)
    address = f"/engineering/shelters/{shelter.pk}/conversion/"
    posted = {
        "prepared_by": "某设计院",
        "prepared_on": f"{TODAY()}",
        "review_due_on": f"{days(300)}",
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-time_class": "early",
        "form-0-content": "封堵构件到场",
        "form-0-responsible": "某物业",
    }
    grown = client.post(address, {**posted, "add_row": "form"}).content.decode()
    assert 'name="form-1-content"' in grown
    assert client.post(address, posted).status_code == 302
    assert ConversionPlan.objects.get().measures.get().content == "封堵构件到场"


def test_strangers_pages_are_not_there(client, office, shelter, clerk):
    hazard = hazard_of(shelter, clerk)
    client.force_login(office.who(Role.CLERK, at=office.west))
    for page in (f"hazards/{hazard.pk}/", f"hazards/{hazard.pk}/rectify/",
                 f"shelters/{shelter.pk}/upkeep/", f"shelters/{shelter.pk}/inspect/"):  # fmt: skip
        assert client.get(f"/engineering/{page}").status_code == 404, page


def test_lists_cost_the_same_however_many_hazards(
    client, office, shelter, clerk, django_assert_max_num_queries
):
    for _ in range(4):
        hazard_of(shelter, clerk)
    planned(office, clerk, shelter, standing_shelter(office, "解放路防空地下室"))
    client.force_login(clerk)
    for page in ("hazards/", "inspection-tasks/", "inspection-plans/",
                 f"shelters/{shelter.pk}/upkeep/"):  # fmt: skip
        with django_assert_max_num_queries(15):
            assert client.get(f"/engineering/{page}").status_code == 200
