"""The page of each act on an application, and of the acts that end a permit.

收件 and 补正收件 (``applications``) and the decision (``decisions``) have more to show than these.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from engineering.approvals import steps
from engineering.approvals.acts.acceptance import (
    accept_application,
    not_accept_application,
    request_correction,
)
from engineering.approvals.acts.clock import (
    extend_deadline,
    note_procedure,
    pause_clock,
    resume_clock,
)
from engineering.approvals.acts.decision import (
    return_application,
    return_to_clerk,
    review_application,
)
from engineering.approvals.acts.gates import note_gate
from engineering.approvals.acts.permit_endings import end_permit, settle_aftermath
from engineering.approvals.acts.withdrawal import withdraw_application
from engineering.approvals.forms.applications import (
    AcceptanceForm,
    ActForm,
    CorrectionForm,
    GateForm,
    NonAcceptanceForm,
    ReviewForm,
    WhyForm,
)
from engineering.approvals.forms.clock import (
    ExtensionForm,
    PauseForm,
    ProcedureForm,
    ResumeForm,
)
from engineering.approvals.forms.permit_endings import (
    CancellationForm,
    EndingForm,
    RetractionForm,
    RevocationForm,
)
from engineering.approvals.views.applications import (
    application_for,
    computed_today,
    files_beside,
    sent_or_overtaken,
    trail_to,
)
from engineering.approvals.views.tables import buildings_of
from renfang.pages.act_forms import step_page
from renfang.steps import Step

_View = Callable[[HttpRequest, int], HttpResponse]


def _act(
    step: Step,
    form_type: Callable[..., ActForm],
    act: Callable[..., Any],
    done: str,
    *,
    shows_figures: bool = False,
    computes_today: bool = False,
) -> _View:
    """The view of a step: buildings and area below the form, computed as of today where asked."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = application_for(request, pk, step.permission)
        data, changes = sent_or_overtaken(request, row)
        form = form_type(data, application=row)
        beside = {"application": row, "project": row.project, **files_beside(row)}
        if shows_figures:
            beside["computation"] = row.computations.first()
            beside["buildings"] = buildings_of(row.project)
        if computes_today:
            beside["computed"], beside["problem"] = computed_today(row.project, row)
        return step_page(
            request,
            step,
            row,
            form,
            lambda: act(pk, by=request.user, **form.cleaned_data),
            trail=trail_to(row.project),
            done=done,
            changes=changes,
            below="engineering/approvals/application_figures.html" if shows_figures else "",
            rail="engineering/approvals/application_rail.html",
            extra=beside,
        )

    return view


def _ending(form_type: type[EndingForm], step: Step) -> _View:
    act = partial(end_permit, way=form_type.way)
    return _act(step, form_type, act, f"已{step.label}，决定书已编号")


accept = _act(
    steps.ACCEPT,
    AcceptanceForm,
    accept_application,
    "已受理，受理通知书已编号",
    shows_figures=True,
    computes_today=True,
)
correct = _act(
    steps.REQUEST_CORRECTION,
    CorrectionForm,
    request_correction,
    "已签发补正告知书，等待申请人补正",
)
not_accept = _act(
    steps.NOT_ACCEPT, NonAcceptanceForm, not_accept_application, "已签发不予受理通知书"
)
review = _act(
    steps.REVIEW, ReviewForm, review_application, "已复核，转负责人决定", shows_figures=True
)
return_for_computation = _act(
    steps.RETURN_TO_CLERK,
    partial(WhyForm, label="需要更正的指标或条款", least=10, longest=500),
    return_to_clerk,
    "已退回经办人重新核定",
    shows_figures=True,
)
return_for_review = _act(
    steps.RETURN,
    partial(WhyForm, label="退回的理由", least=2, longest=500),
    return_application,
    "已退回复核",
)
withdraw = _act(
    steps.WITHDRAW,
    partial(WhyForm, label="撤回的理由", longest=500),
    withdraw_application,
    "已登记撤回",
)
extend = _act(steps.EXTEND, ExtensionForm, extend_deadline, "已延长审批期限，告知书已编号")
pause = _act(steps.PAUSE, PauseForm, pause_clock, "已暂停计时，特别程序告知书已编号")
note = _act(steps.NOTE_PROCEDURE, ProcedureForm, note_procedure, "已登记，审批时限不变")
resume = _act(steps.RESUME, ResumeForm, resume_clock, "已恢复计时，审批时限已顺延")
retract = _ending(RetractionForm, steps.RETRACT)
revoke = _ending(RevocationForm, steps.REVOKE)
cancel = _ending(CancellationForm, steps.CANCEL)
gate = _act(steps.NOTE_GATE, GateForm, note_gate, "已登记规划、施工许可")
aftermath = _act(
    steps.SETTLE_AFTERMATH,
    partial(WhyForm, label="处理情况", least=10, longest=500),
    settle_aftermath,
    "已登记善后处理",
)
