"""审批文书: what each paper says, as read back from its PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.decision import decide_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.acts.receipt import resubmit_application
from engineering.approvals.acts.settings import set_limits
from engineering.models import Application, ServiceItem
from renfang.acts import Incomplete, Refused
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose, compose_as
from renfang.documents.wording import listed
from renfang.organisations.permissions import Role
from renfang.rules.editions import find_book
from renfang.typesetting import Seal, render
from tests.builders.applications import (
    BUILD_ALL,
    OFFICE_BLOCK,
    RELOCATE_ALL,
    TOWER,
    accepted,
    received,
    relocation,
    reviewed,
)
from tests.builders.office import Office
from tests.kernel.documents.pdf import text_of

pytestmark = pytest.mark.django_db


def words_of(paper: IssuedDocument) -> str:
    """All text of the paper's PDF, without blanks, line breaks and page numbers."""
    return re.sub(r"—\d+—", "", text_of(render(compose(paper))))


def latest(application: Application) -> IssuedDocument:
    return IssuedDocument.objects.of(application).first()


def decided(office: Office, application: Application, **changes: object) -> IssuedDocument:
    values = {
        "grant": True,
        "opinion": "经审查，同意。",
        "on": date(2024, 4, 12),
        "by": office.who(Role.HEAD),
    } | changes
    return decide_application(application.pk, **values)


def test_the_notice_of_acceptance_names_the_last_day(office: Office) -> None:
    text = words_of(latest(accepted(office)))
    assert "锦绣置业有限公司：" in text
    assert "《中华人民共和国行政许可法》第三十二条" in text
    assert "自2024年4月1日起予以受理" in text
    assert "最迟于2024年4月29日办结" in text


def test_the_notice_of_an_acceptance_by_lapse_does_not_praise_the_papers(office: Office) -> None:
    application = received(office)
    accept_application(application.pk, on=date(2024, 4, 15), by=office.who(Role.CLERK))
    text = words_of(latest(application))
    assert "自收到之日（2024年3月29日）起即为受理" in text
    assert "材料齐全" not in text


def test_the_correction_notice_tells_everything_once(office: Office) -> None:
    application = received(office)
    note = "1. 岩土工程勘察报告\n2. 总平面图及经济技术指标"
    request_correction(application.pk, note=note, on=date(2024, 4, 2), by=office.who(Role.CLERK))
    text = words_of(latest(application))
    assert "一次告知如下" in text
    assert "岩土工程勘察报告" in text
    assert "总平面图及经济技术指标" in text


def test_the_rejection_notice_says_where_to_turn(office: Office) -> None:
    application = received(office)
    not_accept_application(
        application.pk,
        ground="not_ours",
        competent_office="X市国防动员办公室",
        reason="该项目由市级机关审批",
        on=date(2024, 4, 2),
        by=office.who(Role.CLERK),
    )
    text = words_of(latest(application))
    assert "申请事项依法不属于本机关职权范围" in text
    assert "《中华人民共和国行政许可法》第三十二条第一款第（二）项的规定" in text
    assert "该项目由市级机关审批。" in text
    assert "请向X市国防动员办公室提出申请。" in text
    assert "六十日内" in text
    assert "六个月内" in text


def test_the_approval_states_area_grade_and_conditions_with_its_computation(
    office: Office,
) -> None:
    text = words_of(decided(office, reviewed(office)))
    assert "《中华人民共和国人民防空法》第二十二条" in text
    assert "应建防空地下室面积850.00平方米" in text
    assert "核6级、常6级" in text
    assert "同步竣工验收" in text
    assert "防空地下室面积核定表" in text
    assert "18层≥10层" in text
    assert "六十日内" in text


def test_the_relocation_approval_leaves_the_fee_to_its_own_assessment(office: Office) -> None:
    text = words_of(decided(office, relocation(office)))
    assert "同意172.81平方米全部易地建设" in text
    assert "以缴费通知书为准" in text
    assert "战时功能" not in text


def test_the_partial_relocation_states_both_parts(office: Office) -> None:
    plan = replace(RELOCATE_ALL, planned_area=Decimal("100.00"))
    text = words_of(decided(office, reviewed(office, plan, buildings=(OFFICE_BLOCK,))))
    assert "同意就地修建防空地下室100.00平方米" in text
    assert "其余72.81平方米易地建设" in text
    assert "二等人员掩蔽工程" in text


