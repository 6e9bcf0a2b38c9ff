"""The daily work with scripts switched off, as in an old or locked-down browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.fixture
def plain(visit: Visit) -> Callable[[str], Visitor]:
    """``plain(username)``: that person in a browser that runs no script."""
    return lambda username: visit(username, PASSWORD, java_script_enabled=False)


def test_project_is_registered_without_javascript(plain):
    clerk = plain("east-clerk")
    # The developer of the demo project 云水雅苑 comes back by its code.
    clerk.go("/engineering/projects/?name=云水雅苑")
    clerk.follow("云水雅苑")
    code = clerk.page.locator(".facts").first.locator("dd").nth(3).inner_text()
    clerk.go("/engineering/projects/register/")
    clerk.fill({"统一社会信用代码": code})
    clerk.press("按代码带出单位")
    assert clerk.page.get_by_label("建设单位").input_value() == "云川云水置业有限公司"
    clerk.fill(
        {
            "项目代码": f"{date.today():%y%m}-620102-47-01-900002",
            "项目名称": "云水雅苑二期",
            "建设地点": "云川市东川区滨河东路 120 号",
        }
    )
    clerk.press("添加一栋")
    rows = clerk.page.locator("[data-formset-row]")
    for number, row in enumerate(rows.all(), 4):
        clerk.fill(
            {
                "楼栋号": f"{number}号楼",
                "用途类别": "居民住宅",
                "地上层数": "11",
                "基础埋深": "4.8",
                "首层建筑面积": "500.5",
                "地上建筑面积": "5400",
            },
            within=row,
        )
    clerk.press("计算")
    assert "1,001.00" in clerk.page.locator("#live").inner_text()
    clerk.screenshot("plain-register")
    clerk.press("登记项目")
    clerk.says("收到申请材料后登记收件")


def test_payment_is_registered_without_javascript(plain):
    finance = plain("finance")
    finance.go("/fees/accounts/?name=锦程汽车城展厅")
    finance.follow("锦程汽车城展厅")
    finance.follow("登记缴款")
    finance.fill({"缴款金额": "壹万", "凭证号": "PLAIN-1"})
    finance.press("核对")
    finance.says("尚未保存")
    finance.complaints.clear()  # the browser notes that the page came with status 422
    finance.fill({"缴款金额": "１万"})
    finance.press("核对")
    assert "壹万元整" in finance.page.locator("main").inner_text()
    finance.press("登记并送复核")
    finance.says("已登记缴款 10,000.00 元")
    finance.screenshot("plain-payment")


def test_certificate_is_printed_without_javascript(plain):
    printer = plain("printer")
    printer.go("/engineering/shelters/?name=金谷广场")
    printer.follow("金谷广场防空地下室")
    printer.follow("打开备案证明")
    paper = printer.page.url
    printer.press("登记打印并打开")
    printer.page.wait_for_url("**/print/")
    printer.page.goto(paper)
    assert "唐丽" in printer.page.locator(".card", has_text="打印记录").last.inner_text()
    printer.screenshot("plain-print")
