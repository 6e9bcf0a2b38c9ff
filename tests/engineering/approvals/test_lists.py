"""审批台账: found by clerk and by light, handed over by the dozen, taken along as a workbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from engineering.approvals.acts.acceptance import request_correction
from engineering.approvals.acts.handover import assign_cases
from engineering.models import Application
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.history.record import events_of
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from tests.builders.applications import grant, received, reviewed
from tests.builders.office import Office, make_user

pytestmark = pytest.mark.django_db


def several(office: Office, count: int) -> list[Application]:
    return [
        received(office, code=f"2404-620102-04-01-00010{number}", name=f"第{number}期")
        for number in range(count)
    ]


@pytest.fixture
def colleague(office: Office) -> User:
    user = make_user("colleague", Role.CLERK, at=office.east)
    user.full_name = "周明"
    user.save()
    return user


def page(user: User, address: str = "", **query: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address or reverse("engineering:applications"), query).content.decode()


def test_cases_are_handed_over_together_and_the_history_says_to_whom(
    office: Office, colleague: User
) -> None:
    applications = several(office, 3)
    changed = assign_cases(
        [application.pk for application in applications], colleague.pk, by=office.who(Role.CLERK)
    )
    assert [application.handler for application in changed] == [colleague] * 3
    told = events_of(applications[0]).latest("sequence")
    assert (told.act, told.after) == ("分派", {"办理人": "周明"})
    # A form that somebody fills in meanwhile is not refused: nothing that it states was changed.
    assert Application.objects.get(pk=applications[0].pk).version == applications[0].version


def test_one_case_that_cannot_be_handed_over_keeps_all_where_they_are(
    office: Office, colleague: User
) -> None:
    (application,) = several(office, 1)
    closed = reviewed(office)
    grant(office, closed)
    with pytest.raises(WrongState, match="已办结"):
        assign_cases([application.pk, closed.pk], colleague.pk, by=office.who(Role.HEAD))
    application.refresh_from_db()
    assert application.handler == office.who(Role.CLERK)


def test_cases_go_only_to_clerks_of_the_office_and_by_those_who_may(
    office: Office, colleague: User
) -> None:
    (application,) = several(office, 1)
    clerk = office.who(Role.CLERK)
    for nobody in (office.who(Role.FINANCE), office.who(Role.CLERK, office.west)):
        with pytest.raises(NotFound):
            assign_cases([application.pk], nobody.pk, by=clerk)
    with pytest.raises(NotFound):
        assign_cases(
            [application.pk],
            office.who(Role.CLERK, office.west).pk,
            by=office.who(Role.CLERK, office.west),
        )
    with pytest.raises(NotPermitted):
        assign_cases([application.pk], colleague.pk, by=_reviewer_who_sees_clerks(office))
    with pytest.raises(Incomplete, match="没有选中"):
        assign_cases([], colleague.pk, by=clerk)


def _reviewer_who_sees_clerks(office: Office) -> User:
    """Reviews in the east, hands out applications in the west only."""
    from renfang.administration.acts.roles import grant_role

    user = office.who(Role.REVIEWER)
    grant_role(user.pk, Role.CLERK, office.west.pk, by=None)
    grant_role(User.objects.get(username="colleague").pk, Role.CLERK, office.west.pk, by=None)
    return User.objects.get(pk=user.pk)


def test_the_list_hands_over_what_is_ticked_and_comes_back_as_it_was(
    office: Office, colleague: User, client: Client
) -> None:
    applications = several(office, 2)
    client.force_login(office.who(Role.CLERK))
    address = reverse("engineering:assign_cases") + "?name=期&tab=open"
    sent = {
        "application": [application.pk for application in applications],
        "handler": colleague.pk,
    }
    answer = client.post(address, sent, follow=True)
    assert "已分派 2 件" in answer.content.decode()
    assert answer.request["QUERY_STRING"] == "name=%E6%9C%9F&tab=open"
    refused = client.post(address, {"handler": colleague.pk})
    assert (refused.status_code, "没有选中案件" in refused.content.decode()) == (422, True)
    refused = client.post(address, {"application": applications[0].pk})
    assert "选择接办的办理人" in refused.content.decode()


def test_cases_are_found_by_their_clerk(office: Office, colleague: User) -> None:
    applications = several(office, 2)
    assign_cases([applications[0].pk], colleague.pk, by=office.who(Role.CLERK))
    shown = page(office.who(Role.CLERK), handler="周明")
    assert "第0期" in shown
    assert "第1期" not in shown


def test_cases_are_found_by_their_light(office: Office) -> None:
    late, soon, waiting = several(office, 3)
    clerk, today = office.who(Role.CLERK), timezone.localdate()
    for application, days in ((late, -9), (soon, 0)):
        Application.objects.filter(pk=application.pk).update(due_on=today + timedelta(days=days))
    request_correction(waiting.pk, note="缺少总平面图", on=waiting.received_on, by=clerk)
    for colour, name in (("red", "第0期"), ("amber", "第1期"), ("paused", "第2期")):
        shown = page(clerk, light=colour)
        assert name in shown
        assert "共 1 件" in shown


def test_what_the_list_shows_is_taken_along(office: Office, client: Client) -> None:
    several(office, 2)
    reviewed(office)
    client.force_login(office.who(Role.CLERK))
    answer = client.get(reverse("engineering:applications_export"), {"state": "reviewed"})
    heads, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert len(rows) == 1
    row = dict(zip(heads, rows[0], strict=True))
    assert row["项目名称"] == "锦绣家园"
    assert row["应建面积（㎡）"] == 850
    assert row["办理人"] == str(office.who(Role.CLERK))
    client.force_login(office.who(Role.TRAINER))
    assert client.get(reverse("engineering:applications_export")).status_code == 403


def test_the_clerks_pages_stay_within_their_queries(
    office: Office, colleague: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    applications = several(office, 4)
    assign_cases([applications[1].pk], colleague.pk, by=office.who(Role.CLERK))
    grant(office, reviewed(office))
    for user in (office.who(Role.CLERK), office.who(Role.HEAD)):
        client.force_login(user)
        client.get("/")  # content types are read once a process
        for address in (
            "/",
            reverse("engineering:applications"),
            reverse("engineering:applications") + "?light=red&handler=周",
            applications[0].project.get_absolute_url(),
            reverse("engineering:project", args=[Application.objects.latest("id").project_id]),
        ):
            with django_assert_max_num_queries(15):
                assert client.get(address).status_code == 200