def test_the_refusal_gives_reasons_and_remedies(office: Office) -> None:
    reasons = "设计方案不符合《人民防空地下室设计规范》的要求"
    text = words_of(decided(office, reviewed(office), grant=False, opinion=reasons))
    assert "第三十八条第二款" in text
    assert reasons in text
    assert "六个月内" in text


def test_what_a_user_types_is_printed_as_typed(office: Office) -> None:
    name = "<b>A&B</b>·䶮家园"
    application = reviewed(office, name=name, buildings=(replace(TOWER, name="1&2<3>楼"),))
    text = words_of(decided(office, application))
    assert "<b>A&B</b>·䶮家园" in text
    assert "1&2<3>楼" in text


def test_the_public_sees_areas_and_no_grades(office: Office) -> None:
    paper = decided(office, reviewed(office))
    rows = dict(paper.definition.public_rows(paper.snapshot))
    assert rows["批准修建面积"] == "850.00 平方米"
    assert "6级" not in "".join(rows.values())


def test_a_character_that_no_font_has_is_named_before_a_number_is_used(office: Office) -> None:
    with pytest.raises(Refused, match="𠮷"):
        accepted(office, name="𠮷祥家园")
    assert not IssuedDocument.objects.exists()
    assert Application.objects.get().state == Application.State.RECEIVED


def test_only_a_ground_of_the_law_refuses_acceptance(office: Office) -> None:
    application, clerk = received(office), office.who(Role.CLERK)
    told = {"reason": "不属于本机关职权范围", "on": date(2024, 4, 2), "by": clerk}
    for ground, field in (
        ("", "ground"),
        ("not_ours", "competent_office"),
        ("incomplete", "ground"),
    ):
        with pytest.raises(Incomplete) as refusal:
            not_accept_application(application.pk, ground=ground, **told)
        assert refusal.value.field == field
    request_correction(application.pk, note="缺勘察报告", on=date(2024, 4, 2), by=clerk)
    resubmit_application(application.pk, BUILD_ALL, on=date(2024, 4, 3), by=clerk)
    told |= {"on": date(2024, 4, 3), "reason": "勘察报告仍未提交"}
    not_accept_application(application.pk, ground="incomplete", **told)
    text = words_of(latest(application))
    assert "第三十二条第一款第（四）项、第（五）项的规定，决定不予受理" in text
    assert "勘察报告仍未提交。" in text
    assert "提出申请。" not in text


def test_what_answers_an_application_bears_the_seal_for_it(office: Office) -> None:
    application = accepted(office)
    assert compose(latest(application)).seal.centre_text == "行政许可专用章"
    assert compose(decided(office, reviewed(office, code="2404-620102-04-01-000009"))).seal == Seal(
        "X市东区国防动员办公室"
    )


def with_a_term(office: Office, kind: str) -> None:
    item = ServiceItem(
        kind=kind,
        effective_from=date(2024, 1, 1),
        validity_months=24,
        legal_basis="X政办发〔2023〕9号",
    )
    set_limits(office.east.pk, item, by=office.who(Role.HEAD))


def test_a_term_binds_because_the_approval_prints_it(office: Office) -> None:
    untold = words_of(decided(office, reviewed(office)))
    assert "有效期" not in untold
    with_a_term(office, "build")
    with_a_term(office, "relocation")
    application = reviewed(office, code="2404-620102-04-01-000009")
    paper = decided(office, application)
    application.refresh_from_db()
    assert application.valid_until == date(2026, 4, 12)
    text = words_of(paper)
    assert "本许可的有效期至2026年4月12日（含当日）" in text
    assert "有效期届满30日前向本机关提出申请" in text
    elsewhere = relocation(
        office, lambda *a, **k: reviewed(*a, **k, code="2404-620102-04-01-000010")
    )
    assert "本许可的有效期至2026年4月12日（含当日）" in words_of(decided(office, elsewhere))


