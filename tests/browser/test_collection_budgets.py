"""Collecting arrears within the click budgets: fifty letters, a promise, the next lawful step."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.arrears import DEBTORS, remind_fifty
from tests.browser.harness import Site, Visitor, serving
from tests.browser.inspection import faults_of
from tests.browser.test_click_budgets import Hand

pytestmark = pytest.mark.browser
SECONDS = 60


@pytest.fixture(scope="module")
def site(demo_data: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo data with fifty debtors more, each reminded once."""
    data = tmp_path_factory.mktemp("arrears") / "data"
    shutil.copytree(demo_data[0], data)
    remind_fifty(data, demo_data[1])
    with serving(data, demo_data[1]) as served:
        yield served


@pytest.fixture
def finance(visit: Callable[..., Visitor]) -> Hand:
    """The finance officer, nothing clicked yet."""
    return Hand(visit("finance", PASSWORD))


def looked_at(hand: Hand, name: str) -> None:
    assert not faults_of(hand.visitor)
    hand.visitor.screenshot(name)


def test_fifty_letters_of_level_two_take_four_clicks_and_less_than_a_minute(finance: Hand):
    finance.visitor.page.set_default_timeout(SECONDS * 1000)
    finance.visitor.go("/fees/collection/?name=松林苑&state=level1")
    looked_at(finance, "collection-desk")
    finance.click("checkbox", "选择本页全部债务人")
    finance.click("button", "催缴通知书")
    finance.visitor.says(f"签发 {DEBTORS} 份催缴通知书")
    looked_at(finance, "collection-letters")
    began = time.monotonic()
    finance.click("button", f"签发 {DEBTORS} 份催缴通知书")
    finance.main.get_by_role("button", name="合并打印").wait_for(timeout=SECONDS * 1000)
    context = finance.visitor.page.context
    with context.expect_event(
        "response",
        lambda answer: answer.url.endswith("/queue/print/"),
        timeout=SECONDS * 1000,
    ) as printed:
        finance.click("button", f"合并打印 {2 * DEBTORS} 份")
    took = time.monotonic() - began
    assert printed.value.headers["content-type"] == "application/pdf"
    assert took < SECONDS
    assert finance.clicks <= 4
    finance.visitor.page.reload()
    # Letters and sheets are on record as printed: another time needs a reason.
    finance.visitor.says("补打原因")
    looked_at(finance, "collection-batch")


def test_call_and_promise_are_logged_in_three_clicks_and_the_next_debtor_comes(finance: Hand):
    finance.menu("催缴台")
    finance.click_on(finance.main.get_by_role("link", name=re.compile("^登记联系")).first)
    looked_at(finance, "collection-contact")
    finance.field("内容", "财务经理承诺下周先缴十二万五千元")
    finance.field("承诺日期", f"{date.today() + timedelta(days=7):%Y%m%d}")
    finance.field("承诺缴纳", "12.5万")
    finance.click("button", "登记并转下一户")
    finance.visitor.says("已登记")
    assert finance.main.get_by_role("heading", level=1).inner_text() == "登记联系"
    assert finance.clicks <= 3


def test_next_lawful_step_is_one_click_away_and_explains_itself(finance: Hand):
    finance.visitor.go("/fees/collection/?name=青枫里")
    finance.visitor.follow("云川青枫置业有限公司")
    finance.visitor.says("下一步：签发催告书")
    looked_at(finance, "collection-case")
    finance.click("link", "签发催告书")
    finance.visitor.says("催告书送达十个工作日后仍未履行的，可以申请强制执行")
    finance.visitor.says("《行政强制法》第五十四条")
    looked_at(finance, "collection-step")
    assert finance.clicks == 1


@pytest.mark.parametrize("place", ["collection/", "ageing/", "violations/", "drafts/", "books/"])
def test_the_lists_have_no_faults(visit: Callable[..., Visitor], place: str):
    head: Any = visit("head", PASSWORD)
    head.go(f"/fees/{place}")
    assert not faults_of(head)
    head.screenshot(f"collection-head-{place.strip('/')}")
