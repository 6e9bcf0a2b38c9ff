"""Lifting a second factor: two administrators, a term, and an owner who is told and may decline."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from renfang.acts import NotFound, NotPermitted, Refused
from renfang.administration.acts.second_factor import (
    ask_lifting,
    confirm_lifting,
    decline_lifting,
    try_code,
)
from renfang.history.models import Event
from renfang.organisations.models import FactorRequest
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.organisations.second_factor import has_factor
from renfang.workbench.tasks import open_tasks
from tests.builders.second_factor import enrolled
from tests.kernel.administration.test_second_factor import (
    AUDITOR,
    GUARD,
    OWN,
    SYSTEM,
    acts_on,
    came_in,
    is_in,
    later,
    password_of,
)


@pytest.fixture
def head(office):
    return office.who(Role.HEAD)


def test_a_lost_phone_takes_two_administrators_and_the_owner_is_told(office, head):
    codes = enrolled(head)
    client = came_in(head)
    system, guard = office.who(SYSTEM), office.who(GUARD)
    asked = ask_lifting(head.pk, by=system)
    with pytest.raises(Refused, match="已申请解除"):
        ask_lifting(head.pk, by=system)
    assert has_factor(head)
    assert is_in(client)
    with pytest.raises(NotPermitted):
        confirm_lifting(asked.pk, by=system)
    for stranger in (office.who(GUARD, at=office.west), office.who(Role.CLERK)):
        with pytest.raises((NotFound, NotPermitted)):
            confirm_lifting(asked.pk, by=stranger)
    titles = [task.title for task in open_tasks(Scope(guard), timezone.localdate())]
    assert titles == ["确认解除两步验证"]
    confirm_lifting(asked.pk, by=guard)

    assert not has_factor(head)
    assert not is_in(client)
    assert not try_code(codes[0], by=head).means
    client = Client()
    client.post("/login/", {"username": head.username, "password": password_of(head)})
    told = client.get("/").content.decode()
    assert f"由{system}申请、{guard}确认解除" in told
    again = Client()
    again.post("/login/", {"username": head.username, "password": password_of(head)})
    assert "确认解除" not in again.get("/").content.decode(), "once"
    assert {"申请解除两步验证", "确认解除两步验证"} <= {*acts_on(head)}


def test_a_request_to_lift_holds_seven_days_and_ends_with_a_new_app(office, head):
    enrolled(head)
    system, guard = office.who(SYSTEM), office.who(GUARD)
    asked = ask_lifting(head.pk, by=system)
    with later(days=7, minutes=1):
        assert not open_tasks(Scope(guard), timezone.localdate())
        with pytest.raises(Refused, match="不再有效"):
            confirm_lifting(asked.pk, by=guard)
        again = ask_lifting(head.pk, by=system)
    assert again.pk != asked.pk
    enrolled(head)
    with pytest.raises(Refused, match="申请已失效"):
        confirm_lifting(again.pk, by=guard)
    assert has_factor(head)


def test_the_owner_sees_that_his_is_to_be_lifted_and_may_decline(office, head):
    enrolled(head)
    asked = ask_lifting(head.pk, by=office.who(SYSTEM))
    client = came_in(head)
    assert "申请解除你的两步验证" in client.get(OWN).content.decode()
    assert client.post(reverse("factor_decline", args=[asked.pk])).headers["Location"] == OWN
    assert "申请解除你的两步验证" not in client.get(OWN).content.decode()
    with pytest.raises(Refused, match="本人不同意"):
        confirm_lifting(asked.pk, by=office.who(GUARD))
    assert acts_on(head)[-1] == "不同意解除两步验证"


def test_nobody_lifts_his_own_and_a_declined_request_changes_nothing(office, head):
    system, guard = office.who(SYSTEM), office.who(GUARD)
    enrolled(system)
    with pytest.raises(Refused, match="自己的两步验证"):
        ask_lifting(system.pk, by=system)
    with pytest.raises(Refused, match="没有启用"):
        ask_lifting(head.pk, by=system)
    with pytest.raises(NotPermitted):
        ask_lifting(system.pk, by=guard)
    enrolled(guard)
    asked = ask_lifting(guard.pk, by=system)
    with pytest.raises(NotPermitted, match="自己的两步验证"):
        confirm_lifting(asked.pk, by=guard)
    decline_lifting(asked.pk, by=office.who(AUDITOR))
    assert has_factor(guard)
    with pytest.raises(Refused, match="已经办理"):
        confirm_lifting(asked.pk, by=office.who(AUDITOR))
    assert FactorRequest.objects.get().state == FactorRequest.State.DECLINED


def test_the_pages_of_the_two_administrators(client, office, head):
    enrolled(head)
    page = reverse("person", args=[head.pk])
    client.force_login(office.who(SYSTEM))
    assert "申请解除两步验证" in client.get(page).content.decode()
    assert client.post(reverse("person_factor", args=[head.pk])).status_code == 302
    asked = FactorRequest.objects.get()
    assert "解除两步验证待确认" in client.get(page).content.decode()
    assert client.post(reverse("factor_confirm", args=[asked.pk])).status_code == 403
    client.force_login(office.who(AUDITOR))
    assert "确认解除" in client.get(page).content.decode()
    assert client.post(reverse("factor_confirm", args=[asked.pk])).status_code == 302
    assert not has_factor(head)


def test_whoever_has_the_server_lifts_it_with_a_reason_on_record(office):
    system = office.who(SYSTEM)
    enrolled(system)
    for name in ("nobody", office.who(Role.CLERK).username):
        with pytest.raises(CommandError):
            call_command("lift_second_factor", name, "--reason", "手机遗失")
    call_command("lift_second_factor", system.username, "--reason", "手机遗失")
    assert not has_factor(system)
    event = Event.objects.get(act="解除两步验证")
    assert (event.actor, event.note) == (None, "手机遗失")
