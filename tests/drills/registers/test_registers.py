"""Readiness registers: entered, changed, out to Excel and in again; plans."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from drills.duty.models import DUTY_PERSON
from drills.models import Siren
from drills.registers.acts import amend, enter, review_plan
from drills.registers.catalogue import REGISTERS
from drills.registers.exchange import export_register, resource_of
from drills.registers.models import PROTECTION_PLAN
from drills.sirens.models import SIREN
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.exchange.acts import confirm, upload
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.readiness import ROWS, city_plan, entered

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def taken(ground, register, content):
    return upload(f"drills.{register.slug}", content, "登记册.xlsx", by=ground.trainer)


def readings_of(ground, register, batch):
    return resource_of(register)(Scope(ground.trainer), batch).read_batch()


def uploaded(ground, register, heads, *rows):
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return taken(ground, register, target.getvalue())


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.slug)
def test_what_goes_out_comes_in_again_unchanged(ground, register):
    for number in ("001", "002"):
        entered(ground, register, number)
    rows = register.model.objects.all()
    content = export_register(register, rows, by=ground.trainer)
    batch = taken(ground, register, content)
    readings = readings_of(ground, register, batch)
    assert [(reading.outcome, reading.problems) for reading in readings] == [("未变", [])] * 2
    noun = register.noun
    done = confirm(batch.pk, by=ground.trainer)
    assert done.summary == f"新增 0 {noun}，变更 0 {noun}"


def test_a_file_enters_and_changes_and_says_so_beforehand(ground):
    entered(ground, SIREN, "J001")
    heads = ["编号", "设置点", "类型", "安装位置", "控制方式", "声压级（分贝）"]
    batch = uploaded(
        ground, SIREN, heads,
        ["J001", "东区政府楼顶", "电声警报器", "东区政府", "有线", 120],
        ["J002", "体育馆", "电动警报器", "体育馆", "无线", None],
    )  # fmt: skip
    first, second = readings_of(ground, SIREN, batch)
    assert (first.outcome, second.outcome) == ("变更", "新增")
    assert "控制方式：无线 → 有线" in first.changes
    assert Siren.objects.count() == 1
    assert confirm(batch.pk, by=ground.trainer).summary == "新增 1 台，变更 1 台"
    assert Siren.objects.get(number="J001").decibels == 120
    with pytest.raises(WrongState):
        confirm(batch.pk, by=ground.trainer)


def test_bad_rows_are_named_and_nothing_is_written(ground):
    heads = ["编号", "设置点", "类型", "安装位置", "控制方式", "功率（瓦）", "安装日期"]
    batch = uploaded(
        ground, SIREN, heads,
        ["J001", "一中", "汽笛", "一中", "无线", 100, "2020-01-01"],
        ["J002", "二中", "电声警报器", "二中", "无线", -5, "2020-13-45"],
        ["J003", "三中", "电声警报器", "三中", "无线", "1e99", None],
        ["J004", "四中", "电声警报器", "四中", "无线", 100, None],
        ["J004", "五中", "电声警报器", "五中", "无线", 100, None],
        ["", "六中", "电声警报器", "六中", "无线", 100, None],
    )  # fmt: skip
    readings = readings_of(ground, SIREN, batch)
    assert all(reading.problems for reading in readings)
    assert "类型" in readings[0].problems[0]
    assert len(readings[1].problems) == 2
    assert "出现 2 次" in readings[3].problems[0]
    with pytest.raises(Incomplete, match="没有写入任何一行"):
        confirm(batch.pk, by=ground.trainer)
    assert not Siren.objects.exists()


def test_columns_that_a_file_lacks_are_to_be_filled_in(ground):
    batch = uploaded(ground, SIREN, ["编号", "设置点"], ["J001", "一中"])
    assert [each["title"] for each in batch.reading["lacking"]] == ["类型", "安装位置", "控制方式"]
    with pytest.raises(Incomplete, match="需要改正"):
        confirm(batch.pk, by=ground.trainer)


def test_a_number_is_given_once_and_a_change_is_on_record(ground):
    siren = entered(ground, SIREN, "J001")
    with pytest.raises(Incomplete) as refusal:
        entered(ground, SIREN, "J001")
    assert refusal.value.field == "number"
    values = {"number": "J001", **ROWS["siren"], "keeper": "周保管"}
    amend(SIREN, siren.pk, values, by=ground.trainer, version=siren.version)
    assert events_of(siren)[0].after == {"责任人": "周保管"}
    count = events_of(siren).count()
    amend(SIREN, siren.pk, values, by=ground.trainer, version=None)
    assert events_of(siren).count() == count


def test_registers_belong_to_their_office(ground):
    siren = entered(ground, SIREN)
    west = ground.office.who(Role.TRAINER, at=ground.office.west)
    head = ground.office.who(Role.HEAD)
    with pytest.raises(NotFound):
        amend(SIREN, siren.pk, {}, by=west, version=None)
    with pytest.raises(NotPermitted):
        amend(SIREN, siren.pk, {}, by=head, version=None)
    with pytest.raises(NotPermitted):
        enter(SIREN, ground.office.east.pk, ROWS["siren"], by=west)


def test_a_secret_plan_has_title_and_dates_only(ground):
    with pytest.raises(Incomplete, match="涉密预案只登记名称和日期"):
        city_plan(ground, is_secret=True, summary="疏散路线")
    plan = city_plan(ground, is_secret=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(plan).objects.filter(pk=plan.pk).update(summary="疏散路线")


def test_a_plan_near_its_review_is_on_the_to_do_list_until_reviewed(ground):
    plan = city_plan(ground, review_due_on=TODAY() + timedelta(days=20))
    asked = [task for task in open_tasks(Scope(ground.trainer), TODAY()) if "评审" in task.title]
    assert [task.subject for task in asked] == ["东区防空袭预案"]
    following = TODAY() + timedelta(days=365)
    facts = {"reviewed_on": TODAY(), "is_revised": True, "conclusion": "修订疏散编组"}
    with pytest.raises(Incomplete, match="须晚于"):
        review_plan(plan.pk, by=ground.trainer, next_due_on=TODAY(), **facts)
    review_plan(plan.pk, by=ground.trainer, next_due_on=following, **facts)
    plan.refresh_from_db()
    assert plan.review_due_on == following
    assert not [t for t in open_tasks(Scope(ground.trainer), TODAY()) if "评审" in t.title]


def test_a_plan_knows_the_drills_that_tested_it(ground, sign_in):
    plan = city_plan(ground)
    ground.drill(title="检验预案的演练", tested_plan_ids=[plan.pk])
    page = sign_in(ground.trainer).get(reverse("drills:protection_plan", args=[plan.pk]))
    assert "检验预案的演练" in page.content.decode()


# --- pages -----------------------------------------------------------------------------------


def test_trainer_enters_and_exports_through_the_pages(ground, sign_in):
    browser = sign_in(ground.trainer)
    sent = {"organisation": ground.office.east.pk, "number": "Z01", "name": "=陈值班"}
    sent["is_current"] = "on"
    page = browser.post(reverse("drills:duty_person_new"), sent, follow=True)
    assert "已登记" in page.content.decode()
    content = browser.post(reverse("drills:duty_person_export")).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[2]][:2] == ["Z01", "=陈值班"]
    assert sheet["B2"].data_type == "s"


@pytest.mark.parametrize("bad", ["\x00", "\u202e\u200b", "9" * 5000])
def test_bad_input_is_answered_in_words(ground, sign_in, bad):
    sent = {"organisation": ground.office.east.pk, "number": bad, "name": "陈值班"}
    page = sign_in(ground.trainer).post(reverse("drills:duty_person_new"), sent)
    assert page.status_code == 422
    assert not DUTY_PERSON.model.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_for_one_and_for_thirty(
    ground, sign_in, count, django_assert_max_num_queries
):
    for number in range(count):
        entered(ground, PROTECTION_PLAN, f"Y{number}")
        entered(ground, SIREN, f"J{number}")
    browser = sign_in(ground.trainer)
    for name in ("protection_plans", "sirens"):
        with django_assert_max_num_queries(15):
            assert browser.get(reverse(f"drills:{name}")).status_code == 200
