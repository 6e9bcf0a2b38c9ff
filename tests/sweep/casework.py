"""Applications, shelters, fees and an uploaded table, one for each state that a page needs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from stdnum.cn import uscc

from engineering.approvals.acts.acceptance import accept_application, request_correction
from engineering.approvals.acts.clock import pause_clock
from engineering.approvals.acts.decision import decide_application, review_application
from engineering.approvals.acts.lawful_plans import Plan
from engineering.approvals.acts.receipt import submit_application
from engineering.area.facts import BuildingFacts
from engineering.models import Application, Project, Shelter
from engineering.projects.acts import ProjectEntry, register_project
from engineering.works.acts.acceptance import record_acceptance, start_construction
from engineering.works.acts.filing import issue_certificate
from fees.assessments.acts.assessment import review_draft, submit_assessment
from fees.models import Assessment
from fees.notices.acts import issue_payment_notice
from fees.payments.acts.slips import check_slip, record_payment, reverse_entry
from renfang.background.models import Job, JobFile
from renfang.background.running import Running, claim, execute
from renfang.background.schedule import run_daily
from renfang.documents.models import IssuedDocument
from renfang.exchange.acts import upload
from renfang.exchange.large_files import confirm_later
from renfang.organisations.permissions import Role
from tests.builders.applications import BUILD_ALL, OFFICE_BLOCK, RELOCATE_ALL, TOWER
from tests.sweep.bureau import Bureau


def open_cases(bureau: Bureau) -> None:
    """An application and a shelter in every state, an account with entries, an uploaded table."""
    _applications(bureau)
    _shelters(bureau)
    _fees(bureau)
    _uploaded_table(bureau)
    _failed_job(bureau)


def _failed_job(bureau: Bureau) -> None:
    """A job of the system that failed, with a file that says where."""
    wanted = run_daily.using(organisation=bureau.organisation, key=f"gone:{bureau.mark}")
    job = Job.objects.get(result_id=wanted.enqueue("gone").id)
    Job.objects.filter(pk=job.pk).update(attempts=0, limit=1, state="queued", claim="")
    DBTaskResult.objects.filter(pk=job.result_id).update(run_after=get_date_max())
    job = claim(job.pk, "sweep")
    context = Running(task_result=job.result.task_result, job=job)
    context.keep_file(b"gone", "未完成.csv", part=JobFile.Part.ERRORS)
    execute(job)
    bureau.keep("job", job)
    bureau.things["job_file"] = {"pk": job.pk, "part": JobFile.Part.ERRORS.value}


# --- engineering -----------------------------------------------------------------------------


def project_values(bureau: Bureau, number: int) -> dict[str, Any]:
    """The facts of project ``number`` but for its buildings, as its form names them."""
    division = bureau.organisation.division
    body = f"91{division.code}MA9Y{number:05d}"
    return {
        "code": f"2404-{division.code}-04-01-{number:06d}",
        "name": bureau.marked("案", f"{number}号"),
        "credit_code": body + uscc.calc_check_digit(body),
        "developer_name": bureau.marked("案", f"{number}号置业有限公司"),
        "party_address": bureau.marked("案", "政通路 7 号"),
        "legal_representative": bureau.marked("案", "法定代表人"),
        "contact": bureau.marked("案", "联系人"),
        "phone": bureau.phone(),
        "address": bureau.marked("案", "路 8 号"),
        "note": bureau.marked("案", "备注"),
    }


def _registered(bureau: Bureau, building: BuildingFacts = TOWER) -> Project:
    facts = project_values(bureau, next(bureau.numbers))
    facts["phone"] = bureau.contact()
    entry = ProjectEntry(
        **facts, division_id=bureau.organisation.division_id, buildings=(building,)
    )
    return register_project(
        entry, organisation_id=bureau.organisation.pk, by=bureau.who(Role.CLERK)
    )


def _received(bureau: Bureau, plan: Plan = BUILD_ALL, *, on: date | None = None) -> Application:
    project = _registered(bureau, TOWER if plan is BUILD_ALL else OFFICE_BLOCK)
    return submit_application(
        project.pk, plan, received_on=on or timezone.localdate(), by=bureau.who(Role.CLERK)
    )


def _accepted(bureau: Bureau, plan: Plan = BUILD_ALL, *, on: date | None = None) -> Application:
    application = _received(bureau, plan, on=on)
    return accept_application(
        application.pk, on=on or timezone.localdate(), by=bureau.who(Role.CLERK)
    )


def _reviewed(bureau: Bureau, plan: Plan = BUILD_ALL) -> Application:
    return review_application(
        _accepted(bureau, plan).pk,
        opinion=bureau.marked("案", "核定正确"),
        on=timezone.localdate(),
        by=bureau.who(Role.REVIEWER),
    )


def _granted(bureau: Bureau, plan: Plan = BUILD_ALL) -> Application:
    application = _reviewed(bureau, plan)
    decide_application(
        application.pk,
        grant=True,
        opinion=bureau.marked("案", "同意"),
        on=timezone.localdate(),
        by=bureau.who(Role.HEAD),
    )
    return Application.objects.get(pk=application.pk)


def granted_case(bureau: Bureau, plan: Plan = BUILD_ALL) -> Application:
    """Another decided application of the bureau."""
    return _granted(bureau, plan)


def _applications(bureau: Bureau) -> None:
    today, clerk = timezone.localdate(), bureau.who(Role.CLERK)
    project = bureau.keep("project", _registered(bureau))
    bureau.keep_number("developer_number", project.developer, "phone")
    bureau.keep("received", _received(bureau))
    corrected = bureau.keep("correction", _received(bureau))
    request_correction(corrected.pk, note=bureau.marked("案", "缺勘察报告"), on=today, by=clerk)
    bureau.keep("accepted", _accepted(bureau))
    yesterday = today - timedelta(days=1)
    paused = bureau.keep("paused", _accepted(bureau, on=yesterday))
    reason = bureau.marked("案", "专家评审")
    pause_clock(paused.pk, starts_on=yesterday, reason=reason, expected_days=5, by=clerk)
    bureau.keep("reviewed", _reviewed(bureau))
    granted = bureau.keep("granted", _granted(bureau, RELOCATE_ALL))
    bureau.things["granted_project"] = {"pk": granted.project_id}
    bureau.keep(
        "relocation_approval",
        IssuedDocument.objects.of(granted).get(kind="relocation_approval"),
    )


def acceptance_findings(bureau: Bureau) -> dict[str, Any]:
    """What a completion acceptance finds, by field."""
    return {
        "accepted_on": timezone.localdate(),
        "conclusion": "passed",
        "built_area": Decimal("851.00"),
        "shelter_area": Decimal("600.00"),
        "protective_units": 1,
        "headcount": 600,
        "developer": bureau.marked("案", "置业有限公司"),
        "surveyor": bureau.marked("案", "勘察院"),
        "designer": bureau.marked("案", "设计院"),
        "contractor": bureau.marked("案", "建工集团"),
        "supervisor": bureau.marked("案", "监理公司"),
        "supervision_report": bureau.marked("案", "质监〔2026〕1号"),
        "note": bureau.marked("案", "符合要求"),
    }


def shelter_until(bureau: Bureau, *, until: str) -> Shelter:
    """The shelter of a new approval, brought as far as ``until``; a certificate is not issued."""
    shelter = Shelter.objects.get(approval=_granted(bureau))
    clerk = bureau.who(Role.CLERK)
    if until != "planned":
        start_construction(shelter.pk, by=clerk, started_on=timezone.localdate())
    if until in ("accepted", "certified"):
        record_acceptance(shelter.pk, by=clerk, findings=acceptance_findings(bureau))
    return shelter


def _shelters(bureau: Bureau) -> None:
    for until in ("planned", "started", "accepted", "certified"):
        bureau.keep(f"shelter_{until}", shelter_until(bureau, until=until))
    certificate = issue_certificate(bureau.pk("shelter_certified"), by=bureau.who(Role.CLERK))
    bureau.keep("certificate", certificate)
    bureau.things["token"] = {"token": certificate.token}


# --- fees ------------------------------------------------------------------------------------


def assessed(bureau: Bureau) -> Assessment:
    """The fee of a new relocation, in effect since today."""
    today = timezone.localdate()
    draft = submit_assessment(
        _granted(bureau, RELOCATE_ALL).pk, by=bureau.who(Role.FINANCE), on=today
    )
    done = review_draft(
        draft.pk,
        by=bureau.who(Role.HEAD),
        on=today,
        approve=True,
        opinion=bureau.marked("费", "同意"),
    )
    assert done.assessment is not None
    return done.assessment


def _pay(bureau: Bureau, account_id: int) -> Any:
    made = record_payment(
        account_id,
        by=bureau.who(Role.FINANCE),
        amount=Decimal("1000.00"),
        paid_on=timezone.localdate(),
        voucher=bureau.marked("费", str(next(bureau.numbers))),
        key=uuid4(),
    )
    return check_slip(made.slip.pk, by=bureau.who(Role.HEAD))


def _fees(bureau: Bureau) -> None:
    officer, today = bureau.who(Role.FINANCE), timezone.localdate()
    bureau.keep("assessment_new", assessed(bureau))
    assessment = bureau.keep("assessment", assessed(bureau))
    bureau.keep("account", assessment.account)
    notice = issue_payment_notice(
        assessment.pk, by=officer, on=today, due_on=today + timedelta(days=30)
    )
    bureau.keep("payment_notice", notice.document)
    wrong = _pay(bureau, assessment.account_id)
    given = {"reason": bureau.marked("费", "金额录入错误"), "key": uuid4()}
    check_slip(reverse_entry(wrong.pk, by=officer, **given).slip.pk, by=bureau.who(Role.HEAD))
    bureau.keep("entry", _pay(bureau, assessment.account_id))


# --- an uploaded table in preview --------------------------------------------------------------

_HEADS = (
    "项目代码,项目名称,建设单位,统一社会信用代码,建设地点,行政区划代码,"
    "楼栋号,用途,地上层数,基础埋深,首层建筑面积,地上建筑面积"
)


def project_file(bureau: Bureau, storeys: str = "18") -> bytes:
    """A table of one project as CSV; ``storeys`` may be something to mend."""
    facts = project_values(bureau, next(bureau.numbers))
    row = (
        facts["code"],
        bureau.marked("账", "项目"),
        bureau.marked("账", "置业有限公司"),
        facts["credit_code"],
        bureau.marked("账", "路"),
        bureau.organisation.division.code,
        f"1#楼,住宅,{storeys},5.20,850.00,15300.00",
    )
    return f"{_HEADS}\n{','.join(row)}\n".encode("utf-8-sig")


def _uploaded_table(bureau: Bureau) -> None:
    clerk = bureau.who(Role.CLERK)
    name = f"{bureau.marked('账')}.csv"
    bureau.keep_file("batch", upload("projects", project_file(bureau), name, by=clerk))
    to_mend = upload("projects", project_file(bureau, "不详"), name, by=clerk)
    bureau.things["batch_row"] = {"pk": to_mend.pk, "group": 1}
    waiting = upload("projects", project_file(bureau), "台账.csv", by=clerk)
    # No worker comes for it here.
    with override_settings(TASKS={"default": {"BACKEND": "renfang.background.backend.Queue"}}):
        bureau.keep("batch_in_queue", confirm_later(waiting.pk, by=clerk))


def form_key(bureau: Bureau) -> UUID:
    """The key that a form would have minted."""
    return UUID(int=bureau.organisation.pk * 10_000 + next(bureau.numbers))
