"""Pages of 问题整改."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from drills.exercises.acts.findings import (
    FindingFacts,
    close_finding,
    raise_finding,
    rectify_finding,
)
from drills.exercises.forms import CheckForm, FindingForm, FindingQuery, RectifyForm
from drills.exercises.models import DrillFinding
from drills.exercises.queries.story import finding_standing
from drills.exercises.steps import CHECK, FINDING_STEPS, RAISE, RECTIFY
from drills.exercises.views.drills import find_drill, trail_of
from renfang.clocks.calendars import current_calendar
from renfang.clocks.columns import LightColumn
from renfang.organisations.models import User
from renfang.pages import columns as col
from renfang.pages.act_forms import acts_on, fresh
from renfang.pages.columns import row_link
from renfang.pages.list_pages import ListPage, Nothing


def _next(finding: DrillFinding) -> str:
    step = FINDING_STEPS.main(finding)
    if step is None or not finding.may(step.permission):
        return col.NOTHING
    return row_link(step.label, step.url_for(finding), finding.what)


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
            finding.may = self.scope.holds


def _find(request: HttpRequest, pk: int) -> DrillFinding:
    visible = DrillFinding.objects.visible_to(request.scope).select_related("drill")
    finding: DrillFinding = get_object_or_404(visible, pk=pk)
    return finding


def _trail(finding: DrillFinding) -> list[tuple[str, str]]:
    return [
        (finding.drill.title, reverse("drills:drill", args=[finding.drill_id])),
        ("问题整改", reverse("drills:findings")),
    ]


def _shown(finding: DrillFinding) -> dict[str, Any]:
    return {
        "facts": [
            ("问题", finding.what),
            ("整改措施", finding.action),
            ("责任单位", finding.responsible),
            ("整改期限", finding.due_on),
            ("整改情况", finding.rectification),
        ]
    }


def _raise(drill_id: int, *, by: User, **facts: Any) -> DrillFinding:
    return raise_finding(drill_id, FindingFacts(**facts), by=by, on=timezone.localdate())


def _check(finding_id: int, *, passed: str, **values: Any) -> DrillFinding:
    return close_finding(finding_id, passed=passed == "yes", on=timezone.localdate(), **values)


finding_new = acts_on(find_drill, trail_of)(
    RAISE, fresh(FindingForm), _raise, "问题已登记，整改期限到来前列入待办"
)
_act = acts_on(_find, _trail)
finding_rectify = _act(
    RECTIFY, fresh(RectifyForm), rectify_finding, "整改已登记，待复核销号", _shown
)
finding_check = _act(CHECK, fresh(CheckForm), _check, "复核已登记", _shown)
