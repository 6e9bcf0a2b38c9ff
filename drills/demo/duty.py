"""Stories of duty and of plans put to the test, for the demo city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from django.utils import timezone

from drills.demo.drills import submit
from drills.duty.acts import ask_swap, hand_over, log_duty, plan_shift, record_call_test, take_over
from drills.duty.models import DutyShift
from drills.duty.rules import ShiftFacts
from drills.exercises.acts.conclusion import Outcome, close_drill, hold_drill, issue_report
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.planning import (
    DrillPlan,
    Participation,
    PhasePlan,
    decide_plan,
    plan_drill,
    submit_plan,
)
from drills.exercises.models import DrillKind, DrillLevel, ParticipantKind
from drills.registers.acts import review_plan
from renfang.demo.stories import DemoCity, Story, moment
from renfang.organisations.permissions import Role


def duty_stories(city: DemoCity) -> Iterator[Story]:
    """Shifts in every state; a protection plan tested last year; a joint plan sent back."""
    yield _target_protection(city)
    yield _joint_plan(city)
    yield _duty(city)


def _waterworks_plan(city: DemoCity, day: date) -> DrillPlan:
    return DrillPlan(
        title="自来水厂重要经济目标防护演练",
        kind=DrillKind.KEY_TARGET,
        level=DrillLevel.UNIT,
        starts_at=moment(day, 9),
        ends_at=moment(day, 11),
        place="云川市自来水厂",
        organiser="云川市国防动员办公室",
        co_organisers="云川市水务集团",
        objectives="检验自来水厂防护方案和备用水源启用程序",
        scenario="空袭造成取水泵房受损，厂区供电中断",
        safety="设安全员 2 名，抢修区域断电挂牌",
        phases=[
            PhasePlan("警戒封控，人员掩蔽", time(9)),
            PhasePlan("抢修泵房", time(9, 30)),
            PhasePlan("启用备用水源", time(10, 20)),
        ],
        participants=[
            Participation(ParticipantKind.UNIT, "云川市水务集团抢修队", 36),
        ],
        tested_plan_ids=[city.left["protection_plan.Y02"]],
    )


def _target_protection(city: DemoCity) -> Story:
    """重要经济目标防护演练 of last year: on file, with its report; its plan was then reviewed."""
    trainer, day = city.who(Role.TRAINER), city.day(390)
    yield city.day(410)
    drill = plan_drill(city.city.pk, _waterworks_plan(city, day), by=trainer)
    submit(city, drill)
    yield day + timedelta(days=1)
    drill.refresh_from_db()
    outcome = Outcome(moment(day, 9), moment(day, 10, 50), "五十分钟恢复供水，备用水源按程序启用")
    hold_drill(drill.pk, outcome, by=trainer, version=drill.version)
    points = [Points("警戒与掩蔽", 30, 26), Points("抢修用时", 40, 37), Points("协同", 30, 27)]
    evaluate_drill(drill.pk, points, by=trainer, version=None)
    issue_report(drill.pk, by=trainer, on=timezone.localdate())
    drill.refresh_from_db()
    close_drill(drill.pk, by=trainer, on=timezone.localdate(), version=drill.version)
    yield city.day(350)
    review_plan(
        city.left["protection_plan.Y02"],
        by=trainer,
        reviewed_on=timezone.localdate(),
        is_revised=True,
        conclusion="按演练情况补充备用水源启用程序，继续执行",
        next_due_on=city.today + timedelta(days=18),
    )


def _joint_plan(city: DemoCity) -> Story:
    """联合演练, sent back by the head with what is missing."""
    trainer, day = city.who(Role.TRAINER), city.today + timedelta(days=26)
    yield city.day(9)
    plan = DrillPlan(
        title="三地人防机动指挥联合演练",
        kind=DrillKind.JOINT,
        level=DrillLevel.PROVINCE,
        starts_at=moment(day, 8, 30),
        ends_at=moment(day, 17),
        place="云川市人防机动指挥所",
        organiser="云川市国防动员办公室",
        co_organisers="邻近两市国防动员办公室",
        objectives="检验跨区域机动指挥和通信联络",
        scenario="三地同时遭空袭，指挥所转移开设",
        safety="车队编组行进，沿途设保障点",
        phases=[PhasePlan("指挥所开设", time(9)), PhasePlan("通信联络", time(10))],
        participants=[Participation(ParticipantKind.UNIT, "邻近两市机动指挥分队", 24)],
    )
    drill = plan_drill(city.city.pk, plan, by=trainer)
    submitted = submit_plan(drill.pk, by=trainer, version=None)
    decide_plan(
        drill.pk,
        by=city.who(Role.HEAD),
        on=timezone.localdate(),
        approve=False,
        opinion="补充与邻市的通信频率协调和车辆保障",
        version=submitted.version,
    )


def _duty(city: DemoCity) -> Story:
    """Two shifts handed over, one going on, and tomorrow's for which a swap is asked."""
    trainer = city.who(Role.TRAINER)
    for ago in (2, 1, 0):
        yield city.today - timedelta(days=ago)
        shift = _shift(city, city.today - timedelta(days=ago), main=2 + ago % 2)
        take_over(shift.pk, by=trainer)
        _keep(city, shift, silent=ago == 1)
        if ago:
            hand_over(shift.pk, by=trainer, pending="核对短波联络表", version=None)
    coming = _shift(city, city.today + timedelta(days=1), main=2)
    ask_swap(
        coming.pk,
        by=trainer,
        leaving_id=city.left["duty_person.Z02"],
        taking_id=city.left["duty_person.Z03"],
        reason="参加省国防动员办公室培训",
        on=timezone.localdate(),
    )


def _shift(city: DemoCity, day: date, main: int) -> DutyShift:
    facts = ShiftFacts(
        moment(day, 8, 30),
        moment(day + timedelta(days=1), 8, 30),
        "normal",
        city.left["duty_person.Z01"],
        city.left[f"duty_person.Z{main:02d}"],
    )
    return plan_shift(city.city.pk, facts, by=city.who(Role.TRAINER))


def _keep(city: DemoCity, shift: DutyShift, *, silent: bool) -> None:
    """What a shift writes down; in one of them a station does not answer."""
    trainer, now = city.who(Role.TRAINER), timezone.now()
    log_duty(shift.pk, by=trainer, at=now, kind="equipment", content="短波电台、有线指挥台检查正常")
    for station, means, seconds in (
        ("东川区国防动员办公室", "phone", 12),
        ("西岭区国防动员办公室", "shortwave", None if silent else 45),
    ):
        record_call_test(
            shift.pk,
            by=trainer,
            at=now,
            station=station,
            means=means,
            has_answered=seconds is not None,
            seconds=seconds,
        )
