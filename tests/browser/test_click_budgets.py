"""How many clicks the daily tasks take: a budget each, counted in the browser.

A click and a key chord count one each; typing into a field counts as a field. Logging in does not
count: every task starts where its person finds it, at the workbench unless said otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Visitor
from tests.browser.musters import plan_drill, raise_team, roster

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@dataclass
class Hand:
    """Mouse and keyboard of one person, counting."""

    visitor: Visitor
    clicks: int = 0
    chords: int = 0
    fields: int = 0

    @property
    def main(self) -> Any:
        return self.visitor.page.locator("main")

    def click(self, role: str, name: str, *, within: Any = None, exact: bool = True) -> None:
        """Click what is called so."""
        self.click_on((within or self.main).get_by_role(role, name=name, exact=exact))

    def click_on(self, target: Any) -> None:
        """Click; what has to be scrolled to first costs one more."""
        target.wait_for()
        self.clicks += 1 if self.is_in_sight(target) else 2
        target.click()

    def is_in_sight(self, target: Any) -> bool:
        """Whether the whole of it stands in the window as it is scrolled now."""
        box, height = target.bounding_box(), self.visitor.page.viewport_size["height"]
        return box["y"] >= 0 and box["y"] + box["height"] <= height

    def chord(self, keys: str) -> None:
        self.chords += 1
        self.visitor.page.keyboard.press(keys)

    def field(self, label: str, value: str) -> None:
        self.fields += 1
        self.visitor.fill({label: value}, within=self.main)

    def open_task(self, title: str, subject: str) -> None:
        """Click a line of the to-do list."""
        line = self.main.get_by_role("row").filter(has_text=subject).filter(has_text=title)
        self.click_on(line.get_by_role("link"))

    def search(self, words: str) -> None:
        """Look for something from any page, without the mouse."""
        self.chord("/")
        self.visitor.page.keyboard.type(words)
        self.chord("Enter")

    def menu(self, name: str) -> None:
        self.click("link", name, within=self.visitor.page.locator("nav"))


@pytest.fixture
def hand(visit: Visit) -> Callable[[str], Hand]:
    """``hand(username)``: that person at the workbench, nothing clicked yet."""
    return lambda username: Hand(visit(username, PASSWORD))


def test_most_urgent_case_opens_with_one_click_and_its_next_act_is_in_sight(hand):
    clerk = hand("clerk")
    first = clerk.main.get_by_role("row").nth(1)
    subject = first.get_by_role("cell").nth(1).inner_text()
    act = first.get_by_role("link").inner_text()
    with clerk.visitor.page.expect_navigation():
        clerk.click_on(first.get_by_role("link"))
    assert clerk.clicks <= 1
    clerk.visitor.says(subject)
    # The case with the act on it, or the form of the act itself.
    if clerk.main.get_by_role("heading", level=1).inner_text() == act:
        assert clerk.is_in_sight(clerk.main.locator("button[type=submit]").last)
    else:
        assert clerk.is_in_sight(clerk.main.get_by_role("link", name=act, exact=True))


def test_complete_application_is_accepted_in_three_clicks(hand):
    clerk = hand("clerk")
    clerk.search("锦绣家园二期")
    clerk.click("link", "受理")
    clerk.click("button", "受理并签发受理通知书")
    clerk.visitor.says("已受理，受理通知书已编号")
    assert clerk.clicks <= 3


def test_decision_is_signed_numbered_and_printed_in_four_clicks(hand):
    head = hand("head")
    head.open_task("核对与签发", "海棠公馆")
    head.click("link", "核对与签发")
    head.click("button", "签发审批意见书并编号")
    with head.visitor.page.context.expect_page() as opened:
        head.click("button", "登记打印并打开")
    assert opened.value.url.endswith("/print/")
    assert head.clicks <= 4
    # That it was printed is on record.
    head.visitor.follow("打开文书")
    assert "沈国强" in head.main.locator(".card", has_text="打印记录").last.inner_text()


def test_correction_is_asked_for_with_its_paper_in_four_clicks(hand, visit):
    clerk = hand("clerk")
    submit_for(clerk.visitor, "云岭智造产业园")
    clerk.visitor.go("/")
    clerk.search("云岭智造产业园")
    clerk.click("link", "要求补正")
    clerk.field("需补正的全部内容", "缺少总平面图；缺少岩土工程勘察报告")
    clerk.click("button", "签发补正告知书并编号")
    clerk.click_on(clerk.main.get_by_role("link", name="补正告知书").first)
    clerk.main.locator("iframe").wait_for()
    assert clerk.clicks <= 4


def submit_for(clerk: Visitor, project: str) -> None:
    """登记收件 for a registered project of the demo data."""
    clerk.go(f"/search/?q={project}")
    clerk.follow("登记收件")
    clerk.fill({"拟建人防面积": "1000"})
    clerk.press("登记收件")
    clerk.says("已登记")


def test_any_case_is_found_by_part_of_its_name_without_the_mouse(hand):
    clerk = hand("clerk")
    clerk.search("翠屏国际")
    clerk.visitor.page.get_by_text("翠屏国际中心").first.wait_for()
    assert "/search/" in clerk.visitor.page.url or "/projects/" in clerk.visitor.page.url
    assert (clerk.clicks, clerk.chords) == (0, 2)


def test_what_the_list_shows_is_exported_with_two_clicks(hand):
    clerk = hand("clerk")
    clerk.menu("建设项目")
    clerk.field("项目名称", "翠屏国际")
    clerk.chord("Enter")
    clerk.visitor.says("共 1 个")
    clerk.clicks = 0
    with clerk.visitor.page.expect_download() as download:
        clerk.click("link", "导出台账")
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    rows = book.active.iter_rows(values_only=True)
    names = {cell for row in rows for cell in row if "中心" in str(cell)}
    assert names == {"翠屏国际中心"}
    assert clerk.clicks <= 2


def test_a_page_of_cases_changes_hands_with_four_clicks(hand):
    head = hand("head")
    head.menu("审批台账")
    head.click("checkbox", "选择本页全部案件")
    head.main.get_by_label("接办人").select_option(label="李文静")
    head.click("button", "分派所选")
    head.visitor.says("已分派")
    assert head.clicks <= 4


def test_the_cases_of_one_light_are_exported_with_two_clicks(hand):
    clerk = hand("clerk")
    clerk.visitor.go("/engineering/applications/?light=green")
    with clerk.visitor.page.expect_download() as download:
        clerk.click("link", "导出台账")
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    heads, *rows = book.active.iter_rows(values_only=True)
    assert heads[0] == "项目名称"
    assert rows
    assert clerk.clicks <= 2


def test_payment_is_registered_with_three_clicks_and_three_fields(hand):
    finance = hand("finance")
    open_account(finance.visitor, "湖畔商业街")
    finance.click("link", "登记缴款")
    finance.field("缴款日期", f"{date.today():%Y%m%d}")
    finance.field("缴款金额", "10万")
    finance.field("凭证号", "BUDGET-1")
    finance.click("button", "核对")
    finance.click("button", "登记并送复核")
    finance.visitor.says("已登记缴款 100,000.00 元，待另一人复核入账")
    assert (finance.clicks, finance.fields) == (3, 3)


def test_wrong_entry_is_reversed_with_four_clicks_and_a_reason(hand):
    finance = hand("finance")
    open_account(finance.visitor, "锦程汽车城展厅")
    finance.click_on(finance.main.get_by_role("link", name="冲正").first)
    finance.field("冲正原因", "金额录入错误，重新登记")
    finance.click("button", "登记冲正")
    finance.visitor.says("已登记冲正缴款")
    assert finance.clicks <= 4
    assert finance.fields == 1


def open_account(finance: Visitor, project: str) -> None:
    finance.go(f"/fees/accounts/?name={project}")
    finance.follow(project)


def test_forty_people_are_called_with_five_clicks_when_three_are_absent(hand):
    trainer = hand("trainer")
    raise_team(trainer.visitor, "云川市人防伪装设障队", "云川市国防动员办公室")
    trainer.click("link", "导入花名册")
    trainer.field("从 Excel 粘贴", roster(40))
    trainer.click("button", "上传并预览")
    trainer.click("button", "确认导入")
    trainer.visitor.says("在编 40 人")
    assert trainer.clicks <= 3, "a roster is imported with three clicks"
    plan_drill(trainer.visitor, "伪装设障队集结演练", "云川市人防伪装设障队")
    trainer.clicks = 0
    trainer.click("link", "点名")
    for name in ("赵建军", "钱建军", "孙建军"):
        row = trainer.main.get_by_role("row", name=name)
        trainer.click_on(row.locator("label.mark-absent"))
    trainer.click("button", "其余全部到", exact=False)
    trainer.visitor.says("应到 40 人，实到 37 人")
    assert trainer.clicks <= 5


def test_new_drill_is_planned_from_an_earlier_one_with_three_clicks(hand):
    trainer = hand("trainer")
    trainer.visitor.go("/drills/drills/?words=云盾")
    trainer.click("link", "“云盾", exact=False)
    trainer.click("link", "复制为新计划")
    trainer.field("演练名称", "专业队综合演练（复制）")
    trainer.field("开始日期", f"{date.today().year + 1}-05-12")
    trainer.click("button", "保存计划")
    trainer.visitor.says("计划中")
    assert trainer.clicks <= 3


def test_certificate_is_printed_again_with_four_clicks_and_a_reason(hand):
    printer = hand("printer")
    printer.search("云水雅苑防空地下室")
    printer.click("link", "云水雅苑防空地下室")
    printer.click("link", "打开备案证明")
    printer.field("补打原因", "原件污损")
    printer.click("button", "登记补打并打开")
    printer.visitor.page.wait_for_url("**/print/")
    assert printer.clicks <= 4
    printer.visitor.page.go_back()
    printer.visitor.page.reload()
    printer.visitor.says("补打：原件污损")


def test_certificate_is_voided_and_issued_again_with_five_clicks_and_a_reason(hand):
    printer = hand("printer")
    printer.search("金谷广场防空地下室")
    printer.click("link", "备案证明内容有误，办理换发")
    printer.field("换发原因", "建设单位名称变更")
    printer.click("button", "作废并换发")
    printer.visitor.says("换发自")
    assert printer.clicks <= 5
    assert printer.fields == 1
