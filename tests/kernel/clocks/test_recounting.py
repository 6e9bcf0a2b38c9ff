"""A change of the calendar moves every stored day, keeps the earlier one, and asks before."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engineering.approvals.acts.acceptance import accept_application
from engineering.approvals.acts.clock import pause_clock
from engineering.approvals.acts.receipt import submit_application
from engineering.models import Application, OmissionCase, Shelter
from engineering.omissions import queries as omissions
from renfang.administration.acts.calendar import (
    Change,
    publish_year,
    recount_limits,
    remove_special_day,
    set_special_day,
)
from renfang.clocks.recounting import ACT, foreseen, recount
from renfang.history.models import Event
from renfang.history.record import broken_events
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.serving.workbench import _to_prepare, papers_with_a_last_day
from tests.builders import upkeep, works
from tests.builders.applications import BUILD_ALL, accepted, grant, received, registered, reviewed
from tests.builders.office import Office
from tests.engineering.approvals.test_permits import published
from tests.engineering.omissions.test_omissions import told

pytestmark = pytest.mark.django_db

MONDAY = date(2024, 4, 29)  # the last day of what was accepted on 2024-04-01


@pytest.fixture
def keeper(office: Office):
    return office.who(Role.SYSTEM_ADMINISTRATOR)


def off(day: date, keeper):
    return set_special_day(day, is_working=False, name="停电", by=keeper)


def at(year: int, month: int, day: int) -> time_machine.travel:
    """Noon in Beijing on that day."""
    return time_machine.travel(datetime(year, month, day, 4, tzinfo=UTC), tick=False)


def test_a_new_day_off_moves_an_open_application_and_the_history_tells(office, keeper) -> None:
    application = accepted(office)
    version = application.version
    (moved,) = off(MONDAY, keeper)
    assert (moved.label, moved.before, moved.after) == ("办理时限", "2024-04-29", "2024-04-30")
    application.refresh_from_db()
    assert (application.due_on, application.version) == (date(2024, 4, 30), version + 1)
    event = Event.objects.get(act=ACT)
    assert (event.actor, event.organisation) == (keeper, office.east)
    assert event.before == {"办理时限": "2024-04-29"}
    assert event.after == {"办理时限": "2024-04-30"}
    assert "2024-04-29 停电放假" in event.note
    assert not list(broken_events())
    of_the_year = Event.objects.get(act="维护工作日历")
    assert of_the_year.after["重新计算的期限"] == "1 项"


def test_taking_the_day_back_moves_it_back(office, keeper) -> None:
    application = accepted(office)
    off(MONDAY, keeper)
    remove_special_day(MONDAY, by=keeper)
    application.refresh_from_db()
    assert application.due_on == MONDAY
    assert Event.objects.filter(act=ACT).count() == 2


def test_what_is_decided_or_closed_stands(office, keeper) -> None:
    grant(office, reviewed(office))
    Application.objects.update(served_on=date(2024, 4, 15))
    assert off(date(2024, 4, 26), keeper) == []
    assert Application.objects.get().serve_by == date(2024, 4, 26)


def test_a_completeness_limit_and_a_day_to_serve_move_too(office, keeper) -> None:
    waiting = received(office)  # received 2024-03-29: five working days end on 04-08
    decided = grant(office, reviewed(office, code="2404-620102-04-01-000002")).subject
    (first,) = off(waiting.due_on, keeper)
    assert (first.before, first.after) == ("2024-04-08", "2024-04-09")
    clerk = office.who(Role.CLERK)
    (second,) = off(date(2024, 4, 26), keeper)
    assert (second.label, second.after) == ("送达时限", "2024-04-28")
    (paper,) = papers_with_a_last_day(Scope(clerk), timezone.localdate())
    assert paper.subject == decided
    assert _to_prepare(paper, timezone.localdate()).due == date(2024, 4, 28)


def test_a_pause_that_is_under_way_agrees_with_the_calendar(office) -> None:
    application = accepted(office)
    pause_clock(
        application.pk,
        starts_on=date(2024, 4, 8),
        reason="专家评审",
        expected_days=5,
        by=office.who(Role.CLERK),
    )
    assert foreseen() == []


def test_days_told_to_a_developer_follow_the_calendar(office, keeper, monkeypatch) -> None:
    case = told(office)  # until 2024-03-27
    off(date(2024, 3, 27), keeper)
    case.refresh_from_db()
    assert case.remedy_by == date(2024, 3, 28)
    remove_special_day(date(2024, 3, 27), by=keeper)
    case.refresh_from_db()
    assert case.remedy_by == date(2024, 3, 27)
    # A notice of before named the day itself: a Saturday that is worked takes none of it back.
    named = SimpleNamespace(snapshot={"remedy_by": "2024-03-27"})
    with monkeypatch.context() as patch:
        patch.setattr(omissions, "_notices", lambda case: SimpleNamespace(first=lambda: named))
        patch.setattr(omissions, "served_on", lambda case: date(2024, 3, 6))
        saturday = date(2024, 3, 23)
        assert set_special_day(saturday, is_working=True, name="调休", by=keeper) == []
    # Of one that tells fifteen working days, the fifteenth is a day earlier then.
    assert [move.after for move in foreseen()] == ["2024-03-26"]
    recount(keeper, "调休")
    # Of a notice from before its days were kept, nothing is known but the day told.
    OmissionCase.objects.update(remedy_days=None)
    assert off(date(2024, 3, 27), keeper) == []


def test_a_request_for_use_and_a_filing_move(office, keeper) -> None:
    with at(2026, 6, 1):
        upkeep.regime(office)
        use = upkeep.applied(office, upkeep.standing_shelter(office))
        request = use.requests.get()
        (moved,) = off(request.due_on, keeper)
        assert (moved.label, moved.subject) == ("办理时限", use)
        request.refresh_from_db()
        assert request.due_on > date.fromisoformat(moved.before)
        assert Event.objects.get(act=ACT).subject_id == use.pk
        shelter = works.accepted(office)
        (moved,) = off(shelter.filing_due_on, keeper)
        assert (moved.label, Shelter.objects.get(pk=shelter.pk).filing_due_on) == (
            "备案期限",
            date.fromisoformat(moved.after),
        )


def test_only_what_moves_is_foreseen_and_nothing_is_written(office) -> None:
    application = accepted(office)
    (moved,) = Change.of_days(MONDAY, is_working=False).moves()
    assert (moved.row, moved.after) == (application, "2024-04-30")
    assert Change.of_days(date(2024, 6, 3), is_working=False).moves() == []
    application.refresh_from_db()
    assert application.due_on == MONDAY
    assert foreseen() == []


def test_a_day_that_went_astray_is_found_and_put_right(office, keeper, client: Client) -> None:
    accepted(office)
    Application.objects.update(due_on=date(2024, 4, 26))
    client.force_login(keeper)
    address = reverse("calendar_recount", args=[2024])
    page = client.post(address).content.decode()
    assert "2024-04-26" in page
    assert "2024-04-29" in page
    assert Application.objects.get().due_on == date(2024, 4, 26)
    (moved,) = recount_limits(2024, by=keeper)
    assert moved.after == "2024-04-29"
    answer = client.post(address, follow=True)
    assert "已按现行工作日历核对，没有需要变动的期限" in answer.content.decode()


# Through the pages, as the trial had it: F11.1


def accepted_in_january(office: Office) -> Application:
    """Accepted 2027-01-25 with fifteen working days promised, before the year is published."""
    published(office, promised_days=15)
    clerk = office.who(Role.CLERK)
    with at(2027, 1, 22):
        project = registered(office)
        row = submit_application(project.pk, BUILD_ALL, received_on=date(2027, 1, 22), by=clerk)
    with at(2027, 1, 25):
        return accept_application(row.pk, on=date(2027, 1, 25), by=clerk)


def confirm(client: Client, address: str, values: dict[str, str]) -> str:
    """Send, read what would move, and confirm exactly that; gives the page in between."""
    asked = client.post(address, values)
    if asked.status_code == 302:
        return ""
    page = asked.content.decode()
    assert "确认并重新计算" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert client.post(address, values | {"seen": seen}).status_code == 302
    return page


def test_the_notice_for_2027_makes_an_estimate_of_january_a_date(
    office, keeper, client: Client
) -> None:
    application = accepted_in_january(office)
    assert (application.due_on, application.due_is_estimated) == (date(2027, 2, 17), True)
    clerk = Client()
    with at(2027, 2, 1):
        clerk.force_login(office.who(Role.CLERK))
        client.force_login(keeper)
        assert "light-estimated" in clerk.get(reverse("engineering:applications")).content.decode()
        values = {"date": "2027-02-05", "until": "2027-02-11", "is_working": "off", "name": "春节"}
        page = confirm(client, reverse("calendar_add_day", args=[2027]), values)
        assert "登记 2027-02-05 至 2027-02-11 放假（春节）" in page
        assert "2027-02-17（预估）" in page
        application.refresh_from_db()
        assert (application.due_on, application.due_is_estimated) == (date(2027, 2, 22), True)
        page = confirm(
            client,
            reverse("calendar_publish", args=[2027]),
            {"source_document": "国办发明电〔2026〕9号"},
        )
        assert "2027-02-22（预估）" in page
        assert "在办的 1 项期限" in page
        application.refresh_from_db()
        assert (application.due_on, application.due_is_estimated) == (date(2027, 2, 22), False)
        listed = clerk.get(reverse("engineering:applications")).content.decode()
        assert "剩 10 个工作日" in listed
        assert "light-estimated" not in listed
        told = clerk.get(application.project.get_absolute_url()).content.decode()
        assert ACT in told
    last = Event.objects.filter(act=ACT).latest("pk")
    assert last.before == {"办理时限": "2027-02-22（预估）"}
    assert last.after == {"办理时限": "2027-02-22"}
    assert "剩 1 个工作日" in to_do(office, date(2027, 2, 19))
    assert "剩 1 个工作日" not in to_do(office, date(2027, 2, 22))


def to_do(office: Office, day: date) -> str:
    """待办 of the reviewer, who has to take the next step."""
    with at(day.year, day.month, day.day):
        reviewer = Client()
        reviewer.force_login(office.who(Role.REVIEWER))
        page = reviewer.get(reverse("workbench")).content.decode()
    assert "锦绣家园" in page
    return page


def test_what_was_confirmed_is_what_was_shown(office, keeper, client: Client) -> None:
    accepted(office)
    client.force_login(keeper)
    values = {"date": str(MONDAY), "is_working": "off", "name": "停电", "seen": "0" * 16}
    answer = client.post(reverse("calendar_add_day", args=[2024]), values)
    assert answer.status_code == 200
    assert "确认并重新计算" in answer.content.decode()
    assert Application.objects.get().due_on == MONDAY


def test_who_keeps_the_calendar_is_told_how_many_and_reads_no_foreign_name(
    office, keeper, client: Client
) -> None:
    name = accepted(office).project.name
    client.force_login(keeper)
    values = {"date": str(MONDAY), "is_working": "off", "name": "停电"}
    page = client.post(reverse("calendar_add_day", args=[2024]), values).content.decode()
    assert f"{office.east} 1 件" in page
    assert name not in page


def test_a_published_year_reaches_every_office(office, keeper) -> None:
    accepted_in_january(office)
    moved = publish_year(2027, source_document="国办发明电〔2026〕9号", by=keeper)
    # The days that the law fixes are off although nobody has entered one.
    assert [(move.before, move.after) for move in moved] == [("2027-02-17（预估）", "2027-02-17")]
    assert not Application.objects.get().due_is_estimated
