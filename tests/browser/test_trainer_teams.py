"""The trainer's day with teams: import, roll and certificates, at desk, on tablet and phone."""

from __future__ import annotations

import time

import pytest
from openpyxl import Workbook

from renfang.demo.stories import PASSWORD
from tests.browser.inspection import faults_of
from tests.browser.musters import raise_team
from tests.browser.test_click_budgets import Hand, hand
from tests.browser.trainer_pages import (
    EXAM,
    OFFICE,
    SIGNED,
    column,
    grid_of,
    hundreds,
    new_session,
    new_team,
    open_exam,
)

pytestmark = pytest.mark.browser
__all__ = ["hand"]
TEAM = "云川市人防水域救援队"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TABLET = {"viewport": {"width": 1024, "height": 768}}


# --- click budgets -------------------------------------------------------------------------------


def test_two_hundred_people_are_imported_with_three_clicks_after_the_file(hand, tmp_path):
    trainer: Hand = hand("trainer")
    raise_team(trainer.visitor, TEAM, OFFICE)
    trainer.click("link", "导入花名册")
    began = time.monotonic()
    trainer.main.get_by_label("文件", exact=True).set_input_files(hundreds(tmp_path))
    trainer.clicks = 0
    trainer.click("button", "上传并预览")
    trainer.visitor.says("将导入 200 人")
    assert not faults_of(trainer.visitor)
    trainer.visitor.screenshot("teams-import-preview")
    trainer.click("button", "确认导入")
    trainer.visitor.says("200 人已编入")
    assert trainer.clicks <= 3
    assert time.monotonic() - began <= 90


def test_a_file_with_errors_names_every_row_and_writes_none(hand, tmp_path):
    trainer: Hand = hand("trainer")
    raise_team(trainer.visitor, "云川市人防水域救援二队", OFFICE)
    book = Workbook()
    book.active.append(["姓名", "性别", "出生日期"])
    book.active.append(["赵一", "男", "1995-01-01"])
    book.active.append(["钱二", "未知", "1995-13-01"])
    book.save(tmp_path / "有误.xlsx")
    trainer.click("link", "导入花名册")
    trainer.main.get_by_label("文件", exact=True).set_input_files(tmp_path / "有误.xlsx")
    trainer.click("button", "上传并预览")
    trainer.visitor.says("有需要改正的行，全部尚未写入")
    trainer.visitor.says("没有“未知”这一项。可填：男、女。")
    assert not faults_of(trainer.visitor)


def test_forty_are_called_at_a_session_with_five_clicks_when_three_are_absent(hand):
    trainer: Hand = hand("trainer")
    new_team(trainer.visitor, "云川市人防引偏诱爆队", 40, 100)
    new_session(trainer.visitor, "云川市人防引偏诱爆队")
    began, trainer.clicks = time.monotonic(), 0
    trainer.click("link", "点名")
    for name in ("赵建军", "钱建军", "孙建军"):
        row = trainer.main.get_by_role("row", name=name)
        trainer.click_on(row.locator("label.mark-absent"))
    trainer.click("button", "其余全部到", exact=False)
    trainer.visitor.says("应到 40 人，实到 37 人")
    assert trainer.clicks <= 5
    assert time.monotonic() - began <= 40
    assert not faults_of(trainer.visitor)
    trainer.visitor.screenshot("teams-roll")


def test_the_qualified_are_sent_to_printing_with_three_clicks(hand):
    trainer: Hand = hand("trainer")
    open_exam(trainer.visitor, SIGNED)
    trainer.clicks = 0
    trainer.click("link", "合格名单")
    assert not faults_of(trainer.visitor)
    trainer.visitor.screenshot("teams-eligible")
    trainer.click("button", "送制证")
    trainer.visitor.says("份合格证，在待打印队列中等候打印")
    assert trainer.clicks <= 3


# --- phone, tablet, no scripts -------------------------------------------------------------------


def test_a_member_checks_in_by_phone(hand, visit):
    trainer: Hand = hand("trainer")
    new_team(trainer.visitor, "云川市人防伪装二队", 3, 200)
    address = new_session(trainer.visitor, "云川市人防伪装二队")
    trainer.visitor.follow("扫码签到")
    trainer.visitor.press("开放签到")
    trainer.visitor.says("扫码签到已开放")
    assert not faults_of(trainer.visitor)
    trainer.visitor.screenshot("teams-checkin-code")
    link = trainer.main.locator(".checkin-address").inner_text()
    phone = visit(**PHONE)
    phone.page.goto(link)
    assert not faults_of(phone)
    phone.screenshot("teams-checkin-phone")
    phone.fill({"姓名": "赵建军", "本人电话后四位": "9999"})
    phone.press("签到")
    phone.says("名单中没有这个姓名和电话尾号")
    phone.complaints.clear()
    phone.fill({"本人电话后四位": "0200"})
    phone.press("签到")
    phone.says("已签到")
    assert not faults_of(phone)
    assert "钱建军" not in phone.page.content()
    trainer.visitor.page.goto(address)
    assert "实到 1" in trainer.main.inner_text().replace("\n", " ") or (
        "迟到" in trainer.main.inner_text()
    )


