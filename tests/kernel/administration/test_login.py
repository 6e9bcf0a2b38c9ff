"""What every login holds to: a session of its own, no way to elsewhere, the password as typed."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from renfang import settings as production
from renfang.organisations.models import User
from renfang.organisations.permissions import Role

# Longer than anybody types; blanks, Chinese and signs stand as they are typed.
LONG = " 柳树河畔 Yue-7 " + "字" * 50 + "Zz9!" * 15


@pytest.fixture
def clerk(office) -> User:
    return office.who(Role.CLERK)


def log_in(person: User, password: str, to: str = "/login/", client: Client | None = None):
    client = client or Client()
    typed = {"username": person.username, "password": password}
    return client, client.post(to, typed)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:/x",
    ],
)
def test_a_login_leads_to_our_own_pages_only(clerk, elsewhere):
    for field in ("?next=", "?next=/&next="):
        _, answer = log_in(clerk, f"password-of-{clerk.username}", f"/login/{field}{elsewhere}")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/"


def test_a_page_asked_for_before_the_login_comes_after_it(clerk):
    _, answer = log_in(clerk, f"password-of-{clerk.username}", "/login/?next=/sessions/")
    assert answer.headers["Location"] == "/sessions/"


def test_each_login_gets_a_session_of_its_own_that_nobody_guesses(clerk):
    name, keys = settings.SESSION_COOKIE_NAME, set()
    client = Client()
    for _ in range(3):
        client.cookies[name] = "chosen-by-a-stranger-0123456789ab"
        log_in(clerk, f"password-of-{clerk.username}", client=client)
        keys.add(client.cookies[name].value)
    assert len(keys) == 3
    # 32 signs out of 36 are 165 bits.
    assert all(len(key) == 32 and key.isalnum() for key in keys)


def test_a_password_counts_as_typed_to_its_last_sign_and_is_kept_under_argon2id(clerk, settings):
    # Other tests keep passwords under something quicker.
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    assert len(LONG) > 120
    clerk.set_password(LONG)
    clerk.save()
    assert clerk.password.startswith("argon2$argon2id$")
    assert LONG not in clerk.password
    for wrong in (LONG[:-1], LONG.strip(), LONG.lower()):
        _, answer = log_in(clerk, wrong)
        assert answer.status_code == 200
    _, answer = log_in(clerk, LONG)
    assert answer.status_code == 302


def test_what_leaves_names_its_kind_and_characters(clerk):
    client, _ = log_in(clerk, f"password-of-{clerk.username}")
    for page in ("/login/", "/", "/nowhere/", "/engineering/projects/?q=x&q=y"):
        assert client.get(page, follow=True).headers["Content-Type"] == "text/html; charset=utf-8"
