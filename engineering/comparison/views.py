"""Pages of the comparison: the queue, a row with what is like it, and its acts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from engineering.approvals.queries.trail import trail_of
from engineering.comparison.acts import (
    compare_record,
    dismiss_record,
    make_clue,
    match_record,
    take_back_record,
)
from engineering.comparison.forms import (
    ClueForm,
    DismissalForm,
    MatchForm,
    RecordQuery,
    TakingBackForm,
)
from engineering.comparison.models import AuthorityRecord
from engineering.comparison.queries import alike, clue_words, estimate, siblings_of, standing
from engineering.comparison.steps import COMPARE, DISMISS, MAKE_CLUE, MATCH, STEPS, TAKE_BACK
from engineering.omissions.models import OmissionCase
from engineering.projects.models import Project
from renfang.clocks.calendars import current_calendar
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import acts_on, fresh, step_page
from renfang.pages.list_pages import Link, ListPage, Nothing, Tab
from renfang.pages.lists import sent
from renfang.pages.tables import Table

_State, _Finding = AuthorityRecord.State, AuthorityRecord.Finding


class RecordList(ListPage):
    """The queue of the comparison within scope, the newest rows first."""

    model, query, title, noun = AuthorityRecord, RecordQuery, "漏缴比对", "条"
    parents = (("应建未建", "engineering:omissions"),)
    permission = AuthorityRecord.view_permission
    columns = (
        col.Title(
            "项目名称", "name", link="engineering:authority_record", note="building", width=28
        ),
        col.Short("楼栋", "building", on_page=False),
        col.Name("建设单位", "developer_name", width=28),
        col.Short("名录种类", "kind"),
        col.Code("文号", "number"),
        col.Day("核发日期", "issued_on"),
        col.Area("建筑面积（㎡）", "area", total=True),
        col.Short("比对结果", "finding"),
        col.Money("估算应缴", "estimated_fee"),
        # The tab says it.
        col.Short("状态", "state", on_page=False),
    )
    tabs = (
        Tab("open", "待核对", Q(state=_State.OPEN)),
        Tab("clue", "已转线索", Q(state=_State.CLUE)),
        Tab("dismissed", "不作线索", Q(state=_State.DISMISSED)),
        Tab("agrees", "无疑点", Q(state=_State.AGREES)),
    )
    first_tab = "open"
    related = ("organisation", "case")
    links = (
        Link(
            "导入名录", "engineering:authority_imports", "upload", "handle_omission", is_main=True
        ),
    )
    nothing = (
        Nothing(
            "没有待核对的记录。从规划、住建、不动产登记等部门取得许可、备案、登记的名录后导入",
            "导入名录",
            "engineering:authority_imports",
            symbol="building-community",
            permission="handle_omission",
        ),
        Nothing("没有待核对的记录", symbol="circle-check"),
    )
    template = "engineering/comparison/records.html"

    def context(self) -> dict[str, Any]:
        """How the work on the lists stands."""
        return {"standing": standing(self.scope)}


_ALIKE = (
    col.Title("项目名称", "project.name", link="engineering:project", link_by="project.pk"),
    col.Code("项目代码", "project.code"),
    col.Name("建设单位", "project.developer.name"),
    col.Column("建设地点", "project.address"),
    col.Short("审批进度", "project.get_stage_display"),
    col.Column("相同之处", "words"),
)
_SIBLINGS = (
    col.Title("名录记录", str, link="engineering:authority_record"),
    col.Area("建筑面积（㎡）", "area"),
    col.Short("比对结果", "finding"),
)


class _Alike:
    """A line of the table of projects that are like a row."""

    def __init__(self, project: Project, words: str) -> None:
        self.project, self.pk, self.words = project, project.pk, words


@require_GET
def authority_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: what the other authority says, what it was held against, what was decided."""
    row = _row(request, pk)
    found = alike(row)
    visible = Project.objects.visible_to(request.scope).filter(
        pk__in=[project.pk for project, _ in found]
    )
    seen = set(visible.values_list("pk", flat=True))
    lines = [_Alike(project, like.words) for project, like in found if project.pk in seen]
    context = {
        "row": row,
        "main": STEPS.main(row),
        "buttons": STEPS.buttons(row, lambda needed: request.scope.may(needed, row), request.user),
        "alike": Table("相近的建设项目", _ALIKE, lines),
        "siblings": Table("同一项目待核对的记录", _SIBLINGS, list(siblings_of(row))),
        "estimate": estimate(row) if row.state == _State.OPEN else None,
        "trail": trail_of(events_of(row), current_calendar()),
    }
    return render(request, "engineering/comparison/record.html", context)


