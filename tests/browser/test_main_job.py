"""The main job on one site, as short stories in their order: from the form to the certificate.

Each story goes on from what the one before it left in ``case``; run alone, a later one is skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from stdnum.cn import uscc

from renfang.demo.stories import PASSWORD
from tests.browser.case import Case, case
from tests.browser.harness import ROOT, Visitor
from tests.browser.inspection import faults_of
from tests.browser.musters import plan_drill, raise_team, roster
from tests.browser.printed import code_on
from tests.browser.second_person import check_payment
from tests.kernel.documents.pdf import fonts_of, pictures_of, text_of, without_space

__all__ = ["case"]

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

PROJECT = "东川区滨江学府"
DEVELOPER = "云川滨江学府置业有限公司"
TEAM = "东川区滨江抢险抢修队"
DRILL = "滨江片区抢险抢修演练"
_BODY = "91620102MA9Y90001"
CREDIT_CODE = _BODY + uscc.calc_check_digit(_BODY)
# 18 storeys, 5.20 m deep: the whole ground floor. Three storeys, 2.40 m: 2 % of 2,180.00.
TOWER = {
    "楼栋号": "1号楼",
    "用途类别": "居民住宅",
    "地上层数": "18",
    "基础埋深": "５．２",
    "首层建筑面积": "862.40",
    "地上建筑面积": "14,820.35",
}
HALL = {
    "楼栋号": "配套商业",
    "用途类别": "其他民用建筑",
    "地上层数": "3层",
    "基础埋深": "2.40",
    "首层建筑面积": "760",
    "地上建筑面积": "2180",
}


def path_of(visitor: Visitor) -> str:
    return visitor.page.url.removeprefix(visitor.site.url)


# 1. Registered, by hand and from a table -------------------------------------------------------


def test_area_and_its_law_appear_while_the_clerk_fills_in_the_project(visit: Visit, case: Case):
    clerk = visit("east-clerk", PASSWORD)
    clerk.page.get_by_role("link", name="建设项目").click()
    clerk.follow("登记项目")
    clerk.fill({"统一社会信用代码": CREDIT_CODE, "项目名称": PROJECT})
    clerk.says("本机构还没有登记该单位")
    clerk.fill({"建设单位": DEVELOPER, "联系人": "陈工", "建设地点": "云川市东川区滨江路 8 号"})
    clerk.fill({"项目代码": f"{date.today():%y%m}-620102-47-01-900001"})
    rows, live = clerk.page.locator("[data-formset-row]"), clerk.page.locator("#live")
    clerk.fill(TOWER, within=rows.nth(0))
    live.get_by_text("862.40").first.wait_for()
    assert "第四十七条第（一）项" in live.inner_text()
    clerk.press("添加一栋")
    clerk.fill(HALL, within=rows.nth(1))
    total = live.get_by_role("row", name="应建面积合计")
    total.get_by_text("906.00", exact=True).wait_for()
    assert "2180.00" in live.inner_text()
    assert not faults_of(clerk)
    clerk.screenshot("job-1-register")
    clerk.press("登记项目")
    clerk.says("收到申请材料后登记收件")
    assert not faults_of(clerk)
    case.project = path_of(clerk)


def test_clerk_imports_the_ledger_as_it_is_and_mends_one_cell(visit: Visit):
    clerk = visit("clerk", PASSWORD)
    clerk.go("/engineering/imports/")
    clerk.page.get_by_label("文件", exact=True).set_input_files(
        ROOT / "tests/data/sample-projects.xlsx"
    )
    clerk.press("上传并预览")
    tiles = clerk.page.locator(".tiles").inner_text()
    assert "12 个" in tiles
    assert "26 行" in tiles
    assert not faults_of(clerk)
    clerk.screenshot("job-1-import-preview")
    first = clerk.page.locator("tbody").filter(has_text="金水湾").first
    first.get_by_role("link", name="改正").click()
    applied_on = clerk.page.get_by_label("申请日期").first
    applied_on.fill("2026年2月30日")
    clerk.press("保存改正")
    assert "2026年2月30日" in clerk.page.get_by_label("申请日期").first.input_value()
    assert clerk.page.locator(".cell-problem").count() == 1
    assert not faults_of(clerk)
    clerk.screenshot("job-1-import-mend")
    clerk.page.get_by_label("申请日期").first.fill("二〇二六年七月十四日")
    clerk.press("保存改正")
    clerk.says("已可导入")
    clerk.press("确认导入")
    clerk.says("已登记 12 个项目")
    clerk.go("/engineering/projects/?name=金水湾")
    clerk.follow("金水湾")
    clerk.says("2026-07-14")
    assert "909.26" in clerk.page.locator("main").inner_text()


# 2. Applied for, accepted, reviewed, decided ----------------------------------------------------


def test_application_is_received_and_accepted(visit: Visit, case: Case):
    clerk = visit("east-clerk", PASSWORD)
    clerk.go(case.needs("project"))
    clerk.follow("登记收件")
    clerk.page.get_by_role("radio", name="易地建设").check()
    clerk.fill(
        {
            "拟建人防面积": "600",
            "易地建设条件": "地质",
            "条件说明及证明材料": "岩土工程勘察报告（演示）及设计单位说明",
        }
    )
    clerk.press("登记收件")
    clerk.says("五个工作日内受理")
    clerk.follow("受理")
    assert "906.00" in clerk.page.locator(".step-total").inner_text()
    assert not faults_of(clerk)
    clerk.screenshot("job-2-accept")
    clerk.press("受理并签发受理通知书")
    clerk.says("已受理，受理通知书已编号")


def test_reviewer_reviews_and_the_head_decides_after_checking(visit: Visit, case: Case):
    reviewer = visit("reviewer", PASSWORD)
    reviewer.go(case.needs("project"))
    reviewer.follow("复核")
    reviewer.press("提交复核意见")
    reviewer.says("已复核，转负责人决定")
    head = visit("head", PASSWORD)
    head.page.get_by_role("row", name=PROJECT).get_by_role("link").click()
    head.follow("核对与签发")
    printed = head.page.locator(".facts").first.inner_text()
    assert all(figure in printed for figure in ("906.00", "600.00", "306.00", DEVELOPER))
    assert not faults_of(head)
    head.screenshot("job-2-check")
    head.press("签发审批意见书并编号")
    number = head.page.locator(".verdict-word").inner_text()
    assert number.startswith("云东动防易审〔")
    assert not faults_of(head)
    head.screenshot("job-2-decided")
    preview = head.page.get_by_role("link", name="预览").get_attribute("href")
    said = text_of(head.fetch(preview))
    for words in (number, PROJECT, "906.00", "306.00", "《人民防空工程建设管理规定》"):
        assert without_space(words) in said


# 3. What is not built is charged ----------------------------------------------------------------


def test_finance_assesses_what_is_not_built_and_submits_it_for_review(visit: Visit, case: Case):
    finance = visit("finance", PASSWORD)
    case.needs("project")
    finance.page.get_by_role("row", name=PROJECT).get_by_role("link").click()
    steps = finance.page.locator(".reasoning").inner_text()
    assert "306.00" in steps
    assert "1500" in steps
    assert "依据：" in steps
    assert "¥459,000.00" in finance.page.locator(".step-total").inner_text()
    assert not faults_of(finance)
    finance.screenshot("job-3-assess")
    finance.press("提交复核")
    finance.says("已提交复核")
    assert not faults_of(finance)
    case.draft = path_of(finance)


def test_another_person_reviews_it_and_finance_issues_the_notice(visit: Visit, case: Case):
    head = visit("head", PASSWORD)
    head.go(case.needs("draft"))
    assert not faults_of(head)
    head.screenshot("job-3-review")
    head.press("同意并入账")
    head.says("已复核并入账")
    case.account = path_of(head)
    finance = visit("finance", PASSWORD)
    finance.go(case.account)
    finance.follow("核对并签发缴费通知书")
    assert not faults_of(finance)
    finance.press("签发并编号")
    number = finance.page.locator(".identity .docnum").first.inner_text()
    said = text_of(finance.fetch(f"{path_of(finance)}pdf/"))
    for words in (number, "459,000.00", "肆拾伍万玖仟元整", DEVELOPER):
        assert without_space(words) in said


def test_payment_typed_in_full_width_is_read_shown_and_posted_once(visit: Visit, case: Case):
    finance = visit("finance", PASSWORD)
    finance.go(case.needs("account"))
    finance.follow("登记缴款")
    finance.fill({"缴款金额": "１２３，４５６.00", "凭证号": "JKS-0001"})
    finance.says("壹拾贰万叁仟肆佰伍拾陆元整")
    assert not faults_of(finance)
    finance.screenshot("job-3-payment")
    finance.press("核对")
    assert "¥335,544.00" in finance.page.locator(".facts").inner_text()
    assert not faults_of(finance)
    finance.page.get_by_role("button", name="登记并送复核").dblclick()
    finance.says("已登记缴款 123,456.00 元，待另一人复核入账")
    waiting = finance.page.get_by_role("table").first
    assert waiting.get_by_text("JKS-0001", exact=True).count() == 1
    assert "¥459,000.00" in finance.page.locator(".tiles").inner_text()
    finance.screenshot("job-3-recorded")


def test_another_person_checks_the_payment_and_the_balance_falls(visit: Visit, case: Case):
    check_payment(
        visit("head", PASSWORD),
        case.needs("account"),
        "JKS-0001",
        "尚欠缴 335,544.00 元",
        "job-3-check",
    )
    finance = visit("finance", PASSWORD)
    finance.go(case.needs("account"))
    ledger = finance.page.get_by_role("table").first
    assert ledger.get_by_text("JKS-0001", exact=True).count() == 1
    assert "¥335,544.00" in finance.page.locator(".tiles").inner_text()
    assert not faults_of(finance)
    finance.screenshot("job-3-account")


# 4. What is built becomes a shelter with a certificate ------------------------------------------


def test_works_are_accepted_but_the_fee_holds_the_certificate(visit: Visit, case: Case):
    case.needs("account")
    clerk = visit("east-clerk", PASSWORD)
    clerk.go(case.needs("project"))
    clerk.follow(f"{PROJECT}防空地下室")
    case.shelter = path_of(clerk)
    clerk.follow("登记开工")
    clerk.fill({"开工日期": f"{date.today():%Y.%m.%d}"})
    clerk.press("登记开工")
    clerk.follow("登记竣工验收")
    clerk.fill(
        {
            "验收日期": f"{date.today():%Y年%m月%d日}",
            "质量监督报告编号": "云防质监〔2026〕90号",
            "实测人防建筑面积": "６０３.18",
            "掩蔽面积": "428.26",
            "防护单元数": "1",
            "掩蔽人数": "428",
            "勘察单位": "云川市勘察测绘研究院",
            "设计单位": "云川市建筑设计研究院有限公司",
            "施工单位": "云川建工集团有限公司",
            "监理单位": "云川正平工程监理有限公司",
        }
    )
    assert not faults_of(clerk)
    clerk.screenshot("job-4-acceptance")
    clerk.press("登记竣工验收")
    clerk.says("尚欠缴")
    assert not faults_of(clerk)
    clerk.screenshot("job-4-held")


def test_certificate_is_issued_once_the_fee_is_paid(visit: Visit, case: Case):
    shelter = case.needs("shelter")
    finance = visit("finance", PASSWORD)
    finance.go(case.account)
    finance.follow("登记缴款")
    finance.fill({"缴款金额": "33.5544万", "凭证号": "JKS-0002"})
    finance.press("核对")
    finance.press("登记并送复核")
    finance.says("待另一人复核入账")
    check_payment(
        visit("head", PASSWORD), case.needs("account"), "JKS-0002", "该账户已缴清", "job-4-check"
    )
    clerk = visit("east-clerk", PASSWORD)
    clerk.go(shelter)
    clerk.follow("核对并签发备案证明")
    clerk.screenshot("job-4-certify")
    clerk.press("签发备案证明并编号")
    clerk.says("已签发")
    case.certificate = path_of(clerk)
    number = clerk.page.locator(".identity .docnum").first.inner_text()
    case.verification = clerk.page.get_by_text(f"{clerk.site.url}/v/").inner_text()
    pdf = clerk.fetch(f"{case.certificate}pdf/")
    said = text_of(pdf)
    for words in (number, PROJECT, "603.18", "600.00", "428.26"):
        assert without_space(words) in said
    (page,) = pictures_of(pdf)
    assert page.size == (827, 1170)
    assert all(font.is_embedded for font in fonts_of(pdf))
    assert code_on(page) == case.verification


# 5. Anyone may ask whether it is genuine --------------------------------------------------------


def test_anyone_sees_that_the_certificate_is_genuine(visit: Visit, case: Case):
    address = case.needs("verification")
    stranger = visit()
    stranger.page.goto(address)
    assert stranger.page.get_by_role("heading", level=1).inner_text() == "有效"
    shown = stranger.page.locator("main").inner_text()
    assert "603.18" in shown
    assert PROJECT in shown
    assert not faults_of(stranger)
    stranger.screenshot("job-5-genuine")


def test_stranger_sees_at_once_that_it_was_replaced_and_then_voided(visit: Visit, case: Case):
    old = case.needs("verification")
    printer, stranger = visit("printer", PASSWORD), visit()
    printer.go(case.shelter)
    printer.follow("备案证明内容有误，办理换发")
    printer.fill({"换发原因": "建设单位名称登记有误"})
    assert not faults_of(printer)
    printer.screenshot("job-5-replace")
    printer.press("作废并换发")
    printer.says("换发")
    new = printer.page.get_by_text(f"{printer.site.url}/v/").inner_text()
    assert new != old
    assert verdict(stranger, old) == "已换发"
    assert verdict(stranger, new) == "有效"
    printer.fill({"作废原因": "验收记录有误，重新组织验收"})
    printer.press("作废文书")
    printer.says("核验页面同时显示“已作废”")
    assert verdict(stranger, new) == "已作废"
    assert not faults_of(stranger)
    stranger.screenshot("job-5-void")


def verdict(stranger: Visitor, address: str) -> str:
    """The large word of the verification page."""
    stranger.page.goto(address)
    return stranger.page.get_by_role("heading", level=1).inner_text()


# 6. A team, a drill, and the neighbours who see none of this ------------------------------------


def test_trainer_records_a_team_and_a_drill_with_attendance(visit: Visit, case: Case):
    trainer = visit("trainer", PASSWORD)
    raise_team(trainer, TEAM, "云川市东川区国防动员办公室")
    case.team = path_of(trainer)
    trainer.follow("编入队员")
    trainer.fill({"姓名": "龙腾云", "职务": "队长", "入队日期": f"{date.today():%Y-%m-%d}"})
    trainer.page.get_by_role("radio", name="男").check()
    assert not faults_of(trainer)
    trainer.press("编入")
    trainer.follow("导入花名册")
    trainer.fill({"从 Excel 粘贴": roster(3)})
    trainer.press("上传并预览")
    assert not faults_of(trainer)
    trainer.screenshot("job-6-paste")
    trainer.press("确认导入")
    plan_drill(trainer, DRILL, TEAM)
    case.drill = path_of(trainer)
    trainer.follow("点名")
    absent = trainer.page.get_by_role("row", name="钱建军")
    absent.locator("label.mark-absent").click()
    absent.get_by_text("已存").wait_for()
    trainer.press("其余全部到", exact=False)
    trainer.says("75.0%")
    assert not faults_of(trainer)
    trainer.screenshot("job-6-attendance")


@pytest.mark.parametrize("username", ["west-clerk", "west-finance", "west-trainer"])
def test_neighbours_see_none_of_this(visit: Visit, case: Case, username: str):
    case.needs("drill")
    neighbour = visit(username, PASSWORD)
    for address in vars(case).values():
        if address == case.verification:
            continue
        answer = neighbour.go(address)
        assert answer.status == 404
        assert "没有找到这个页面" in neighbour.page.locator("main").inner_text()
        assert PROJECT not in neighbour.page.content()
    lists = neighbour.page.locator("nav").get_by_role("link")
    for link in [entry.get_attribute("href") for entry in lists.all()]:
        neighbour.go(link)
        shown = neighbour.page.locator("main").inner_text()
        assert not [name for name in (PROJECT, DEVELOPER, TEAM, DRILL) if name in shown]
    for words in (PROJECT, TEAM, DRILL, CREDIT_CODE):
        neighbour.go(f"/search/?q={words}")
        neighbour.says("没有找到")
    # The pages that must answer 404 are noted by the browser as failed.
    neighbour.complaints.clear()
