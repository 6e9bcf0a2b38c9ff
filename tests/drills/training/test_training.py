"""The year's plan, sessions, attendance, check-in by phone, and hours."""

import io
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from unittest import mock

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drills.models import Attendance
from drills.rollcall.acts import Mark, mark_roll
from drills.rollcall.exchange import RollResource
from drills.rollcall.queries import InTwoPlaces
from drills.training.acts.checkin import Expired, check_in, close_checkin, open_checkin, token_of
from drills.training.acts.plans import (
    PlanFacts,
    SubjectPlan,
    draft_plan,
    set_subjects,
    set_team_hours,
)
from drills.training.acts.sessions import (
    arrange_session,
    cancel_session,
    conclude_session,
    rearrange_session,
)
from drills.training.queries import accrued, team_standings
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.exchange.acts import confirm
from renfang.history.models import AccessRecord
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.schooling import (
    SUBJECTS,
    attend,
    session,
    session_facts,
    taken_in,
    year_plan,
    yesterday,
)
from tests.drills.conftest import at

pytestmark = pytest.mark.django_db


def test_one_plan_a_year(ground):
    plan = year_plan(ground)
    with pytest.raises(Incomplete) as refused:
        draft_plan(ground.office.east.pk, PlanFacts(plan.year), by=ground.trainer)
    assert refused.value.field == "year"


def test_next_years_plan_takes_over_the_subjects(ground):
    plan = year_plan(ground)
    facts = PlanFacts(plan.year + 1, copy_from=plan.pk)
    new = draft_plan(ground.office.east.pk, facts, by=ground.trainer)
    assert [row.name for row in new.subjects.all()] == ["自救互救", "管线抢修"]


def test_plan_of_another_district_is_not_copied(ground):
    plan = year_plan(ground)
    stranger = ground.office.who(Role.TRAINER, at=ground.office.west)
    with pytest.raises(NotFound):
        draft_plan(ground.office.west.pk, PlanFacts(plan.year + 1, copy_from=plan.pk), by=stranger)


