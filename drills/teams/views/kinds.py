"""Pages of 专业队种类: the list, what an office adds, and what it sets for the shared ones."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.teams.acts.kinds import add_kind, amend_kind, set_practice, withdraw_practice
from drills.teams.forms import KindForm, NewKindForm, PracticeForm
from drills.teams.models import KindPractice, TeamKind
from renfang.acts import NotFound
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.lists import page_of


@require_GET
def team_kinds(request: HttpRequest) -> HttpResponse:
    """专业队种类, with what the offices in sight set themselves."""
    offices_with(request.scope, "view_teams")
    found = TeamKind.objects.visible_to(request.scope).select_related("organisation")
    page = page_of(request, Paginator(found, 20))
    practices = KindPractice.objects.filter(
        kind__in=[kind.pk for kind in page],
        organisation__in=request.scope.organisations("view_teams"),
    ).select_related("organisation")
    by_kind: dict[int, list[KindPractice]] = {}
    for practice in practices:
        practice.may_manage = request.scope.may("manage_teams", practice.organisation_id)
        by_kind.setdefault(practice.kind_id, []).append(practice)
    for kind in page:
        kind.local = by_kind.get(kind.pk, [])
        kind.may_amend = kind.organisation_id is not None and request.scope.may(
            "manage_teams", kind.organisation_id
        )
    context = {"page": page, "may_manage": request.scope.holds("manage_teams")}
    return render(request, "drills/teams/team_kinds.html", context)


def _page(title: str, act: str, lead: str) -> FormPage:
    trail = (("专业队", reverse("drills:teams")), ("专业队种类", reverse("drills:team_kinds")))
    return FormPage(title, act, trail, lead=lead)


_NEW = (
    "人民防空法第四十二条列举七类；增加的种类标为新型，由增设机构及其下级机构使用。"
    "年龄超出范围只提示，不限制编入。"
)


@require_http_methods(["GET", "POST"])
def team_kind_new(request: HttpRequest) -> HttpResponse:
    """增加专业队种类."""
    form = NewKindForm(
        request.POST or None,
        organisations=offices_with(request.scope, "manage_teams"),
        initial={
            "organisation": request.user.organisation_id,
            "age_from": 18,
            "age_to": 40,
        },
    )
    return act_form(
        request,
        form,
        _page("增加专业队种类", "保存种类", _NEW),
        lambda: add_kind(form.cleaned_data["organisation"].pk, form.facts(), by=request.user),
        done=lambda kind: f"已增加种类“{kind}”，标为新型",
    )


@require_http_methods(["GET", "POST"])
def team_kind_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """变更 a kind that an office added."""
    offices_with(request.scope, "manage_teams")
    # Inherited from an office above: used, not changed.
    managed = request.scope.organisations("manage_teams")
    kind = get_object_or_404(TeamKind.objects.filter(organisation__in=managed), pk=pk)
    initial = {name: getattr(kind, name) for name in KindForm.base_fields}
    form = KindForm(request.POST or None, initial=initial)
    return act_form(
        request,
        form,
        _page(f"变更种类：{kind}", "保存种类", _NEW),
        lambda: amend_kind(pk, form.facts(), by=request.user),
        done="种类已保存",
    )


@require_http_methods(["GET", "POST"])
def team_kind_practice(request: HttpRequest, pk: int) -> HttpResponse:
    """设定本地规定 for a kind that all offices share."""
    organisations = offices_with(request.scope, "manage_teams")
    kind = get_object_or_404(TeamKind.objects.filter(organisation__isnull=True), pk=pk)
    own = KindPractice.objects.filter(kind=kind, organisation=request.user.organisation_id).first()
    present = own or kind
    form = PracticeForm(
        request.POST or None,
        organisations=organisations,
        initial={
            "organisation": request.user.organisation_id,
            **{name: getattr(present, name) for name in ("raised_by_today", "age_from", "age_to")},
        },
    )
    lead = "种类、任务和依据各机构通用；本机构及没有另行规定的下级机构按这里的部门和年龄办理。"
    return act_form(
        request,
        form,
        _page(f"本地规定：{kind}", "保存本地规定", lead),
        lambda: set_practice(
            pk, form.cleaned_data["organisation"].pk, form.facts(), by=request.user
        ),
        done=f"{kind}的本地规定已保存",
    )


@require_POST
def team_kind_shared(request: HttpRequest, pk: int) -> HttpResponse:
    """恢复通用规定: the practice ``pk`` goes."""
    practice = KindPractice.objects.filter(
        pk=pk, organisation__in=request.scope.organisations("view_teams")
    ).first()
    if practice is None:
        raise NotFound("种类本地规定")
    withdraw_practice(practice.kind_id, practice.organisation_id, by=request.user)
    messages.success(request, f"{practice.organisation}已恢复按通用规定办理")
    return redirect("drills:team_kinds")
