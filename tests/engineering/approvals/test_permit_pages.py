"""Pages around the decision: overtaken clerks, settings, service, endings, and their papers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engineering.approvals.acts.clock import extend_deadline, pause_clock
from engineering.approvals.acts.decision import decide_application, return_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.permit_endings import end_permit
from engineering.models import Application
from renfang.acts import Incomplete, NotPermitted
from renfang.documents.acts import set_wording
from renfang.documents.models import IssuedDocument, PaperWording
from renfang.documents.passages import fill
from renfang.documents.registry import compose
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.serving.models import ServiceReceipt
from renfang.typesetting import render
from tests.builders.applications import OFFICE_BLOCK, accepted, received, relocation, reviewed
from tests.builders.office import Office
from tests.engineering.approvals.test_permits import (
    carried_to_review,
    change_applied_for,
    grant,
    granted,
)
from tests.kernel.documents.pdf import page_count, text_of

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(paper: IssuedDocument) -> str:
    return re.sub(r"—\d+—", "", text_of(render(compose(paper))))


def newest(application: Application, kind: str) -> IssuedDocument:
    return IssuedDocument.objects.of(application).filter(kind=kind).first()


# 他人先办


def test_the_second_clerk_is_told_who_did_what_and_keeps_the_typing(office: Office) -> None:
    application = accepted(office)
    seen = application.version
    pause_clock(
        application.pk,
        starts_on=date(2024, 4, 8),
        reason="专家评审勘察报告",
        expected_days=5,
        by=office.who(Role.CLERK),
    )
    client = browser(office.who(Role.REVIEWER))
    address = reverse("engineering:review_application", args=[application.pk])
    data = {"version": seen, "on": "2024-04-10", "opinion": "首层面积已与图纸逐栋核对"}
    answer = client.post(address, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "暂停计时" in page
    assert office.who(Role.CLERK).full_name in page
    assert "首层面积已与图纸逐栋核对" in page
    assert Application.objects.get().state == "accepted"
    # Posted once more from the page that told of it, the act goes on from there.
    again = client.post(address, data | {"version": seen + 1})
    assert again.status_code == 302
    assert Application.objects.get().state == "reviewed"


def test_an_act_that_is_no_longer_possible_keeps_the_typing_too(office: Office) -> None:
    application = reviewed(office)
    seen = application.version
    grant(office, application)
    client = browser(office.who(Role.HEAD, office.city))
    for name in ("refuse_application", "return_application"):
        answer = client.post(
            reverse(f"engineering:{name}", args=[application.pk]),
            {
                "version": seen,
                "on": "2024-04-12",
                "opinion": "勘察报告不能证明不宜修建",
                "reason": "勘察报告不能证明不宜修建",
            },
        )
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "勘察报告不能证明不宜修建" in page
        assert "准予许可" in page
        assert "查看本件现状" in page


def test_a_phrase_of_the_office_serves_as_opinion(office: Office) -> None:
    application = accepted(office)
    address = reverse("engineering:review_application", args=[application.pk])
    client = browser(office.who(Role.REVIEWER))
    phrase = "经复核，应建面积为零，同意确认免建。"
    data = {"version": application.version, "on": "2024-04-10", "opinion": "", "phrase": phrase}
    assert client.post(address, data).status_code == 302
    assert Application.objects.get().review_opinion == phrase


def test_a_returned_case_can_be_reviewed_again(office: Office) -> None:
    application = reviewed(office)
    return_application(application.pk, reason="补充踏勘", by=office.who(Role.HEAD))
    page = browser(office.who(Role.REVIEWER)).get(application.project.get_absolute_url())
    assert "复核" in page.content.decode()


# 页面


def test_the_project_page_shows_the_day_by_law_and_by_promise(office: Office) -> None:
    application = accepted(office)
    page = browser(office.who(Role.CLERK)).get(application.project.get_absolute_url())
    assert "2024-04-29（20 个工作日）" in page.content.decode()


def test_a_change_is_checked_beside_what_it_replaces(office: Office) -> None:
    application = carried_to_review(
        office, change_applied_for(office, granted(office)), date(2024, 5, 7)
    )
    page = browser(office.who(Role.HEAD)).get(
        reverse("engineering:grant_application", args=[application.pk])
    )
    text = page.content.decode()
    assert "+50.00" in text
    assert "X东动防建审〔2024〕1号" in text


def test_a_clerk_serves_the_decision_on_the_pages(office: Office) -> None:
    permit = granted(office)
    client = browser(office.who(Role.CLERK))
    page = client.get(permit.project.get_absolute_url()).content.decode()
    paper = newest(permit, "build_approval")
    address = reverse("prepare_service", args=[paper.pk])
    assert address in page
    client.post(
        address,
        {
            "on": "2024-4-15",
            "method": "direct",
            "recipient": "锦绣置业有限公司",
            "place": "和平路 88 号",
            "servers": "张三，李四",
            "note": "",
        },
    )
    receipt = ServiceReceipt.objects.get()
    address = reverse("record_service", args=[receipt.pk])
    data = {"version": receipt.version, "on": "2024-4-16", "time": "9:30", "signatory": ""}
    assert client.post(address, data).status_code == 422
    assert client.post(address, data | {"signatory": "王经理"}).status_code == 302
    page = client.get(permit.project.get_absolute_url()).content.decode()
    assert "2024-04-16 生效" in page


@pytest.mark.parametrize("name", ["retract_permit", "revoke_permit", "cancel_permit"])
def test_every_ending_has_its_page(office: Office, name: str) -> None:
    permit = granted(office)
    address = reverse(f"engineering:{name}", args=[permit.pk])
    assert browser(office.who(Role.CLERK)).get(address).status_code == 403
    assert browser(office.who(Role.HEAD, office.west)).get(address).status_code == 404
    head = browser(office.who(Role.HEAD))
    assert head.get(address).status_code == 200
    data = {
        "version": permit.version,
        "on": "2024-06-03",
        "ground": {"retract_permit": "law_changed", "revoke_permit": "fraud"}.get(name, "given_up"),
        "facts": "经核查，情况属实，有书面材料为证",
        "begun": "no",
        "hearing_note": "未提出陈述、申辩",
    }
    assert head.post(address, data).status_code == 302
    assert not Application.objects.filter(state="granted").exists()


# 文书


def test_the_papers_about_time_say_why_and_until_when(office: Office) -> None:
    application = accepted(office)
    pause_clock(
        application.pk,
        starts_on=date(2024, 4, 8),
        reason="利害关系人申请听证",
        kind="hearing",
        expected_days=5,
        by=office.who(Role.CLERK),
    )
    text = words_of(newest(application, "special_procedure_notice"))
    assert "需要进行听证（利害关系人申请听证），自2024年4月8日起进行，所需时间为5个工作日" in text
    extend_deadline(
        application.pk,
        reason="需要补充勘察资料核实",
        on=date(2024, 4, 25),
        by=office.who(Role.HEAD),
    )
    text = words_of(newest(application, "extension_notice"))
    assert "审批期限延长10个工作日，最迟于2024年5月16日作出决定" in text


def test_the_change_decision_prints_both_figures(office: Office) -> None:
    application = carried_to_review(
        office, change_applied_for(office, granted(office)), date(2024, 5, 7)
    )
    text = words_of(grant(office, application, on=date(2024, 5, 8)))
    assert "准予变更" in text
    assert "应建面积850.00900.00+50.00" in text
    assert "X东动防建审〔2024〕1号不再执行" in text


def test_the_revocation_names_ground_article_and_remedies(office: Office) -> None:
    paper = end_permit(
        granted(office).pk,
        "revoke",
        ground="fraud",
        facts="提交的勘察报告系伪造，已经鉴定",
        hearing_note="被许可人未提出陈述、申辩",
        on=date(2024, 6, 3),
        by=office.who(Role.HEAD),
    )
    text = words_of(paper)
    assert "以欺骗、贿赂等不正当手段取得行政许可" in text
    assert "第六十九条第二款的规定，本机关决定撤销上述行政许可" in text
    assert "如对本决定书不服" in text


def test_the_receipt_of_service_is_one_page_to_be_signed(office: Office) -> None:
    from tests.engineering.approvals.test_service import prepared

    permit = granted(office)
    prepared(office, newest(permit, "build_approval"), "left")
    paper = newest(permit, "delivery_receipt")
    content = render(compose(paper))
    assert page_count(content) == 1
    text = words_of(paper)
    for words in ("送达回证", "受送达人签收", "见证人", "留置送达", "X东动防建审〔2024〕1号"):
        assert words in text


def test_who_builds_elsewhere_reads_where(office: Office) -> None:
    plan = Plan(
        "relocation",
        Decimal("0.00"),
        "below_first_floor",
        way="elsewhere",
        note="在和平路 90 号地块修建 172.81㎡",
    )
    paper = grant(office, reviewed(office, plan, buildings=(OFFICE_BLOCK,)))
    text = words_of(paper)
    assert "易地自建：在和平路90号地块修建172.81㎡" in text
    assert "以缴费通知书为准" not in text


# 文书用语


REMEDY = "不服{paper}的，六十日内可以向X市人民政府申请复议，六个月内可以向{court}起诉。"


def worded(office: Office, text: str = REMEDY, **changes: Any) -> PaperWording:
    values: dict[str, Any] = {
        "kind": "",
        "passage": "remedies",
        "effective_from": date(2024, 4, 1),
        "by": office.who(Role.HEAD, office.city),
    } | changes
    return set_wording(office.city.pk, text=text, **values)


def test_papers_print_the_office_s_own_remedies_from_its_day_on(office: Office) -> None:
    before = grant(office, relocation(office))
    worded(office, effective_from=date(2024, 5, 1))
    assert "如对本意见书不服" in words_of(before)
    paper = end_permit(
        Application.objects.get().pk,
        "cancel",
        ground="given_up",
        facts="建设单位书面申请注销许可",
        on=date(2024, 6, 3),
        by=office.who(Role.HEAD),
    )
    assert "六十日内可以向X市人民政府申请复议，六个月内可以向X市东区人民法院起诉。" in words_of(
        paper
    )
    assert "如对本意见书不服" in words_of(before)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("不服{decision}的，可以申请行政复议", "{decision}"),
        ("不服{paper.__class__}的，可以申请行政复议", "{paper.__class__}"),
        ("不服{paper!r}的，可以申请行政复议", "{paper!r}"),
        ("不服{}的，可以申请行政复议和诉讼", "{}"),
        ("不服{paper的，可以申请行政复议", "没有成对"),
        ("不服{{paper}}的，可以申请行政复议", "没有成对"),
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(office: Office, text: str, words: str) -> None:
    with pytest.raises(Incomplete, match=re.escape(words)) as refusal:
        worded(office, text)
    assert refusal.value.field == "text"


def test_what_is_filled_in_is_never_read_for_placeholders() -> None:
    assert fill("{project}的{paper}", {"project": "{paper}", "paper": "书"}) == "{paper}的书"


def test_wording_is_the_head_s_business(office: Office) -> None:
    with pytest.raises(NotPermitted):
        worded(office, by=office.who(Role.CLERK, office.city))


def test_the_settings_pages_publish_limits_wording_and_lists(office: Office) -> None:
    client = browser(office.who(Role.HEAD))
    address = reverse("engineering:set_limits", args=[office.east.pk])
    data = {
        "kind": "build",
        "effective_from": "2024-1-1",
        "completeness_days": "3",
        "statutory_days": "20",
        "promised_days": "8",
        "extension_days": "10",
        "service_days": "5",
        "validity_months": "",
        "legal_basis": "X东动〔2024〕1号",
    }
    assert client.post(address, data | {"promised_days": "30"}).status_code == 422
    assert client.post(address, data).status_code == 302
    lists = reverse("engineering:set_materials", args=[office.east.pk, "build"])
    rows = "申请表｜加盖公章\n委托书（可选）\n"
    assert client.post(lists, {"rows": rows}).status_code == 302
    page = client.get(reverse("engineering:approval_settings")).content.decode()
    assert "X东动〔2024〕1号" in page
    assert "委托书" in page
    application = received(office)
    assert application.due_on == date(2024, 4, 3)
    foreign = reverse("engineering:set_limits", args=[office.west.pk])
    assert client.get(foreign).status_code == 404


def test_the_change_page_offers_what_a_permit_allows(office: Office) -> None:
    permit = granted(office)
    client = browser(office.who(Role.CLERK))
    address = reverse("engineering:submit_application", args=[permit.project_id])
    assert 'value="change"' in client.get(address).content.decode()
    answer = client.post(
        address,
        {"on": "2024-5-6", "kind": "change", "planned_area": "850", "note": "变更平时用途为汽车库"},
    )
    assert answer.status_code == 302
    assert Application.objects.filter(kind="change").exists()


def test_refusals_are_served_too(office: Office) -> None:
    application = reviewed(office)
    decide_application(
        application.pk,
        grant=False,
        opinion="设计方案不符合人民防空地下室设计规范要求",
        on=date(2024, 4, 12),
        by=office.who(Role.HEAD),
    )
    page = browser(office.who(Role.CLERK)).get(application.project.get_absolute_url())
    paper = newest(application, "refusal_decision")
    assert reverse("prepare_service", args=[paper.pk]) in page.content.decode()
