"""应建未建: from the clue over the verification to the notice and its outcome."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from engineering.models import OmissionCase
from engineering.omissions.acts import (
    Clue,
    close_omission,
    notify_omission,
    open_omission,
    verify_omission,
)
from engineering.omissions.workbench import omission_task, open_omissions
from fees.assessments.steps import ASSESS_VIOLATION
from renfang.acts import Incomplete, NotFound, NotPermitted, WrongState
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose, compose_as
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.serving.acts import correct_service
from renfang.serving.queries import running_from
from renfang.typesetting import render
from tests.builders.applications import received, registered
from tests.builders.office import Office
from tests.builders.pursuit import served, signed
from tests.kernel.documents.pdf import text_of

pytestmark = pytest.mark.django_db

CLUE = Clue(
    source="survey",
    found_on=date(2024, 3, 1),
    name="锦绣家园",
    developer_name="锦绣置业有限公司",
    address="东区和平路 88 号",
    clue="竣工测绘显示地上 15300㎡，没有防空地下室，也没有审批记录",
)
OFFICERS = "张三（执法证 620012）、李四（执法证 620013）"


def opened(office: Office) -> OmissionCase:
    return open_omission(CLUE, organisation_id=office.east.pk, by=office.who(Role.CLERK))


def verified(office: Office) -> OmissionCase:
    return verify_omission(
        opened(office).pk,
        project_id=registered(office).pk,
        verifiers=OFFICERS,
        finding="现场踏勘，主体结构已完工，未建防空地下室",
        on=date(2024, 3, 5),
        by=office.who(Role.CLERK),
    )


def notified(office: Office) -> OmissionCase:
    """Told on 2024-03-06 to apply within fifteen working days; the notice is not served yet."""
    case = verified(office)
    notify_omission(case.pk, days=15, on=date(2024, 3, 6), by=office.who(Role.CLERK))
    case.refresh_from_db()
    return case


def told(office: Office, on: date = date(2024, 3, 6)) -> OmissionCase:
    """The same, and the notice served on the day."""
    case = notified(office)
    served(IssuedDocument.objects.of(case).get(), on, office.who(Role.CLERK))
    case.refresh_from_db()
    return case


def test_the_verification_computes_what_is_owed(office: Office) -> None:
    case = verified(office)
    assert (case.state, case.required_area) == ("verified", Decimal("850.00"))


def test_the_days_run_from_the_service(office: Office) -> None:
    case = notified(office)
    paper = IssuedDocument.objects.of(case).get()
    assert paper.number == "X东动防告〔2024〕1号"
    assert "自收到本告知书之日起15个工作日内" in text_of(render(compose(paper)))
    assert case.remedy_by is None, "nobody has received it yet"
    clerk = office.who(Role.CLERK)
    receipt = served(paper, date(2024, 3, 11), clerk)
    case.refresh_from_db()
    # 2024-03-11 is a Monday: fifteen working days on is 04-01.
    assert case.remedy_by == date(2024, 4, 1)
    assert running_from(receipt) == [("限期办理至", date(2024, 4, 1))]
    correct_service(receipt.pk, signed(date(2024, 3, 12)), reason="回证上是十二日", by=clerk)
    case.refresh_from_db()
    assert case.remedy_by == date(2024, 4, 2)


def test_a_public_notice_leaves_its_thirty_days_first(office: Office) -> None:
    case = notified(office)
    paper = IssuedDocument.objects.of(case).get()
    served(paper, date(2024, 3, 6), office.who(Role.CLERK), "public_notice", "两次上门未能送达")
    case.refresh_from_db()
    assert case.remedy_by == date(2024, 4, 25), "from 2024-04-05, 04-07 being worked"


def test_a_notice_of_before_names_its_day_and_that_stays(office: Office) -> None:
    case = notified(office)
    paper = IssuedDocument.objects.of(case).get()
    said = {**paper.snapshot, "remedy_by": "2024-05-31"}
    assert "于2024年5月31日前（含当日）向本机关办理" in text_of(render(compose_as(paper, said)))


def test_nothing_follows_from_a_notice_that_nobody_received(office: Office) -> None:
    case = notified(office)
    with pytest.raises(WrongState, match="告知书尚未送达"):
        close_omission(
            case.pk,
            outcome="handed_over",
            note="逾期未申请，移送执法科",
            on=date(2024, 6, 3),
            by=office.who(Role.CLERK),
        )
    [task] = [
        omission_task(each, date(2024, 3, 8))
        for each in open_omissions(Scope(office.who(Role.CLERK)), date(2024, 3, 8))
    ]
    assert task.title == "送达限期办理告知书"
    by, today = office.who(Role.FINANCE), date(2024, 6, 3)
    assert "尚未送达" in ASSESS_VIOLATION.obstacle(case.project, by)
    OmissionCase.objects.update(remedy_by=today)
    assert list(ASSESS_VIOLATION.findings(case.project, by, today))
    assert not list(ASSESS_VIOLATION.findings(case.project, by, date(2024, 6, 4)))


def test_one_officer_does_not_verify_alone(office: Office) -> None:
    with pytest.raises(Incomplete, match="两名以上"):
        verify_omission(
            opened(office).pk,
            project_id=registered(office).pk,
            verifiers="张三（执法证 620012）",
            finding="现场踏勘，主体结构已完工，未建防空地下室",
            on=date(2024, 3, 5),
            by=office.who(Role.CLERK),
        )


def test_who_has_applied_is_no_omission(office: Office) -> None:
    application = received(office)
    with pytest.raises(Incomplete, match="已申请结建审批"):
        verify_omission(
            opened(office).pk,
            project_id=application.project_id,
            verifiers=OFFICERS,
            finding="现场踏勘，主体结构已完工，未建防空地下室",
            on=date(2024, 3, 30),
            by=office.who(Role.CLERK),
        )


def test_the_case_goes_to_enforcement_only_after_the_period(office: Office) -> None:
    case = told(office)
    clerk = office.who(Role.CLERK)
    values = {"outcome": "handed_over", "note": "逾期未申请，移送执法科", "by": clerk}
    with pytest.raises(Incomplete, match="尚未届满"):
        close_omission(case.pk, on=date(2024, 3, 27), **values)
    closed = close_omission(case.pk, on=date(2024, 3, 28), **values)
    assert (closed.state, closed.outcome) == ("closed", "handed_over")


def test_a_case_closes_as_applied_only_with_an_application(office: Office) -> None:
    case = notified(office)
    with pytest.raises(Incomplete, match="还没有结建审批的申请"):
        close_omission(
            case.pk,
            outcome="applied",
            note="建设单位已提交申请",
            on=date(2024, 3, 20),
            by=office.who(Role.CLERK),
        )


def test_a_notified_case_is_not_closed_as_owing_nothing(office: Office) -> None:
    with pytest.raises(WrongState, match="不能以“不属于应建项目”结案"):
        close_omission(
            notified(office).pk,
            outcome="not_owed",
            note="重新核查不属应建",
            on=date(2024, 3, 20),
            by=office.who(Role.CLERK),
        )


def test_another_office_neither_sees_nor_handles_the_case(office: Office) -> None:
    case = opened(office)
    stranger = office.who(Role.CLERK, office.west)
    with pytest.raises(NotFound):
        notify_omission(case.pk, days=15, on=date(2024, 3, 6), by=stranger)
    with pytest.raises(NotPermitted):
        notify_omission(case.pk, days=15, on=date(2024, 3, 6), by=office.who(Role.FINANCE))
    client = Client()
    client.force_login(stranger)
    assert client.get(case.get_absolute_url()).status_code == 404


def test_a_clerk_takes_a_case_from_clue_to_notice_on_the_pages(office: Office) -> None:
    project = registered(office)
    client = Client()
    client.force_login(office.who(Role.CLERK))
    client.post(
        reverse("engineering:open_omission"),
        vars(CLUE) | {"organisation": office.east.pk, "found_on": "2024-03-01"},
    )
    case = OmissionCase.objects.get()
    answer = client.post(
        reverse("engineering:verify_omission", args=[case.pk]),
        {
            "version": case.version,
            "on": "2024-3-5",
            "project": project.code,
            "verifiers": OFFICERS,
            "finding": "现场踏勘，主体结构已完工，未建防空地下室",
        },
    )
    assert answer.status_code == 302
    client.post(
        reverse("engineering:notify_omission", args=[case.pk]),
        {"version": case.version + 1, "on": "2024-3-6", "days": "15"},
    )
    case.refresh_from_db()
    assert case.state == "notified"
    page = client.get(case.get_absolute_url()).content.decode()
    assert "限期办理结建审批手续告知书" in page
    assert "850.00" in page
