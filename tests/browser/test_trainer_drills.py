"""The trainer's day with drills: from last year's plan to the report, sirens, plans, duty."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from renfang.demo.stories import PASSWORD
from tests.browser.harness import Visitor
from tests.browser.inspection import faults_of
from tests.kernel.documents.pdf import photographs_in, text_of, without_space

pytestmark = pytest.mark.browser


def today() -> date:
    """The office's day."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def find(visitor: Visitor, words: str) -> None:
    """Look for something from any page, without the mouse."""
    visitor.page.keyboard.press("/")
    visitor.page.keyboard.type(words)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def goes_on(visitor: Visitor, button: str, outcome: str) -> None:
    """Press the page's button; the next page says the outcome and has no fault."""
    with visitor.page.expect_navigation():
        visitor.press(button)
    visitor.says(outcome)
    assert not faults_of(visitor)


def is_refused(visitor: Visitor, button: str, reason: str) -> None:
    """Press the page's button; the page comes back with the reason and no fault."""
    goes_on(visitor, button, reason)
    visitor.complaints.clear()  # the browser notes that the page came with status 422


def submit_copy(trainer: Visitor, source: str, values: dict[str, str]) -> str:
    """复制为新计划, 保存计划, 提交审批: three clicks; gives the new drill's address."""
    find(trainer, source)
    trainer.follow("复制为新计划")
    assert not faults_of(trainer)
    trainer.fill(values)
    goes_on(trainer, "保存计划", "演练计划已保存")
    goes_on(trainer, "提交审批", "由拟制人以外的审批人办理")
    address: str = trainer.page.url
    return address


def approve(visit, title: str) -> None:
    """The head opens the task and approves, the plan in sight."""
    head = visit("head", PASSWORD)
    row = head.page.get_by_role("row").filter(has_text="审批演练计划").filter(has_text=title)
    row.get_by_role("link").click()
    head.says("演练阶段")
    assert not faults_of(head)
    head.screenshot("drills-decide")
    head.page.get_by_role("radio", name="批准").check()
    goes_on(head, "登记审批意见", "审批意见已登记")


def picture(folder: Path) -> Path:
    path = folder / "现场.jpg"
    target = io.BytesIO()
    Image.new("RGB", (1280, 800), (70, 110, 90)).save(target, "JPEG")
    path.write_bytes(target.getvalue())
    return path


def test_a_drill_goes_from_last_years_plan_to_its_report(visit, tmp_path):
    trainer = visit("trainer", PASSWORD)
    title = f"{today().year} 年自来水厂防护演练"
    values = {"演练名称": title, "开始日期": day(-1)}
    drill = submit_copy(trainer, "自来水厂重要", values)
    approve(visit, title)

    trainer.page.goto(drill)
    trainer.follow("登记预演")
    trainer.fill({"预演日期": day(-2), "参加人数": "３０", "预演内容": "骨干走位"})
    goes_on(trainer, "登记预演", "预演已登记")
    trainer.follow("预演和执行记录")
    for moment, kind, what in (("0901", "下达命令", "指挥所下达命令"), ("9时30分", "处置", "抢修")):
        trainer.fill({"日期": day(-1), "时刻": moment, "事项": kind, "内容": what})
        goes_on(trainer, "记入执行记录", what)
    trainer.screenshot("drills-log")

    trainer.page.goto(f"{drill}responses/")
    unit = trainer.page.get_by_role("row").filter(has_text="水务集团抢修队").get_by_role("textbox")
    for place, value in enumerate(("09:01", "09:20", "34")):
        unit.nth(place).fill(value)
    goes_on(trainer, "登记通知与到达", "通知与到达已登记")
    trainer.follow("登记组织情况")
    trainer.fill({"演练情况": "五十分钟恢复供水"})
    goes_on(trainer, "登记组织情况", "组织情况已登记")
    trainer.follow("上传影像资料")
    trainer.page.set_input_files("input[type=file]", picture(tmp_path))
    trainer.fill({"说明": "抢修泵房"})
    goes_on(trainer, "上传", "照片已保存")

    evaluate_and_mend(visit, trainer)
    trainer.page.goto(drill)
    goes_on(trainer, "签发总结报告", "演练总结报告")
    trainer.screenshot("drills-reported")
    paper = trainer.page.locator("main .paper").get_by_role("link", name="演练总结报告").first
    check_report(trainer.fetch(f"{paper.get_attribute('href')}pdf/"), title)
    trainer.page.goto(drill)
    trainer.follow("核对并归档")
    assert not faults_of(trainer)
    goes_on(trainer, "归档并签发考勤记录表", "演练已归档")


