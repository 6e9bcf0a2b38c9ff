"""The office keeps its own working-day table."""

from datetime import date

import pytest

from renfang.acts import Incomplete, NotPermitted, Refused
from renfang.administration.acts.calendar import publish_year, remove_special_day, set_special_day
from renfang.clocks.calendars import current_calendar
from renfang.clocks.models import CalendarYear, SpecialDay
from renfang.history.models import Event
from renfang.organisations.permissions import Role


@pytest.fixture
def keeper(office):
    return office.who(Role.SYSTEM_ADMINISTRATOR)


NEW_YEAR = date(2027, 1, 1)  # a Friday


def test_a_holiday_counts_at_once_and_is_recorded(keeper):
    set_special_day(NEW_YEAR, is_working=False, name="元旦", by=keeper)
    assert not current_calendar().is_working_day(NEW_YEAR)
    assert Event.objects.filter(act="维护工作日历", actor=keeper).exists()


def test_a_make_up_day_makes_a_sunday_a_working_day_until_it_is_taken_back(keeper):
    sunday = date(2027, 2, 14)
    set_special_day(sunday, is_working=True, name="春节", by=keeper)
    assert current_calendar().is_working_day(sunday)
    remove_special_day(sunday, by=keeper)
    assert not current_calendar().is_working_day(sunday)


@pytest.mark.parametrize(
    ("day", "is_working"), [(date(2027, 1, 4), True), (date(2027, 1, 3), False)]
)
def test_what_changes_nothing_is_pointed_out(keeper, day, is_working):
    with pytest.raises(Incomplete, match="本来就是"):
        set_special_day(day, is_working=is_working, name="某节", by=keeper)


def test_a_published_year_is_no_longer_an_estimate(keeper):
    assert not current_calendar().is_official(2027)
    publish_year(2027, source_document="国办发明电〔2026〕9号", by=keeper)
    assert current_calendar().is_official(2027)
    with pytest.raises(Refused, match="已登记为正式"):
        publish_year(2027, source_document="再来一份", by=keeper)


def test_only_the_system_administrator_keeps_the_table(office):
    with pytest.raises(NotPermitted):
        set_special_day(NEW_YEAR, is_working=False, name="元旦", by=office.who(Role.CLERK))
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_everybody_may_look_at_a_year(office, client):
    client.force_login(office.who(Role.CLERK))
    page = client.get("/settings/calendar/2026/").content.decode()
    assert "春节" in page
    assert "登记放假或调休" not in page
    assert client.get("/settings/calendar/9999/").status_code == 404


def test_the_page_adds_and_removes_a_day(client, keeper):
    client.force_login(keeper)
    posted = {"date": "2027年1月1日", "is_working": "off", "name": "元旦"}
    assert client.post("/settings/calendar/2027/add/", posted).status_code == 302
    assert client.post("/settings/calendar/2027/remove/", {"date": "2027-01-01"}).status_code == 302
    wrong = client.post("/settings/calendar/2027/add/", {**posted, "date": "元旦那天"})
    assert wrong.status_code == 422
    assert "元旦那天" in wrong.content.decode()


def test_several_days_are_entered_at_once_without_their_weekend(keeper):
    set_special_day(
        date(2027, 2, 5), until=date(2027, 2, 11), is_working=False, name="春节", by=keeper
    )
    entered = SpecialDay.objects.filter(date__year=2027).order_by("date")
    assert [row.date.day for row in entered] == [5, 8, 9, 10, 11]
    event = Event.objects.get(act="维护工作日历")
    assert list(event.after) == [
        *(f"2027-02-{day:02}" for day in (5, 8, 9, 10, 11)),
        "重新计算的期限",
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 2, 5), date(2027, 2, 4)),
        (date(2027, 2, 5), date(2027, 3, 8)),
        (date(2026, 12, 31), date(2027, 1, 3)),
    ],
)
def test_a_stretch_lies_in_one_year_and_in_one_month_at_most(keeper, first, last):
    with pytest.raises(Incomplete) as refusal:
        set_special_day(first, until=last, is_working=False, name="某节", by=keeper)
    assert refusal.value.field == "until"
