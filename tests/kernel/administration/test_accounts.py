"""Accounts as their owners use them: first password, limits of sessions and logins, the way out."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from renfang.administration.acts.people import (
    ask_password,
    confirm_password,
    open_account,
    set_active,
)
from renfang.history.models import Event
from renfang.history.record import events_of
from renfang.organisations.models import LoginSession, PasswordRequest, RoleAssignment, User
from renfang.organisations.permissions import Role
from renfang.organisations.staff import posts_left_empty

OWN = "liushu-hepan-yue-7"


@pytest.fixture
def system(office):
    return office.who(Role.SYSTEM_ADMINISTRATOR)


def log_in(username: str, password: str, address: str = "10.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post("/login/", {"username": username, "password": password})
    return client


def confirmed(office) -> str:
    """The second half of the password that is asked for."""
    guard = office.who(Role.SECURITY_ADMINISTRATOR)
    return confirm_password(PasswordRequest.objects.get(state="asked").pk, by=guard)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def later(**by):
    now = timezone.now() + timedelta(**by)
    return mock.patch("django.utils.timezone.now", return_value=now)


def test_the_first_login_leads_to_a_password_of_ones_own_and_nowhere_else(office, system):
    person, half = open_account("zhang", "张三", office.east.pk, by=system)
    password = half + confirmed(office)
    client = log_in("zhang", password)
    for page in ("/", reverse("own_sessions"), reverse("engineering:shelters")):
        answer = client.get(page)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/password/")
    assert "一次性密码" in client.get("/password/").content.decode()

    typed = {"old_password": password, "new_password1": OWN, "new_password2": OWN}
    same = {**typed, "new_password1": password, "new_password2": password}
    assert "最近 5 次用过" in client.post("/password/", same).content.decode()
    assert client.post("/password/", typed).status_code == 302
    assert is_in(client)
    person.refresh_from_db()
    assert not person.must_change_password
    assert Event.objects.filter(act="修改密码", actor=person).count() == 1


def test_founding_gives_one_time_passwords(db, capsys):
    call_command(
        *("found_office", "某市国防动员办公室", "某市", "620100", "某市", "某动"),
        *("--system", "zhang=张三", "--security", "li=李四", "--audit", "wang=王五"),
    )
    assert set(User.objects.values_list("must_change_password", flat=True)) == {True}


def test_a_session_ends_after_half_an_hour_unused_and_after_eight_in_all(office, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_IDLE_MINUTES_ADMINISTRATORS = 30, 15
    clerk = office.who(Role.CLERK)
    client = log_in(clerk.username, f"password-of-{clerk.username}")
    with later(minutes=29):
        assert is_in(client)
    with later(minutes=58):
        assert is_in(client)
    with later(minutes=88):
        assert client.get("/").headers["Location"].startswith("/login/")
        assert "较长时间没有操作" in client.get("/login/").content.decode()
    assert LoginSession.objects.get(user=clerk).end == LoginSession.End.IDLE

    settings.SESSION_IDLE_MINUTES = 60 * 24
    client = log_in(clerk.username, f"password-of-{clerk.username}")
    for hours in range(1, 8):
        with later(hours=hours):
            assert is_in(client)
    with later(hours=8, minutes=1):
        assert not is_in(client)
    assert LoginSession.objects.filter(user=clerk, end=LoginSession.End.LIMIT).exists()


def test_administrators_have_a_quarter_of_an_hour(system, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_IDLE_MINUTES_ADMINISTRATORS = 30, 15
    client = log_in(system.username, f"password-of-{system.username}")
    with later(minutes=16):
        assert not is_in(client)


def test_disabled_is_out_at_the_next_request_and_still_out_when_enabled(office, system):
    clerk = office.who(Role.CLERK)
    client = log_in(clerk.username, f"password-of-{clerk.username}")
    assert is_in(client)
    set_active(clerk.pk, False, by=system, explanation="由王科长接办")
    set_active(clerk.pk, True, by=system)
    assert not is_in(client)
    assert LoginSession.objects.get(user=clerk).end == LoginSession.End.DISABLED


def test_a_reset_password_ends_every_session(office, system):
    clerk = office.who(Role.CLERK)
    client = log_in(clerk.username, f"password-of-{clerk.username}")
    ask_password(clerk.pk, by=system)
    assert is_in(client)
    confirmed(office)
    assert not is_in(client)
    assert not LoginSession.objects.filter(user=clerk, ended_at__isnull=True).exists()


def test_the_owner_sees_where_he_is_logged_in_and_ends_one_or_all_others(office):
    clerk = office.who(Role.CLERK)
    password = f"password-of-{clerk.username}"
    here = log_in(clerk.username, password)
    there, elsewhere, third = (log_in(clerk.username, password, f"10.0.0.{n}") for n in (7, 8, 9))
    page = here.get(reverse("own_sessions")).content.decode()
    assert "10.0.0.7" in page
    assert "结束其他 3 个登录" in page
    row = LoginSession.objects.get(address="10.0.0.7")
    here.post(reverse("own_sessions"), {"session": row.pk})
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, True]
    assert here.post(reverse("own_sessions"), {"session": row.pk}).status_code == 404
    here.post(reverse("own_sessions"))
    assert [is_in(client) for client in (here, elsewhere, third)] == [True, False, False]


def test_nobody_ends_the_session_of_another(office):
    clerk, reviewer = office.who(Role.CLERK), office.who(Role.REVIEWER)
    theirs = log_in(clerk.username, f"password-of-{clerk.username}")
    mine = log_in(reviewer.username, f"password-of-{reviewer.username}")
    row = LoginSession.objects.get(user=clerk)
    assert mine.post(reverse("own_sessions"), {"session": row.pk}).status_code == 404
    assert is_in(theirs)


def test_the_system_administrator_ends_all_sessions_of_a_person(client, office, system):
    clerk = office.who(Role.CLERK)
    theirs = log_in(clerk.username, f"password-of-{clerk.username}", "10.0.0.7")
    client.force_login(system)
    assert "10.0.0.7" in client.get(reverse("person", args=[clerk.pk])).content.decode()
    client.post(reverse("person_sessions", args=[clerk.pk]))
    assert not is_in(theirs)
    assert Event.objects.filter(act="结束登录", actor=system).count() == 1


def test_a_new_password_keeps_this_browser_and_no_other(office):
    clerk = office.who(Role.CLERK)
    old = f"password-of-{clerk.username}"
    here, there = log_in(clerk.username, old), log_in(clerk.username, old)
    typed = {"old_password": old, "new_password1": OWN, "new_password2": OWN}
    here.post("/password/", typed)
    assert [is_in(here), is_in(there)] == [True, False]
    assert LoginSession.objects.filter(user=clerk, ended_at__isnull=True).count() == 1


def test_one_address_is_stopped_whatever_names_it_tries(office, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 6
    clerk = office.who(Role.CLERK)
    right = {"username": clerk.username, "password": f"password-of-{clerk.username}"}
    for number in range(6):
        client = Client(REMOTE_ADDR="10.0.0.66")
        answer = client.post("/login/", {"username": f"nobody{number}", "password": "wrong"})
        assert answer.status_code == 200
    stopped = Client(REMOTE_ADDR="10.0.0.66")
    answers = [
        stopped.post("/login/", {**right, "password": typed}) for typed in ("no", right["password"])
    ]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert "一小时内暂停登录" in answers[0].content.decode()
    forged = stopped.post("/login/", right, headers={"x-forwarded-for": "10.0.0.67"})
    assert forged.status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.5").post("/login/", right).status_code == 302
    with later(hours=1, minutes=1):
        assert Client(REMOTE_ADDR="10.0.0.66").post("/login/", right).status_code == 302


def test_going_out_clears_what_the_browser_kept(office):
    clerk = office.who(Role.CLERK)
    client = log_in(clerk.username, f"password-of-{clerk.username}")
    answer = client.post("/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_in(client)
    assert LoginSession.objects.get(user=clerk).end == LoginSession.End.LOGOUT


def test_the_last_holder_of_a_post_is_not_disabled_without_a_successor(office, system):
    clerk = office.who(Role.CLERK)
    page = log_in(system.username, f"password-of-{system.username}")
    address = reverse("person_activity", args=[clerk.pk])
    asked = page.post(address, {"active": "0"})
    assert asked.status_code == 422
    assert (
        f"{office.east.short_name}的{Role.CLERK.label}岗位无人担任。写明由谁接办"
        in asked.content.decode()
    )
    clerk.refresh_from_db()
    assert clerk.is_active
    told = page.post(address, {"active": "0", "explanation": "由王科长接办"})
    assert told.status_code == 302
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert events_of(clerk)[0].note == "由王科长接办"
    page.post(address, {"active": "1"})
    clerk.refresh_from_db()
    assert clerk.is_active


def test_of_two_holders_one_goes_without_a_word(office, system):
    first = office.who(Role.CLERK)
    colleague = open_account("second", "李二", office.east.pk, by=system)[0]
    RoleAssignment.objects.create(user=colleague, role=Role.CLERK, organisation=office.east)
    set_active(first.pk, False, by=system)
    assert posts_left_empty(colleague) == [f"{office.east.short_name}的{Role.CLERK.label}"]
