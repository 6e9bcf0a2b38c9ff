"""审批文书: what each paper says, as read back from its PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.decision import decide_application
from engineering.models import Application
from renfang.acts import Refused
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose
from renfang.organisations.permissions import Role
from renfang.typesetting import render
from tests.builders.applications import (
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
        reason="该项目由市级机关审批，不属于本机关职权范围",
        on=date(2024, 4, 2),
        by=office.who(Role.CLERK),
    )
    text = words_of(latest(application))
    assert "不属于本机关职权范围" in text
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