PAGES = {
    "teams": "/drills/teams/",
    "kinds": "/drills/teams/kinds/",
    "new-kind": "/drills/teams/kinds/new/",
    "new-team": "/drills/teams/new/",
    "campaigns": "/drills/reorganisation/",
    "new-campaign": "/drills/reorganisation/new/",
    "plans": "/drills/training/plans/",
    "new-plan": "/drills/training/plans/new/",
    "sessions": "/drills/training/sessions/",
    "scales": "/drills/training/scales/",
    "new-scale": "/drills/training/scales/new/",
    "assessments": "/drills/assessments/",
}


@pytest.mark.parametrize("place", PAGES.values(), ids=PAGES.keys())
def test_lists_and_forms_have_no_faults(visit, place):
    trainer = visit("trainer", PASSWORD)
    trainer.go(place)
    assert not faults_of(trainer)
    trainer.screenshot(f"teams-page-{place.strip('/').replace('/', '-')}")


# Pages behind a record: the list that leads to it, the record's words, then links to follow.
BEHIND: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "team": ("/drills/teams/?words=抢险抢修队", "云川市人防抢险抢修队", ()),
    "enlist": ("/drills/teams/?words=抢险抢修队", "云川市人防抢险抢修队", ("编入队员",)),
    "units": ("/drills/teams/?words=抢险抢修队", "云川市人防抢险抢修队", ("调整分队",)),
    "posts": ("/drills/teams/?words=抢险抢修队", "云川市人防抢险抢修队", ("调整岗位",)),
    "equipment": ("/drills/teams/?words=抢险抢修队", "云川市人防抢险抢修队", ("调整装备",)),
    "equipment-file": ("/drills/teams/?words=抢险抢修队", "云川市人防抢险抢修队", ("导入装备",)),
    "dissolve": ("/drills/teams/?words=抢险抢修队", "云川市人防抢险抢修队", ("撤销专业队",)),
    "cancel-expansion": ("/drills/teams/?words=通信队", "云川市人防通信队", ("撤销扩编",)),
    "assessment": (f"/drills/assessments/?words={SIGNED}", SIGNED, ()),
    "correct": (f"/drills/assessments/?words={SIGNED}", SIGNED, ("更正成绩",)),
    "scores": (f"/drills/assessments/?words={EXAM}", EXAM, ("登分",)),
}


@pytest.mark.parametrize("options", [{}, TABLET], ids=["desk", "tablet"])
@pytest.mark.parametrize("place", BEHIND)
def test_pages_of_a_record_have_no_faults(visit, place, options):
    address, record, links = BEHIND[place]
    trainer = visit("trainer", PASSWORD, **options)
    trainer.go(address)
    trainer.page.locator("main [data-row]").get_by_role("link", name=record).first.click()
    for name in links:
        trainer.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    trainer.page.locator("main h1, main .identity").first.wait_for()
    assert not faults_of(trainer)
    trainer.screenshot(f"teams-{place}-{'tablet' if options else 'desk'}")


@pytest.mark.parametrize("options", [{}, TABLET], ids=["desk", "tablet"])
def test_pages_of_the_campaign_have_no_faults(visit, options):
    trainer = visit("trainer", PASSWORD, **options)
    trainer.go("/drills/reorganisation/")
    trainer.page.locator("main tbody a").first.click()
    assert not faults_of(trainer)
    trainer.screenshot(f"teams-campaign-{'tablet' if options else 'desk'}")
    campaign = trainer.page.url
    for kind in ("reorganisation/teams", "musters", "reorganisation/findings"):
        links = trainer.page.locator(f"main a[href*='/drills/{kind}/']")
        if links.count():
            links.first.click()
            assert not faults_of(trainer), kind
            trainer.screenshot(f"teams-{kind.replace('/', '-')}-{'tablet' if options else 'desk'}")
        if kind == "reorganisation/findings":
            trainer.page.goto(campaign)


def test_roll_and_scores_work_without_javascript(visit):
    trainer = visit("trainer", PASSWORD, java_script_enabled=False)
    new_team(trainer, "云川市人防信息二队", 3, 300)
    new_session(trainer, "云川市人防信息二队")
    trainer.follow("点名")
    trainer.page.get_by_role("row", name="赵建军").locator("label.mark-absent").click()
    trainer.page.get_by_role("button", name="其余全部到").click()
    trainer.says("应到 3 人，实到 2 人")
    grid_of(trainer)
    column(trainer).nth(8).fill("79.5")
    trainer.press("保存成绩")
    trainer.says("已保存 1 项成绩")
    assert column(trainer).nth(8).input_value() == "79.5"
    trainer.page.locator("summary", has_text="从 Excel 粘贴成绩").click()
    name = trainer.page.locator("[data-score-row]").nth(8).locator("th").inner_text()
    trainer.fill({"成绩": f"{name}\t69.5"})
    trainer.press("保存粘贴的成绩")
    trainer.says("已保存粘贴的 1 项成绩")


def test_roster_is_imported_without_javascript(visit, tmp_path):
    trainer = visit("trainer", PASSWORD, java_script_enabled=False)
    raise_team(trainer, "云川市人防信息三队", OFFICE)
    trainer.follow("导入花名册")
    trainer.page.get_by_label("文件", exact=True).set_input_files(hundreds(tmp_path, 20, 500))
    trainer.press("上传并预览")
    trainer.press("确认导入")
    trainer.says("20 人已编入")
