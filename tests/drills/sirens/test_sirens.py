"""Sirens: signals, notice and results of a test, upkeep, coverage."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.exercises.acts.conclusion import issue_report
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.planning import DrillPlan, PhasePlan, amend_drill, cancel_drill
from drills.sirens.acts import (
    CoverageFacts,
    Result,
    publish_notice,
    record_coverage,
    record_results,
    record_siren_entry,
)
from drills.sirens.models import SIREN, SirenEntry, SirenNotice
from drills.sirens.papers import compose_notice, report_blocks
from drills.sirens.queries import siren_figures
from drills.sirens.rules import AIR_RAID, ALL_CLEAR, EARLY_WARNING, latest_notice, programme
from renfang.acts import Incomplete, WrongState
from renfang.documents.models import IssuedDocument
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, resting_on
from renfang.typesetting import render
from renfang.workbench.tasks import open_tasks
from tests.builders.readiness import entered, siren_test, sirens
from tests.kernel.documents.pdf import text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


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
    facts = {
        "on": TODAY(),
        "medium": "政府网站、广播",
        "scope_text": "东区全域",
        "approval": "X政办函〔2026〕7号",
    }
    if not is_in_time:
        with pytest.raises(Incomplete, match="第三十五条"):
            publish_notice(drill.pk, by=ground.trainer, **facts)
        return
    paper = publish_notice(drill.pk, by=ground.trainer, **facts)
    text = text_of(render(compose_notice(paper.snapshot, None)))
    for words in (
        "关于组织防空警报试鸣的公告",
        "同意（X政办函〔2026〕7号），定于",
        "鸣36秒，停24秒，反复3遍",
        "东区全域",
        "10:16",
    ):
        assert words in text, words
    with pytest.raises(WrongState, match="已于"):
        publish_notice(drill.pk, by=ground.trainer, **facts)


def begun_test(ground):
    """A siren test whose notice was published in time and that began an hour ago."""
    drill = siren_test(ground, 10)
    facts = {
        "on": TODAY(),
        "medium": "政府网站",
        "scope_text": "东区",
        "approval": "X政办函〔2026〕7号",
    }
    publish_notice(drill.pk, by=ground.trainer, **facts)
    begin = timezone.now() - timedelta(hours=1)
    type(drill).objects.filter(pk=drill.pk).update(
        starts_at=begin, ends_at=begin + timedelta(minutes=20)
    )
    SirenNotice.objects.filter(drill=drill).update(told_for=begin)
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


def test_a_drill_tells_of_its_sirens_on_its_page_and_in_its_report(ground, sign_in):
    first, second, third = sirens(ground)
    planned, browser = siren_test(ground), sign_in(ground.trainer)
    page = browser.get(reverse("drills:drill", args=[planned.pk])).content.decode()
    assert reverse("drills:siren_notice", args=[planned.pk]) in page
    drill = begun_test(ground)
    results = {first.pk: Result(True, True), second.pk: Result(True, False, "供电中断")}
    record_results(drill.pk, results, by=ground.trainer)
    drill.refresh_from_db()
    ground.hold(drill)
    shown = browser.get(reverse("drills:drill", args=[drill.pk])).content.decode()
    assert reverse("drills:siren_results", args=[drill.pk]) in shown
    assert reverse("drills:siren_notice", args=[drill.pk]) not in shown
    assert shown.index("供电中断") < shown.index(first.name, shown.index("各警报器试鸣结果"))
    assert third.name not in shown
    evaluate_drill(drill.pk, [Points("组织指挥", 100, 90)], by=ground.trainer, version=None)
    paper = issue_report(drill.pk, by=ground.trainer, on=TODAY())
    assert paper.snapshot["sirens"]["silent"] == [[str(second), "供电中断"]]
    assert any(
        "鸣响率 50.0%" in getattr(each, "text", "") for each in report_blocks(paper.snapshot)
    )


# paths.md F3: going back works as well as going forward


def move_drill(ground, drill, days: int) -> None:
    """The plan is given another day by 调整计划."""
    drill.refresh_from_db()
    names = ("title", "kind", "level", "place", "organiser", "objectives", "safety")
    shift = timedelta(days=days)
    plan = DrillPlan(
        **{name: getattr(drill, name) for name in names},
        starts_at=drill.starts_at + shift,
        ends_at=drill.ends_at + shift,
        calls=[],
        phases=[PhasePlan("发放预先警报", time(10))],
    )
    amend_drill(drill.pk, plan, by=ground.trainer, version=drill.version)
    drill.refresh_from_db()


def published(ground, drill, on: date | None = None):
    facts = {
        "on": on or TODAY(),
        "medium": "政府网站",
        "scope_text": "东区",
        "approval": "X政办函〔2026〕7号",
    }
    return publish_notice(drill.pk, by=ground.trainer, **facts)


def test_moving_the_test_ends_the_notice_and_asks_for_a_new_one(ground):
    """F3.1: 12-08 was announced, the test moved to 12-20."""
    drill = siren_test(ground, 10)
    old = published(ground, drill)
    move_drill(ground, drill, 12)
    ground.approve(drill)
    assert IssuedDocument.objects.with_state().get(pk=old.pk).state_label == "已停止执行"
    tasks = [task.title for task in open_tasks(Scope(ground.trainer), TODAY())]
    assert "试鸣改期，重新发布公告" in tasks
    new = published(ground, drill)
    assert f"原试鸣公告{old.number}" in text_of(render(compose_notice(new.snapshot, None)))
    assert IssuedDocument.objects.with_state().get(pk=old.pk).state_label == "已换发"
    with pytest.raises(WrongState, match="已于"):
        published(ground, drill)


def test_the_new_notice_needs_its_five_days_too(ground):
    drill = siren_test(ground, 10)
    published(ground, drill)
    move_drill(ground, drill, -6)
    for on in (TODAY(), TODAY() - timedelta(days=3)):
        with pytest.raises(Incomplete):
            published(ground, drill, on)


def test_calling_the_test_off_ends_its_notice(ground):
    drill = siren_test(ground, 10)
    paper = published(ground, drill)
    drill.refresh_from_db()
    said = [row for row in resting_on(drill, Ending.CALL_OFF) if row.effect is Effect.FOLLOWS]
    assert [row.name for row in said] == [paper.number]
    cancel_drill(drill.pk, by=ground.trainer, reason="因天气原因取消", version=drill.version)
    assert IssuedDocument.objects.with_state().get(pk=paper.pk).state_label == "已停止执行"


def test_a_test_is_not_held_on_another_day_than_the_public_was_told(ground):
    first, *_ = sirens(ground)
    drill = begun_test(ground)
    SirenNotice.objects.update(told_for=timezone.now() - timedelta(days=2))
    drill.refresh_from_db()
    with pytest.raises(WrongState, match="已公告的试鸣时间为"):
        ground.hold(drill)
    with pytest.raises(WrongState, match="已公告的试鸣时间为"):
        record_results(drill.pk, {first.pk: Result(True, True)}, by=ground.trainer)


def test_results_wait_for_the_approved_plan_and_keep_the_day(ground):
    """F3.2."""
    first, *_ = sirens(ground)
    drill = begun_test(ground)
    type(drill).objects.update(approval="preparing")
    with pytest.raises(WrongState, match="计划批准"):
        record_results(drill.pk, {first.pk: Result(True, True)}, by=ground.trainer)
    type(drill).objects.update(approval="approved")
    record_results(drill.pk, {first.pk: Result(True, True)}, by=ground.trainer)
    with pytest.raises(WrongState, match="已登记试鸣结果，不能改期"):
        move_drill(ground, drill, 12)


def test_a_silence_that_was_a_slip_takes_its_fault_back(ground):
    """F3.3: 未鸣 corrected to 鸣响."""
    first, *_ = sirens(ground)
    drill = begun_test(ground)
    record_results(drill.pk, {first.pk: Result(True, False, "供电中断")}, by=ground.trainer)
    record_results(drill.pk, {first.pk: Result(True, True)}, by=ground.trainer)
    first.refresh_from_db()
    assert first.state == "sound"
    kinds = list(SirenEntry.objects.filter(siren=first).values_list("kind", flat=True))
    assert kinds == ["correction", "fault"]


def test_a_fault_that_was_reported_since_stays(ground):
    first, *_ = sirens(ground)
    drill = begun_test(ground)
    record_results(drill.pk, {first.pk: Result(True, False, "供电中断")}, by=ground.trainer)
    for kind in ("repair", "fault"):
        record_siren_entry(
            first.pk, by=ground.trainer, on=TODAY(), kind=kind, content="现场检查情况如实登记"
        )
    record_results(drill.pk, {first.pk: Result(True, True)}, by=ground.trainer)
    first.refresh_from_db()
    assert first.state == "faulty"
