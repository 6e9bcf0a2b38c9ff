"""The main job in one story: from the developer's application to a settled fee."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from engineering.approvals.acts.decision import decide_application
from engineering.works.queries import open_obligations
from fees.assessments.queries import awaiting_assessment
from fees.notices.acts import issue_payment_notice
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from tests.builders.applications import relocation


def test_an_office_block_relocates_is_charged_pays_and_is_settled(desk, office):
    application = relocation(office)
    decide_application(
        application.pk,
        grant=True,
        opinion="同意易地建设",
        on=date(2024, 4, 12),
        by=office.who(Role.HEAD),
    )
    assert list(awaiting_assessment(Scope(desk.officer))) == [application]

    assessment = desk.assess(application)
    # 2 % of 8,640.50 ㎡ at 1,500 yuan, the worked case of an office building.
    assert assessment.shortfall_area == Decimal("172.81")
    assert assessment.payable == Decimal("259215.00")
    assert assessment.as_of == date(2024, 4, 12)

    notice = issue_payment_notice(
        assessment.pk,
        by=desk.officer,
        on=desk.today,
        due_on=desk.today + timedelta(days=21),
    )
    assert "〔2024〕" in notice.document.snapshot["approval"]

    desk.pay(assessment.account, "100000.00", "TP001")
    assert open_obligations(application.project) == ["易地建设费尚欠缴 159,215.00 元"]
    desk.pay(assessment.account, "159215.00", "TP002")
    assert open_obligations(application.project) == []
