"""缴费通知书: what it says, when it is refused, and that the paper shows the booked figures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from fees.notices.acts import issue_payment_notice
from fees.notices.queries import proposed_due_day
from fees.notices.rules import channel_on
from renfang.acts import Incomplete, NotFound, Refused, WrongState
from renfang.documents.registry import compose, void_document
from renfang.organisations.permissions import Role
from renfang.rules.models import LocalPractice
from renfang.typesetting import render
from tests.builders.finance import TEN_STOREYS
from tests.builders.pursuit import served
from tests.fees.assessments.test_assessment import SCHOOL
from tests.kernel.documents.pdf import text_of


def issue(desk, account, **options):
    given = {"by": desk.officer, "on": desk.today, "due_on": desk.today + timedelta(days=30)}
    assessment = account.assessments.order_by("-version").first()
    return issue_payment_notice(assessment.pk, **{**given, **options})


def printed(notice) -> str:
    """The text of the PDF without blanks."""
    return text_of(render(compose(notice.document)))


def test_the_notice_takes_a_number_and_sets_the_day_to_pay_by(desk, read_back):
    account = desk.assessed()

    notice = issue(desk, account)

    assert notice.document.number == f"X东动易缴〔{desk.today.year}〕1号"
    assert notice.amount == Decimal("1275000.00")
    assert read_back(account).due_on is None, "nobody has received it yet"
    served(notice.document, desk.today, desk.officer)
    assert read_back(account).due_on == notice.due_on


def test_the_paper_shows_the_booked_figures_and_capitals(desk):
    account = desk.assessed(buildings=[SCHOOL])
    desk.pay(account, "16409.02", "TP001")

    text = printed(issue(desk, account))

    assert "防空地下室易地建设费缴费通知书" in text
    for figure in ("240.00", "1,500.00", "360,000.00", "180,000.00"):
        assert figure in text
    assert "已缴16,409.02元，本次应缴163,590.98元" in text
    assert "人民币壹拾陆万叁仟伍佰玖拾元玖角捌分" in text
    assert "财税〔2020〕58号" in text
    assert "六十日内向X市东区人民政府申请行政复议" in text
    assert "六个月内依法向X市东区人民法院提起行政诉讼" in text
    due_on = desk.today + timedelta(days=30)
    assert f"{due_on.year}年{due_on.month}月{due_on.day}日前（含当日）" in text


def test_the_annexes_carry_every_step_of_the_reasoning(desk):
    account = desk.assessed(buildings=[SCHOOL])
    notice = issue(desk, account)

    assert "防空地下室易地建设费核定表" in printed(notice)
    assert notice.document.snapshot["steps"] == account.assessments.get().steps


def test_where_several_rates_apply_the_table_points_to_the_annex(desk):
    LocalPractice.objects.update(rulebook="hebei", local_rate=None)
    low = {**TEN_STOREYS, "name": "2#楼", "storeys": 6, "foundation_depth": "2.20"}
    account = desk.assessed(buildings=[TEN_STOREYS, low], facts={"rulebook": "hebei", "rate": None})

    text = printed(issue(desk, account))

    assert account.assessments.get().rate is None
    assert "1,530,000.00" in text
    assert "分类计收，见附件2" in text
    assert "1500元/㎡" in text
    assert "300元/㎡" in text


def test_before_2021_the_fee_went_through_the_non_tax_channel(desk):
    from datetime import date

    assert "税务" not in channel_on(date(2020, 12, 31))
    assert "税务机关" in channel_on(date(2021, 1, 1))


def test_a_second_notice_waits_until_the_first_is_voided_and_then_replaces_it(desk):
    account = desk.assessed()
    first = issue(desk, account)
    with pytest.raises(Refused, match="先作废"):
        issue(desk, account)

    void_document(first.document_id, by=desk.officer, reason="缴款期限填写错误")
    second = issue(desk, account)

    assert second.document.replaces == first.document
    assert second.document.sequence == 2


def test_a_replaced_assessment_is_not_demanded(desk):
    account = desk.assessed()
    first = account.assessments.get()
    changed = desk.granted(project=account.project, planned="600.00", days_ago=3)
    desk.assess(changed)

    with pytest.raises(WrongState, match="已被新的核定替代"):
        issue_payment_notice(
            first.pk, by=desk.officer, on=desk.today, due_on=desk.today + timedelta(days=9)
        )


def test_nothing_is_demanded_of_a_settled_account(desk):
    account = desk.assessed()
    desk.pay(account, "1275000.00", "TP001")

    with pytest.raises(WrongState, match="没有欠缴"):
        issue(desk, account)


def test_the_day_to_pay_by_lies_after_the_day_of_issue(desk):
    with pytest.raises(Incomplete, match="晚于签发日期"):
        issue(desk, desk.assessed(), due_on=desk.today)


def test_the_proposed_day_is_a_working_day(desk):
    from renfang.clocks.calendars import current_calendar

    assert current_calendar().is_working_day(proposed_due_day(desk.today))


def test_another_district_cannot_issue_for_what_it_cannot_see(desk, office):
    with pytest.raises(NotFound):
        issue(desk, desk.assessed(), by=office.who(Role.FINANCE, at=office.west))
