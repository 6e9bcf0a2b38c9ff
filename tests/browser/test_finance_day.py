"""The finance officer's day: a tax return worked through by keyboard, checked by the head."""

from __future__ import annotations

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Visitor
from tests.browser.inspection import faults_of
from tests.kernel.documents.pdf import text_of, without_space

pytestmark = pytest.mark.browser


def lane_key(finance: Visitor, *keys: str) -> None:
    """Keys pressed on a lane; the page that follows is waited for."""
    for key in keys[:-1]:
        finance.page.keyboard.press(key)
    with finance.page.expect_navigation():
        finance.page.keyboard.press(keys[-1])


def test_a_tax_return_is_worked_through_by_keyboard_and_posted_by_another(visit):
    finance = visit("finance", PASSWORD)
    finance.go("/fees/statements/")
    assert not faults_of(finance)
    finance.screenshot("finance-statements")
    finance.page.get_by_role("link", name="税务缴费回单").first.click()
    finance.says("部分缴款")
    assert not faults_of(finance)
    finance.screenshot("finance-lanes")
    address = finance.page.url.partition("?")[0]

    lane_key(finance, "j", "Enter")
    finance.says("第 3 行已认领")
    finance.page.goto(f"{address}?lane=matched")
    lane_key(finance, "j", "j", "u")
    finance.says("已撤销认领")
    finance.page.goto(f"{address}?lane=different")
    lane_key(finance, "j", "Enter")
    finance.page.goto(f"{address}?lane=suggested")
    lane_key(finance, "j", "Enter")
    finance.says("第 4 行已认领")
    finance.page.goto(f"{address}?lane=unclaimed")
    finance.page.get_by_role("link", name="第 5 行").click()
    assert not faults_of(finance)
    finance.screenshot("finance-line")
    finance.fill({"不相关的原因": "污水处理费，不属于本机构征收"})
    finance.press("标为不相关")
    finance.press("送复核")
    finance.says("由另一人复核入账")

    head = visit("head", PASSWORD)
    head.page.goto(address)
    assert not faults_of(head)
    head.screenshot("finance-check-statement")
    head.press("复核入账并生成对账单")
    head.says("已复核入账")
    paper = head.page.locator("main .identity").get_by_role("link", name="对账单")
    said = text_of(head.fetch(f"{paper.get_attribute('href')}pdf/"))
    assert without_space("防空地下室易地建设费对账单") in said
    assert "6201000002" in said


@pytest.mark.parametrize(
    "place",
    ["desk/", "slips/", "refunds/", "write-offs/", "months/", "sources/"],
    ids=["desk", "slips", "refunds", "write-offs", "months", "sources"],
)
def test_the_pages_of_the_day_have_no_faults(visit, place):
    finance = visit("finance", PASSWORD)
    finance.go(f"/fees/{place}")
    assert not faults_of(finance)
    finance.screenshot(f"finance-{place.strip('/')}")


def test_the_head_sees_the_slip_beside_its_voucher(visit):
    head = visit("head", PASSWORD)
    head.go("/fees/slips/")
    head.page.locator("[data-rows] tbody a").first.click()
    assert not faults_of(head)
    head.screenshot("finance-slip")
    head.press("复核入账")
    head.says("已复核入账")
    assert not faults_of(head)
    head.screenshot("finance-account")


def test_refund_and_write_off_forms_say_what_they_rest_on(visit):
    finance = visit("finance", PASSWORD)
    finance.go("/fees/accounts/?standing=owing")
    finance.page.locator("[data-rows] tbody a, table.listing tbody a").first.click()
    address = finance.page.url
    for name in ("refunds/new/", "write-offs/new/", "payments/new/", "carry-over/"):
        finance.page.goto(f"{address}{name}")
        assert not faults_of(finance)
        finance.screenshot(f"finance-{name.replace('/', '-')}form")
    # Nothing is paid too much there, so the page of carrying over says why it is refused.
    finance.says("没有可结转的多缴")
    finance.complaints.clear()
