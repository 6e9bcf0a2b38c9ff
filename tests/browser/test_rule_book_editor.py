"""A bureau makes a book of its own: copied, edited, proved, published by another person."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Visitor
from tests.browser.inspection import faults_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The address of the book that one story leaves for the next."""
    return {}


def looked_at(visitor: Visitor, name: str) -> None:
    assert not faults_of(visitor)
    visitor.screenshot(f"rule-book-{name}")


def copied(finance: Visitor, book: str, version: str, starts: date) -> str:
    """A copy of the book whose link is called so; its address."""
    finance.go("/fees/books/")
    finance.page.locator("main").get_by_role("link", name=book).first.click()
    finance.follow("复制并编辑")
    looked_at(finance, "copy")
    finance.fill({"名称": "云川市规则库", "版本": version, "施行日期": starts.isoformat()})
    finance.press("复制并编辑")
    finance.says("编辑中")
    return str(finance.page.url)


def edit(finance: Visitor, what: str, values: dict[str, str]) -> None:
    """Change the first row or case whose 修改 link says so."""
    links = finance.page.locator("main").get_by_role("link", name=re.compile(rf"^修改\s*：{what}"))
    links.first.click()
    finance.page.wait_for_load_state()
    looked_at(finance, "row")
    finance.fill(values)
    finance.page.locator("main").get_by_role("button", name=re.compile("^保存")).first.click()


def test_book_is_copied_edited_and_proved(visit: Any, made: dict[str, str]):
    finance = visit("finance", PASSWORD)
    starts = date(date.today().year + 3, 1, 1)
    made["book"] = copied(finance, "全国规则库", f"{starts.year}.1", starts)
    looked_at(finance, "draft")
    # For every grade: a book that leaves one without a rate is not sent for approval.
    finance.follow("增加易地建设费标准")
    finance.fill({"收费标准": "1600", "法律依据": "云发改价〔2028〕3号"})
    finance.press("保存条目")
    finance.says("1600 元/㎡")
    edit(finance, "减免政策", {"备注": "省里另有规定的从其规定"})
    finance.says("省里另有规定的从其规定")
    finance.follow("登记试算案例")
    finance.fill(
        {
            "案例名称": "18层住宅楼",
            "适用日期": f"{starts + timedelta(days=30):%Y-%m-%d}",
            "楼栋": "1#楼，居民住宅，18，3.5，850，15300",
            "预期应建面积（㎡）": "850",
            "预期实缴金额（元）": "130万",
        }
    )
    looked_at(finance, "case")
    finance.press("保存案例")
    finance.says("不符")
    finance.press("送批")
    finance.says("试算案例与预期不符")
    # The refusal is what was looked for; the browser notes it as a failed request.
    finance.complaints.clear()
    finance.page.goto(made["book"])
    edit(finance, "18层住宅楼", {"预期实缴金额（元）": "136万"})
    finance.says("相符")
    finance.press("送批")
    finance.says("待批准发布")


def test_second_person_publishes_and_the_book_is_frozen(visit: Any, made: dict[str, str]):
    head = visit("head", PASSWORD)
    head.page.goto(made["book"])
    looked_at(head, "submitted")
    head.press("批准发布")
    head.says("已发布")
    finance = visit("finance", PASSWORD)
    finance.page.goto(made["book"])
    looked_at(finance, "published")
    main = finance.page.locator("main")
    assert main.get_by_role("link", name=re.compile("^修改")).count() == 0
    assert main.get_by_role("button", name="送批").count() == 0
    # The next version begins where this one ends.
    starts = date(date.today().year + 4, 1, 1)
    made["next"] = copied(finance, "云川市规则库", f"{starts.year}.1", starts)
    finance.says("1600 元/㎡")
    finance.follow("与其他版本比较")
    looked_at(finance, "compare")


def test_the_what_if_page_shows_two_days_side_by_side(visit: Any):
    finance = visit("finance", PASSWORD)
    finance.go("/fees/books/what-if/")
    looked_at(finance, "what-if")
