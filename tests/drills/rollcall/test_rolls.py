"""One roll for drills, sessions and musters: its time and state, its sheet, what keeps it."""

from __future__ import annotations

import io
from datetime import time, timedelta

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from drills.exercises.acts.conclusion import close_drill, reopen_drill
from drills.exercises.acts.planning import cancel_drill
from drills.models import Attendance, Occasion
from drills.reorganisation.acts.campaigns import OrderFacts, order_campaign
from drills.reorganisation.acts.musters import MusterFacts, call_muster
from drills.rollcall.acts import Mark, mark_roll, settle
from drills.rollcall.exchange import export_roll
from drills.rollcall.queries import InTwoPlaces
from drills.teams.acts.members import enlist_member
from drills.training.acts.sessions import cancel_session, conclude_session, rearrange_session
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.documents.registry import void_document
from renfang.exchange.acts import confirm
from renfang.exchange.kinds import kind_of
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.schooling import (
    attend,
    session,
    session_facts,
    taken_in,
    year_plan,
    yesterday,
)
from tests.drills.conftest import at, member_facts
from tests.kernel.documents.pdf import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(ground):
    return ground.team(members=2)


def a_drill(ground, team) -> Occasion:
    return ground.drill((team, 2), on=yesterday()).occasion


def a_session(ground, team) -> Occasion:
    return session(ground, year_plan(ground), team).occasion


def a_muster(ground, team) -> Occasion:
    day = yesterday()
    facts = OrderFacts(day.year, "东动令2号", day, day + timedelta(days=30), [team.pk])
    campaign = order_campaign(ground.office.east.pk, facts, by=ground.trainer)
    muster = MusterFacts(at(day, 9), at(day, 11), "广场", "队长")
    return call_muster(campaign.entries.get().pk, muster, by=ground.trainer).occasion


KINDS = pytest.mark.parametrize("make", [a_drill, a_session, a_muster])
PAIRS = pytest.mark.parametrize(
    ("make", "other"),
    [
        (one, two)
        for one in (a_drill, a_session, a_muster)
        for two in (a_drill, a_session, a_muster)
    ],
)


def everybody(ground, occasion, team, status: str = "present"):
    marks = [Mark(member.pk, status) for member in team.members.all()]
    return mark_roll(occasion.pk, marks, by=ground.trainer)


def row(occasion, member, **changes) -> Attendance:
    """A mark as another program would write it."""
    facts = {"status": "present", "source": "checkin", "recorded_at": timezone.now()}
    return Attendance(occasion=occasion, member=member, **{**facts, **changes})


# --- nobody is in two places ---------------------------------------------------------------------


@PAIRS
def test_whatever_the_two_are_nobody_is_at_both(ground, team, make, other):
    first = make(ground, team)
    if make is other:
        second = Occasion.objects.create(
            kind=first.kind, begins_at=first.begins_at, ends_at=first.ends_at
        )
    else:
        second = other(ground, team)
        everybody(ground, first, team)
        with pytest.raises(InTwoPlaces):
            everybody(ground, second, team)
    Attendance.objects.all().delete()
    member = team.members.first()
    row(first, member).save()
    with pytest.raises(DatabaseError), transaction.atomic():
        row(second, member).save()
    elsewhere = row(second, member, status="absent")
    elsewhere.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.filter(pk=elsewhere.pk).update(status="late")


def test_the_database_moves_nothing_onto_another(ground, team):
    plan = year_plan(ground)
    morning = session(ground, plan, team).occasion
    noon = session(
        ground, plan, team, starts_at=at(yesterday(), 12), ends_at=at(yesterday(), 14)
    ).occasion
    for occasion in (morning, noon):
        everybody(ground, occasion, team)
    with pytest.raises(DatabaseError), transaction.atomic():
        Occasion.objects.filter(pk=noon.pk).update(begins_at=morning.ends_at - timedelta(minutes=1))
    Occasion.objects.filter(pk=noon.pk).update(begins_at=morning.ends_at)


def test_what_is_cancelled_is_no_place(ground, team):
    drill, held = ground.drill((team, 2), on=yesterday()), a_session(ground, team)
    everybody(ground, drill.occasion, team)
    cancel_drill(drill.pk, by=ground.trainer, reason="暴雨红色预警改期", version=None)
    everybody(ground, held, team)
    with pytest.raises(DatabaseError), transaction.atomic():
        Occasion.objects.filter(pk=drill.occasion_id).update(state="open")


# --- the occasion follows what it belongs to -----------------------------------------------------


