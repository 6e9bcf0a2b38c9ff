"""Roles, accounts and the separation of administrators."""

from datetime import date

import pytest

from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.administration.acts.founding import rename_organisation
from renfang.administration.acts.people import (
    ask_password,
    confirm_password,
    open_account,
    set_active,
)
from renfang.administration.acts.roles import grant_role, propose_role
from renfang.history.models import Event
from renfang.organisations.models import PasswordRequest
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope


def test_nobody_grants_to_themselves(office):
    guard = office.who(Role.SECURITY_ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        propose_role(guard.pk, Role.CLERK, office.east.pk, by=guard)


def test_the_three_administrators_are_three_people(office):
    system = office.who(Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(Refused, match="三类管理员"):
        grant_role(system.pk, Role.AUDITOR, office.east.pk, by=None)


def test_who_opens_accounts_cannot_grant_roles(office):
    system = office.who(Role.SYSTEM_ADMINISTRATOR)
    person, _ = open_account("zhang", "张三", office.east.pk, by=system)
    with pytest.raises(NotPermitted, match="安全管理员"):
        propose_role(person.pk, Role.CLERK, office.east.pk, by=system)


def test_a_new_account_can_log_in_but_sees_nothing(office, client):
    person, half = open_account(
        "zhang", "张三", office.east.pk, by=office.who(Role.SYSTEM_ADMINISTRATOR)
    )
    guard = office.who(Role.SECURITY_ADMINISTRATOR)
    password = half + confirm_password(PasswordRequest.objects.get().pk, by=guard)
    response = client.post("/login/", {"username": "zhang", "password": password})
    assert response.status_code == 302
    own = "liushu-hepan-yue-7"
    typed = {"old_password": password, "new_password1": own, "new_password2": own}
    assert client.post("/password/", typed).status_code == 302
    assert client.get("/").status_code == 200
    assert Scope(person).organisations("view_projects") == frozenset()


def test_a_taken_account_name_is_refused_with_the_field(office):
    system = office.who(Role.SYSTEM_ADMINISTRATOR)
    open_account("zhang", "张三", office.east.pk, by=system)
    with pytest.raises(Incomplete) as refusal:
        open_account("Zhang", "张四", office.east.pk, by=system)
    assert refusal.value.field == "username"


def test_accounts_of_another_district_seem_not_to_exist(office):
    stranger = office.who(Role.CLERK, at=office.west)
    with pytest.raises(NotFound):
        ask_password(stranger.pk, by=office.who(Role.SYSTEM_ADMINISTRATOR, at=office.east))


def test_disabling_an_account_is_recorded_with_before_and_after(office):
    clerk = office.who(Role.CLERK)
    set_active(
        clerk.pk, False, by=office.who(Role.SYSTEM_ADMINISTRATOR), explanation="由王科长接办"
    )
    event = Event.objects.filter(act="停用账号").get()
    assert (event.before, event.after) == ({"账号状态": "启用"}, {"账号状态": "停用"})


def test_papers_keep_the_name_that_was_in_force(office):
    rename_organisation(office.east, "X市东区人民防空办公室", on=date(2024, 1, 1))
    assert office.east.style_on(date(2023, 12, 31)).name == "X市东区国防动员办公室"
    assert office.east.style_on(date(2024, 1, 1)).name == "X市东区人民防空办公室"
