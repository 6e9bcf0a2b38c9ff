"""Readiness registers: entered, changed, out to Excel and in again; sirens, tests, plans."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from drills.duty.models import DUTY_PERSON
from drills.models import Siren, SirenEntry
from drills.registers.acts import amend, enter, review_plan
from drills.registers.catalogue import REGISTERS
from drills.registers.exchange import (
    confirm_register,
    export_register,
    read_register,
    upload_register,
)
from drills.registers.models import PROTECTION_PLAN
from drills.sirens.acts import (
    CoverageFacts,
    Result,
    publish_notice,
    record_coverage,
    record_results,
    record_siren_entry,
)
from drills.sirens.models import SIREN
from drills.sirens.papers import compose_notice
from drills.sirens.queries import siren_figures
from drills.sirens.rules import AIR_RAID, ALL_CLEAR, EARLY_WARNING, latest_notice, programme
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.typesetting import render
from renfang.workbench.tasks import open_tasks
from tests.builders.readiness import ROWS, city_plan, entered, siren_test, sirens

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def uploaded(ground, register, heads, *rows):
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return upload_register(register, target.getvalue(), "登记册.xlsx", by=ground.trainer)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.slug)
def test_what_goes_out_comes_in_again_unchanged(ground, register):
    for number in ("001", "002"):
        entered(ground, register, number)
    rows = register.model.objects.all()
    content = export_register(register, rows, by=ground.trainer)
    batch = upload_register(register, content, "登记册.xlsx", by=ground.trainer)
    readings = read_register(register, batch, Scope(ground.trainer))
    assert [(reading.outcome, reading.problems) for reading in readings] == [("未变", [])] * 2
    assert confirm_register(register, batch.pk, by=ground.trainer) == (0, 0)


def test_a_file_enters_and_changes_and_says_so_beforehand(ground):
    entered(ground, SIREN, "J001")
    heads = ["编号", "设置点", "类型", "安装位置", "控制方式", "声压级（分贝）"]
    batch = uploaded(
        ground, SIREN, heads,
        ["J001", "东区政府楼顶", "电声警报器", "东区政府", "有线", 120],
        ["J002", "体育馆", "电动警报器", "体育馆", "无线", None],
    )  # fmt: skip
    first, second = read_register(SIREN, batch, Scope(ground.trainer))
    assert (first.outcome, second.outcome) == ("变更", "新增")
    assert "控制方式：无线 → 有线" in first.changes
    assert Siren.objects.count() == 1
    assert confirm_register(SIREN, batch.pk, by=ground.trainer) == (1, 1)
    assert Siren.objects.get(number="J001").decibels == 120
    with pytest.raises(WrongState):
        confirm_register(SIREN, batch.pk, by=ground.trainer)


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
    readings = read_register(SIREN, batch, Scope(ground.trainer))
    assert all(reading.problems for reading in readings)
    assert "类型" in readings[0].problems[0]
    assert len(readings[1].problems) == 2
    assert "出现 2 次" in readings[3].problems[0]
    with pytest.raises(Incomplete, match="没有写入任何一行"):
        confirm_register(SIREN, batch.pk, by=ground.trainer)
    assert not Siren.objects.exists()


def test_a_file_without_its_columns_is_refused(ground):
    with pytest.raises(Incomplete, match="安装位置"):
        uploaded(ground, SIREN, ["编号", "设置点"], ["J001", "一中"])


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


# --- sirens ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signal", "words"),
    [
        (EARLY_WARNING, "鸣 36 秒，停 24 秒，反复 3 遍"),
        (AIR_RAID, "鸣 6 秒，停 6 秒，反复 15 遍"),
        (ALL_CLEAR, "连续鸣响 3 分钟"),
    ],
)
def test_every_signal_lasts_three_minutes(signal, words):
    assert (signal.seconds, signal.words) == (180, words)


def test_signals_follow_each_other_at_ten_eight_past_and_sixteen_past():
    times = [f"{at:%H:%M}" for _, at in programme(datetime(2026, 9, 18, 10))]
    assert times == ["10:00", "10:08", "10:16"]
    assert latest_notice(date(2026, 9, 18)) == date(2026, 9, 13)


@pytest.mark.parametrize(("in_days", "is_in_time"), [(5, True), (4, False), (30, True)])
def test_notice_is_published_five_days_before(ground, in_days, is_in_time):
    drill = siren_test(ground, in_days)
    facts = {"on": TODAY(), "medium": "政府网站、广播", "scope_text": "东区全域"}
    if not is_in_time:
        with pytest.raises(Incomplete, match="第三十五条"):
            publish_notice(drill.pk, by=ground.trainer, **facts)
        return
    paper = publish_notice(drill.pk, by=ground.trainer, **facts)
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(render(compose_notice(paper.snapshot, None)))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    for words in ("关于组织防空警报试鸣的公告", "鸣36秒，停24秒，反复3遍", "东区全域", "10:16"):
        assert words in text, words
    with pytest.raises(WrongState, match="已于"):
        publish_notice(drill.pk, by=ground.trainer, **facts)


def begun_test(ground):
    """A siren test whose notice was published in time and that began an hour ago."""
    drill = siren_test(ground, 10)
    facts = {"on": TODAY(), "medium": "政府网站", "scope_text": "东区"}
    publish_notice(drill.pk, by=ground.trainer, **facts)
    begin = timezone.now() - timedelta(hours=1)
    type(drill).objects.filter(pk=drill.pk).update(
        starts_at=begin, ends_at=begin + timedelta(minutes=20)
    )
    return drill


def test_sounding_rate_counts_the_commanded_devices_alone(ground):
    first, second, third = sirens(ground)
    drill = begun_test(ground)
    results = {
        first.pk: Result(True, True, decibels=112),
        second.pk: Result(True, False, "供电中断"),
        third.pk: Result(False, False),
    }
    sounding = record_results(drill.pk, results, by=ground.trainer)
    assert (sounding.commanded, sounding.sounded) == (2, 1)
    second.refresh_from_db()
    assert second.state == "faulty"
    assert "供电中断" in SirenEntry.objects.get(siren=second).content
    drill.refresh_from_db()
    ground.hold(drill)
    assert dict(siren_figures(Scope(ground.trainer)))["最近试鸣鸣响率"] == "50.0%"


def test_a_silent_siren_needs_a_reason_and_nothing_is_written_without(ground):
    first, second, _ = sirens(ground)
    drill = begun_test(ground)
    results = {first.pk: Result(True, True), second.pk: Result(True, False)}
    with pytest.raises(Incomplete, match="写明原因"):
        record_results(drill.pk, results, by=ground.trainer)
    assert not drill.siren_results.exists()


def test_results_are_not_known_before_the_test(ground):
    first, *_ = sirens(ground)
    drill = siren_test(ground)
    with pytest.raises(WrongState, match="开始后登记"):
        record_results(drill.pk, {first.pk: Result(True, True)}, by=ground.trainer)


def test_a_siren_test_without_notice_is_not_held(ground):
    drill = siren_test(ground, -1)
    with pytest.raises(WrongState, match="第三十五条"):
        ground.hold(drill)


def test_a_siren_is_taken_down_with_an_approval_alone(ground):
    siren = entered(ground, SIREN)
    facts = {"by": ground.trainer, "on": TODAY(), "content": "楼房拆除"}
    with pytest.raises(Incomplete, match="批准文件"):
        record_siren_entry(siren.pk, kind="dismantle", **facts)
    record_siren_entry(siren.pk, kind="dismantle", approval="东动〔2026〕3号", **facts)
    with pytest.raises(WrongState, match="已拆除"):
        record_siren_entry(siren.pk, kind="maintenance", **facts)


def test_rates_of_sirens(ground):
    four = sirens(ground, 4)
    record_siren_entry(four[0].pk, by=ground.trainer, on=TODAY(), kind="fault", content="功放损坏")
    facts = CoverageFacts(
        TODAY(), Decimal("50000000.00"), Decimal("49000000.00"), 800_000, 790_000, "实测"
    )
    record_coverage(ground.office.east.pk, facts, by=ground.trainer)
    figures = dict(siren_figures(Scope(ground.trainer)))
    assert figures["完好率"] == "75.0%"
    assert figures["统控率"] == "100.0%"
    assert figures["音响覆盖率（面积）"] == "98.0%"
    assert figures["音响覆盖率（人口）"] == "98.8%"


def test_more_is_not_covered_than_there_is(ground):
    facts = CoverageFacts(TODAY(), Decimal(100), Decimal(101), 10, 10, "实测")
    with pytest.raises(Incomplete) as refusal:
        record_coverage(ground.office.east.pk, facts, by=ground.trainer)
    assert refusal.value.field == "covered_area"


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