def test_the_roll_is_where_its_session_is(ground, team):
    plan = year_plan(ground)
    held = session(ground, plan, team)
    moved = session_facts(plan, team, starts_at=at(yesterday(), 14), ends_at=at(yesterday(), 16))
    rearrange_session(held.pk, moved, by=ground.trainer, version=None)
    held.refresh_from_db()
    assert (held.occasion.begins_at, held.occasion.ends_at) == (held.starts_at, held.ends_at)
    cancel_session(held.pk, by=ground.trainer, reason="场地停电改期", version=None)
    held.refresh_from_db()
    assert held.occasion.state == "void"


def test_the_roll_is_where_its_drill_was(ground, team):
    drill = ground.drill((team, 2), on=yesterday())
    everybody(ground, drill.occasion, team)
    ground.hold(drill, started_at=at(yesterday(), 10), ended_at=at(yesterday(), 12))
    drill.refresh_from_db()
    assert (drill.occasion.begins_at, drill.occasion.ends_at) == drill.period


# --- what keeps it -------------------------------------------------------------------------------


def test_a_filed_roll_stands_still_until_its_drill_is_opened_again(ground, team):
    drill = ground.drill((team, 2), on=yesterday())
    everybody(ground, drill.occasion, team)
    ground.hold(drill)
    today = timezone.localdate()
    paper = close_drill(drill.pk, by=ground.trainer, on=today, version=None)
    for change in (
        lambda: Attendance.objects.update(status="absent"),
        lambda: Attendance.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(WrongState, match="已归档"):
        everybody(ground, drill.occasion, team, "absent")
    void_document(paper.pk, by=ground.trainer, reason="考勤登记有误")
    reopen_drill(drill.pk, by=ground.trainer, reason="考勤登记有误", version=None)
    everybody(ground, drill.occasion, team, "absent")


def test_a_closed_roll_is_never_opened_again(ground, team):
    plan = year_plan(ground)
    held = session(ground, plan, team)
    attend(ground, held)
    conclude_session(held.pk, by=ground.trainer, version=None)
    for change in (
        lambda: Occasion.objects.filter(pk=held.occasion_id).update(state="open"),
        lambda: row(held.occasion, ground.team("东区通信队", members=1).members.get()).save(),
        lambda: Attendance.objects.update(note="改写"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- who may -------------------------------------------------------------------------------------


@KINDS
def test_who_may_not_see_it_does_not_learn_of_the_roll(ground, team, make, sign_in):
    occasion = make(ground, team)
    west = ground.office.who(Role.TRAINER, at=ground.office.west)
    for attempt in (
        lambda: mark_roll(occasion.pk, [], by=west),
        lambda: export_roll(occasion.pk, by=west),
        lambda: taken_in(occasion, SHEET, by=west),
    ):
        with pytest.raises(NotFound):
            attempt()
    browser = sign_in(west)
    for name in ("roll", "roll_import"):
        assert browser.get(reverse(f"drills:{name}", args=[occasion.pk])).status_code == 404
        assert browser.get(reverse(f"drills:{name}", args=[10**6])).status_code == 404


@KINDS
def test_the_head_reads_the_sheet_and_marks_nobody(ground, team, make):
    occasion, head = make(ground, team), ground.office.who(Role.HEAD)
    assert export_roll(occasion.pk, by=head)
    for attempt in (
        lambda: mark_roll(occasion.pk, [], by=head, rest_present=[team.pk]),
        lambda: taken_in(occasion, SHEET, by=head),
    ):
        with pytest.raises(NotPermitted):
            attempt()


# --- the sheet -----------------------------------------------------------------------------------

SHEET = "姓名,考勤\n队员001,到\n".encode()


def read(batch, ground):
    """What is understood of a sheet, row by row."""
    return kind_of(batch.kind).load()(Scope(ground.trainer), batch).read_batch()


def saved(book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@KINDS
def test_a_sheet_goes_out_is_filled_in_and_comes_back(ground, team, make):
    occasion = make(ground, team)
    book = openpyxl.load_workbook(io.BytesIO(export_roll(occasion.pk, by=ground.trainer)))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    assert [sheet.cell(number, heads.index("考勤") + 1).value for number in (2, 3)] == [
        "未点名"
    ] * 2
    sheet.cell(2, heads.index("考勤") + 1).value = "迟到"
    sheet.cell(2, heads.index("到达时刻") + 1).value = "09:20"
    batch = taken_in(occasion, saved(book), by=ground.trainer)
    assert [thing.outcome for thing in read(batch, ground)] == ["新增", "未变"]
    assert not occasion.marks.exists(), "nothing is written before it is confirmed"
    assert confirm(batch.pk, by=ground.trainer).summary == "已导入 1 人的考勤"
    assert list(occasion.marks.values_list("status", "source")) == [("late", "import")]
    keeper = occasion.muster.entry.campaign if make is a_muster else occasion.owner
    assert "导入" in events_of(keeper).first().note
    again = taken_in(occasion, export_roll(occasion.pk, by=ground.trainer), by=ground.trainer)
    assert [thing.outcome for thing in read(again, ground)] == ["未变", "未变"]


def test_a_sheet_that_says_nothing_is_refused(ground, team):
    occasion = a_drill(ground, team)
    blank = export_roll(occasion.pk, by=ground.trainer)
    batch = taken_in(occasion, blank, by=ground.trainer)
    with pytest.raises(Incomplete, match="文件中没有考勤"):
        confirm(batch.pk, by=ground.trainer)


def test_namesakes_of_one_team_go_out_and_come_back_told_apart_by_their_numbers(ground, team):
    for number in (701, 702):
        enlist_member(team.pk, member_facts("张三", number), by=ground.trainer)
    occasion = a_session(ground, team)
    book = openpyxl.load_workbook(io.BytesIO(export_roll(occasion.pk, by=ground.trainer)))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        row[heads.index("考勤")].value = "到"
    batch = taken_in(occasion, saved(book), by=ground.trainer)
    assert not [thing.faults for thing in read(batch, ground) if thing.faults]
    confirm(batch.pk, by=ground.trainer)
    assert occasion.marks.count() == 4
    for row in sheet.iter_rows(min_row=2):
        row[heads.index("联系电话")].value = None
    nameless = read(taken_in(occasion, saved(book), by=ground.trainer), ground)
    assert [thing.faults for thing in nameless if thing.faults] == [
        ["名册中有 2 名张三，填写联系电话或专业队以区分"]
    ] * 2


def test_what_a_sheet_lacks_stays_on_the_roll(ground, team):
    occasion = a_session(ground, team)
    first, second = team.members.order_by("pk")
    marks = [
        Mark(first.pk, "late", arrived_at=time(9, 20), note="堵车"),
        Mark(second.pk, "late", arrived_at=time(9, 30), note="堵车"),
    ]
    mark_roll(occasion.pk, marks, by=ground.trainer)
    content = f"姓名,考勤\n{first.name},到\n{second.name},缺席\n".encode()
    batch = taken_in(occasion, content, by=ground.trainer)
    assert [thing.changes for thing in read(batch, ground)] == [
        ["考勤：迟到 → 到"],
        ["考勤：迟到 → 缺席"],
    ]
    confirm(batch.pk, by=ground.trainer)
    found = occasion.marks.order_by("member").values_list("status", "arrived_at", "note")
    assert list(found) == [("present", time(9, 20), "堵车"), ("absent", None, "堵车")]


@KINDS
def test_a_roll_that_is_closed_takes_no_sheet(ground, team, make):
    occasion = make(ground, team)
    batch = taken_in(occasion, SHEET, by=ground.trainer)
    settle([occasion], "void")
    for attempt in (
        lambda: taken_in(occasion, SHEET, by=ground.trainer),
        lambda: confirm(batch.pk, by=ground.trainer),
    ):
        with pytest.raises(WrongState, match="已取消"):
            attempt()


def test_a_sheet_is_pasted_looked_at_mended_and_entered_on_pages(ground, team, sign_in):
    occasion, browser = a_session(ground, team), sign_in(ground.trainer)
    address = reverse("drills:roll_import", args=[occasion.pk])
    pasted = {"rows": "队员001\t到\t08:50\n队员002\t来了"}
    page = browser.post(address, pasted, follow=True)
    batch = page.context["batch"]
    assert "没有“来了”这一项" in page.content.decode()
    row = batch.rows.get(group=2)
    mend = reverse("import_mend", args=[batch.pk, 2])
    assert "第 2 行已可导入" in (
        browser.post(mend, {f"{row.pk}-status": "请假"}, follow=True).content.decode()
    )
    done = browser.post(reverse("import_confirm", args=[batch.pk]), follow=True)
    assert "已导入 2 人的考勤" in done.content.decode()
    assert done.redirect_chain[-1][0] == reverse("drills:roll", args=[occasion.pk])


@KINDS
def test_the_roll_is_printed_to_be_signed(ground, team, make, sign_in):
    occasion = make(ground, team)
    everybody(ground, occasion, team, "late")
    browser = sign_in(ground.office.who(Role.HEAD))
    answer = browser.get(reverse("drills:roll_print", args=[occasion.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for words in ("点名册", occasion.get_kind_display(), "队员002", "迟到", "签名"):
        assert words in text, words


@KINDS
def test_the_page_of_each_kind_names_it_and_leads_back(ground, team, make, sign_in):
    occasion = make(ground, team)
    page = sign_in(ground.trainer).get(reverse("drills:roll", args=[occasion.pk])).content.decode()
    assert f"返回{occasion.get_kind_display()}" in page
    assert reverse("drills:roll_import", args=[occasion.pk]) in page
    assert reverse("drills:roll_export", args=[occasion.pk]) in page
