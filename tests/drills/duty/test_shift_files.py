"""The duty roster in Excel: planned there, looked through, entered as a whole."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from drills.duty.acts import hand_over, take_over
from drills.duty.exchange import ShiftResource, export_shifts
from drills.models import DutyPerson, DutyShift
from renfang.acts import Incomplete, WrongState
from renfang.exchange.acts import confirm, upload
from renfang.history.record import events_of
from renfang.organisations.scope import Scope
from tests.builders.readiness import people
from tests.drills.duty.test_duty import shift_of

pytestmark = pytest.mark.django_db
HEADS = tuple(ShiftResource().titles.values())


def day(days=0):
    return timezone.localdate() + timedelta(days=days)


def book(*rows, heads=HEADS):
    written = Workbook()
    written.active.append(heads)
    for row in rows:
        written.active.append(row)
    target = io.BytesIO()
    written.save(target)
    return target.getvalue()


def line(days, leader="Z1 值班员1", main="Z2 值班员2", deputy=None, hour="08:30"):
    return [day(days), hour, day(days + 1), hour, "日常值班", leader, main, deputy]


def uploaded(ground, *rows):
    return upload("drills.shift", book(*rows), "值班表.xlsx", by=ground.trainer)


def read_shifts(batch):
    return ShiftResource(Scope(batch.uploaded_by), batch).read_batch()


def test_a_roster_goes_out_and_comes_in_again_unchanged(ground):
    crew = people(ground)
    first = take_over(shift_of(ground, crew[:2]).pk, by=ground.trainer)
    hand_over(first.pk, by=ground.trainer, pending="复核点名", version=None)
    shift_of(ground, crew[1:], days=1)
    content = export_shifts(DutyShift.objects.select_related("leader"), by=ground.trainer)
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]][:8] == list(HEADS)
    assert "复核点名" in [cell.value for cell in sheet[3]]
    batch = upload("drills.shift", content, "值班表.xlsx", by=ground.trainer)
    assert [reading.outcome for reading in read_shifts(batch)] == ["未变", "未变"]
    assert confirm(batch.pk, by=ground.trainer).summary == "新增 0 班"


def test_a_month_planned_in_excel_is_entered_as_a_whole(ground):
    people(ground)
    rows = [line(days, main=f"值班员{2 + days % 2}") for days in range(1, 31)]
    batch = uploaded(ground, *rows)
    assert not DutyShift.objects.exists()
    assert confirm(batch.pk, by=ground.trainer).summary == "新增 30 班"
    last = DutyShift.objects.first()
    assert (str(last.leader), str(last.main)) == ("值班员1", "值班员2")
    assert events_of(last)[0].act == "排班"
    with pytest.raises(WrongState):
        confirm(batch.pk, by=ground.trainer)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (line(1, leader="Z9 无此人"), "没有“Z9 无此人”这名在册值班人员"),
        (line(1, leader="Z2 值班员1"), "编号 Z2 是值班员2"),
        (line(1, main="值班员1"), "须为不同的人"),
        ([day(2), "08:30", day(1), "08:30", None, "Z1", "Z2", None], "交班时间须晚于接班时间"),
        ([day(1), "25:99", day(2), "08:30", None, "Z1", "Z2", None], "接班时刻：时刻按 08:20 填写"),
        ([day(1), "08:30", "2026-13-45", "08:30", None, "Z1", "Z2", None], "交班日期"),
        ([day(1), "08:30", day(2), "08:30", "加强", "Z1", "Z2", None], "没有“加强”这一项"),
        ([day(1), None, day(2), "08:30", None, "Z1", "Z2", None], "接班时刻：缺少内容"),
    ],
)
def test_a_row_at_fault_says_why_and_nothing_is_written(ground, row, reason):
    people(ground)
    batch = uploaded(ground, line(5), row)
    good, bad = read_shifts(batch)
    assert (good.outcome, bad.outcome) == ("新增", "需改正")
    assert reason in "".join(bad.problems)
    with pytest.raises(Incomplete, match="第 3 行需要改正"):
        confirm(batch.pk, by=ground.trainer)
    assert not DutyShift.objects.exists()


def test_rows_of_one_file_are_held_against_each_other_and_against_the_roster(ground):
    crew = people(ground, 4)
    stands = shift_of(ground, crew[2:], days=9)
    begin = timezone.localtime(stands.starts_at)
    other = [begin.date(), f"{begin:%H:%M}", day(11), "08:30", None, "Z1", "Z2", None]
    batch = uploaded(ground, line(1), line(1, hour="20:00", main="Z3"), line(1, main="Z4"), other)
    outcomes = [(reading.outcome, "".join(reading.problems)) for reading in read_shifts(batch)]
    assert [outcome for outcome, _ in outcomes] == ["新增", "需改正", "需改正", "需改正"]
    assert "同一时间不能值两个班" in outcomes[1][1]
    assert "同一接班时间已有班次" in outcomes[2][1]
    assert "办理换班" in outcomes[3][1]


def test_namesakes_are_told_apart_by_number(ground):
    crew = people(ground)
    DutyPerson.objects.filter(pk=crew[2].pk).update(name="值班员2")
    (by_name,) = read_shifts(uploaded(ground, line(1, main="值班员2")))
    (by_number,) = read_shifts(uploaded(ground, line(1, main="Z3")))
    assert "有 2 名“值班员2”" in by_name.problems[0]
    assert by_number.found["facts"].main_id == crew[2].pk


def test_what_excel_makes_of_a_time_is_understood(ground):
    from datetime import datetime, time

    people(ground)
    row = [datetime.combine(day(1), time()), time(8, 30), day(2), "8时30分", None, "Z1", "Z2", ""]
    (reading,) = read_shifts(uploaded(ground, row))
    assert reading.problems == []
    assert f"{timezone.localtime(reading.found['facts'].starts_at):%H:%M}" == "08:30"


@pytest.mark.parametrize("count", [1, 60])
def test_the_preview_costs_the_same_for_one_row_and_for_sixty(
    ground, sign_in, count, django_assert_max_num_queries
):
    people(ground)
    batch = uploaded(ground, *(line(days) for days in range(1, count + 1)))
    browser = sign_in(ground.trainer)
    with django_assert_max_num_queries(15):
        page = browser.get(reverse("import", args=[batch.pk]))
    assert "确认导入" in page.content.decode()


def test_trainer_takes_a_roster_through_the_pages(ground, sign_in):
    people(ground)
    browser = sign_in(ground.trainer)
    sent = {"file": SimpleUploadedFile("值班表.xlsx", book(line(1), line(2)))}
    page = browser.post(reverse("drills:shifts_import"), sent, follow=True)
    address = page.redirect_chain[-1][0]
    page = browser.post(f"{address}confirm/", follow=True)
    assert "新增 2 班" in page.content.decode()
    content = browser.post(f"{reverse('drills:shifts_export')}?state=planned").content
    assert load_workbook(io.BytesIO(content)).active.max_row == 3


@pytest.mark.parametrize("content", [b"", b"\x00\x01", "地点,时间\n楼上,08:30".encode()])
def test_a_file_that_is_no_roster_is_refused_in_words(ground, sign_in, content):
    page = sign_in(ground.trainer).post(
        reverse("drills:shifts_import"), {"file": SimpleUploadedFile("值班表.xlsx", content)}
    )
    assert page.status_code == 422
    assert "error" in page.content.decode()
