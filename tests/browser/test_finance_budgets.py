"""How many clicks finance needs for a statement of 500 lines and for last month's ageing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.harness import ROOT, Site, _environment
from tests.browser.test_click_budgets import Hand
from tests.kernel.documents.pdf import text_of, without_space

pytestmark = pytest.mark.browser
LINES = 500


@pytest.fixture
def finance(visit) -> Hand:
    """The finance officer at the workbench, nothing clicked yet."""
    return Hand(visit("finance", PASSWORD))


@pytest.fixture
def statement(site: Site, demo_data: tuple[Path, Path], tmp_path: Path) -> Path:
    """The tax bureau's return for hundreds of debts, 95 % of them paid exactly."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.browser.debts", "finance", str(LINES)],
        cwd=ROOT,
        env=_environment(site.data, demo_data[1]),
        stdout=subprocess.PIPE,
        check=True,
    )
    path = tmp_path / "税务缴费回单.csv"
    path.write_bytes(said.stdout.decode().encode("gb18030"))
    return path


def test_five_hundred_lines_are_reconciled_with_four_clicks_and_two_for_each_exception(
    finance, statement
):
    page = finance.visitor.page
    finance.menu("对账")
    finance.clicks += 1  # 选择文件
    finance.main.locator("input[type=file]").set_input_files(statement)
    finance.click("button", "导入")
    page.wait_for_url("**/statements/*/**")
    exceptions = LINES // 20
    for _ in range(LINES // 40):
        with page.expect_navigation():
            finance.click_on(finance.main.get_by_role("button", name="接受").first)
    for _ in range(exceptions - LINES // 40):
        finance.click_on(finance.main.get_by_role("link", name="第").first)
        finance.field("不相关的原因", "污水处理费，不属于本机构征收")
        with page.expect_navigation():
            finance.click("button", "标为不相关")
    finance.click("button", "送复核")
    finance.visitor.says("由另一人复核入账")
    assert finance.clicks <= 4 + 2 * exceptions


def test_ageing_of_last_months_end_is_printed_with_three_clicks(finance):
    finance.menu("账龄分析")
    finance.click("link", "上月末")
    printing = finance.main.get_by_role("link", name="打印")
    address = printing.get_attribute("href")
    finance.click_on(printing)
    assert finance.clicks <= 3
    said = text_of(finance.visitor.fetch(address))
    assert "120天以上" in without_space(said)
