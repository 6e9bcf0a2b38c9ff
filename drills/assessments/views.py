"""Pages of assessments: scales, the list, one assessment, the score grid, signing off, corrections.

A correction opens a copy of signed results; a voided register is issued again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from drills.assessments import steps
from drills.assessments.acts.assessments import arrange_assessment, enter_scores
from drills.assessments.acts.certificates import candidates, send_to_printing
from drills.assessments.acts.corrections import open_correction, withdraw_correction
from drills.assessments.acts.scales import adopt_scale, retire_scale
from drills.assessments.acts.signing import reissue_register, sign_off
from drills.assessments.forms import (
    ArrangeForm,
    AssessmentQuery,
    PasteScoresForm,
    RegisterForm,
    ScaleForm,
    SignForm,
    read_pasted,
    read_scores,
)
from drills.assessments.models import Assessment, AssessmentState, GradingScale
from drills.assessments.papers import registers_of
from drills.assessments.queries import Sheet, TeamSheet, find_assessment, sheet_of
from drills.teams.queries import active_teams
from drills.training.models import TrainingPlan
from drills.training.views import find_plan, trail_of
from renfang.acts import Incomplete, Refused
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, acts_on, fresh, offices_with, step_page
from renfang.pages.columns import row_button
from renfang.pages.forms import ReasonForm
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.lists import sent, whole_numbers
from renfang.pages.tables import Table

_EVENTS_SHOWN = 20
_NO_ERRORS: dict[str, str] = {}


def trail(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """The pages above a page of this assessment."""
    return (
        ("考核", reverse("drills:assessments")),
        (str(assessment), reverse("drills:assessment", args=[assessment.pk])),
    )


def _bands(scale: GradingScale) -> str:
    return "，".join(f"{band} {band.lowest_score} 分起" for band in scale.bands.all())


def _team_bands(scale: GradingScale) -> str:
    passing = (band for band in scale.bands.all() if band.grade != "fail")
    return "，".join(f"{band} {band.team_rates}" for band in passing)


def _overall(scale: GradingScale) -> str:
    capped = "；补考合格只记合格" if scale.retake_caps_at_pass else ""
    return f"{scale.get_overall_rule_display()}{capped}"


def _retire_button(scale: GradingScale) -> str:
    if not steps.RETIRE.fits(scale):
        return col.NOTHING
    return row_button(steps.RETIRE.press, steps.RETIRE.url_for(scale), scale.name)


class ScaleList(ListPage):
    """评分标准."""

    model, title, noun = GradingScale, "评分标准", "个"
    permission = "view_training"
    parents = (("训练计划", "drills:training_plans"),)
    has_row_acts = True
    columns = (
        col.Column("名称", "name"),
        col.Column("主管机构", "organisation.name"),
        col.Number("满分", "full_score"),
        col.Column("个人等级", _bands, width=40),
        col.Column("团体等级（合格率／优良率／优秀率）", _team_bands, width=40),
        col.Column("总评与补考", _overall, width=28),
        col.State(
            "状态",
            lambda scale: "已停用" if scale.is_retired else "在用",
            lambda scale: "blocked" if scale.is_retired else "good",
            sort="is_retired",
        ),
        col.Short(
            "办理",
            "name",
            html=_retire_button,
            sort="",
            permission="manage_training",
            in_file=False,
        ),
    )
    prefetch = ("bands",)
    links = (
        Link("采用评分标准", "drills:grading_scale_new", "plus", "manage_training", is_main=True),
    )
    nothing = (
        Nothing(
            "还没有评分标准。采用后才能安排考核",
            "采用评分标准",
            "drills:grading_scale_new",
            "scale",
            "manage_training",
        ),
        Nothing("还没有评分标准，由训练演练岗位采用", symbol="scale"),
    )


@require_http_methods(["GET", "POST"])
def grading_scale_new(request: HttpRequest) -> HttpResponse:
    """采用评分标准."""
    form = ScaleForm(
        request.POST or None, organisations=offices_with(request.scope, "manage_training")
    )
    lead = (
        "个人等级按最低分评定；团体等级须同时达到三项比率，比率以参考人数为分母。"
        "预填的数值为常用值，按本机构的规定修改。采用后不能修改，需要调整时另立新标准。"
    )
    page = FormPage(
        "采用评分标准", "采用", (("评分标准", reverse("drills:grading_scales")),), lead=lead
    )
    return act_form(
        request,
        form,
        page,
        lambda: adopt_scale(form.cleaned_data["organisation"].pk, form.facts(), by=request.user),
        done="评分标准已采用",
    )


def _scale(request: HttpRequest, pk: int) -> GradingScale:
    visible = GradingScale.objects.visible_to(request.scope)
    scale: GradingScale = get_object_or_404(visible, pk=pk)
    return scale


grading_scale_retire = acts_on(
    _scale, lambda scale: (("评分标准", reverse("drills:grading_scales")),)
)(steps.RETIRE, fresh(Form), retire_scale, lambda scale: f"{scale}已停用")


def _is_corrected(row: Assessment) -> bool:
    correction = getattr(row, "correction", None)
    return bool(correction) and correction.corrected.state == AssessmentState.SIGNED


def _assessment_tone(row: Assessment) -> str:
    if _is_corrected(row):
        return "blocked"
    return "plain" if row.state == AssessmentState.SIGNED else "todo"


class AssessmentList(ListPage):
    """考核: every assessment that the user may see, newest first."""

    model, query, title, noun = Assessment, AssessmentQuery, "考核", "次"
    permission = "view_training"
    columns = (
        col.Title(
            "考核名称",
            str,
            link="drills:assessment",
            note=lambda row: "（更正件）" if hasattr(row, "corrects") else "",
            sort="title",
            width=32,
        ),
        col.Short("形式", "form"),
        col.Day("日期", "held_on"),
        col.Column("课目", lambda row: "、".join(map(str, row.parts.all())), width=28),
        col.Column("参考专业队", lambda row: "、".join(map(str, row.teams.all())), width=28),
        col.State(
            "状态",
            lambda row: "已更正" if _is_corrected(row) else row.get_state_display(),
            _assessment_tone,
            sort="state",
        ),
    )
    related = ("plan", "corrects", "correction__corrected")
    prefetch = ("teams", "parts__subject")
    links = (
        Link("评分标准", "drills:grading_scales"),
        Link("训练计划", "drills:training_plans"),
    )
    nothing = (
        Nothing(
            "还没有安排考核。从已下达的年度训练计划中安排",
            "打开训练计划",
            "drills:training_plans",
            "list-check",
        ),
    )
    nothing_found = "没有符合条件的考核"


@require_http_methods(["GET", "POST"])
def assessment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """安排考核 by the plan ``pk``."""
    plan = find_plan(request, pk, steps.ARRANGE.permission)
    form = ArrangeForm(
        sent(request),
        plan=plan,
        scales=GradingScale.objects.visible_to(request.scope).filter(is_retired=False),
        teams=active_teams(plan.organisation, request.scope),
    )
    return step_page(
        request,
        steps.ARRANGE,
        plan,
        form,
        lambda: arrange_assessment(pk, form.facts(), by=request.user),
        trail=trail_of(plan),
        done="考核已安排",
        to=lambda arranged: reverse("drills:assessment", args=[arranged.pk]),
    )


def _cell(place: int) -> Callable[[Any], str]:
    """What stands in one subject's cell: the score, and that of the retake."""

    def written(row: Any) -> str:
        cell = row.cells[place]
        first = cell.first or col.NOTHING
        if not cell.retake:
            return str(first)
        return format_html('{}<span class="soft">（补考 {}）</span>', first, cell.retake)

    return written


