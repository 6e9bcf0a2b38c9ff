"""Pages of 应建未建: the register, a case, and its acts."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
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
    ClosingForm,
    ClueForm,
    NoticeForm,
    OmissionQuery,
    VerificationForm,
)
from engineering.omissions.models import OmissionCase
from engineering.omissions.steps import CLOSE, NOTIFY, STEPS, VERIFY
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent


def _standing(case: OmissionCase) -> str:
    is_closed = case.state == OmissionCase.State.CLOSED
    return case.get_outcome_display() if is_closed else case.get_state_display()


_TONES = {OmissionCase.State.CLOSED: "plain", OmissionCase.State.NOTIFIED: "waiting"}


class OmissionList(ListPage):
    """应建未建台账 within scope, the newest first."""

    model, query, title, noun = OmissionCase, OmissionQuery, "应建未建", "件"
    permission = OmissionCase.view_permission
    columns = (
        col.Title("项目名称", "name", link="engineering:omission", width=32),
        col.Name("建设单位", "developer_name", width=32),
        col.Short("线索来源", "source"),
        col.Day("发现日期", "found_on"),
        col.Day("限期办理至", "remedy_by"),
        col.State("状态", _standing, lambda case: _TONES.get(case.state, "todo"), sort="state"),
    )
    links = (
        Link("漏缴比对", "engineering:authority_records", "filter"),
        Link("登记线索", "engineering:open_omission", "plus", "handle_omission", is_main=True),
    )
    nothing = (
        Nothing(
            "没有应建未建的案件。从审计、测绘比对、联合验收等得到线索后登记",
            symbol="circle-check",
        ),
    )
    nothing_found = "没有符合条件的案件"


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


def _verify(case_id: int, *, project: int, **values: Any) -> OmissionCase:
    return verify_omission(case_id, project_id=project, **values)


def _case(request: HttpRequest, pk: int) -> OmissionCase:
    rows = OmissionCase.objects.visible_to(request.scope)
    case: OmissionCase = get_object_or_404(rows.select_related("organisation", "project"), pk=pk)
    return case


def _verification(data: QueryDict | None, case: OmissionCase) -> VerificationForm:
    return fresh(partial(VerificationForm, case=case))(data, case)


_act = acts_on(_case, _trail)
verify = _act(VERIFY, _verification, _verify, "已登记核查，下一步签发告知书")
notify = _act(NOTIFY, fresh(NoticeForm), notify_omission, "告知书已编号")
close = _act(CLOSE, fresh(ClosingForm), close_omission, "已结案")