def evaluate_and_mend(visit, trainer: Visitor) -> None:
    """Points by keyboard, a defect, its mending, and another person who closes it."""
    trainer.follow("登记评估")
    assert not faults_of(trainer)
    trainer.page.get_by_label("得分").first.focus()
    scores = trainer.page.locator("input[name$='-score']")
    for place in range(scores.count()):
        scores.nth(place).fill("26")
    trainer.page.keyboard.press("Control+s")
    trainer.says("评估已登记")
    trainer.follow("登记问题")
    what = "备用水源阀门锈蚀"
    trainer.fill(
        {"问题": what, "整改措施": "更换阀门", "责任单位": "水务集团", "整改期限": day(20)}
    )
    goes_on(trainer, "登记问题", "问题已登记")
    trainer.page.get_by_role("row").filter(has_text=what).get_by_role("link").click()
    trainer.fill({"整改情况": "已更换并试水"})
    goes_on(trainer, "登记整改", "待复核销号")

    head = visit("head", PASSWORD)
    find(head, what)
    head.page.get_by_role("row").filter(has_text=what).get_by_role("link", name="复核").click()
    head.page.get_by_label("已整改到位，销号").check()
    goes_on(head, "登记复核", "复核已登记")


def check_report(content: bytes, title: str) -> None:
    """The report says what was recorded and carries the picture."""
    said = text_of(content)
    for words in (title, "五十分钟恢复供水", "指挥所下达命令", "备用水源阀门锈蚀", "已销号"):
        assert without_space(words) in said, words
    assert any(picture.width >= 600 for picture in photographs_in(content))


def test_a_siren_test_is_announced_in_time_and_every_device_accounted_for(visit):
    trainer = visit("trainer", PASSWORD)
    title = "城区警报补充试鸣"
    values = {"演练名称": title, "开始日期": day(-1)}
    drill = submit_copy(trainer, "年防空警报试鸣", values)
    approve(visit, title)
    trainer.page.goto(drill)
    trainer.follow("发布试鸣公告")
    trainer.fill(
        {
            "公告方式": "政府网站",
            "试鸣范围": "云川市城区",
            "政府同意试鸣的文件": "云川市人民政府（云政函〔2026〕31号）",
        }
    )
    is_refused(trainer, "签发公告并编号", "公告须在五日以前")
    trainer.screenshot("sirens-too-late")
    trainer.fill({"公告日期": day(-7)})
    goes_on(trainer, "签发公告并编号", "试鸣公告已签发")

    trainer.follow("登记试鸣结果")
    assert not faults_of(trainer)
    row = trainer.page.get_by_role("row").filter(has_text="体育馆")
    row.get_by_role("combobox").select_option("silent")
    is_refused(trainer, "登记试鸣结果", "写明原因")
    row.get_by_label("未鸣原因").fill("供电中断")
    trainer.screenshot("sirens-results")
    goes_on(trainer, "登记试鸣结果", "鸣响率 80.0%")
    trainer.go("/drills/registers/siren/?state=faulty")
    trainer.says("体育馆")
    assert not faults_of(trainer)


def test_a_protection_plan_near_its_review_is_reviewed_from_the_to_do_list(visit):
    trainer = visit("trainer", PASSWORD)
    task = trainer.page.get_by_role("row").filter(has_text="评审预案方案")
    task.get_by_role("link").first.click()
    trainer.fill({"评审结论": "补充备用水源", "下次评审日期": day(365)})
    assert not faults_of(trainer)
    goes_on(trainer, "登记评审", "评审已登记")
    trainer.says("自来水厂重要经济目标防护演练")
    trainer.screenshot("plans-reviewed")