def test_the_relocation_approval_rests_on_its_own_law(office: Office) -> None:
    application = relocation(office)
    text = words_of(decided(office, application))
    assert "《人民防空工程建设管理规定》（〔2003〕国人防办字第18号）第四十八条" in text
    assert "计价格〔2000〕474号" in text
    application.refresh_from_db()
    assert application.ground_basis
    assert re.sub(r"\s", "", f"（{application.ground_basis}）") in text
    assert "收费标准、减免、金额和缴款期限由本机关按照国家和省的规定另行核定" in text
    # Nothing is built, so nothing will ever be filed; the national book knows no other gate.
    assert "竣工验收备案证明" not in text
    assert "未按规定缴清的，本机关依法征收" in text


def test_the_gate_of_a_whole_relocation_is_the_one_of_the_place(office: Office) -> None:
    paper = decided(office, relocation(office))
    rules = find_book("zhejiang").on(date(2024, 4, 1))
    gate = {"words": rules.gate_words, "basis": rules.gate_basis}
    text = text_of(render(compose_as(paper, paper.snapshot | {"gate": gate})))
    text = re.sub(r"\s", "", text)
    assert "不予核发建设工程规划许可证和施工许可证" in text
    assert "办法》第十五条）。" in text
    assert find_book("national").on(date(2024, 4, 1)).gate_words == ""


def test_a_refused_relocation_approves_no_area(office: Office) -> None:
    application = relocation(office)
    text = words_of(
        decided(office, application, grant=False, opinion="易地建设的条件不成立，应当修建")
    )
    assert "易地建设的条件不成立，应当修建。" in text
    assert "申请易地建设面积（未予批准）172.81平方米" in text
    assert "批准" not in re.sub("未予批准", "", text)


def test_who_builds_all_is_told_nothing_of_building_elsewhere(office: Office) -> None:
    text = words_of(decided(office, reviewed(office)))
    assert "凭材料认定的易地建设条件" not in text
    assert "批准易地建设面积" not in text
    assert "不是面积条件" not in text


def test_the_confirmation_permits_nothing(office: Office) -> None:
    factory = replace(OFFICE_BLOCK, name="厂房", use="industrial")
    plan = Plan("exemption", Decimal("0.00"))
    text = words_of(decided(office, reviewed(office, plan, buildings=(factory,))))
    assert "准予行政许可" not in text
    assert "第四十五条、第四十七条" in text
    assert "《中华人民共和国行政许可法》第三十二条第一款第（一）项的规定" in text
    assert "依法不需要修建防空地下室，不需要取得" in text
    assert "本确认书不是行政许可" in text


@pytest.mark.parametrize(
    ("way", "ground", "article", "follows"),
    [
        ("retract", "facts_changed", "第八条第二款", "为了公共利益的需要"),
        ("revoke", "beyond_powers", "第六十九条第一款第（二）项", "依法给予赔偿"),
        ("revoke", "fraud", "第六十九条第二款", "取得的利益不受保护"),
        ("cancel", "holder_ended", "第七十条第（三）项", "自本决定作出之日起不再有效"),
    ],
)
def test_the_end_of_a_permit_names_its_item(
    office: Office, way: str, ground: str, article: str, follows: str
) -> None:
    application = reviewed(office)
    decided(office, application)
    heard = {} if way == "cancel" else {"hearing_note": "被许可人未提出陈述、申辩"}
    paper = end_permit(
        application.pk,
        way,
        ground=ground,
        facts="经核查，情况属实，证据附卷",
        on=date(2024, 6, 3),
        by=office.who(Role.HEAD),
        **heard,
    )
    text = words_of(paper)
    assert f"《中华人民共和国行政许可法》{article}的规定" in text
    assert follows in text


def test_the_list_of_what_is_missing_ends_with_a_full_stop() -> None:
    assert listed("1. 勘察报告；\n2. 总平面图；") == "1. 勘察报告；\n2. 总平面图。"
    assert listed("缺勘察报告") == "缺勘察报告。"
    assert listed("") == ""


def test_the_head_sees_the_term_before_signing_it(office: Office) -> None:
    application = reviewed(office)
    client = Client()
    client.force_login(office.who(Role.HEAD))
    address = reverse("engineering:grant_application", args=[application.pk])
    assert "许可有效期至" not in client.get(address).content.decode()
    with_a_term(office, "build")
    assert "许可有效期至" in client.get(address).content.decode()
    application.refresh_from_db()
    assert application.valid_until is None
