"""登记与更正: the form of a project, its growing rows, and the calculation beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from engineering.approvals.queries.computation import compute_buildings
from engineering.approvals.views.applications import trail_to
from engineering.area.computation import ComputedArea
from engineering.projects.acts import amend_party, amend_project, register_project
from engineering.projects.forms import (
    BuildingForm,
    BuildingFormSet,
    PartyForm,
    ProjectForm,
    initial_of,
    party_of,
)
from engineering.projects.models import Project
from engineering.projects.queries import facts_of, find_developer, planning_of
from engineering.projects.steps import AMEND, AMEND_PARTY, REGISTERS
from renfang.acts import Incomplete, NotPermitted
from renfang.organisations.models import Organisation
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, act_view, step_page
from renfang.pages.formsets import with_one_more
from renfang.pages.lists import sent
from renfang.pages.tables import Table

_PREFIX = "buildings"


_NO_RULE = "不在修建义务范围或没有适用的条款"
_REQUIRED = (
    col.Head("楼栋", "building.name"),
    col.Column("适用规则", lambda row: row.rule.name if row.rule else _NO_RULE),
    col.Short("抗力等级", lambda row: f"{row.grade}级" if row.required_area else ""),
    col.Area("应建面积（㎡）", "required_area"),
)


@dataclass
class Preview:
    """What the panel shows while the form is filled: the figures, or what is still missing."""

    computed: ComputedArea | None = None
    hints: list[str] = field(default_factory=list)
    buildings: int = 0

    @property
    def table(self) -> Table:
        """What each building is to have, and the sum."""
        label = f"应建面积合计{f'（已填完的 {self.buildings} 栋）' if self.hints else ''}"
        rows, foot = self.computed.rows, (label, self.computed)
        return Table("各栋应建面积", _REQUIRED, rows, foot=foot, is_dense=True)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """登记建设项目: developer, project and buildings on one page."""
    if not request.scope.holds(REGISTERS):
        raise NotPermitted.lacking(REGISTERS)
    form, rows = _form_and_rows(request)
    page = FormPage(
        "登记建设项目",
        "登记项目",
        (("建设项目", reverse("engineering:projects")),),
        **_beside(request, form, rows),
    )
    return act_form(
        request,
        form,
        page,
        lambda: register_project(
            form.entry(rows.entries()),
            organisation_id=form.cleaned_data["organisation"].pk,
            by=request.user,
            remark=form.cleaned_data["remark"],
        ),
        done=lambda project: f"已登记{project}。收到申请材料后登记收件",
        to=Project.get_absolute_url,
    )


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """更正项目: the same form, filled; refused once an accepted application rests on it."""
    project = _visible(request, pk)
    request.scope.require(AMEND.permission, project)
    form, rows = _form_and_rows(request, project)
    return step_page(
        request,
        AMEND,
        project,
        form,
        lambda: amend_project(
            pk,
            form.entry(rows.entries()),
            version=form.cleaned_data["version"],
            by=request.user,
            remark=form.cleaned_data["remark"],
        ),
        trail=trail_to(project),
        done=lambda amended: f"已更正{amended}",
        **_beside(request, form, rows),
    )


def _visible(request: HttpRequest, pk: int) -> Project:
    return get_object_or_404(
        Project.objects.visible_to(request.scope).select_related("developer"), pk=pk
    )


amend_developer = act_view(
    AMEND_PARTY,
    find=_visible,
    form=lambda data, project: PartyForm(
        data, initial={**party_of(project.developer), "version": project.version}
    ),
    act=amend_party,
    show=lambda project: {
        "trail": trail_to(project),
        "facts": (
            ("建设单位", project.developer.name),
            ("统一社会信用代码", project.developer.credit_code),
        ),
    },
    done=lambda project: f"已更正{project.developer}的住所和联系方式",
)


@require_POST
def required_area_preview(request: HttpRequest) -> HttpResponse:
    """边填边算: the required area of the rows as they stand; writes nothing."""
    if not request.scope.holds(REGISTERS):
        raise NotPermitted.lacking(REGISTERS)
    form = ProjectForm(request.POST, scope=request.scope)
    rows = BuildingFormSet(request.POST, prefix=_PREFIX)
    return render(
        request, "engineering/approvals/project_preview.html", {"preview": _preview(form, rows)}
    )


@require_POST
def developer_lookup(request: HttpRequest) -> HttpResponse:
    """带出建设单位: the developer's fields again, filled from what this office has registered."""
    if not request.scope.holds(REGISTERS):
        raise NotPermitted.lacking(REGISTERS)
    form, found = _with_developer(request, ProjectForm(request.POST, scope=request.scope))
    return render(
        request, "engineering/approvals/project_developer.html", {"form": form, "found": found}
    )


