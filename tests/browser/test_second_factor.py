"""两步验证 in a real browser: a passkey of a virtual authenticator, an app, and every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import timezone

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Site, Visitor
from tests.browser.inspection import faults_of
from tests.builders.second_factor import code_at

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
OWN = "/settings/account/second-factor/"


@pytest.fixture(scope="module")
def by_name(site: Site) -> Site:
    """The same server under a name: browsers bind no key to an address in numbers."""
    return replace(site, url=site.url.replace("127.0.0.1", "localhost"), sessions={})


def at(visit: Visit, site: Site, username: str = "") -> Visitor:
    visitor = visit()
    visitor.site = site
    if username:
        visitor.log_in(username, PASSWORD)
    return visitor


def with_authenticator(visitor: Visitor) -> None:
    """A device of this machine that always finds its owner's finger."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def half_in(visitor: Visitor, username: str) -> None:
    visitor.page.context.clear_cookies()
    visitor.go("/login/")
    visitor.page.fill("input[name=username]", username)
    visitor.page.fill("input[name=password]", PASSWORD)
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_url(lambda address: address.endswith("/login/second/"))


def looked_at(visitor: Visitor, name: str) -> None:
    assert not faults_of(visitor), name
    visitor.screenshot(f"second-factor-{name}")


def test_a_passkey_is_added_and_opens_the_door(visit: Visit, by_name: Site):
    visitor = at(visit, by_name, "trainer")
    with_authenticator(visitor)
    visitor.go(OWN)
    looked_at(visitor, "none")
    visitor.follow("添加通行密钥")
    looked_at(visitor, "passkey-new")
    visitor.fill({"名称": "办公室电脑"})
    visitor.press("添加")
    visitor.says("只显示这一次")
    looked_at(visitor, "codes")
    assert visitor.page.locator(".recovery-codes code").count() == 10
    visitor.follow("已保管好，继续")
    visitor.says("办公室电脑")
    looked_at(visitor, "passkey")

    half_in(visitor, "trainer")
    looked_at(visitor, "step-passkey")
    visitor.press("使用通行密钥")
    visitor.page.wait_for_url(lambda address: "/login/" not in address)
    visitor.go(OWN)
    visitor.follow("删除", exact=False)
    looked_at(visitor, "passkey-off")


def test_an_app_is_set_up_and_asked_for(visit: Visit, by_name: Site):
    visitor = at(visit, by_name, "printer")
    visitor.go(OWN + "app/")
    looked_at(visitor, "app")
    shown = visitor.page.locator("dd", has_text=re.compile("[A-Z2-7 ]{39}")).inner_text()
    key = re.sub(r"\s", "", shown)
    visitor.fill({"验证码": code_at(key, timezone.now())})
    visitor.press("启用")
    visitor.says("只显示这一次")
    recovery = visitor.page.locator(".recovery-codes code").first.inner_text()
    for name, path in (("own", ""), ("app-off", "app/off/"), ("codes-new", "codes/")):
        visitor.go(OWN + path)
        looked_at(visitor, name)

    half_in(visitor, "printer")
    visitor.go("/fees/accounts/")
    assert visitor.page.url.endswith("/login/second/"), "nowhere but here"
    looked_at(visitor, "step")
    visitor.fill({"验证码": "000000"})
    visitor.press("验证并登录")
    visitor.says("验证码不对或已经用过")
    looked_at(visitor, "step-wrong")
    visitor.fill({"验证码": recovery})
    visitor.press("验证并登录")
    visitor.says("还剩 9 个")
    visitor.go("/login/second/")
    assert not visitor.page.url.endswith("/login/second/"), "the step leads on, it is taken"
    visitor.complaints.clear()  # the browser notes that the wrong code came with status 422


def test_two_administrators_lift_it(visit: Visit, by_name: Site):
    sysadmin = at(visit, by_name, "sysadmin")
    sysadmin.go("/settings/people/")
    sysadmin.page.get_by_role("link", name="printer", exact=True).click()
    sysadmin.press("申请解除两步验证")
    sysadmin.says("解除两步验证待确认")
    auditor = at(visit, by_name, "auditor")
    auditor.go(sysadmin.page.url.removeprefix(by_name.url))
    auditor.press("确认解除")
    auditor.says("其全部登录已结束")
    owner = at(visit, by_name, "printer")
    owner.says("不是本人要求的，立即告知审计管理员")
    looked_at(owner, "told")
