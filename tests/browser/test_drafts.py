"""Nothing typed is lost: a page closed by mistake, a session that ended, rows that were added."""

from __future__ import annotations

import re

import pytest

from renfang.demo.stories import PASSWORD

pytestmark = pytest.mark.browser

CLUE = "/engineering/omissions/open/"


def kept(visitor) -> None:
    """Leave the field, and wait until the server has what was typed."""
    with visitor.page.expect_response(re.compile("/drafts/$")) as answered:
        visitor.page.locator("h1").first.click()
        visitor.page.evaluate("document.activeElement.blur()")
    assert answered.value.ok


def test_what_was_typed_is_offered_again_and_gone_once_accepted(visit):
    clerk = visit("clerk", PASSWORD)
    clerk.go(CLUE)
    clerk.fill({"项目名称": "未写完的线索", "线索来源": "举报投诉"})
    kept(clerk)
    # The page is closed by mistake; the first page says what was left.
    clerk.page.once("dialog", lambda dialog: dialog.accept())
    clerk.go("/")
    clerk.says("填写过、还没有提交的内容")
    clerk.page.get_by_role("link", name="登记线索", exact=True).first.click()
    clerk.says("在本页填写过的内容还没有提交")
    clerk.press("恢复")
    clerk.says("已恢复，核对后提交")
    assert clerk.page.get_by_label("项目名称").input_value() == "未写完的线索"
    assert clerk.page.get_by_label("线索来源").input_value() == "complaint"
    clerk.fill(
        {
            "建设单位": "某某公司",
            "建设地点": "云川市学苑路 99 号",
            "线索内容": "群众举报该楼没有修建防空地下室，现场待核",
        }
    )
    clerk.press("登记线索")
    clerk.says("线索已登记")
    clerk.go("/")
    assert clerk.page.get_by_text("填写过、还没有提交的内容").count() == 0


def test_a_session_that_ended_is_told_over_the_page(visit):
    clerk = visit("east-clerk", PASSWORD)
    clerk.go(CLUE)
    clerk.fill({"项目名称": "会话结束时的线索"})
    kept(clerk)
    cookies = clerk.page.context.cookies()
    session = [cookie for cookie in cookies if "csrf" not in cookie["name"]]
    clerk.page.context.clear_cookies(name=session[0]["name"])
    clerk.fill({"建设单位": "某某公司"})
    clerk.page.evaluate("document.activeElement.blur()")
    dialog = clerk.page.locator("dialog[data-session-ended]")
    dialog.get_by_text("填写的内容还在本页").wait_for()
    with clerk.page.context.expect_page() as opened:
        dialog.get_by_role("link", name="在新窗口登录").click()
    other = opened.value
    other.fill("input[name=username]", "east-clerk")
    other.fill("input[name=password]", PASSWORD)
    other.click("main button[type=submit]")
    other.wait_for_url(lambda address: "/login/" not in address)
    clerk.page.bring_to_front()
    clerk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    dialog.wait_for(state="hidden")
    assert clerk.page.get_by_label("建设单位").input_value() == "某某公司"
    clerk.fill({"建设地点": "东川区学苑路 98 号", "线索内容": "登录结束后继续填写，提交一次成功"})
    clerk.fill({"线索来源": "举报投诉"})
    clerk.press("登记线索")
    clerk.says("线索已登记")
