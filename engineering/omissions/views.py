"""Pages of 应建未建: the register, a case, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.queries.trail import trail_of
from engineering.omissions.acts import (
    Clue,
    close_omission,
    notify_omission,
    open_omission,
    verify_omission,
)
from engineering.omissions.forms import (
    CaseForm,
    ClosingForm,
    ClueForm,
    NoticeForm,
    OmissionQuery,
    VerificationForm,
)
from engineering.omissions.models import OmissionCase
from engineering.omissions.steps import CLOSE, NOTIFY, STEPS, VERIFY
from renfang.acts import NotPermitted
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.pages.act_forms import FormPage, act_form, act_view, offices_with
from renfang.pages.lists import page_of, sent
from renfang.steps import Step


@require_GET
def omissions(request: HttpRequest) -> HttpResponse:
    """应建未建台账 within scope, the newest first."""
    if not request.scope.holds(OmissionCase.view_permission):
        raise NotPermitted.lacking(OmissionCase.view_permission)
    form = OmissionQuery(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = OmissionCase.objects.visible_to(request.scope).select_related("project")
    for name, lookup in (
        ("name", "name__icontains"),
        ("developer", "developer_name__icontains"),
        ("state", "state"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name]})
    context = {
        "form": form,
        "page": page_of(request, Paginator(rows.order_by("-id"), 20)),
        "may_open": request.scope.holds("handle_omission"),
    }
    return render(request, "engineering/omissions/omissions.html", context)


@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """线索登记."""
    offices = offices_with(request.scope, "handle_omission")
    form = ClueForm(sent(request), organisations=offices)

    def perform() -> OmissionCase:
        values = dict(form.cleaned_data)
        organisation = values.pop("organisation")
        return open_omission(Clue(**values), organisation_id=organisation.pk, by=request.user)

    return act_form(
        request,
        form,
        FormPage("登记线索", "登记线索", _trail()),
        perform,
        done="线索已登记，下一步登记核查",
        to=OmissionCase.get_absolute_url,
    )


def _trail(*cases: OmissionCase) -> tuple[tuple[str, str], ...]:
    above = [(case.name, case.get_absolute_url()) for case in cases]
    return (("应建未建", reverse("engineering:omissions")), *above)


@require_GET
def omission(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what is known, what comes next, its papers and its trail."""
    case = _case(request, pk)
    papers = []
    if request.scope.may("view_approval_papers", case):
        papers = list(IssuedDocument.objects.of(case).with_state())
    context = {
        "case": case,
        "papers": papers,
        "main": STEPS.main(case),
        "buttons": STEPS.buttons(case, lambda needed: request.scope.may(needed, case)),
        "trail": trail_of(events_of(case, *papers), current_calendar()),
    }
    return render(request, "engineering/omissions/omission.html", context)


def _act(
    step: Step, form_type: type[CaseForm], act: Callable[..., object], done: str
) -> Callable[[HttpRequest, int], HttpResponse]:
    return act_view(
        step,
        find=_case,
        form=lambda data, case: form_type(data, case=case),
        act=act,
        show=lambda case: {"trail": _trail(case)},
        done=done,
    )


def _verify(case_id: int, *, project: int, **values: Any) -> OmissionCase:
    return verify_omission(case_id, project_id=project, **values)


def _case(request: HttpRequest, pk: int) -> OmissionCase:
    rows = OmissionCase.objects.visible_to(request.scope)
    case: OmissionCase = get_object_or_404(rows.select_related("organisation", "project"), pk=pk)
    return case


verify = _act(VERIFY, VerificationForm, _verify, "已登记核查，下一步签发告知书")
notify = _act(NOTIFY, NoticeForm, notify_omission, "告知书已编号")
close = _act(CLOSE, ClosingForm, close_omission, "已结案")
