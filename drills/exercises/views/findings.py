"""Pages of 问题整改."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drills.exercises.acts.findings import close_finding, raise_finding, rectify_finding
from drills.exercises.forms import CheckForm, FindingForm, FindingQuery, RectifyForm
from drills.exercises.models import DrillFinding, FindingState
from drills.exercises.queries.story import finding_standing
from drills.exercises.views.conduct import trail_of
from drills.exercises.views.drills import find_drill
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.columns import row_link
from renfang.pages.list_pages import ListPage, Nothing


def _next(finding: DrillFinding) -> str:
    if finding.state == FindingState.OPEN and finding.may_manage:
        return row_link(
            "登记整改", reverse("drills:finding_rectify", args=[finding.pk]), finding.what
        )
    if finding.state == FindingState.RECTIFIED and finding.may_check:
        return row_link("复核", reverse("drills:finding_check", args=[finding.pk]), finding.what)
    return col.NOTHING


class FindingList(ListPage):
    """演练问题整改台账: the one due first on top."""

    model, query, title, noun = DrillFinding, FindingQuery, "问题整改", "项"
    permission = "view_drills"
    parents = (("演练", "drills:drills"),)
    columns = (
        col.Name("问题", "what", width=40),
        col.Column("演练", "drill.title", link="drills:drill", link_by="drill_id", width=32),
        col.Column("责任单位", "responsible"),
        col.Day("整改期限", "due_on"),
        LightColumn("时限", "light", sort="due_on"),
        col.State("状态", "state", "closed=plain rectified=waiting *=todo"),
        col.Short("办理", "what", html=_next, sort="", in_file=False),
    )
    nothing = (
        Nothing(
            "还没有演练问题。演练组织后在演练页面登记",
            "打开演练",
            "drills:drills",
            "circle-check",
        ),
    )
    nothing_found = "没有符合条件的问题"

    def prepare(self, rows: Sequence[DrillFinding]) -> None:
        """The light of each, and who may go on with it."""
        calendar = current_calendar()
        for finding in rows:
            finding.light = finding_standing(finding, self.today, calendar)
            finding.may_manage = self.scope.holds("manage_drills")
            finding.may_check = self.scope.holds("approve_drills")


@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest, pk: int) -> HttpResponse:
    """登记问题."""
    drill = find_drill(request, pk, "manage_drills")
    form = FindingForm(request.POST or None)
    page = FormPage("登记问题", "登记问题", trail_of(drill))
    return act_form(
        request,
        form,
        page,
        lambda: raise_finding(pk, form.facts(), by=request.user, on=timezone.localdate()),
        done="问题已登记，整改期限到来前列入待办",
    )


def _find(request: HttpRequest, pk: int, permission: str) -> DrillFinding:
    visible = DrillFinding.objects.visible_to(request.scope).select_related("drill")
    finding: DrillFinding = get_object_or_404(visible, pk=pk)
    request.scope.require(permission, finding)
    return finding


def _facts(finding: DrillFinding) -> list[tuple[str, object]]:
    return [
        ("问题", finding.what),
        ("整改措施", finding.action),
        ("责任单位", finding.responsible),
        ("整改期限", finding.due_on),
        ("整改情况", finding.rectification),
    ]


@require_http_methods(["GET", "POST"])
def finding_rectify(request: HttpRequest, pk: int) -> HttpResponse:
    """登记整改."""
    finding = _find(request, pk, "manage_drills")
    initial = {"on": timezone.localdate(), "version": finding.version}
    form = RectifyForm(request.POST or None, initial=initial)
    page = FormPage("登记整改", "登记整改", _trail(finding), facts=_facts(finding))
    return act_form(
        request,
        form,
        page,
        lambda: rectify_finding(pk, by=request.user, **form.cleaned_data),
        done="整改已登记，待复核销号",
    )


@require_http_methods(["GET", "POST"])
def finding_check(request: HttpRequest, pk: int) -> HttpResponse:
    """复核整改."""
    finding = _find(request, pk, "approve_drills")
    form = CheckForm(request.POST or None, initial={"version": finding.version})
    page = FormPage("复核整改", "登记复核", _trail(finding), facts=_facts(finding))
    return act_form(
        request,
        form,
        page,
        lambda: close_finding(
            pk,
            by=request.user,
            on=timezone.localdate(),
            passed=form.cleaned_data["passed"] == "yes",
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
        ),
        done="复核已登记",
    )


def _trail(finding: DrillFinding) -> list[tuple[str, str]]:
    return [
        (finding.drill.title, reverse("drills:drill", args=[finding.drill_id])),
        ("问题整改", reverse("drills:findings")),
    ]
