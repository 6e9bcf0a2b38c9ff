"""Supervision, rectification, acceptance by checklist, the report and the filing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engineering.models import CompletionFiling, Rectification, Shelter
from engineering.shelters.acts.limits import set_limit
from engineering.shelters.queries import last_day
from engineering.shelters.standards import filing_materials
from engineering.works.acts.acceptance import ItemFinding, record_acceptance
from engineering.works.acts.filing import issue_certificate, receive_filing
from engineering.works.acts.supervision import (
    close_rectification,
    issue_supervision_report,
    record_visit,
)
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused, WrongState
from renfang.documents.registry import read_pdf
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.shelters import granted_shelter
from tests.builders.works import accepted, findings, sound_items, supervised, today, visited
from tests.kernel.documents.pdf import pictures_of, text_of

DEFECTS = (("口部", "防护密闭门框墙有蜂窝麻面"), ("顶板", "穿墙管未做密闭处理"))


@pytest.fixture
def clerk(office):
    return office.who(Role.CLERK)


def test_a_visit_waits_for_the_registration_of_supervision(office, clerk):
    shelter = granted_shelter(office)
    with pytest.raises(WrongState, match="待开工"):
        visited(shelter, clerk)


def test_a_visit_without_defects_orders_nothing(office, clerk):
    visited(supervised(office), clerk)
    assert not Rectification.objects.exists()


def test_defects_give_a_notice_that_names_each_of_them_and_the_day(office, clerk):
    shelter = supervised(office)
    visited(shelter, clerk, DEFECTS)
    order = Rectification.objects.get()
    visited_on = today() - timedelta(days=10)
    assert order.due_on == last_day(office.east, "rectification", visited_on).last_day
    text = text_of(read_pdf(order.document))
    for _, description in DEFECTS:
        assert description in text
    assert order.document.number in text
    assert (
        f"{order.due_on.year}年{order.due_on.month}月{order.due_on.day}日前（含当日）整改完毕"
        in text
    )


def test_an_open_order_holds_report_and_certificate_until_it_is_closed(office, clerk):
    shelter = supervised(office)
    visited(shelter, clerk, DEFECTS)
    record_acceptance(shelter.pk, by=clerk, findings=findings(shelter), items=sound_items())
    with pytest.raises(Refused, match="1 份责令整改通知书未闭合"):
        issue_certificate(shelter.pk, by=clerk)
    with pytest.raises(Refused, match="未闭合"):
        issue_supervision_report(shelter.pk, by=clerk, evaluation="程序合规", conclusion="合格")
    order = Rectification.objects.get()
    close_rectification(order.pk, by=clerk, closed_on=today(), note="逐项复查，均已整改")
    with pytest.raises(WrongState, match="已于"):
        close_rectification(order.pk, by=clerk, closed_on=today(), note="再次复查")
    assert issue_certificate(shelter.pk, by=clerk).number


def test_defects_found_at_acceptance_hold_the_certificate_too(office, clerk):
    shelter = supervised(office)
    record_acceptance(
        shelter.pk, by=clerk, findings=findings(shelter), defects=(("通风", "滤毒风量不足"),)
    )
    with pytest.raises(Refused, match="未闭合"):
        issue_certificate(shelter.pk, by=clerk)


def test_re_inspection_cannot_precede_the_order(office, clerk):
    visited(supervised(office), clerk, DEFECTS)
    order = Rectification.objects.get()
    with pytest.raises(Incomplete, match="早于责令日期") as refusal:
        close_rectification(
            order.pk, by=clerk, closed_on=order.ordered_on - timedelta(days=1), note="已整改"
        )
    assert refusal.value.field == "closed_on"


def test_who_may_not_supervise_closes_nothing_and_strangers_find_nothing(office, clerk):
    visited(supervised(office), clerk, DEFECTS)
    order = Rectification.objects.get()
    attempt = {"closed_on": today(), "note": "均已整改"}
    with pytest.raises(NotPermitted):
        close_rectification(order.pk, by=office.who(Role.PRINTER), **attempt)
    for pk in (order.pk, order.pk + 1):
        with pytest.raises(NotFound):
            close_rectification(pk, by=office.who(Role.CLERK, at=office.west), **attempt)


def test_a_failed_row_of_the_checklist_forbids_a_pass(office, clerk):
    shelter = supervised(office)
    items = [*sound_items()[1:], ItemFinding("防护设备", "密闭性能检测", "failed")]
    with pytest.raises(Incomplete, match="1 项不符合（防护设备：密闭性能检测）"):
        record_acceptance(shelter.pk, by=clerk, findings=findings(shelter), items=items)
    failed = findings(shelter, conclusion="failed")
    acceptance = record_acceptance(shelter.pk, by=clerk, findings=failed, items=items)
    assert acceptance.items.count() == len(items)


def test_the_register_takes_over_what_was_surveyed(office):
    shelter = accepted(office, built_area=Decimal("855.20"))
    assert shelter.built_area == Decimal("855.20")
    assert shelter.protected_area == Decimal("780.00")
    assert shelter.headcount == 600


def test_filing_is_due_fifteen_days_after_acceptance(office):
    assert last_day(office.east, "filing", date(2024, 3, 1)).last_day == date(2024, 3, 18)


def test_an_office_counts_fifteen_working_days_where_its_rule_says_so(office):
    administrator = office.who(Role.SYSTEM_ADMINISTRATOR, at=office.city)
    set_limit(
        office.city.pk,
        by=administrator,
        item="filing",
        count=15,
        unit="working_day",
        basis="《上海市民防工程建设和使用管理办法》第三十八条",
        effective_from=date(2024, 3, 1),
    )
    assert last_day(office.east, "filing", date(2024, 2, 29)).last_day == date(2024, 3, 15)
    assert last_day(office.east, "filing", date(2024, 3, 1)).last_day == date(2024, 3, 22)


def test_a_limit_is_set_by_who_keeps_the_settings(office, clerk):
    with pytest.raises(NotPermitted):
        set_limit(
            office.east.pk,
            by=clerk,
            item="filing",
            count=20,
            unit="working_day",
            basis="某文件",
            effective_from=today(),
        )


def test_missing_filing_materials_are_named(office, clerk):
    shelter = accepted(office)
    some = filing_materials(today())[:-1]
    with pytest.raises(Incomplete, match="还缺：竣工图及档案移交证明"):
        receive_filing(shelter.pk, by=clerk, received_on=today(), materials=some)


def test_a_filing_after_its_day_is_marked_late(office, clerk):
    shelter = accepted(office, accepted_on=today() - timedelta(days=25))
    filing = receive_filing(
        shelter.pk, by=clerk, received_on=today(), materials=filing_materials(today())
    )
    assert filing.is_late


def test_a_certificate_without_an_earlier_receipt_files_at_once(office, clerk):
    shelter = accepted(office)
    issue_certificate(shelter.pk, by=clerk)
    assert CompletionFiling.objects.get(shelter=shelter).received_on == today()
    assert Shelter.objects.get(pk=shelter.pk).state == Shelter.State.FILED


def test_the_filing_form_states_approved_and_surveyed_and_its_code_reads(office, clerk):
    import zxingcpp

    shelter = accepted(office, built_area=Decimal("855.20"))
    receive_filing(shelter.pk, by=clerk, received_on=today(), materials=filing_materials(today()))
    paper = next(paper for paper in _papers_of(shelter) if paper.kind == "filing_form")
    pdf = read_pdf(paper)
    text = text_of(pdf)
    for stated in (
        "850.00㎡",
        "855.20㎡",
        "780.00㎡",
        "符合2项",
        "按期备案",
        paper.number,
        "某监理公司",
    ):
        assert stated in text
    codes = [
        code.text for page in pictures_of(pdf, dpi=150) for code in zxingcpp.read_barcodes(page)
    ]
    assert any(paper.token in code for code in codes)


def test_the_supervision_report_tells_visits_orders_and_conclusion(office, clerk):
    shelter = supervised(office)
    visited(shelter, clerk, DEFECTS)
    close_rectification(
        Rectification.objects.get().pk, by=clerk, closed_on=today(), note="逐项复查，均已整改"
    )
    record_acceptance(shelter.pk, by=clerk, findings=findings(shelter), items=sound_items())
    report = issue_supervision_report(
        shelter.pk, by=clerk, evaluation="验收组织、程序符合规定", conclusion="同意验收合格结论"
    )
    text = text_of(read_pdf(report))
    for stated in (
        "抽查临空墙厚度",
        "责令整改2项",
        "同意验收合格结论",
        "王监督、赵监督",
        "张工、李工",
    ):
        assert stated in text
    with pytest.raises(WrongState, match="已有一份"):
        issue_supervision_report(shelter.pk, by=clerk, evaluation="合规", conclusion="合格")


def _papers_of(shelter):
    from renfang.documents.models import IssuedDocument

    return list(IssuedDocument.objects.of(shelter))


def test_what_is_due_stands_on_the_to_do_list_with_its_day(office, clerk):
    shelter = supervised(office)
    visited(shelter, clerk, DEFECTS)
    record_acceptance(shelter.pk, by=clerk, findings=findings(shelter), items=sound_items())
    tasks = {task.title: task for task in open_tasks(Scope(clerk), today())}
    assert tasks["登记备案收件"].due == last_day(office.east, "filing", today()).last_day
    assert tasks["整改复查"].due == Rectification.objects.get().due_on
    assert tasks["签发质量监督报告"].light is not None


def test_the_pages_of_the_works_lead_to_the_filing(client, office, clerk):
    shelter = supervised(office)
    client.force_login(clerk)
    base = f"/engineering/shelters/{shelter.pk}/"
    visit = {
        "visited_on": f"{today()}",
        "stage": "equipment",
        "visitors": "王监督",
        "findings": "防护密闭门安装",
        "defects-TOTAL_FORMS": "1",
        "defects-INITIAL_FORMS": "0",
        "defects-0-description": "门框墙开裂",
    }
    grown = client.post(f"{base}visit/", {**visit, "add_row": "defects"})
    assert 'name="defects-1-description"' in grown.content.decode()
    assert client.post(f"{base}visit/", visit).status_code == 302
    order = Rectification.objects.get()
    closing = {"closed_on": f"{today()}", "note": "已整改"}
    address = f"/engineering/rectifications/{order.pk}/close/"
    assert "门框墙开裂" in client.get(address).content.decode()
    assert client.post(address, closing).status_code == 302
    shown = client.get(f"{base}accept/").content.decode()
    assert "三种通风方式转换正常" in shown
    row = Shelter.objects.get(pk=shelter.pk)
    posted = {name: str(value) for name, value in findings(row).items()}
    items = {"items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "1", "items-0-discipline": "结构",
             "items-0-item": "无渗漏", "items-0-result": "failed"}  # fmt: skip
    response = client.post(f"{base}accept/", {**posted, **items, "version": row.version})
    assert response.status_code == 422
    items["items-0-result"] = "passed"
    response = client.post(f"{base}accept/", {**posted, **items, "version": row.version})
    assert response.status_code == 302
    report = {"evaluation": "程序合规", "conclusion": "合格"}
    assert client.post(f"{base}report/", report).status_code == 302
    materials = {"received_on": f"{today()}", "materials": filing_materials(today())}
    assert client.post(f"{base}filing/", materials).status_code == 302
    assert "按期" in client.get(base).content.decode()


def test_a_shelters_page_takes_few_queries(client, office, clerk, django_assert_max_num_queries):
    shelter = supervised(office)
    visited(shelter, clerk, DEFECTS)
    record_acceptance(shelter.pk, by=clerk, findings=findings(shelter), items=sound_items())
    client.force_login(clerk)
    client.get(f"/engineering/shelters/{shelter.pk}/")
    with django_assert_max_num_queries(15):
        assert client.get(f"/engineering/shelters/{shelter.pk}/").status_code == 200


def test_a_visit_cannot_lie_in_the_future(office, clerk):
    shelter = supervised(office)
    with pytest.raises(Incomplete, match="不能晚于今天"):
        record_visit(
            shelter.pk,
            by=clerk,
            values={
                "visited_on": today() + timedelta(days=1),
                "stage": "other",
                "findings": "抽查",
                "visitors": "王监督",
            },
        )
