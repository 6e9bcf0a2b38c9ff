"""The limits of a track follow the calendar; what somebody named stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from fees.collection.rules import counted, court_application_limit, remedies, safe_end
from fees.models import CollectionStep, FeeAccount
from renfang.administration.acts.calendar import remove_special_day, set_special_day
from renfang.clocks.calendars import built_in_calendar
from renfang.clocks.periods import Code
from renfang.clocks.recounting import ACT, foreseen
from renfang.clocks.rules import WorkingCalendar
from renfang.history.models import Event
from renfang.organisations.permissions import Role
from tests.builders.office import Office
from tests.builders.pursuit import Pursuit

LEVIED, SERVED = date(2025, 1, 16), date(2025, 1, 17)
REMEDIES_END, APPLY_BY = date(2025, 7, 17), date(2025, 10, 17)


@pytest.fixture
def pursuit(office: Office, account: FeeAccount) -> Pursuit:
    return Pursuit.begun(office, account, date(2024, 4, 8))


@pytest.fixture
def off(office: Office):
    """Enter a day off; gives what moved, by label."""
    keeper = office.who(Role.SYSTEM_ADMINISTRATOR)

    def enter(day: date) -> dict[str, str]:
        moved = set_special_day(day, is_working=False, name="停电", by=keeper)
        return {move.label: move.after for move in moved}

    return enter


@pytest.fixture
def on(office: Office):
    keeper = office.who(Role.SYSTEM_ADMINISTRATOR)
    return lambda day: remove_special_day(day, by=keeper)


def test_a_demand_ends_a_day_later_and_the_page_tells_both_days(
    pursuit: Pursuit, off, client: Client
) -> None:
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("demand", date(2025, 7, 18))
    pursuit.serve(date(2025, 7, 21))
    assert off(date(2025, 8, 4)) == {"催告期限届满日": "2025-08-05", "办理期限": "2025-08-05"}
    track = pursuit.track()
    assert (track.demand_ends_on, track.due_on) == (date(2025, 8, 5), date(2025, 8, 5))
    event = Event.objects.get(act=ACT)
    assert event.subject_id == pursuit.case.pk
    assert event.before == {"催告期限届满日": "2025-08-04", "办理期限": "2025-08-04"}
    # The step keeps what was counted on its day.
    kept = CollectionStep.objects.filter(code="served").order_by("-id")[0].limits
    assert [limit["last_day"] for limit in kept] == ["2025-08-04"]
    client.force_login(pursuit.officer)
    page = client.get(pursuit.case.get_absolute_url()).content.decode()
    assert "催告期限：2025-08-05" in page
    assert "原计算至 2025-08-04，工作日历变动后重新计算" in page


def test_the_court_follows_the_remedies_there_and_back(pursuit: Pursuit, off, on) -> None:
    pursuit.decided(LEVIED, SERVED)
    off(REMEDIES_END)
    track = pursuit.track()
    # Remedies to Friday 07-18, three months on is Saturday 10-18.
    assert (track.remedies_end_on, track.apply_by) == (date(2025, 7, 18), date(2025, 10, 20))
    assert off(date(2025, 10, 20)) == {"申请执行截止日": "2025-10-21"}
    on(date(2025, 10, 20))
    on(REMEDIES_END)
    track = pursuit.track()
    assert (track.remedies_end_on, track.apply_by) == (REMEDIES_END, APPLY_BY)


def test_the_day_to_pay_of_a_decision_is_never_earlier_than_it_names(
    pursuit: Pursuit, off, on, read_back
) -> None:
    pursuit.decided(LEVIED, SERVED)
    named = LEVIED + timedelta(days=20)
    assert pursuit.track().pay_by == named == date(2025, 2, 5)
    moved = off(named)
    assert moved["缴款期限"] == "2025-02-06"
    assert pursuit.track().pay_by == date(2025, 2, 6)
    assert pursuit.track().due_on == date(2025, 2, 6)
    assert read_back(pursuit.account).due_on == date(2025, 2, 6)
    on(named)
    assert pursuit.track().pay_by == named
    assert read_back(pursuit.account).due_on == named


def test_an_order_and_a_hearing(pursuit: Pursuit, off) -> None:
    pursuit.step("verify", date(2024, 4, 9))
    pursuit.step("order", date(2024, 4, 10), pay_days=4)
    pursuit.serve(date(2024, 4, 10))
    off(date(2024, 4, 16))
    track = pursuit.track()
    assert track.heard_until == track.pay_by == track.due_on == date(2024, 4, 17)


def test_a_deferral_stands_where_it_was_put(office: Office, unbuilt: FeeAccount, off) -> None:
    pursuit = Pursuit.begun(office, unbuilt, date(2024, 4, 8))
    pursuit.penalise()
    for code, day in (("file", 6), ("investigate", 7), ("foretell", 8)):
        pursuit.step(code, date(2025, 1, day), "penalty")
    pursuit.serve(date(2025, 1, 8), "penalty")
    assert off(pursuit.track("penalty").heard_until)["陈述申辩期限"] == "2025-01-16"
    pursuit.step("penalise", date(2025, 1, 20), "penalty")
    pursuit.serve(date(2025, 1, 20), "penalty")
    asked = {"requested_on": date(2025, 1, 27), "reason": "经济困难"}
    pursuit.step("defer", date(2025, 2, 5), "penalty", **asked, pay_by=date(2025, 6, 30))
    assert off(date(2025, 6, 30)) == {}
    assert pursuit.track("penalty").pay_by == date(2025, 6, 30)


def test_an_ended_track_stands(pursuit: Pursuit, off) -> None:
    pursuit.decided(LEVIED, SERVED)
    pursuit.step("contest", date(2025, 3, 3))
    pursuit.step("annul", date(2025, 6, 3))
    assert off(REMEDIES_END) == {}
    assert foreseen() == []


def test_time_for_the_court_is_counted_from_the_earliest_end_of_the_remedies() -> None:
    """Served 2026-04-06: half a year ends inside a 国庆 that is not published yet."""
    shipped = built_in_calendar()
    calendar = WorkingCalendar(
        days={day: works for day, works in shipped.days.items() if day.year < 2026},
        official_years=shipped.official_years - {2026},
    )
    limits = remedies(date(2026, 4, 6), calendar)
    assert max(limit.last_day for limit in limits) == date(2026, 10, 8)
    assert safe_end(limits) == date(2026, 10, 6)
    assert court_application_limit(safe_end(limits), calendar).last_day == date(2027, 1, 6)
    # Once published both are one and the same day.
    published = remedies(date(2026, 4, 6), shipped)
    assert safe_end(published) == max(limit.last_day for limit in published) == date(2026, 10, 8)


def test_a_stored_limit_says_whose_it_is() -> None:
    calendar = built_in_calendar()
    assert counted(Code.DEMAND, SERVED, calendar).as_data()["whose"] == "citizen"
    assert counted(Code.PENALTY_DECISION, SERVED, calendar).as_data()["whose"] == "office"
