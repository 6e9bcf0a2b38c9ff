"""两步验证 as its owner, two administrators and an attacker meet it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from renfang.acts import Incomplete
from renfang.administration.acts.people import ask_password, confirm_password
from renfang.administration.acts.roles import revoke_role
from renfang.administration.acts.second_factor import (
    Paused,
    enrol_app,
    try_code,
)
from renfang.history.models import AccessRecord, Event
from renfang.organisations import second_factor
from renfang.organisations.models import (
    LoginSession,
    PasswordRequest,
    RecoveryCode,
    SecondFactor,
    User,
)
from renfang.organisations.permissions import Role, permissions_of
from renfang.organisations.second_factor import has_factor, new_key, posts_requiring
from tests.builders.office import make_user
from tests.builders.second_factor import code_at, code_of, enrolled

SYSTEM, GUARD, AUDITOR = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDITOR,
)
STEP = "/login/second/"
OWN = "/settings/account/second-factor/"
PUBLIC = {"login", "second_step", "health", "verify", "verify_by_number", "checkin"}


@pytest.fixture
def head(office):
    return office.who(Role.HEAD)


def password_of(user: User) -> str:
    return f"password-of-{user.username}"


def half_in(user: User, address: str = "10.0.0.1", to: str = "") -> Client:
    """A browser in which the password was right and the code is due."""
    client = Client(REMOTE_ADDR=address)
    sent = {"username": user.username, "password": password_of(user), "next": to}
    answer = client.post("/login/", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, STEP)
    return client


def shown_key(client: Client) -> str:
    """The key that the page has shown in this browser."""
    return second_factor.unseal(client.session["renfang_new_key"][0])


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def later(**by):
    now = timezone.now() + timedelta(**by)
    return mock.patch("django.utils.timezone.now", return_value=now)


def acts_on(user: User) -> list[str]:
    found = Event.objects.filter(subject_id=user.pk, subject_label=str(user))
    return list(found.order_by("id").values_list("act", flat=True))


def addresses(patterns=None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of the product, with something in the place of each number and word."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        elif isinstance(each, URLPattern):
            yield each.name or "", re.sub(r"<(?:(\w+):)?\w+>", lambda m: _some(m[1]), path)


def _some(converter: str | None) -> str:
    return {"int": "1", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}.get(converter or "", "x")


# --- setting it up --------------------------------------------------------------------------------


def test_the_table_names_administrators_heads_checkers_and_who_handles_money():
    money = {Role.FINANCE}
    assert posts_requiring() == {SYSTEM, GUARD, AUDITOR, Role.HEAD, Role.REVIEWER} | money
    for permission in (
        *("assess_fee", "review_assessment", "issue_payment_notice", "record_payment"),
        *("check_slip", "reconcile", "record_refund", "approve_refund", "decide_write_off"),
        *("reverse_entry", "handle_collection", "decide_collection"),
    ):
        holders = {role for role in Role if permission in permissions_of(role)}
        assert holders, permission
        assert holders <= posts_requiring(), permission


def test_a_post_that_needs_it_reaches_the_own_account_alone_until_it_is_set_up(head, settings):
    settings.SECOND_FACTOR = "required"
    client = Client()
    client.post("/login/", {"username": head.username, "password": password_of(head)})
    opened = set()
    for number, (name, address) in enumerate(addresses()):
        answers = [client.get(address)]
        if number % 5 == 0 and name != "logout":
            answers.append(client.post(address, headers={"hx-request": "true"}))
        if any(answer.headers.get("Location") != OWN for answer in answers):
            opened.add(name)
    assert opened == PUBLIC | {
        *("second_factor", "second_factor_app", "second_factor_app_off", "second_factor_codes"),
        *("passkey_new", "passkey_off", "own_sessions", "password_change", "password_change_done"),
        "logout",
    }
    page = client.get(OWN).content.decode()
    assert "审批负责人岗位登录须用两步验证" in page
    assert "结建审批" not in page, "the menu is a visitor's"
    assert client.get("/no-such-page/").status_code == 404
    assert "结建审批" not in client.get("/no-such-page/").content.decode()


def test_other_posts_and_an_offered_second_factor_stand_in_nobodys_way(office, head, settings):
    settings.SECOND_FACTOR = "required"
    clerk = office.who(Role.CLERK)
    client = Client()
    client.post("/login/", {"username": clerk.username, "password": password_of(clerk)})
    assert is_in(client)
    settings.SECOND_FACTOR = "offered"
    client = Client()
    client.post("/login/", {"username": head.username, "password": password_of(head)})
    assert is_in(client)
    assert "现设为自愿启用，只凭密码也可登录" in client.get(OWN).content.decode()


def test_the_finance_officer_handles_no_money_before_it_is_set_up(office, settings):
    settings.SECOND_FACTOR = "required"
    officer = office.who(Role.FINANCE)
    client = Client()
    client.post("/login/", {"username": officer.username, "password": password_of(officer)})
    assert client.get("/fees/accounts/").headers["Location"] == OWN
    assert "财务岗位登录须用两步验证" in client.get(OWN).content.decode()
    client.get(OWN + "app/")
    key = shown_key(client)
    client.post(OWN + "app/", {"code": code_at(key, timezone.now())})
    assert client.get("/fees/accounts/").status_code == 200


def test_everybody_comes_in_by_two_steps_where_the_bureau_says_so(office, settings):
    settings.SECOND_FACTOR = "everybody"
    postless = make_user("postless", at=office.east)
    for person in (office.who(Role.CLERK), office.who(Role.TRAINER), postless):
        client = Client()
        client.post("/login/", {"username": person.username, "password": password_of(person)})
        assert client.get("/").headers["Location"] == OWN, person
        assert "本单位所有账号登录都须用两步验证" in client.get(OWN).content.decode()
        enrolled(person)
        client = came_in(person)
        assert is_in(client), person
        page = client.get(reverse("second_factor_app_off")).content.decode()
        assert "所有账号都须用两步验证" in page


def test_it_is_set_up_by_one_code_and_gives_ten_recovery_codes_once(head, settings):
    settings.SECOND_FACTOR = "required"
    client, elsewhere = Client(), Client()
    for browser in (client, elsewhere):
        browser.post("/login/", {"username": head.username, "password": password_of(head)})
    page = client.get(OWN + "app/").content.decode()
    assert 'src="data:image/svg+xml' in page
    key = shown_key(client)
    assert key not in str(dict(client.session)), "sealed there as well"
    assert " ".join(key[at : at + 4] for at in range(0, 32, 4)) in page
    assert client.get(OWN + "app/").content.decode().count(key[:4]), "a reload keeps the key"

    assert client.post(OWN + "app/", {"code": "000000"}).status_code == 422
    assert not has_factor(head)
    before = client.session.session_key
    shown = client.post(OWN + "app/", {"code": code_at(key, timezone.now())})
    codes = re.findall(r"<code>(\d\d-\w{5}-\w{5})</code>", shown.content.decode())
    assert len(codes) == len({*codes}) == 10
    assert client.session.session_key != before
    assert is_in(client)
    assert not is_in(elsewhere), "whoever came in by the password alone is out"

    stored = SecondFactor.objects.get(user=head)
    assert key not in stored.key
    kept = " ".join(RecoveryCode.objects.values_list("code", flat=True))
    assert not any(code[3:8] in kept for code in codes)
    again = client.get(OWN).content.decode()
    assert not any(code in again for code in codes)
    assert "先确认是本人操作" in client.get(OWN + "app/").content.decode()
    assert acts_on(head)[-1] == "启用两步验证"


def test_a_key_that_was_not_shown_or_a_code_of_another_key_sets_nothing_up(head):
    with pytest.raises(Incomplete, match="核对手机时间"):
        enrol_app(new_key(), code_at(new_key(), timezone.now()), by=head)
    with pytest.raises(Incomplete):
        enrol_app("", "123456", by=head)
    assert not has_factor(head)


# --- the second step ------------------------------------------------------------------------------


def test_password_and_code_lead_where_one_wanted_to_go(head):
    enrolled(head)
    client = half_in(head, to="/settings/account/sessions/")
    assert "还须验证一步" in client.get(STEP).content.decode()
    answer = client.post(STEP, {"code": code_of(head)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/settings/account/sessions/")
    assert is_in(client)
    assert client.get(STEP).headers["Location"] == "/", "Back after it leads on"
    assert acts_on(head)[-1] == "通过两步验证"
    assert half_in(head, "10.0.0.3", to="https://example.org/").get(STEP).status_code == 200


def test_nobody_is_led_to_another_host(head):
    enrolled(head)
    client = half_in(head, to="https://example.org/")
    assert client.post(STEP, {"code": code_of(head)}).headers["Location"] == "/"


def test_between_the_steps_a_session_is_a_visitors_at_every_address(head):
    enrolled(head)
    client, visitor = half_in(head), Client()
    opened = set()
    for name, address in addresses():
        if name in {"login", "second_step"}:
            continue
        for ask, headers in (("get", {}), ("post", {"hx-request": "true"})):
            answer = getattr(client, ask)(address, headers=headers)
            if answer.status_code == 302 and answer.headers["Location"].startswith("/login/"):
                continue
            opened.add(name)
            theirs = getattr(visitor, ask)(address, headers=headers)
            assert answer.status_code == theirs.status_code
            assert head.full_name not in answer.content.decode()
    assert opened == PUBLIC - {"login", "second_step"}
    assert client.get("/login/?next=/fees/").headers["Location"] == STEP
    assert "_auth_user_id" not in client.session
    assert not LoginSession.objects.filter(user=head).exists()


def test_without_the_first_step_there_is_no_second(head):
    enrolled(head)
    for client in (Client(), half_in(head)):
        client.cookies.clear()
        assert client.get(STEP).headers["Location"] == "/login/"
        answer = client.post(STEP, {"code": code_of(head), "username": head.username})
        assert answer.headers["Location"] == "/login/"
        assert not is_in(client)


def test_the_first_step_holds_ten_minutes_and_no_longer_than_the_password(office, head):
    enrolled(head)
    client = half_in(head)
    with later(minutes=11):
        assert client.post(STEP, {"code": code_of(head)}).headers["Location"] == "/login/"
    client = half_in(head)
    ask_password(head.pk, by=office.who(SYSTEM))
    confirm_password(PasswordRequest.objects.get().pk, by=office.who(GUARD))
    assert client.post(STEP, {"code": code_of(head)}).headers["Location"] == "/login/"
    client.force_login(head)
    client = Client()
    User.objects.filter(pk=head.pk).update(is_active=True)
    head.refresh_from_db()
    head.set_password(password_of(head))
    head.must_change_password = False
    head.save()
    client = half_in(head)
    User.objects.filter(pk=head.pk).update(is_active=False)
    assert client.post(STEP, {"code": code_of(head)}).headers["Location"] == "/login/"


def test_a_session_is_another_after_each_step(head):
    """Whoever planted or saw a key of the session before holds nothing."""
    enrolled(head)
    client = Client(REMOTE_ADDR="10.0.0.1")
    client.get("/login/")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    keys = [session.session_key]
    client.post("/login/", {"username": head.username, "password": password_of(head)})
    keys.append(client.session.session_key)
    client.post(STEP, {"code": code_of(head)})
    keys.append(client.session.session_key)
    assert len({*keys}) == 3
    for key in keys[:2]:
        thief = Client()
        thief.cookies[django_settings.SESSION_COOKIE_NAME] = key
        assert not is_in(thief)
        assert thief.post(STEP, {"code": code_of(head, steps=1)}).headers["Location"] == "/login/"


def test_a_code_counts_once_one_step_early_or_late(head):
    enrolled(head)
    assert try_code(code_of(head), by=head).means == "动态验证码"
    for spent in (code_of(head), code_of(head, steps=-1)):
        assert try_code(spent, by=head).means == ""
    assert try_code(code_of(head, steps=1), by=head).means
    assert not try_code(code_of(head, steps=2), by=head).means
    with later(minutes=5):
        assert not try_code(code_of(head, steps=-2), by=head).means
        assert try_code(" １２ " + code_of(head, steps=-1), by=head).means == ""
        full = code_of(head, steps=-1).translate({ord("0") + n: ord("０") + n for n in range(10)})
        assert try_code(f" {full[:3]} {full[3:]} ", by=head).means == "动态验证码"


def test_the_code_of_another_opens_nothing(office, head):
    reviewer = office.who(Role.REVIEWER)
    codes = enrolled(reviewer)
    enrolled(head)
    client = half_in(head)
    for code in (code_of(reviewer), codes[0]):
        assert client.post(STEP, {"code": code}).status_code == 422
    assert not is_in(client)
    assert try_code(codes[0], by=reviewer).means == "恢复码"


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "٣٤٥٦٧٨", "01-", "11-aaaaa-aaaaa", "\x00", "x" * 41]
)
def test_what_is_no_code_is_refused(head, typed):
    enrolled(head)
    client = half_in(head)
    assert client.post(STEP, {"code": typed}).status_code == 422
    assert not is_in(client)


def test_a_recovery_code_stands_in_once_and_says_how_many_are_left(head):
    codes = enrolled(head)
    client = half_in(head)
    assert client.post(STEP, {"code": codes[3].upper()}).status_code == 302
    assert "还剩 9 个" in client.get("/").content.decode()
    assert half_in(head).post(STEP, {"code": codes[3]}).status_code == 422
    assert half_in(head).post(STEP, {"code": codes[4].replace("-", "")}).status_code == 302
    event = Event.objects.filter(act="通过两步验证").order_by("-id").first()
    assert event.after == {"用于": "登录", "方式": "恢复码", "剩余恢复码": "8 个"}


def test_five_wrong_codes_lock_the_account_at_this_address(head):
    enrolled(head)
    client = half_in(head)
    statuses = [client.post(STEP, {"code": "000000"}).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert client.post(STEP, {"code": code_of(head)}).status_code == 429
    assert not is_in(client)
    fresh = Client(REMOTE_ADDR="10.0.0.1")
    sent = {"username": head.username, "password": password_of(head)}
    assert fresh.post("/login/", sent).status_code == 429
    assert AccessAttempt.objects.get().failures_since_start >= 5
    other = half_in(head, "10.0.0.2")
    assert other.post(STEP, {"code": code_of(head)}).status_code == 302


def test_ten_wrong_codes_of_one_person_stop_all_addresses_for_an_hour(head):
    enrolled(head)
    for number in range(10):
        client = half_in(head, f"10.1.0.{number}")
        assert client.post(STEP, {"code": "000000"}).status_code == 422
    client = half_in(head, "10.2.0.1")
    answer = client.post(STEP, {"code": code_of(head)})
    assert answer.status_code == 429
    assert "立即修改密码" in answer.content.decode()
    with pytest.raises(Paused):
        try_code(code_of(head), by=head)
    assert acts_on(head).count("两步验证未通过") == 10
    with later(hours=1, minutes=1):
        assert half_in(head, "10.2.0.1").post(STEP, {"code": code_of(head)}).status_code == 302


def test_wrong_codes_count_for_the_address_like_wrong_passwords(office, head, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 3
    enrolled(head)
    client = half_in(head, "10.0.0.66")
    for _ in range(3):
        client.post(STEP, {"code": "000000"})
    assert AccessFailureLog.objects.filter(ip_address="10.0.0.66").count() == 3
    assert client.post(STEP, {"code": code_of(head)}).status_code == 429


def test_whoever_is_at_the_second_step_may_leave_it(office, head):
    enrolled(head)
    client = half_in(head)
    assert client.post(STEP, {"leave": "1"}).headers["Location"] == "/login/"
    assert client.get("/login/").status_code == 200
    client = half_in(head)
    clerk = office.who(Role.CLERK)
    client.post("/login/", {"username": clerk.username, "password": password_of(clerk)})
    assert is_in(client), "another account may come in instead"
    assert "renfang_second_step" not in client.session


def test_another_secret_key_of_the_server_opens_no_old_key_but_recovery_codes_hold(head, settings):
    codes = enrolled(head)
    code, old = code_of(head), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert try_code(code, by=head).means == ""
    assert try_code(codes[0], by=head).means == "恢复码"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert try_code(code, by=head).means == "动态验证码"


def test_what_became_of_each_second_step_is_on_record(head, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 5
    enrolled(head)
    client = half_in(head)
    row = AccessRecord.objects.get()
    assert (row.kind, row.person, row.subject_label) == ("login", head, "密码正确，待第二步")

    def why() -> str:
        return AccessRecord.objects.order_by("-pk").first().details["原因"]

    client.post(STEP, {"code": "000000"})
    assert why() == "第二步：验证码不正确"
    for _ in range(4):
        client.post(STEP, {"code": "000000"})
    assert why() == "第二步：验证码不正确，连续失败，账号在该地址暂时锁定"
    client.post(STEP, {"code": "000000"})
    assert why() == "第二步：该地址一小时内失败过多，一概不受理"
    settings.LOGIN_FAILURES_PER_ADDRESS = 50
    assert client.post(STEP, {"code": code_of(head)}).status_code == 429
    assert why() == "第二步：连续失败，账号在该地址暂时锁定"
    SecondFactor.objects.update(failures=10, failing_since=timezone.now())
    client = half_in(head, "10.0.0.2")
    assert client.post(STEP, {"code": code_of(head)}).status_code == 429
    assert why() == "第二步：验证码错误次数过多，不受理"
    assert AccessRecord.objects.order_by("-pk").first().person == head


def test_a_session_by_the_password_alone_ends_once_there_are_two_steps(head):
    client = Client()
    client.post("/login/", {"username": head.username, "password": password_of(head)})
    assert is_in(client)
    SecondFactor.objects.create(user=head, key=second_factor.seal(new_key()))
    assert client.get("/").headers["Location"].startswith("/login/")
    assert "_auth_user_id" not in client.session


def test_thirty_wrong_codes_over_days_stop_the_app_until_something_else_lets_in(head):
    codes = enrolled(head)
    SecondFactor.objects.update(failures=29, failing_since=timezone.now() - timedelta(days=2))
    assert try_code("000000", by=head).means == ""
    with later(days=3):
        with pytest.raises(Paused, match="累计错误已达 30 次"):
            try_code(code_of(head), by=head)
        assert try_code(codes[0], by=head).means == "恢复码"
        assert try_code(code_of(head), by=head).means == "动态验证码"


# --- ending it ------------------------------------------------------------------------------------


def came_in(user: User) -> Client:
    client = half_in(user)
    assert client.post(STEP, {"code": code_of(user)}).status_code == 302
    return client


def test_the_owner_ends_it_by_password_and_code(head, settings):
    settings.SECOND_FACTOR = "required"
    enrolled(head)
    client = came_in(head)
    sent = {"password": password_of(head), "code": code_of(head, steps=1)}
    off = reverse("second_factor_app_off")
    assert "须重新启用才能办理业务" in client.get(off).content.decode()
    for wrong in ({**sent, "password": "no"}, {**sent, "code": "000000"}, {"code": sent["code"]}):
        assert client.post(off, wrong).status_code == 422
    assert has_factor(head)
    assert client.post(off, sent).status_code == 302
    assert not has_factor(head)
    assert not RecoveryCode.objects.exists()
    assert client.get("/").headers["Location"] == OWN, "the post still asks for one"
    assert client.get(off).status_code == 404
    assert acts_on(head)[-1] == "停用两步验证"


def test_recovery_codes_are_made_anew_by_password_and_code(head):
    old = enrolled(head)
    client = came_in(head)
    page = client.post(
        reverse("second_factor_codes"),
        {"password": password_of(head), "code": code_of(head, steps=1)},
    )
    new = re.findall(r"<code>([\w-]+)</code>", page.content.decode())
    assert len(new) == 10
    assert try_code(old[0], by=head).means == ""
    assert try_code(new[0], by=head).means == "恢复码"


def test_a_post_that_is_taken_back_leaves_the_second_factor_where_it_is(office, head, settings):
    settings.SECOND_FACTOR = "required"
    enrolled(head)
    client = came_in(head)
    revoke_role(head.assignments.get().pk, by=office.who(GUARD))
    assert is_in(client)
    assert half_in(head, "10.0.0.4").get(STEP).status_code == 200
    sent = {"password": password_of(head), "code": code_of(head, steps=1)}
    client.post(reverse("second_factor_app_off"), sent)
    assert is_in(client), "no post asks for it any more"


def test_a_new_phone_takes_the_place_of_the_old_one(head):
    codes = enrolled(head)
    client, elsewhere = came_in(head), half_in(head, "10.0.0.8")
    assert elsewhere.post(STEP, {"code": codes[1]}).status_code == 302
    assert is_in(elsewhere)
    page, before = OWN + "app/", client.session.session_key
    assert "data:image" not in client.get(page).content.decode()
    assert "renfang_new_key" not in client.session, "no key before somebody is proved"
    proof = {"password": password_of(head), "code": code_of(head, steps=1)}
    for wrong in ({"code": code_of(head, steps=1)}, {**proof, "code": "000000"}):
        assert client.post(page, wrong).status_code == 422
    assert client.post(page, {**proof, "password": "no"}).status_code == 422
    assert client.post(page, proof).headers["Location"] == page
    assert "data:image/svg+xml" in client.get(page).content.decode()
    key, old = shown_key(client), code_of(head, steps=1)
    with later(minutes=11):
        assert "先确认是本人操作" in client.get(page).content.decode(), "a proof holds ten minutes"
    answer = client.post(page, {"code": code_at(key, timezone.now())})
    assert answer.headers["Location"] == OWN
    assert client.session.session_key != before
    assert is_in(client)
    assert not is_in(elsewhere)
    assert "先确认是本人操作" in client.get(page).content.decode(), "a proof is used once"
    assert not try_code(old, by=head).means
    assert try_code(codes[0], by=head).means == "恢复码", "recovery codes go on to hold"


# --- settings -------------------------------------------------------------------------------------


def test_a_word_that_nobody_wrote_is_an_error_and_an_offer_a_warning(db, settings):
    def found() -> set[str]:
        return {
            each.id
            for each in run_checks(tags=["security"], include_deployment_checks=True)
            if each.id.startswith("renfang.")
        }

    settings.SECOND_FACTOR = "sometimes"
    assert found() == {"renfang.E005", "renfang.W001"}
    settings.SECOND_FACTOR = "offered"
    assert found() == {"renfang.W001"}
    for enforced in ("required", "everybody"):
        settings.SECOND_FACTOR = enforced
        assert found() == set()


def test_codes_are_those_of_the_standard():
    """RFC 6238 appendix B, SHA-1, the last six of its eight digits."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moments = {59: "287082", 1111111109: "081804", 2000000000: "279037"}
    for seconds, code in moments.items():
        moment = timezone.datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone())
        assert code_at(key, moment) == code
        with mock.patch("django.utils.timezone.now", return_value=moment):
            assert second_factor.step_of(key, code) == seconds // 30
