"""A drill from its plan to its report: approval, rehearsal, log, points, defects, pictures."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from drills.exercises.acts.conclusion import close_drill, issue_report
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.execution import Response, log_event, record_rehearsal, record_responses
from drills.exercises.acts.findings import (
    FindingFacts,
    close_finding,
    raise_finding,
    rectify_finding,
)
from drills.exercises.acts.photographs import add_photograph
from drills.exercises.acts.planning import Participation, amend_drill, decide_plan, submit_plan
from drills.exercises.papers.report import compose_report
from drills.exercises.queries.story import starting_sheet
from drills.exercises.rules import grade_of, minutes_between, total_of
from drills.models import Approval, DrillLogEntry
from renfang.acts import Incomplete, NotPermitted, Refused, WrongState
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.typesetting import render
from renfang.uploads.keeping import read_kept
from renfang.workbench.tasks import open_tasks
from tests.builders.files import drawn
from tests.builders.readiness import community, picture
from tests.drills.conftest import at
from tests.drills.exercises.test_drills import plan_of
from tests.kernel.documents.pdf import photographs_in, text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def head(ground):
    return ground.office.who(Role.HEAD)


def held(ground, **plan):
    team = ground.team(members=3)
    drill = ground.drill((team, 3), **plan)
    ground.call_roll(drill, present=3)
    return ground.hold(drill)


SHEET = [Points("组织指挥", 40, 36), Points("疏散用时", 60, 48, "用时 9 分钟")]


def test_a_drill_is_held_only_when_somebody_else_has_approved_its_plan(ground):
    drill = ground.drill(approved=False)
    with pytest.raises(WrongState, match="拟制中"):
        ground.hold(drill)
    drill = ground.approve(drill)
    assert (drill.approval, drill.approved_by) == (Approval.APPROVED, head(ground))
    assert ground.hold(drill).state == "held"


def test_a_plan_without_safety_is_not_submitted(ground):
    drill = ground.drill(approved=False, safety="")
    with pytest.raises(Incomplete, match="安全措施"):
        submit_plan(drill.pk, by=ground.trainer, version=drill.version)


def test_a_returned_plan_says_why_and_comes_back(ground):
    drill = ground.drill(approved=False)
    drill = submit_plan(drill.pk, by=ground.trainer, version=drill.version)
    decision = {"by": head(ground), "on": TODAY(), "approve": False, "version": drill.version}
    with pytest.raises(Incomplete):
        decide_plan(drill.pk, opinion="", **decision)
    drill = decide_plan(drill.pk, opinion="补充医疗保障力量", **decision)
    assert drill.get_approval_display() == "退回修改"
    assert ground.approve(drill).approval == Approval.APPROVED


def test_nobody_approves_a_plan_of_their_own(ground):
    from renfang.administration.acts.roles import grant_role

    grant_role(ground.trainer.pk, Role.HEAD, ground.office.east.pk, by=None)
    drill = ground.drill(approved=False)
    drill = submit_plan(drill.pk, by=ground.trainer, version=drill.version)
    with pytest.raises(NotPermitted, match="其他有审批权"):
        decide_plan(drill.pk, by=ground.trainer, on=TODAY(), approve=True, opinion="", version=None)


def test_a_plan_that_is_changed_is_approved_anew(ground):
    drill = ground.drill()
    drill = amend_drill(drill.pk, plan_of(drill, place="西广场"), by=ground.trainer, version=None)
    assert (drill.approval, drill.approved_by) == (Approval.PREPARING, None)


def test_the_head_finds_the_plan_on_the_to_do_list(ground):
    drill = ground.drill(approved=False, on=TODAY() + timedelta(days=3))
    submit_plan(drill.pk, by=ground.trainer, version=drill.version)
    titles = {task.title for task in open_tasks(Scope(head(ground)), TODAY())}
    assert "审批演练计划" in titles


def test_rehearsal_comes_before_the_drill_and_is_never_rewritten(ground):
    drill = ground.drill(on=TODAY() + timedelta(days=2))
    facts = {"by": ground.trainer, "headcount": 20, "content": "走位和信号"}
    with pytest.raises(Incomplete, match="不能晚于今天"):
        record_rehearsal(drill.pk, on=TODAY() + timedelta(days=1), **facts)
    rehearsal = record_rehearsal(drill.pk, on=TODAY(), **facts)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        type(rehearsal).objects.filter(pk=rehearsal.pk).update(headcount=99)


def test_log_is_kept_in_the_order_of_time_and_never_ahead_of_it(ground):
    drill = ground.drill()
    day = TODAY() - timedelta(days=1)
    for hour, kind, what in ((9, "air_raid", "空袭警报"), (8, "order", "下达命令")):
        log_event(drill.pk, by=ground.trainer, at=at(day, hour), kind=kind, what=what)
    assert [entry.what for entry in drill.log.all()] == ["下达命令", "空袭警报"]
    with pytest.raises(Incomplete, match="不能晚于现在"):
        log_event(
            drill.pk,
            by=ground.trainer,
            at=timezone.now() + timedelta(hours=1),
            kind="order",
            what="解除警报",
        )
    assert DrillLogEntry.objects.count() == 2


def test_who_was_told_when_and_came_when(ground):
    team = ground.team(members=2)
    place = community(ground)
    residents = Participation("residents", "和平社区居民", 200, place.pk)
    drill = ground.drill((team, 2), participants=[residents])
    call, unit = drill.calls.get(), drill.participants.get()
    late = Response(time(9, 0), time(8, 50))
    with pytest.raises(Incomplete, match="早于通知时刻"):
        record_responses(drill.pk, by=ground.trainer, teams={call.pk: late}, units={})
    came = Response(time(9, 0), time(9, 12), 186)
    record_responses(
        drill.pk,
        by=ground.trainer,
        teams={call.pk: Response(time(8, 30), time(8, 55))},
        units={unit.pk: came},
    )
    unit.refresh_from_db()
    assert unit.arrived_headcount == 186
    assert minutes_between(unit.notified_time, unit.arrived_time) == 12


def test_a_unit_of_another_drill_is_not_marked_here(ground):
    other = ground.drill(participants=[Participation("school", "一中", 100)])
    with pytest.raises(WrongState, match="刷新页面"):
        record_responses(
            ground.drill(on=TODAY()).pk,
            by=ground.trainer,
            teams={},
            units={other.participants.get().pk: Response()},
        )


@pytest.mark.parametrize(
    ("scores", "total", "grade"),
    [
        ([(100, 90)], "90.0", "优秀"),
        ([(40, 36), (60, 48)], "84.0", "良好"),
        ([(50, 30), (50, 30)], "60.0", "合格"),
        ([(30, 17), (30, 18), (30, 18)], "58.9", "不合格"),
        ([(3, 2)], "66.7", "合格"),
        ([(7, 7)], "100.0", "优秀"),
    ],
)
def test_points_make_a_total_and_a_grade(scores, total, grade):
    points = [Points(f"项目{n}", full, score) for n, (full, score) in enumerate(scores)]
    assert total_of(points) == Decimal(total)
    assert grade_of(total_of(points)) == grade


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([Points("秩序", 10, 11)], "超出 0 至满分 10"),
        ([Points("秩序", 10, 5), Points("秩序", 10, 5)], "出现了两次"),
        ([Points("秩序", 0, 0)], "满分须为"),
        ([], "至少有一个项目"),
    ],
)
def test_points_out_of_range_are_refused_with_the_reason(ground, points, said):
    drill = held(ground)
    with pytest.raises(Incomplete, match=said):
        evaluate_drill(drill.pk, points, by=ground.trainer, version=None)
    assert not drill.scores.exists()


def test_the_next_sheet_of_the_kind_starts_from_the_last(ground):
    evaluate_drill(held(ground).pk, SHEET, by=ground.trainer, version=None)
    following = ground.drill(on=TODAY())
    sheet = starting_sheet(following, Scope(ground.trainer))
    assert sheet == [("组织指挥", 40), ("疏散用时", 60)]


def finding_of(ground, drill, days=10):
    due = TODAY() + timedelta(days=days)
    facts = FindingFacts("引导标识不清", "补设标识", "和平街道办", due)
    return raise_finding(drill.pk, facts, by=ground.trainer, on=TODAY())


def test_a_defect_is_mended_checked_by_another_and_closed(ground):
    drill = held(ground)
    finding = finding_of(ground, drill)
    titles = [task.title for task in open_tasks(Scope(ground.trainer), TODAY())]
    assert "登记演练问题整改" in titles
    mended = {"on": TODAY(), "rectification": "已补设 12 处标识", "version": finding.version}
    finding = rectify_finding(finding.pk, by=ground.trainer, **mended)
    checked = {"on": TODAY(), "version": None}
    with pytest.raises(Incomplete, match="未通过复核的原因"):
        close_finding(finding.pk, by=head(ground), passed=False, note="", **checked)
    finding = close_finding(
        finding.pk, by=head(ground), passed=False, note="北口仍缺标识", **checked
    )
    assert finding.state == "open"
    finding = rectify_finding(finding.pk, by=ground.trainer, **{**mended, "version": None})
    finding = close_finding(finding.pk, by=head(ground), passed=True, note="", **checked)
    assert (finding.state, finding.closed_on) == ("closed", TODAY())
    with pytest.raises(WrongState):
        rectify_finding(finding.pk, by=ground.trainer, **{**mended, "version": None})


def test_trainer_does_not_check_what_they_mended(ground):
    finding = finding_of(ground, held(ground))
    rectify_finding(
        finding.pk, by=ground.trainer, on=TODAY(), rectification="已补设标识", version=None
    )
    with pytest.raises(NotPermitted):
        close_finding(finding.pk, by=ground.trainer, on=TODAY(), passed=True, note="", version=None)


def test_a_picture_is_kept_without_what_the_telephone_wrote_into_it(ground, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drill = ground.drill()
    sent = picture(side=3000)
    assert b"SomePhone" in sent.read()
    sent.seek(0)
    kept = add_photograph(drill.pk, drawn(sent), caption="集结", by=ground.trainer)
    assert (kept.width, kept.height) == (1280, 640)
    assert b"SomePhone" not in read_kept(kept)
    with pytest.raises(Incomplete, match="已作为“集结”上传，不需再次上传"):
        add_photograph(drill.pk, drawn(picture(side=3000)), caption="又一张", by=ground.trainer)


def test_a_picture_that_was_altered_or_lost_is_not_shown(ground, settings, tmp_path, sign_in):
    settings.MEDIA_ROOT = tmp_path
    kept = add_photograph(ground.drill().pk, drawn(picture()), caption="集结", by=ground.trainer)
    url, file = reverse("drills:photograph", args=[kept.pk]), tmp_path / kept.path
    browser = sign_in(ground.trainer)
    assert browser.get(url).content == file.read_bytes()
    file.write_bytes(file.read_bytes() + b"0")
    assert "校验值不符" in browser.get(url).content.decode()
    file.unlink()
    assert "从备份恢复" in browser.get(url).content.decode()


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff broken", b"<svg/>", b"GIF89a" + b"0" * 99])
def test_what_is_no_picture_is_refused(ground, content):
    sent = SimpleUploadedFile("现场.jpg", content)
    with pytest.raises(Incomplete) as refusal:
        add_photograph(ground.drill().pk, drawn(sent), caption="集结", by=ground.trainer)
    assert refusal.value.field == "file"


def test_report_tells_the_whole_drill_with_its_pictures(ground, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drill = ground.drill(
        (ground.team(members=3), 3),
        participants=[Participation("residents", "和平社区居民", 200)],
    )
    add_photograph(drill.pk, drawn(picture()), caption="居民进入掩蔽工程", by=ground.trainer)
    log_event(drill.pk, by=ground.trainer, at=drill.starts_at, kind="order", what="下达疏散命令")
    ground.call_roll(drill, present=2, late=1)
    drill.refresh_from_db()
    ground.hold(drill, problems="引导标识不清")
    with pytest.raises(Incomplete, match="还没有登记评估"):
        issue_report(drill.pk, by=ground.trainer, on=TODAY())
    evaluate_drill(drill.pk, SHEET, by=ground.trainer, version=None)
    finding_of(ground, drill)
    paper = issue_report(drill.pk, by=ground.trainer, on=TODAY())
    pdf = render(compose_report(paper.snapshot, None))
    text = text_of(pdf)
    for words in (
        "到位率100.0%",
        "总分84.0",
        "良好",
        "下达疏散命令",
        "引导标识不清",
        "和平社区居民",
    ):
        assert words in text, words
    assert "居民进入掩蔽工程" in text
    assert len(photographs_in(pdf)) == 1
    assert "队员001" not in text
    with pytest.raises(WrongState, match="仍然有效"):
        issue_report(drill.pk, by=ground.trainer, on=TODAY())


def test_a_drill_on_file_takes_defects_but_no_points(ground):
    drill = held(ground)
    close_drill(drill.pk, by=ground.trainer, on=TODAY(), version=None)
    finding_of(ground, drill)
    with pytest.raises(Refused):
        evaluate_drill(drill.pk, SHEET, by=ground.trainer, version=None)


def test_defects_are_due_after_they_were_found(ground):
    with pytest.raises(Incomplete):
        finding_of(ground, held(ground), days=-1)


def test_a_defect_is_found_and_its_line_opened(ground, sign_in):
    drill = ground.hold(ground.drill())
    today = timezone.localdate()
    facts = FindingFacts("北口引导标识不清", "补设", "临江街道办事处", today)
    finding = raise_finding(drill.pk, facts, by=ground.trainer, on=today)
    browser = sign_in(ground.trainer)
    opened = browser.get(reverse("search"), {"q": "引导标识"}).headers["Location"]
    assert opened == f"{reverse('drills:drill', args=[drill.pk])}#finding-{finding.pk}"
    assert f'id="finding-{finding.pk}"' in browser.get(opened).content.decode()
