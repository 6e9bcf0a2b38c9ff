"""通行密钥: added and proved by a key in software; forged, replayed, of others, of other sites."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from renfang.acts import Incomplete
from renfang.administration.acts.passkeys import (
    Site,
    add_passkey,
    asked_to_add,
    asked_to_prove,
    try_passkey,
)
from renfang.administration.acts.second_factor import Paused, try_code
from renfang.history.models import Event
from renfang.organisations.models import Passkey, RecoveryCode, SecondFactor
from renfang.organisations.permissions import Role
from renfang.organisations.second_factor import has_factor
from tests.builders.second_factor import Authenticator, code_of, enrolled

SITE = Site("office.example.cn", "https://office.example.cn")
STEP = "/login/second/"
PARTS = ("id", "rawId", "type", "response", "clientDataJSON", "attestationObject")
NEW = "/settings/account/passkeys/new/"


@pytest.fixture
def head(office):
    return office.who(Role.HEAD)


def with_key(user, site: Site = SITE) -> Authenticator:
    device = Authenticator(site.host)
    _, challenge = asked_to_add(user, site)
    add_passkey("安全密钥", device.made(challenge, site.origin), challenge, site, by=user)
    return device


def options_of(page) -> dict:
    found = re.search(r'data-options="([^"]+)"', page.content.decode())
    assert found, "the page offers no passkey"
    return json.loads(unescape(found[1]))


def half_in(user, host: str = "localhost") -> Client:
    client = Client(headers={"host": host})
    sent = {"username": user.username, "password": f"password-of-{user.username}"}
    client.post("/login/", sent)
    return client


def test_it_is_added_and_opens_the_second_step_on_the_pages(head, settings):
    settings.SECOND_FACTOR = "required"
    device, client = Authenticator("localhost"), half_in(head)
    options = options_of(client.get(NEW))
    assert options["rp"]["id"] == "localhost"
    sent = {"name": "办公室电脑", "answer": device.made(options["challenge"], "http://localhost")}
    page = client.post(NEW, sent)
    assert len(re.findall(r"<code>\d\d-", page.content.decode())) == 10
    assert client.get("/").status_code == 200
    assert "办公室电脑" in client.get("/settings/account/second-factor/").content.decode()

    client = half_in(head)
    options = options_of(client.get(STEP))
    assert [each["id"] for each in options["allowCredentials"]] == [
        json.loads(sent["answer"])["id"]
    ]
    proof = device.proved(options["challenge"], "http://localhost")
    assert client.post(STEP, {"answer": proof}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    event = Event.objects.filter(act="通过两步验证").get()
    assert event.after == {"用于": "登录", "方式": "通行密钥"}


def test_an_answer_counts_once(head):
    device = with_key(head, Site("localhost", "http://localhost"))
    client = half_in(head)
    proof = device.proved(options_of(client.get(STEP))["challenge"], "http://localhost")
    assert client.post(STEP, {"answer": proof}).status_code == 302
    thief = half_in(head)
    assert thief.post(STEP, {"answer": proof}).status_code == 422, "no challenge was asked"
    thief.get(STEP)
    assert thief.post(STEP, {"answer": proof}).status_code == 422, "another was"
    assert thief.get("/").status_code == 302


def test_where_no_browser_offers_them_the_page_says_so(head):
    for host in ("127.0.0.1:8000", "testserver", "[::1]"):
        client = half_in(head, "localhost")
        settings_hosts = {"host": host}
        page = client.get(NEW, headers=settings_hosts)
        assert page.status_code in (200, 400)
        assert "data-options" not in page.content.decode()
    with_key(head)
    page = half_in(head).get(STEP).content.decode()
    assert "只能在添加它的网址使用" in page
    assert "恢复码" in page


@pytest.mark.parametrize(
    ("kind", "site"),
    [
        ("host", Site("evil.example.cn", "https://evil.example.cn")),
        ("origin", Site(SITE.host, "http://office.example.cn")),
        ("port", Site(SITE.host, "https://office.example.cn:8443")),
    ],
)
def test_an_answer_of_another_site_is_refused(head, kind, site):
    device = Authenticator(site.host)
    _, challenge = asked_to_add(head, SITE)
    with pytest.raises(Incomplete, match="没有添加成功"):
        add_passkey("x", device.made(challenge, site.origin), challenge, SITE, by=head)
    own = with_key(head)
    _, challenge = asked_to_prove(head, SITE)
    own.host = site.host
    assert not try_passkey(own.proved(challenge, site.origin), challenge, SITE, by=head)


def test_without_finger_or_pin_it_is_refused(head):
    device = Authenticator(SITE.host, verifies=False)
    _, challenge = asked_to_add(head, SITE)
    with pytest.raises(Incomplete):
        add_passkey("x", device.made(challenge, SITE.origin), challenge, SITE, by=head)
    device = with_key(head)
    device.verifies = False
    _, challenge = asked_to_prove(head, SITE)
    assert not try_passkey(device.proved(challenge, SITE.origin), challenge, SITE, by=head)


def test_the_key_of_another_a_copy_and_a_forgery_open_nothing(office, head):
    theirs, mine = with_key(office.who(Role.REVIEWER)), with_key(head)
    _, challenge = asked_to_prove(head, SITE)
    assert not try_passkey(theirs.proved(challenge, SITE.origin), challenge, SITE, by=head)
    forged = Authenticator(SITE.host)
    forged.identity = mine.identity
    assert not try_passkey(forged.proved(challenge, SITE.origin), challenge, SITE, by=head)
    assert try_passkey(mine.proved(challenge, SITE.origin), challenge, SITE, by=head)
    _, challenge = asked_to_prove(head, SITE)
    mine.count = 0
    copied = mine.proved(challenge, SITE.origin)
    assert not try_passkey(copied, challenge, SITE, by=head), "a counter that does not rise"
    _, challenge = asked_to_add(head, SITE)
    again = theirs.made(challenge, SITE.origin)
    with pytest.raises(Incomplete, match="已经添加过"):
        add_passkey("x", again, challenge, SITE, by=head)


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_sent_is_an_answer_and_no_failure(head, monkeypatch, data):
    monkeypatch.setattr("renfang.organisations.second_factor.FAILURES", 10_000)
    device = Authenticator(SITE.host)
    _, challenge = asked_to_add(head, SITE)
    good = device.made(challenge, SITE.origin)
    told = json.loads(good)
    where = data.draw(st.sampled_from(PARTS))
    junk = data.draw(
        st.one_of(
            st.none(),
            st.integers(),
            st.text(max_size=40),
            st.lists(st.none(), max_size=2),
            st.from_regex(r"[A-Za-z0-9_-]{0,300}", fullmatch=True),
        )
    )
    cut = data.draw(st.integers(0, 200))
    place = told["response"] if where in told["response"] else told
    place[where] = place[where][:cut] if data.draw(st.booleans()) and where != "response" else junk
    sent = json.dumps(told)
    try:
        add_passkey("x", sent, challenge, SITE, by=head)
    except Incomplete:
        pass
    else:
        assert sent == good or where in ("id", "rawId", "type")
    assert not try_passkey(sent, challenge, SITE, by=head)


def test_wrong_codes_of_an_app_do_not_stop_a_passkey_which_makes_them_forgotten(head):
    enrolled(head)
    device = with_key(head)
    SecondFactor.objects.update(failures=30, failing_since=timezone.now())
    with pytest.raises(Paused):
        try_code(code_of(head), by=head)
    _, challenge = asked_to_prove(head, SITE)
    assert not try_passkey("{}", challenge, SITE, by=head)
    assert try_passkey(device.proved(challenge, SITE.origin), challenge, SITE, by=head)
    assert try_code(code_of(head), by=head).means == "动态验证码"


def test_who_has_passkeys_alone_proves_himself_by_one(head):
    device = with_key(head, Site("localhost", "http://localhost"))
    client = half_in(head)
    proof = device.proved(options_of(client.get(STEP))["challenge"], "http://localhost")
    client.post(STEP, {"answer": proof})
    page = client.get(NEW)
    assert "先确认是本人操作" in page.content.decode()
    assert 'data-passkey="create"' not in page.content.decode()
    assert client.post(NEW, {"answer": proof}).status_code == 422, "a challenge is answered once"
    options = options_of(client.get(NEW))
    made = Authenticator("localhost")
    sent = {"name": "新电脑", "answer": made.made(options["challenge"], "http://localhost")}
    assert client.post(NEW, sent).status_code == 422, "no proof"
    options = options_of(client.get(NEW))
    proof = device.proved(options["challenge"], "http://localhost")
    assert client.post(NEW, {"answer": proof}).headers["Location"] == NEW
    options = options_of(client.get(NEW))
    sent["answer"] = made.made(options["challenge"], "http://localhost")
    assert client.post(NEW, sent).status_code == 302
    assert Passkey.objects.count() == 2

    off = reverse("passkey_off", args=[Passkey.objects.get(name="新电脑").pk])
    proof = device.proved(options_of(client.get(off))["challenge"], "http://localhost")
    assert client.post(off, {"answer": proof}).status_code == 302
    assert Passkey.objects.count() == 1


def test_an_answer_without_end_is_an_answer(head):
    _, challenge = asked_to_add(head, SITE)
    with pytest.raises(Incomplete):
        add_passkey("x", "[" * 39_000, challenge, SITE, by=head)


def test_its_owner_removes_it_by_password_and_code(head, office):
    enrolled(head)
    with_key(head, Site("localhost", "http://localhost"))
    row = Passkey.objects.get()
    client = half_in(head)
    client.post(STEP, {"code": code_of(head)})
    off = reverse("passkey_off", args=[row.pk])
    sent = {"password": f"password-of-{head.username}", "code": code_of(head, steps=1)}
    assert client.post(off, {**sent, "code": "000000"}).status_code == 422
    stranger = Client()
    stranger.force_login(office.who(Role.REVIEWER))
    assert stranger.get(off).status_code == 404
    assert stranger.post(off, sent).status_code == 404
    assert client.post(off, sent).status_code == 302
    assert not Passkey.objects.exists()
    assert has_factor(head), "the app goes on to hold"
    assert RecoveryCode.objects.count() == 10