def _row(request: HttpRequest, pk: int) -> AuthorityRecord:
    rows = AuthorityRecord.objects.visible_to(request.scope).select_related(
        "organisation", "project", "case", "decided_by"
    )
    row: AuthorityRecord = get_object_or_404(rows, pk=pk)
    return row


def _trail(*rows: AuthorityRecord) -> tuple[tuple[str, str], ...]:
    above = [(str(row), row.get_absolute_url()) for row in rows]
    return (
        ("应建未建", reverse("engineering:omissions")),
        ("漏缴比对", reverse("engineering:authority_records")),
        *above,
    )


@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """指认项目."""
    row = _row(request, pk)
    request.scope.require(MATCH.permission, row)
    form = MatchForm(sent(request), row=row, scope=request.scope, initial={"version": row.version})
    return step_page(
        request,
        MATCH,
        row,
        form,
        lambda: match_record(pk, by=request.user, **form.cleaned_data),
        trail=_trail(row),
        done=lambda done: f"已指认，比对结果：{done.get_finding_display()}",
        to=AuthorityRecord.get_absolute_url,
        facts=_facts(row),
    )


@require_http_methods(["GET", "POST"])
def clue(request: HttpRequest, pk: int) -> HttpResponse:
    """转为线索: the words are proposed, all rows of the project are ticked."""
    row = _row(request, pk)
    request.scope.require(MAKE_CLUE.permission, row)
    proposed = {
        "version": row.version,
        "on": timezone.localdate(),
        "clue": clue_words(row),
        "others": list(siblings_of(row).values_list("pk", flat=True)),
    }
    form = ClueForm(sent(request), row=row, initial=proposed)
    return step_page(
        request,
        MAKE_CLUE,
        row,
        form,
        lambda: make_clue(pk, by=request.user, **form.cleaned_data),
        trail=_trail(row),
        done="已转为线索，下一步登记核查",
        to=OmissionCase.get_absolute_url,
        facts=(*_facts(row), ("估算应缴", _worth(row))),
    )


def _facts(row: AuthorityRecord) -> tuple[tuple[str, Any], ...]:
    return (
        ("项目名称", f"{row.name}{row.building and f' {row.building}'}"),
        ("建设单位", row.developer_name),
        ("建设地点", row.address or "-"),
        ("比对结果", row.get_finding_display()),
    )


def _worth(row: AuthorityRecord) -> str:
    found = estimate(row)
    return found.words if found.fee is None else f"{found.fee:,} 元（{found.words}）"


_act = acts_on(_row, _trail)
dismiss = _act(
    DISMISS,
    fresh(DismissalForm),
    dismiss_record,
    "已登记为不作线索",
    lambda row: {"facts": _facts(row)},
    to=AuthorityRecord.get_absolute_url,
)
take_back = _act(
    TAKE_BACK,
    fresh(TakingBackForm),
    take_back_record,
    lambda row: f"已退回核对，比对结果：{row.get_finding_display()}",
    lambda row: {"facts": _facts(row)},
    to=AuthorityRecord.get_absolute_url,
)
compare = _act(
    COMPARE,
    lambda data, row: Form(data),
    compare_record,
    lambda row: f"已重新比对：{row.get_finding_display()}",
    to=AuthorityRecord.get_absolute_url,
)
