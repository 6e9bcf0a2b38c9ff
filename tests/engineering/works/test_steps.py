"""Every act on the works of a shelter in every state, and what stands in the way of some."""

from __future__ import annotations

import pytest

from engineering.models import Rectification, Shelter
from engineering.shelters.standards import filing_materials
from engineering.works import steps
from engineering.works.acts.acceptance import record_acceptance, start_construction
from engineering.works.acts.filing import issue_certificate, receive_filing, reissue_certificate
from engineering.works.acts.supervision import (
    close_rectification,
    issue_supervision_report,
    register_supervision,
)
from renfang.documents.models import IssuedDocument
from renfang.organisations.permissions import Role
from renfang.steps import Step
from tests.builders.office import Office
from tests.builders.shelters import granted_shelter
from tests.builders.walking import Walk, name_of, walk
from tests.builders.works import accepted, findings, sound_items, supervised, today, visited

pytestmark = pytest.mark.django_db

DEFECTS = [("口部", "门框墙开裂")]


def subject(office: Office, step: Step) -> Shelter:
    """A shelter with the facts that the step goes by."""
    if step in (steps.START, steps.SUPERVISE):
        return granted_shelter(office)
    if step in (steps.ACCEPT, steps.VISIT):
        return supervised(office)
    return accepted(office)


def order(office: Office, step: Step) -> Rectification:
    """An order to rectify that is open."""
    visited(supervised(office), office.who(Role.CLERK), DEFECTS)
    return Rectification.objects.get()


def certificate(office: Office, step: Step) -> IssuedDocument:
    """One in force."""
    return issue_certificate(accepted(office).pk, by=office.who(Role.PRINTER))


WALKS = [
    Walk(
        steps.STEPS,
        subject,
        {
            steps.START: lambda row, by: start_construction(row.pk, started_on=today(), by=by),
            steps.ACCEPT: lambda row, by: record_acceptance(
                row.pk, findings=findings(row), items=sound_items(), by=by
            ),
            steps.SUPERVISE: lambda row, by: register_supervision(
                row.pk, values={"registered_on": today(), "supervisors": "王监督"}, by=by
            ),
            steps.VISIT: lambda row, by: visited(row, by),
            steps.REPORT: lambda row, by: issue_supervision_report(
                row.pk, evaluation="程序合规", conclusion="合格", by=by
            ),
            steps.CERTIFY: lambda row, by: issue_certificate(row.pk, by=by),
            steps.FILE: lambda row, by: receive_filing(
                row.pk, received_on=today(), materials=filing_materials(today()), by=by
            ),
        },
    ),
    Walk(
        steps.ORDER_STEPS,
        order,
        {
            steps.CLOSE: lambda row, by: close_rectification(
                row.pk, closed_on=today(), note="逐项复查，均已整改", by=by
            )
        },
    ),
    Walk(
        steps.CERTIFICATE_STEPS,
        certificate,
        {
            steps.REISSUE: lambda row, by: reissue_certificate(
                row.pk, reason="建设单位名称变更", by=by
            )
        },
        # Voiding and issuing in one: only this post may do both.
        who=lambda office, step: office.who(Role.PRINTER),
    ),
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)


def test_an_order_is_closed_once(office: Office) -> None:
    walk(office, WALKS[1], steps.CLOSE)


def test_a_certificate_is_replaced_while_it_is_in_force(office: Office, client) -> None:
    walk(office, WALKS[2], steps.REISSUE)
    clerk = office.who(Role.PRINTER)
    old = certificate_in_force()
    reissue_certificate(old.pk, reason="建设单位名称变更", by=clerk)
    client.force_login(clerk)
    page = client.get(steps.REISSUE.url_for(old))
    assert page.status_code == 409
    assert "已经作废，不能换发" in page.content.decode()


def certificate_in_force() -> IssuedDocument:
    return IssuedDocument.objects.current().get(kind="completion_certificate")


def test_what_holds_the_certificate_is_told_before_and_there_is_no_button(
    office: Office, client
) -> None:
    shelter = supervised(office)
    clerk = office.who(Role.CLERK)
    visited(shelter, clerk, DEFECTS)
    record_acceptance(shelter.pk, findings=findings(shelter), items=sound_items(), by=clerk)
    client.force_login(clerk)
    address = steps.CERTIFY.url_for(shelter)
    page = client.get(address)
    assert "1 份责令整改通知书未闭合" in page.content.decode()
    assert steps.CERTIFY.press not in page.content.decode()
    assert client.post(address).status_code == 409
    close_rectification(
        Rectification.objects.get().pk, closed_on=today(), note="均已整改", by=clerk
    )
    assert steps.CERTIFY.press in client.get(address).content.decode()
    assert client.post(address).status_code == 302