def test_a_subject_that_was_trained_stays_in_the_plan(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    session(ground, plan, team)
    with pytest.raises(WrongState, match="自救互救"):
        set_subjects(plan.pk, SUBJECTS[1:], by=ground.trainer, version=None)


def test_no_session_before_the_plan_is_issued(ground):
    plan = draft_plan(
        ground.office.east.pk, PlanFacts(timezone.localdate().year), by=ground.trainer
    )
    set_subjects(plan.pk, SUBJECTS, by=ground.trainer, version=None)
    with pytest.raises(WrongState, match="还没有下达"):
        arrange_session(session_facts(plan, ground.team()), by=ground.trainer)


def test_session_outside_the_year_is_refused_with_the_reason(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    with pytest.raises(Incomplete, match=f"不在 {plan.year} 年度内") as refused:
        session(ground, plan, team, on=date(plan.year - 1, 12, 31))
    assert refused.value.field == "on"
    night = {
        "starts_at": at(date(plan.year, 12, 31), 22),
        "ends_at": at(date(plan.year + 1, 1, 1), 1),
    }
    with pytest.raises(Incomplete, match="年度内"):
        session(ground, plan, team, **night)


def test_more_hours_than_it_lasts_are_refused(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    with pytest.raises(Incomplete, match=r"不超过训练时长 2\.0 小时"):
        session(ground, plan, team, hours=Decimal("8.0"))


def test_subject_of_one_kind_is_not_trained_by_another(ground):
    team = ground.team(members=1)
    medical = SubjectPlan("伤员转运", "professional", Decimal("4.0"), _kind("medical"))
    plan = year_plan(ground, [medical])
    with pytest.raises(Incomplete, match="适用于医疗救护队"):
        session(ground, plan, team)


def _kind(code: str) -> int:
    from drills.models import TeamKind

    return TeamKind.objects.get(code=code).pk


def test_hours_accrue_to_who_came_and_not_to_who_did_not(ground):
    plan, team = year_plan(ground), ground.team(members=3)
    first, second, third = team.members.order_by("pk")
    held = session(ground, plan, team)
    marks = [Mark(first.pk, "present"), Mark(second.pk, "late"), Mark(third.pk, "absent")]
    mark_roll(held.occasion_id, marks, by=ground.trainer)
    hours = accrued(plan, [first.pk, second.pk, third.pk])
    subject = plan.subjects.first().pk
    assert hours == {first.pk: {subject: Decimal("2.0")}, second.pk: {subject: Decimal("2.0")}}


def test_hours_of_a_cancelled_session_count_no_more(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    held = session(ground, plan, team)
    attend(ground, held)
    cancel_session(held.pk, by=ground.trainer, reason="教员临时出差", version=None)
    assert accrued(plan, [team.members.get().pk]) == {}


def test_a_teams_own_hours_replace_the_plans(ground):
    plan, team = year_plan(ground), ground.team(members=2)
    first, second = plan.subjects.all()
    set_team_hours(
        plan.pk, team.pk, {first.pk: Decimal("2.0"), second.pk: Decimal("0.0")}, by=ground.trainer
    )
    attend(ground, session(ground, plan, team), count=1)
    row = team_standings(plan, [team], team.members.all())[0]
    assert (row.asked, row.met, row.rate_text, row.trained_text) == (
        Decimal("2.0"),
        1,
        "50.0%",
        "50.0%",
    )


def test_member_in_two_sessions_at_one_time_is_refused(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    attend(ground, session(ground, plan, team))
    other = session(ground, plan, team, starts_at=at(yesterday(), 10), ends_at=at(yesterday(), 12))
    with pytest.raises(InTwoPlaces, match="不能同时在两处"):
        attend(ground, other)
    assert not other.occasion.marks.exists()


def test_session_that_begins_when_another_ends_is_no_clash(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    attend(ground, session(ground, plan, team))
    after = session(ground, plan, team, starts_at=at(yesterday(), 11), ends_at=at(yesterday(), 13))
    attend(ground, after)
    assert after.occasion.marks.count() == 1


def test_nobody_is_at_a_drill_and_in_training_at_once(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    drill = ground.drill((team, 1), on=yesterday())
    held = session(ground, plan, team)
    attend(ground, held)
    with pytest.raises(InTwoPlaces, match="训练课"):
        ground.call_roll(drill, present=1)
    mark_roll(held.occasion_id, [Mark(team.members.get().pk, "")], by=ground.trainer)
    ground.call_roll(drill, present=1)
    with pytest.raises(InTwoPlaces, match="演练"):
        attend(ground, held)


def test_moving_a_session_onto_another_is_refused(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    attend(ground, session(ground, plan, team))
    later = session(ground, plan, team, starts_at=at(yesterday(), 14), ends_at=at(yesterday(), 16))
    attend(ground, later)
    with pytest.raises(InTwoPlaces):
        rearrange_session(
            later.pk, session_facts(plan, team), by=ground.trainer, version=later.version
        )


def test_session_is_concluded_only_when_everybody_was_called(ground):
    plan, team = year_plan(ground), ground.team(members=3)
    held = session(ground, plan, team)
    attend(ground, held, count=2)
    with pytest.raises(Incomplete, match="还有 1 人未点名"):
        conclude_session(held.pk, by=ground.trainer, version=None)
    mark_roll(held.occasion_id, [], by=ground.trainer, rest_present=[team.pk])
    conclude_session(held.pk, by=ground.trainer, version=None)
    with pytest.raises(WrongState):
        attend(ground, held, status="absent", count=1)


def test_head_looks_but_arranges_nothing(ground):
    plan, team = year_plan(ground), ground.team(members=1)
    with pytest.raises(NotPermitted):
        arrange_session(session_facts(plan, team), by=ground.office.who(Role.HEAD))


# --- by file -------------------------------------------------------------------------------------


def _file(*rows: tuple[object, ...]) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def test_attendance_comes_in_from_a_workbook(ground):
    plan, team = year_plan(ground), ground.team(members=2)
    held = session(ground, plan, team)
    content = _file(
        ("东区抢险抢修一队签到表",),
        ("姓名", "考勤", "到达时刻"),
        ("队员001", "到", "08:50"),
        ("队员002", "请假"),
    )
    confirm(taken_in(held.occasion, content, by=ground.trainer).pk, by=ground.trainer)
    assert list(held.occasion.marks.values_list("status", "source")) == [
        ("present", "import"),
        ("leave", "import"),
    ]


def test_a_file_with_one_bad_row_writes_nothing_and_names_each(ground):
    plan, team = year_plan(ground), ground.team(members=2)
    held = session(ground, plan, team)
    content = _file(
        ("姓名", "考勤"),
        ("队员001", "到"),
        ("队员001", "迟到"),
        ("路人", "到"),
        ("队员002", "来了"),
    )
    batch = taken_in(held.occasion, content, by=ground.trainer)
    readings = RollResource(Scope(ground.trainer), batch).read_batch()
    twice = "该队员在文件中出现了两次，保留一行"
    assert [reading.problems for reading in readings] == [
        [twice],
        [twice],
        ["路人不在本次点名的名册中"],
        ["考勤：没有“来了”这一项。可填：到、迟到、缺席、请假、未点名。"],
    ]
    with pytest.raises(Incomplete, match="第 2、3、4、5 行需要改正"):
        confirm(batch.pk, by=ground.trainer)
    assert not held.occasion.marks.exists()


# --- by phone ------------------------------------------------------------------------------------


@pytest.fixture
def hall(ground):
    """A session that begins in half an hour, check-in open."""
    plan, team = year_plan(ground), ground.team(members=2)
    now = timezone.now()
    held = session(
        ground, plan, team,
        starts_at=now + timedelta(minutes=30), ends_at=now + timedelta(minutes=150),
    ) if _in_the_year(now) else pytest.skip("New Year's Eve")  # fmt: skip
    return open_checkin(held.pk, by=ground.trainer, minutes=60)


def _in_the_year(now) -> bool:
    return timezone.localtime(now).year == timezone.localtime(now + timedelta(hours=3)).year


def test_member_checks_in_with_name_and_last_digits(hall):
    member = hall.teams.get().members.first()
    check_in(token_of(hall), name=member.name, digits=member.phone.whole[-4:])
    mark = Attendance.objects.get()
    assert (mark.member, mark.status, mark.source, mark.recorded_by) == (
        member,
        "present",
        "checkin",
        None,
    )
    assert events_of(hall).first().act == "扫码签到"


def test_who_checks_in_twice_is_told_so(hall):
    member = hall.teams.get().members.first()
    check_in(token_of(hall), name=member.name, digits=member.phone.whole[-4:])
    with pytest.raises(WrongState, match="已有考勤"):
        check_in(token_of(hall), name=member.name, digits=member.phone.whole[-4:])


def test_wrong_name_and_wrong_digits_are_answered_alike(hall):
    member = hall.teams.get().members.first()
    answers = set()
    for name, digits in ((member.name, "9999"), ("路人", member.phone.whole[-4:])):
        with pytest.raises(NotFound) as refused:
            check_in(token_of(hall), name=name, digits=digits)
        answers.add(refused.value.message)
    assert len(answers) == 1


def test_links_expire_are_replaced_and_closed(hall, ground):
    token = token_of(hall)
    later = timezone.now() + timedelta(minutes=61)
    with mock.patch.object(timezone, "now", return_value=later), pytest.raises(Expired):
        check_in(token, name="队员001", digits="0001")
    fresh = open_checkin(hall.pk, by=ground.trainer, minutes=30)
    with pytest.raises(Expired):
        check_in(token, name="队员001", digits="0001")
    close_checkin(hall.pk, by=ground.trainer)
    with pytest.raises(Expired):
        check_in(token_of(fresh), name="队员001", digits="0001")


def test_forged_link_shows_nothing_of_the_session(hall, client):
    for token in ("x", token_of(hall)[:-1] + "_", "a:b:c"):
        answer = client.get(reverse("drills:checkin", args=[token]))
        assert "不能签到" in answer.content.decode()
        assert "训练基地" not in answer.content.decode()


def test_phone_sees_the_session_and_no_name_of_the_roster(hall, client):
    url = reverse("drills:checkin", args=[token_of(hall)])
    page = client.get(url)
    assert "自救互救" in page.content.decode()
    assert "队员002" not in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    member = hall.teams.get().members.first()
    done = client.post(url, {"name": member.name, "digits": member.phone.whole[-4:]})
    assert "已签到" in done.content.decode()
    assert client.post(url, {"name": member.name, "digits": "12"}).status_code == 422


def tried(client, hall, name: str, digits: str, address: str = "10.1.1.1") -> int:
    url = reverse("drills:checkin", args=[token_of(hall)])
    sent = {"name": name, "digits": digits}
    return client.post(url, sent, REMOTE_ADDR=address).status_code


def test_a_name_is_not_guessed_at_from_however_many_addresses(hall, client):
    """And the members beside him check in meanwhile, from the same router."""
    member, beside = hall.teams.get().members.all()[:2]
    wrong = next(each for each in ("0000", "1111") if not member.phone.whole.endswith(each))
    for number in range(5):
        assert tried(client, hall, member.name, wrong, f"10.2.0.{number}") == 404
    right = member.phone.whole[-4:]
    assert tried(client, hall, f" {member.name} ", right, "10.2.0.9") == 429
    assert tried(client, hall, beside.name, beside.phone.whole[-4:], "10.2.0.1") == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert tried(client, hall, member.name, right) == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
def test_guesses_sent_at_once_are_counted_one_by_one(hall):
    """Twelve guesses begun together: five are heard, seven are not."""
    member = hall.teams.get().members.first()
    wrong = next(each for each in ("0000", "1111") if not member.phone.whole.endswith(each))
    start, heard = Barrier(12), []

    def guess(number: int) -> None:
        start.wait(timeout=30)
        try:
            heard.append(tried(Client(), hall, member.name, wrong, f"10.3.0.{number}"))
        finally:
            connection.close()

    threads = [Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(heard) == [404] * 5 + [429] * 7


def test_an_address_is_wrong_thirty_times_a_minute_at_most_by_the_record_of_all_workers(
    hall, client
):
    statuses = [tried(client, hall, f"路人{number // 5}", "0000") for number in range(31)]
    assert statuses == [404] * 30 + [429]
    assert tried(client, hall, "路人", "0000", "10.1.1.2") == 404, "another address is heard"
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert tried(client, hall, "路人", "0000") == 404


def test_a_wrong_check_in_is_on_record_at_the_office_without_the_link(hall, client, ground):
    tried(client, hall, "路人", "0000")
    seen = AccessRecord.objects.get(kind="checkin")
    assert (seen.subject_label, seen.address, seen.result) == ("路人", "10.1.1.1", "refused")
    assert (seen.organisation, seen.subject_id, seen.path) == (ground.office.east, hall.pk, "")
    assert token_of(hall) not in str(vars(seen))


def test_code_is_a_picture_only_while_open(hall, ground, sign_in):
    browser, url = sign_in(ground.trainer), reverse("drills:session_code", args=[hall.pk])
    assert browser.get(url).headers["Content-Type"] == "image/svg+xml"
    close_checkin(hall.pk, by=ground.trainer)
    assert browser.get(url).status_code == 404
