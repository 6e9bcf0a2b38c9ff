"""Each paper of approvals: issued by its act, rendered, read back, and its QR code followed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import zxingcpp

from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.clock import extend_deadline, pause_clock
from engineering.approvals.acts.decision import review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.permit_endings import end_permit
from engineering.approvals.acts.receipt import submit_application
from engineering.approvals.acts.settings import set_limits
from engineering.approvals.paper_codes import DECISIONS, ENDINGS
from engineering.models import Application, Project, ServiceItem
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import check_code, compose, verification_address
from renfang.organisations.permissions import Role
from renfang.serving.acts import prepare_service
from renfang.serving.queries import unserved
from renfang.typesetting import render
from tests.builders.applications import (
    OFFICE_BLOCK,
    accepted,
    grant,
    received,
    relocation,
    reviewed,
)
from tests.builders.office import Office
from tests.kernel.documents.pdf import pictures_of, text_of, without_space

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Not part of a project's code.
ISO_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
NOTICES = (
    "acceptance_notice",
    "supplement_notice",
    "rejection_notice",
    "extension_notice",
    "special_procedure_notice",
    "delivery_receipt",
)


def every_paper(office: Office) -> dict[str, IssuedDocument]:
    """The papers by kind, each issued by the act that issues it in an office's day."""
    clerk, head = office.who(Role.CLERK), office.who(Role.HEAD)
    first = _granted_with_a_term(office)
    _renewed(office, first)
    _changed(office, first)
    request_correction(
        received(office, code=_code(2)).pk, note="缺少总平面图", on=date(2024, 4, 2), by=clerk
    )
    not_accept_application(
        received(office, code=_code(3)).pk,
        ground="not_ours",
        competent_office="X市国防动员办公室",
        reason="该项目由市级机关审批",
        on=date(2024, 4, 2),
        by=clerk,
    )
    paused = accepted(office, code=_code(4))
    extend_deadline(paused.pk, reason="案情复杂，需要论证", on=date(2024, 4, 10), by=head)
    pause_clock(
        paused.pk, starts_on=date(2024, 4, 11), reason="专家评审", expected_days=5, by=clerk
    )
    grant(office, relocation(office, lambda *a, **k: reviewed(*a, **k, code=_code(5))))
    factory = replace(OFFICE_BLOCK, name="厂房", use="industrial")
    exempted = reviewed(
        office, Plan("exemption", Decimal("0.00")), buildings=(factory,), code=_code(6)
    )
    grant(office, exempted)
    refused = reviewed(office, code=_code(7))
    grant(office, refused, grant=False, opinion="设计方案不符合防空地下室设计规范的要求")
    for number, way, ground in (
        (8, "retract", "law_changed"),
        (9, "revoke", "fraud"),
        (10, "cancel", "given_up"),
    ):
        permit = reviewed(office, code=_code(number))
        grant(office, permit)
        end_permit(
            permit.pk,
            way,
            ground=ground,
            facts="经核查，情况属实，有书面材料为证",
            hearing_note="被许可人未提出陈述、申辩",
            on=date(2024, 6, 3),
            by=head,
        )
    prepare_service(
        unserved(IssuedDocument.objects.of(refused))[0].pk,
        method="direct",
        recipient="锦绣置业有限公司",
        place="东区和平路 88 号",
        servers="张三、李四",
        on=date(2024, 4, 15),
        by=clerk,
    )
    return {paper.kind: paper for paper in IssuedDocument.objects.order_by("id")}


def _code(number: int) -> str:
    return f"2404-620102-04-01-{number:06d}"


def _granted_with_a_term(office: Office) -> Project:
    item = ServiceItem(
        kind="build",
        effective_from=date(2020, 1, 1),
        validity_months=12,
        legal_basis="X动〔2020〕1号",
    )
    set_limits(office.city.pk, item, by=office.who(Role.HEAD, office.city))
    application = reviewed(office)
    grant(office, application)
    return application.project


def _about_the_permit(office: Office, project: Project, plan: Plan, on: date) -> Application:
    clerk = office.who(Role.CLERK)
    application = submit_application(project.pk, plan, received_on=on, by=clerk)
    accept_application(application.pk, on=on, by=clerk)
    review_application(application.pk, opinion="正确", on=on, by=office.who(Role.REVIEWER))
    grant(office, application, on=on)
    return application


def _renewed(office: Office, project: Project) -> None:
    plan = Plan("renewal", Decimal("0.00"), note="因拆迁推迟开工，申请延续一年")
    _about_the_permit(office, project, plan, date(2025, 3, 3))


def _changed(office: Office, project: Project) -> None:
    plan = Plan("change", Decimal("900.00"), note="规划调整，增加 50㎡")
    _about_the_permit(office, project, plan, date(2025, 4, 1))


def test_every_paper_says_what_was_decided_and_its_code_leads_to_the_proof(
    office: Office,
) -> None:
    papers = every_paper(office)
    assert set(papers) == {*DECISIONS, *ENDINGS, *NOTICES}
    for kind, paper in papers.items():
        content = render(compose(paper))
        text, stated = text_of(content), paper.snapshot
        assert not ISO_DAY.search(text), kind
        for shown in (paper.number, paper.title, stated["issuer"], paper.about):
            assert without_space(shown) in text, f"{kind} does not say {shown}"
        codes = [
            code.text
            for page in pictures_of(content, dpi=150)
            for code in zxingcpp.read_barcodes(page)
        ]
        if kind in NOTICES:
            assert not codes, f"{kind} is no paper to verify"
            continue
        assert set(codes) == {verification_address(paper)}
        assert check_code(paper) in text


def test_the_same_paper_is_the_same_bytes_again(office: Office) -> None:
    grant(office, reviewed(office))
    for paper in IssuedDocument.objects.all():
        assert render(compose(paper)) == render(compose(paper))