def _results_of(team: TeamSheet, sheet: Sheet) -> Table:
    """One team's members with their scores by subject."""
    columns = (
        col.Head("姓名", "member.name"),
        *(col.Number(str(part), "", html=_cell(place)) for place, part in enumerate(sheet.parts)),
        col.Number("总评", "score_text"),
        col.Column("等级", "grade_text"),
    )
    return Table(f"{team.team}成绩", columns, team.rows, is_dense=True)


@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment: figures, scores, papers, history; and how it was corrected."""
    found = find_assessment(pk, request.scope)
    sheet = sheet_of(found)
    papers = list(registers_of(found).with_state())
    scope = request.scope
    is_open = found.state == AssessmentState.OPEN
    correction, corrects = getattr(found, "correction", None), getattr(found, "corrects", None)
    context = {
        "assessment": found,
        "sheet": sheet,
        "teams": [(team, _results_of(team, sheet)) for team in sheet.teams],
        "papers": papers,
        "correction": correction,
        "corrects": corrects,
        "events": events_of(*filter(None, [found, corrects and corrects.original]))[:_EVENTS_SHOWN],
        "is_open": is_open,
        "is_without_register": not is_open and all(paper.is_void for paper in papers),
        "buttons": steps.STEPS.buttons(found, partial(scope.may, subject=found), request.user),
        "is_prepared_by_me": (
            scope.may(steps.SIGN.permission, found)
            and bool(steps.SIGN.obstacle(found, request.user))
        ),
    }
    return render(request, "drills/assessments/assessment.html", context)


@require_http_methods(["GET", "POST"])
def assessment_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """登分: the grid. POST takes it whole, with ``cell`` one box, with ``rows`` pasted lines."""
    found = find_assessment(pk, request.scope, steps.ENTER.permission)
    steps.ENTER.require_state(found)
    if request.method == "GET":
        return _grid(request, found)
    if "cell" in request.POST:
        return _save_cell(request, found)
    if "paste" in request.POST:
        return _save_pasted(request, found)
    sheet = sheet_of(found)
    entries, errors = read_scores(request.POST, sheet)
    if errors:
        return _grid(request, found, errors=errors, status=422)
    try:
        after = enter_scores(pk, entries, by=request.user)
    except Refused as refusal:
        return _grid(request, found, refusal=refusal.message, status=refusal.status)
    messages.success(request, f"已保存 {len(entries)} 项成绩，还有 {after.missing} 项未登")
    return redirect("drills:assessment_scores", pk)


def _save_cell(request: HttpRequest, found: Assessment) -> JsonResponse:
    """One box, as it is left: what now stands there, and the member's 总评."""
    key = request.POST["cell"]
    entries, errors = read_scores(request.POST, sheet_of(found), only=key)
    error, status = errors.get(key, ""), 422 if errors else 200
    if entries:
        try:
            enter_scores(found.pk, entries, by=request.user)
        except Refused as refusal:
            error, status = refusal.message, refusal.status
    sheet = sheet_of(found)
    numbers = whole_numbers(key.split("-"))
    place = sheet.cell(numbers[0], numbers[1]) if len(numbers) == 3 else None
    if place is None:
        return JsonResponse({"error": error or "名单或课目已有变化。刷新页面后继续"}, status=422)
    row, cell = place
    answer = {
        "error": error,
        "text": cell.text(numbers[2]),
        "score": row.score_text,
        "grade": row.grade_text,
        "retake": row.may_retake(cell) or bool(cell.retake),
        "missing": sheet.missing,
    }
    return JsonResponse(answer, status=status)


