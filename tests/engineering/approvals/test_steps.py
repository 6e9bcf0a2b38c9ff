"""Every act on an application in every state: its page, its guard, and where it leads."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from engineering.approvals import steps
from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.attachments import attach_file, remove_attachment
from engineering.approvals.acts.clock import (
    extend_deadline,
    note_procedure,
    pause_clock,
    resume_clock,
)
from engineering.approvals.acts.computation import recompute_area
from engineering.approvals.acts.decision import (
    decide_application,
    return_application,
    return_to_clerk,
    review_application,
)
from engineering.approvals.acts.gates import note_gate
from engineering.approvals.acts.materials import tick_materials
from engineering.approvals.acts.permit_endings import end_permit, settle_aftermath
from engineering.approvals.acts.receipt import resubmit_application, submit_application
from engineering.approvals.acts.withdrawal import withdraw_application
from engineering.models import Application, Attachment
from renfang.acts import Incomplete
from renfang.history.models import Event
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.steps import Step
from renfang.uploads.keeping import CheckedFile
from tests.builders.applications import (
    ACCEPTED_ON,
    BUILD_ALL,
    RECEIVED_ON,
    grant,
    received,
    registered,
    relocation,
    reviewed,
)
from tests.builders.files import checked, pdf
from tests.builders.office import Office
from tests.builders.walking import Walk, name_of, walk

pytestmark = pytest.mark.django_db

DAY = date(2024, 4, 12)
WHY = "理由已经写得足够清楚了"


def subject(office: Office, step: Step) -> Application:
    """An application with the facts that the step goes by."""
    application = relocation(office) if step is steps.NOTE_GATE else reviewed(office)
    if step in (steps.RETRACT, steps.REVOKE, steps.CANCEL):
        grant(office, application)
    if step is steps.SETTLE_AFTERMATH:
        application.aftermath_due_on = DAY
        application.save()
    if step is steps.RESUBMIT:
        application.correction_requested_on = DAY
        application.save()
    if step is steps.RESUME:
        pause_clock(
            application.pk,
            starts_on=ACCEPTED_ON,
            reason="专家评审",
            expected_days=5,
            by=office.who(Role.CLERK),
        )
    return application


def _file() -> CheckedFile:
    return checked("总平面图.pdf", pdf())


def _decide(row: Application, by: User, *, granting: bool) -> Any:
    return decide_application(row.pk, grant=granting, opinion=WHY, on=DAY, by=by)


def _end(row: Application, by: User, *, way: str, ground: str) -> Any:
    return end_permit(row.pk, way, ground=ground, facts=WHY, on=DAY, hearing_note=WHY, by=by)


WALKS = [
    Walk(
        steps.STEPS,
        subject,
        {
            steps.ACCEPT: lambda row, by: accept_application(row.pk, on=ACCEPTED_ON, by=by),
            steps.REQUEST_CORRECTION: lambda row, by: request_correction(
                row.pk, note="补交总平面图", on=RECEIVED_ON, by=by
            ),
            steps.NOT_ACCEPT: lambda row, by: not_accept_application(
                row.pk, ground="not_needed", reason=WHY, on=ACCEPTED_ON, by=by
            ),
            steps.RESUBMIT: lambda row, by: resubmit_application(row.pk, BUILD_ALL, on=DAY, by=by),
            steps.RECOMPUTE: lambda row, by: recompute_area(row.pk, BUILD_ALL, by=by),
            steps.REVIEW: lambda row, by: review_application(row.pk, opinion=WHY, on=DAY, by=by),
            steps.RETURN_TO_CLERK: lambda row, by: return_to_clerk(row.pk, reason=WHY, by=by),
            steps.GRANT: partial(_decide, granting=True),
            steps.EXTEND: lambda row, by: extend_deadline(row.pk, reason=WHY, on=DAY, by=by),
            steps.REFUSE: partial(_decide, granting=False),
            steps.RETURN: lambda row, by: return_application(row.pk, reason=WHY, by=by),
            steps.RETRACT: partial(_end, way="retract", ground="facts_changed"),
            steps.REVOKE: partial(_end, way="revoke", ground="fraud"),
            steps.CANCEL: partial(_end, way="cancel", ground="given_up"),
            steps.PAUSE: lambda row, by: pause_clock(
                row.pk, starts_on=DAY, reason="专家评审", expected_days=5, by=by
            ),
            steps.NOTE_PROCEDURE: lambda row, by: note_procedure(
                row.pk,
                kind="site_check",
                on=DAY,
                until=DAY,
                people="张三、李四",
                finding=WHY,
                by=by,
            ),
            steps.RESUME: lambda row, by: resume_clock(row.pk, resumes_on=DAY, by=by),
            steps.WITHDRAW: lambda row, by: withdraw_application(row.pk, reason=WHY, by=by),
            steps.NOTE_GATE: lambda row, by: note_gate(
                row.pk, number="建字第620102号", on=DAY, by=by
            ),
            steps.SETTLE_AFTERMATH: lambda row, by: settle_aftermath(row.pk, reason=WHY, by=by),
        },
    ),
    Walk(
        steps.MATERIAL_STEPS,
        subject,
        {
            steps.TICK: lambda row, by: tick_materials(
                row.pk, received=[row.materials.first().pk], by=by
            ),
            steps.ATTACH: lambda row, by: attach_file(row.pk, _file(), by=by),
        },
        page=lambda row: reverse("engineering:application_materials", args=[row.pk]),
    ),
    Walk(
        steps.PROJECT_STEPS,
        lambda office, step: registered(office),
        {
            steps.SUBMIT: lambda row, by: submit_application(
                row.pk, BUILD_ALL, received_on=RECEIVED_ON, by=by
            )
        },
    ),
    Walk(
        steps.ATTACHMENT_STEPS,
        lambda office, step: attach_file(reviewed(office).pk, _file(), by=office.who(Role.CLERK)),
        {steps.REMOVE: lambda row, by: remove_attachment(row.pk, reason="传错文件", by=by)},
    ),
]


@pytest.mark.parametrize("step", steps.STEPS.rows, ids=name_of)
def test_every_act_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[0], step)


@pytest.mark.parametrize("step", steps.MATERIAL_STEPS.rows, ids=name_of)
def test_materials_and_files_in_every_state(office: Office, step: Step) -> None:
    walk(office, WALKS[1], step)


def test_a_project_is_applied_for_once_at_a_time(office: Office, client) -> None:
    walk(office, WALKS[2], steps.SUBMIT)
    project = received(office, code="2404-620102-04-01-000002", name="二期").project
    client.force_login(office.who(Role.CLERK))
    page = client.get(steps.SUBMIT.url_for(project))
    assert page.status_code == 409
    assert "已有一件申请" in page.content.decode()


def test_a_file_is_removed_once_and_stays_when_its_application_is_closed(
    office: Office, client
) -> None:
    walk(office, WALKS[3], steps.REMOVE)
    clerk = office.who(Role.CLERK)
    attachment = Attachment.objects.get()
    client.force_login(clerk)
    remove_attachment(attachment.pk, reason="传错文件", by=clerk)
    page = client.get(steps.REMOVE.url_for(attachment))
    assert page.status_code == 409
    assert "已经移除（传错文件）" in page.content.decode()
    withdraw_application(attachment.application_id, reason=WHY, by=clerk)
    page = client.get(steps.REMOVE.url_for(attachment))
    assert page.status_code == 409
    assert "附件随卷保存，不能移除" in page.content.decode()


def test_a_late_decision_needs_a_reason_that_the_history_keeps(office: Office, client) -> None:
    application = reviewed(office)
    head = office.who(Role.HEAD)
    decide = partial(
        decide_application, application.pk, grant=True, opinion=WHY, on=date(2024, 4, 30), by=head
    )
    with pytest.raises(Incomplete, match="法定时限已于 2024-04-29 届满") as refusal:
        decide()
    assert refusal.value.field == "explanation"
    client.force_login(head)
    page = client.get(steps.GRANT.url_for(application)).content.decode()
    assert "法定时限已于 2024-04-29 届满" in page
    assert 'name="explanation"' in page
    values = {"on": "2024-04-30", "opinion": WHY, "wartime_function": "personnel_second"}
    address = steps.GRANT.url_for(application)
    answer = client.post(address, values)
    assert answer.status_code == 422
    assert "说明原因" in answer.content.decode()
    assert client.post(address, values | {"explanation": "组织第二次专家评审"}).status_code == 302
    assert Event.objects.get(act="准予许可").after["说明"] == "组织第二次专家评审"


def test_what_is_missing_is_told_before_it_is_accepted(office: Office, client) -> None:
    application = reviewed(office)
    Application.objects.filter(pk=application.pk).update(state="received")
    client.force_login(office.who(Role.CLERK))
    page = client.get(steps.ACCEPT.url_for(application)).content.decode()
    assert "项必备材料" in page
    assert "逾期未告知的，自收到材料之日起即为受理" in page
    Application.objects.filter(pk=application.pk).update(due_on=DAY + timedelta(days=9999))
    application.materials.update(is_received=True)
    assert "notice" not in client.get(steps.ACCEPT.url_for(application)).content.decode()
