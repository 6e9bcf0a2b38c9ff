"""Take the pictures of README from a demo site: ``python -m tools.take_screenshots``.

Needs chromium and CJK fonts, as the browser journeys do. Pictures show 1366×768, the
common office screen, and are reduced to few colours so that the repository stays small.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from stdnum.cn import uscc

from tests.browser.harness import (
    ROOT,
    WINDOW,
    Site,
    Visitor,
    browser_running,
    prepare_demo,
    serving,
)
from tests.kernel.documents.pdf import pictures_of

FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 120 * 1024
PASSWORD = "renfang-demo"


def workbench(reviewer: Visitor) -> None:
    """待办: every light of the deadline."""
    reviewer.go("/")


def register(clerk: Visitor) -> None:
    """登记项目: the required area is there before the form is sent."""
    clerk.go("/engineering/projects/register/")
    body = "91620102MA9Y90001"
    code = body + uscc.calc_check_digit(body)
    clerk.fill({"统一社会信用代码": code, "项目名称": "滨江学府"})
    clerk.says("本机构还没有登记该单位")
    clerk.fill({"建设单位": "云川滨江学府置业有限公司", "建设地点": "滨江路 8 号"})
    clerk.fill({"项目代码": f"{time.strftime('%y%m')}-620102-47-01-900001"})
    clerk.press("添加一栋")
    names = ("楼栋号", "用途类别", "地上层数", "基础埋深", "首层建筑面积", "地上建筑面积")
    buildings = (
        ("1号楼", "居民住宅", "18", "5.20", "862.40", "14,820.35"),
        ("配套商业", "其他民用建筑", "3", "2.40", "760.00", "2,180.00"),
    )
    rows = clerk.page.locator("[data-formset-row]")
    for place, building in enumerate(buildings):
        clerk.fill(dict(zip(names, building, strict=True)), within=rows.nth(place))
    live = clerk.page.locator("#live")
    live.get_by_text("906.00").first.wait_for()
    clerk.page.evaluate("document.activeElement.blur()")
    rows.first.evaluate("row => scrollTo(0, row.getBoundingClientRect().top + scrollY - 180)")


def import_preview(clerk: Visitor) -> None:
    """核对导入: what was understood of a real table."""
    clerk.go("/engineering/imports/")
    clerk.page.get_by_label("文件", exact=True).set_input_files(
        ROOT / "tests/data/sample-projects.xlsx"
    )
    clerk.press("上传并预览")


def project(clerk: Visitor) -> None:
    """项目页: where the case stands and what comes next."""
    clerk.go("/engineering/projects/?name=高新区科创大厦")
    clerk.follow("高新区科创大厦")


def decision(head: Visitor) -> None:
    """核对与签发: every value that will be printed, and why."""
    head.go("/engineering/applications/?name=海棠公馆")
    head.follow("海棠公馆")
    head.follow("核对与签发")


def account(finance: Visitor) -> None:
    """缴费账户: a ledger that only grows."""
    finance.go("/fees/accounts/?name=锦程汽车城展厅")
    finance.follow("锦程汽车城展厅")


def shelter(clerk: Visitor) -> None:
    """人防工程, from the approval to its certificate."""
    clerk.go("/engineering/shelters/?name=云水雅苑")
    clerk.follow("云水雅苑防空地下室")


def lanes(finance: Visitor) -> None:
    """对账: what matched exactly, what a person decides."""
    finance.go("/fees/statements/")
    finance.page.get_by_role("link", name="税务缴费回单").first.click()


def collection(finance: Visitor) -> None:
    """追缴案件: both tracks, what was done, the next lawful step and its last day."""
    finance.go("/fees/collection/")
    finance.follow("云川紫薇置业有限公司")


def readiness(trainer: Visitor) -> None:
    """战备情况: against the year's targets, and team by team."""
    trainer.go("/drills/figures/")


def attendance(trainer: Visitor) -> None:
    """演练考勤: big rows, one touch a person."""
    trainer.go("/drills/drills/?words=心理防护队")
    trainer.follow("心理防护队街头宣传演练")
    trainer.follow("点名")
    rows = trainer.page.locator("tr[data-member]")
    for place, mark in enumerate(("present", "present", "late", "present", "absent", "leave")):
        rows.nth(place).locator(f".mark-{mark}").click()
        rows.nth(place).get_by_text("已存").wait_for()
    trainer.page.reload()


SCENES: tuple[tuple[str, str, Callable[[Visitor], None]], ...] = (
    ("workbench", "reviewer", workbench),
    ("registration", "east-clerk", register),
    ("import", "clerk", import_preview),
    ("project", "clerk", project),
    ("decision", "head", decision),
    ("account", "finance", account),
    ("lanes", "finance", lanes),
    ("collection", "finance", collection),
    ("shelter", "clerk", shelter),
    ("readiness", "trainer", readiness),
    ("attendance", "trainer", attendance),
)


def take_all(site: Site, browser: Any) -> None:
    """Every scene, then the certificate and what its QR code opens."""
    for name, username, scene in SCENES:
        visitor = window(site, browser, username)
        scene(visitor)
        visitor.page.wait_for_load_state("networkidle")
        keep(name, visitor.page.screenshot(animations="disabled", caret="hide"))
        visitor.page.context.close()
    printer = window(site, browser, "printer")
    printer.go("/engineering/shelters/?name=云水雅苑")
    printer.follow("云水雅苑防空地下室")
    printer.follow("打开备案证明")
    path = printer.page.url.removeprefix(site.url)
    keep("certificate", picture_of(printer.fetch(f"{path}pdf/")))
    printer.page.goto(printer.page.get_by_text(f"{site.url}/v/").inner_text())
    keep("verification", printer.page.screenshot(animations="disabled"))


def window(site: Site, browser: Any, username: str) -> Visitor:
    visitor = Visitor(site, browser.new_context(**WINDOW).new_page())
    visitor.log_in(username, PASSWORD)
    return visitor


def picture_of(pdf: bytes) -> bytes:
    """The first page as a PNG."""
    target = io.BytesIO()
    pictures_of(pdf, dpi=72)[0].save(target, "PNG")
    return target.getvalue()


def keep(name: str, png: bytes) -> None:
    """Save a picture in as many colours as fit into the allowance."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 48, 32, 24):
        # Covering every hue keeps the few coloured dots of a light among thousands of grey ones.
        reduced = picture.quantize(
            colours, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE
        )
        reduced.save(FOLDER / f"{name}.png", optimize=True)
        size = (FOLDER / f"{name}.png").stat().st_size
        if size <= MOST_BYTES:
            print(f"{name}.png  {size // 1024} KB, {colours} colours")
            return
    sys.exit(f"{name}.png is larger than {MOST_BYTES} bytes in 24 colours")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data, static = Path(folder) / "data", Path(folder) / "static"
        data.mkdir()
        static.mkdir()
        prepare_demo(data, static)
        with serving(data, static) as site, browser_running() as browser:
            take_all(site, browser)


if __name__ == "__main__":
    main()