def _form_and_rows(
    request: HttpRequest, project: Project | None = None
) -> tuple[ProjectForm, BuildingFormSet]:
    """What was sent, as far as buttons that only help have filled it; else what is registered."""
    initial, buildings = initial_of(project) if project else (None, None)
    data = sent(request)
    if data is not None:
        data = with_one_more(data)
    form = ProjectForm(data, initial=initial, scope=request.scope, project=project)
    if "find_developer" in request.POST:
        form, _ = _with_developer(request, form)
        data = form.data
    return form, BuildingFormSet(data, initial=buildings, prefix=_PREFIX)


def _with_developer(
    request: HttpRequest, form: ProjectForm
) -> tuple[ProjectForm, dict[str, Any] | None]:
    """The form with empty developer fields filled from the register, and what was found."""
    form.is_valid()
    code = form.cleaned_data.get("credit_code", "")
    organisation = form.cleaned_data.get("organisation")
    known = find_developer(organisation.pk, code) if organisation else None
    data = request.POST.copy()
    if known is not None:
        for name, value in (
            ("developer_name", known.name),
            *party_of(known).items(),
        ):
            if not data.get(name, "").strip():
                data[name] = value
    filled = ProjectForm(data, scope=form.scope, project=form.project)
    filled._errors = {}
    found = {
        "code_error": form.errors.get("credit_code"),
        "warning": form.fields["credit_code"].warning,
        "developer": known,
        "projects": known.projects.count() if known else 0,
    }
    return filled, found if code or found["code_error"] else None


def _preview(form: ProjectForm, rows: BuildingFormSet) -> Preview:
    form.is_valid()
    organisation = form.cleaned_data.get("organisation")
    preview = Preview()
    complete = []
    for number, row in enumerate(_kept(rows), 1):
        missing = _missing(row)
        if missing:
            preview.hints.append(f"{_name(row, number)}：{'；'.join(missing)}")
        else:
            complete.append(row.facts())
    preview.buildings = len(complete)
    if organisation is None or not complete:
        return preview
    try:
        preview.computed = compute_buildings(
            complete,
            organisation,
            as_of=timezone.localdate(),
            planning=form.planning(),
            planned_area=Decimal("0.00"),
        )
    except Incomplete as refusal:
        preview.hints.append(refusal.message)
    return preview


def _kept(rows: BuildingFormSet) -> list[BuildingForm]:
    rows.is_valid()
    return [row for row in rows.forms if row.has_changed() and not row.cleaned_data.get("DELETE")]


def _missing(row: BuildingForm) -> list[str]:
    """What a row still needs, in words: 还缺地上层数, or what is wrong with a value."""
    missing, wrong = [], []
    for bound in row:
        if bound.name not in row.errors:
            continue
        value = bound.value()
        if value in (None, "") or not str(value).strip():
            missing.append(bound.label)
        else:
            message = str(row.errors[bound.name][0]).rstrip("。")
            wrong.append(message if bound.label in message else f"{bound.label}{message}")
    return [f"还缺{'、'.join(missing)}", *wrong] if missing else wrong


def _name(row: BuildingForm, number: int) -> str:
    return row.cleaned_data.get("name") or f"第 {number} 栋"


def _beside(request: HttpRequest, form: ProjectForm, rows: BuildingFormSet) -> dict[str, Any]:
    """The fields of the page that both acts share, with the calculation and who was found."""
    found, preview = None, Preview()
    if rows.is_bound:
        # A second reading for the panel: what is shown in the form keeps its own errors.
        preview = _preview(
            ProjectForm(rows.data, scope=form.scope, project=form.project),
            BuildingFormSet(rows.data, prefix=_PREFIX),
        )
    elif form.project is not None:
        preview = _registered_preview(form.project)
    if "find_developer" in request.POST:
        _, found = _with_developer(request, ProjectForm(form.data, scope=form.scope))
    return {
        "template": "engineering/approvals/project_form.html",
        "parts": [rows],
        "helpers": ("add_row", "calculate", "find_developer"),
        "extra": {"formset": rows, "preview": preview, "found": found},
    }


def _registered_preview(project: Project) -> Preview:
    entries = [facts_of(building) for building in project.buildings.all()]
    preview = Preview(buildings=len(entries))
    try:
        preview.computed = compute_buildings(
            entries,
            Organisation.objects.get(pk=project.organisation_id),
            as_of=timezone.localdate(),
            planning=planning_of(project),
            planned_area=Decimal("0.00"),
        )
    except Incomplete as refusal:
        preview.hints.append(refusal.message)
    return preview