def test_what_was_typed_in_a_log_outlives_a_lost_connection(visit):
    trainer = visit("trainer", PASSWORD)
    trainer.go("/drills/duty/?state=on_duty")
    trainer.page.locator("[data-rows] tbody a").first.click()
    assert not faults_of(trainer)
    trainer.screenshot("duty-shift")
    trainer.follow("记值班日志")
    trainer.fill({"内容": "市应急管理局来电核对联络表", "处置": "已答复"})
    trainer.page.context.set_offline(True)
    trainer.press("记入日志")
    trainer.says("网络中断，内容没有送出，还在本页")
    assert trainer.page.get_by_label("处置").input_value() == "已答复"
    trainer.screenshot("duty-offline")
    trainer.complaints.clear()  # the lost connection was meant
    trainer.page.context.set_offline(False)
    goes_on(trainer, "记入日志", "已记入日志")
    trainer.says("市应急管理局来电核对联络表")


def test_what_was_typed_outlives_a_login_that_ran_out(visit):
    trainer = visit("trainer", PASSWORD)
    trainer.go("/drills/duty/?state=on_duty")
    trainer.page.locator("[data-rows] tbody a").first.click()
    trainer.follow("登记点名测试")
    trainer.fill({"被点名单位": "南湖区国防动员办公室", "应答用时（秒）": "9"})
    trainer.page.get_by_label("应答", exact=True).first.check()
    cookies = trainer.page.context.cookies()
    trainer.page.context.clear_cookies(name="renfang")
    trainer.press("登记")
    trainer.says("登录已过期，内容没有送出")
    trainer.page.context.add_cookies(cookies)
    goes_on(trainer, "登记", "点名测试已登记")


def test_duty_is_handed_over_and_a_swap_decided_by_the_head(visit):
    head = visit("head", PASSWORD)
    head.go("/drills/duty/")
    assert not faults_of(head)
    head.follow("审批换班")
    head.page.get_by_role("radio", name="批准", exact=True).check()
    assert not faults_of(head)
    goes_on(head, "登记审批", "换班审批已登记")
    head.says("罗鹏")

    trainer = visit("trainer", PASSWORD)
    trainer.go("/drills/duty/?state=on_duty")
    trainer.page.locator("[data-rows] tbody a").first.click()
    trainer.follow("交班")
    trainer.fill({"移交待办": "复核短波联络表"})
    goes_on(trainer, "交班", "已交班")
    trainer.go("/drills/duty/?state=planned")
    trainer.page.locator("[data-rows] tbody a").first.click()
    goes_on(trainer, "接班", "已接班")


@pytest.mark.parametrize(
    "address",
    [
        "calendar/",
        "year/",
        "coverage/",
        "figures/",
        "figures/targets/",
        "drills/",
        "drills/new/",
        "findings/",
        "duty/new/",
        "duty/import/",
        "sirens/coverage/",
        "sirens/coverage/new/",
        *(
            f"registers/{slug}/{tail}"
            for slug in ("siren", "key_target", "evacuation_base", "locality", "duty_person")
            for tail in ("", "new/")
        ),
        "registers/protection_plan/",
        "registers/siren/import/",
    ],
)
def test_the_pages_of_readiness_have_no_faults(visit, address):
    trainer = visit("trainer", PASSWORD)
    trainer.go(f"/drills/{address}")
    assert not faults_of(trainer)


def test_a_register_is_walked_by_keyboard(visit):
    trainer = visit("trainer", PASSWORD)
    trainer.go("/drills/registers/siren/")
    trainer.page.keyboard.press("j")
    trainer.page.keyboard.press("j")
    with trainer.page.expect_navigation():
        trainer.page.keyboard.press("Enter")
    trainer.says("J002")
    assert not faults_of(trainer)


@pytest.mark.parametrize("part", ["roll", "log/", "responses/", ""])
def test_the_day_itself_is_written_up_on_a_tablet(visit, part):
    trainer = visit("trainer", PASSWORD, viewport={"width": 1024, "height": 768})
    find(trainer, "街头宣传演练")
    if part == "roll":
        trainer.follow("点名")
    else:
        trainer.page.goto(f"{trainer.page.url}{part}")
    assert not faults_of(trainer)
    trainer.screenshot(f"drills-tablet-{part.strip('/') or 'page'}")
    if part == "roll":
        marks = trainer.page.locator("label.mark")
        assert all(marks.nth(place).bounding_box()["height"] >= 44 for place in range(4))