def _save_pasted(request: HttpRequest, found: Assessment) -> HttpResponse:
    form = PasteScoresForm(request.POST)
    if not form.is_valid():
        return _grid(request, found, paste=form, status=422)
    try:
        entries, errors = read_pasted(form.cleaned_data["rows"], sheet_of(found))
        if errors:
            raise Incomplete("全部尚未写入。" + "；".join(errors[:20]))
        enter_scores(found.pk, entries, by=request.user)
    except Refused as refusal:
        form.add_error("rows", refusal.message)
        return _grid(request, found, paste=form, status=refusal.status)
    messages.success(request, f"已保存粘贴的 {len(entries)} 项成绩")
    return redirect("drills:assessment_scores", found.pk)


def _grid(
    request: HttpRequest,
    found: Assessment,
    *,
    errors: dict[str, str] = _NO_ERRORS,
    refusal: str = "",
    paste: PasteScoresForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The grid as recorded, or as typed when something could not be written."""
    sheet = sheet_of(found)
    typed = request.POST if errors or refusal else {}
    context: dict[str, Any] = {
        "assessment": found,
        "sheet": sheet,
        "teams": [
            (team, [_boxes(row, typed, errors) for row in team.rows]) for team in sheet.teams
        ],
        "errors": errors,
        "refusal": refusal,
        "paste": paste or PasteScoresForm(),
        "trail": trail(found),
    }
    return render(request, "drills/assessments/assessment_scores.html", context, status=status)


def _boxes(row: Any, typed: Any, errors: dict[str, str]) -> dict[str, Any]:
    """One line of the grid for the template."""
    cells = []
    for cell in row.cells:
        boxes = []
        for attempt, seen in ((1, cell.first), (2, cell.retake)):
            key = f"{row.member.pk}-{cell.part.pk}-{attempt}"
            is_offered = attempt == 1 or seen or row.may_retake(cell)
            boxes.append(
                {
                    "key": key,
                    "seen": seen,
                    "text": typed.get(f"score-{key}", seen),
                    "error": errors.get(key, ""),
                    "is_offered": is_offered,
                    "is_retake": attempt == 2,
                }
            )
        cells.append((cell.part, boxes))
    return {"row": row, "cells": cells}


_act = acts_on(lambda request, pk: find_assessment(pk, request.scope), trail)


def _what_is_signed(found: Assessment) -> dict[str, str]:
    sheet: Sheet = sheet_of(found)
    rates = "，".join(f"{name} {text}" for name, text in sheet.tally.rates())
    lead = (
        f"应考 {sheet.tally.expected} 人，参考 {sheet.tally.took} 人，未登 {sheet.missing} 项；"
        f"{rates}。核定后成绩和等级不能再改，并签发《考核成绩登记表》。"
    )
    return {"lead": lead}


assessment_sign = _act(
    steps.SIGN,
    fresh(SignForm),
    sign_off,
    lambda paper: f"成绩已核定，已签发{paper}",
    _what_is_signed,
)
assessment_correct = _act(
    steps.CORRECT,
    lambda data, found: ReasonForm(data, label="更正原因"),
    open_correction,
    "已提出更正，改正有误的成绩后由另一人核定",
    to=steps.ENTER.url_for,
)
correction_withdraw = _act(
    steps.WITHDRAW,
    lambda data, found: ReasonForm(data, label="撤回原因"),
    withdraw_correction,
    "更正已撤回，原成绩继续有效",
    to=lambda original: reverse("drills:assessment", args=[original.pk]),
)
register_reissue = _act(
    steps.REISSUE, fresh(RegisterForm), reissue_register, lambda paper: f"已签发{paper}"
)


@require_http_methods(["GET", "POST"])
def assessment_eligible(request: HttpRequest, pk: int) -> HttpResponse:
    """合格名单 → 送制证."""
    found = find_assessment(pk, request.scope)
    refusal, status = "", 200
    if request.method == "POST":
        request.scope.require("manage_training", found)
        try:
            sent = send_to_printing(
                pk, whole_numbers(request.POST.getlist("results")), by=request.user
            )
        except Refused as refused:
            refusal, status = refused.message, refused.status
        else:
            if sent.issued:
                messages.success(
                    request, f"已签发 {len(sent.issued)} 份合格证，在待打印队列中等候打印"
                )
            for name, reason in sent.refused:
                messages.warning(request, f"{name}未签发：{reason}")
            return redirect("drills:assessment_eligible", pk)
    listed = candidates(found) if found.state == AssessmentState.SIGNED else []
    context = {
        "assessment": found,
        "candidates": listed,
        "eligible": sum(one.is_eligible for one in listed),
        "issued": sum(one.paper is not None for one in listed),
        "refusal": refusal,
        "trail": trail(found),
        "may_manage": request.scope.may("manage_training", found),
        "may_print": request.scope.holds("print_training_certificates"),
    }
    return render(request, "drills/assessments/assessment_eligible.html", context, status=status)


def plan_card(plan: TrainingPlan) -> str:
    """考核, for the page of a training plan: the ten latest."""
    context = {"assessments": plan.assessments.all()[:10]}
    return render_to_string("drills/assessments/_plan_card.html", context)
