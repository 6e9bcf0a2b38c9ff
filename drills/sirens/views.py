"""Pages of sirens: upkeep and survey, the notice of a test, and its results."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drills.exercises.models import Drill, DrillKind, DrillState
from drills.exercises.views.conduct import TEMPLATE
from drills.exercises.views.drills import find_drill, trail_of
from drills.figures import rate_text
from drills.registers.views import find_row, trail_to
from drills.sirens.acts import (
    CoverageFacts,
    publish_notice,
    record_coverage,
    record_results,
    record_siren_entry,
)
from drills.sirens.forms import CoverageForm, NoticeForm, ResultsForm, SirenEntryForm
from drills.sirens.models import SIREN, SirenCoverage, SirenResult
from drills.sirens.queries import Sounding, sirens_of, sounding_of
from drills.sirens.rules import programme
from drills.sirens.steps import ENTRIES, PUBLISH, RESULTS
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with, step_page
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import status


@require_http_methods(["GET", "POST"])
def siren_results(request: HttpRequest, pk: int) -> HttpResponse:
    """登记试鸣结果 of every device of the office."""
    drill = find_drill(request, pk, RESULTS.permission)
    form = ResultsForm(sent(request), drill=drill, sirens=list(sirens_of(drill)))

    def told(sounding: Sounding) -> str:
        rate = rate_text(sounding.sounded, sounding.commanded)
        return (
            f"试鸣结果已登记：应鸣 {sounding.commanded} 台，鸣响 {sounding.sounded} 台，"
            f"鸣响率 {rate}"
        )

    return step_page(
        request,
        RESULTS,
        drill,
        form,
        lambda: record_results(pk, form.results(), by=request.user),
        trail=trail_of(drill),
        done=told,
        template=TEMPLATE,
        body="drills/sirens/_sounding.html",
        extra={"programme": programme(drill.starts_at)},
    )


siren_notice = acts_on(find_drill, trail_of)(
    PUBLISH, fresh(NoticeForm), publish_notice, "试鸣公告已签发"
)


@require_http_methods(["GET", "POST"])
def siren_entry(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """登记维护、故障、修复、停用、恢复、迁移、拆除."""
    siren = find_row(request, SIREN, pk)
    step = ENTRIES.get(kind)
    if step is None:
        raise Http404
    request.scope.require(step.permission, siren)
    form = SirenEntryForm(sent(request), step=step, initial={"on": timezone.localdate()})
    return step_page(
        request,
        step,
        siren,
        form,
        lambda: record_siren_entry(pk, kind=kind, by=request.user, **form.cleaned_data),
        trail=trail_to(SIREN, siren),
        done=f"{step.label}已登记",
    )


@require_http_methods(["GET", "POST"])
def siren_coverage_new(request: HttpRequest) -> HttpResponse:
    """登记音响覆盖测算."""
    organisations = offices_with(request.scope, "manage_readiness")
    form = CoverageForm(
        request.POST or None,
        organisations=organisations,
        initial={"as_of": timezone.localdate()},
    )
    page = FormPage(
        "登记音响覆盖测算", "登记测算", [("音响覆盖测算", reverse("drills:siren_coverage"))]
    )
    return act_form(
        request,
        form,
        page,
        lambda: record_coverage(
            form.cleaned_data["organisation"].pk, CoverageFacts(**form.rest()), by=request.user
        ),
        done="测算已登记",
    )


class CoverageList(ListPage):
    """音响覆盖测算: every survey, the latest first."""

    model, title, noun = SirenCoverage, "音响覆盖测算", "次"
    permission = "view_readiness"
    parents = (("警报器登记册", "drills:sirens"),)
    columns = (
        col.Day("测算日期", "as_of"),
        col.Column("主管机构", "organisation.name", width=28),
        col.Area("有效覆盖面积（㎡）", "covered_area"),
        col.Area("建成区面积（㎡）", "built_up_area"),
        col.Number("有效覆盖人口", "covered_population"),
        col.Number("建成区人口", "population"),
        col.Column("数据来源", "source", width=32),
    )
    links = (
        Link("登记测算", "drills:siren_coverage_new", "plus", "manage_readiness", is_main=True),
    )
    nothing = (
        Nothing(
            "还没有测算。登记后警报设施登记册显示音响覆盖率",
            "登记测算",
            "drills:siren_coverage_new",
            "chart-bar",
            "manage_readiness",
        ),
        Nothing("还没有测算，由训练演练岗位登记", symbol="chart-bar"),
    )

    def summary(self) -> str:
        """How the rate is computed."""
        return "音响覆盖率 = 有效覆盖面积（人口）÷ 建成区面积（人口）"


def _result(each: SirenResult) -> str:
    if not each.is_commanded:
        return "未列入"
    return status("鸣响", "good") if each.has_sounded else status("未鸣", "bad")


_RESULTS = (
    col.Code("编号", "siren.number"),
    col.Column("警报器", "siren", link="drills:siren", link_by="siren_id"),
    col.Short("结果", "", html=_result),
    col.Column("未鸣原因", "reason"),
    col.Number("实测分贝", "decibels"),
)


def results_card(request: HttpRequest, drill: Drill) -> str:
    """试鸣结果, for the page of a siren test that took place; silent devices first."""
    is_past = drill.state in (DrillState.HELD, DrillState.CLOSED)
    if drill.kind != DrillKind.SIREN_TEST or not is_past:
        return ""
    sounding = sounding_of(drill)
    results = drill.siren_results.select_related("siren")
    rows = sorted(results, key=lambda each: (each.has_sounded, each.siren.number))
    context = {
        "sounding": sounding,
        "results": Table("各警报器试鸣结果", _RESULTS, rows, is_dense=True),
        "sound_rate": rate_text(sounding.sounded, sounding.commanded),
    }
    return render_to_string("drills/sirens/_results.html", context)
