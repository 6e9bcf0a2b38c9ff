"""Pages of 专业队种类: the list, what an office adds, and what it sets for the shared ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_http_methods, require_POST

from drills.teams.acts.kinds import add_kind, amend_kind, set_practice, withdraw_practice
from drills.teams.forms import KindForm, NewKindForm, PracticeForm
from drills.teams.models import KindPractice, TeamKind
from renfang.acts import NotFound
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form, offices_with
from renfang.pages.list_pages import Link, ListPage


def _ages(row: TeamKind | KindPractice) -> str:
    if row.age_from is not None and row.age_to is not None:
        return f"{row.age_from}—{row.age_to} 岁"
    if row.age_to is not None:
        return f"{row.age_to} 岁以下"
    return f"{row.age_from} 岁以上" if row.age_from is not None else ""


def _standing(kind: TeamKind) -> str:
    """法定七类, or 新型 with the office that has added it."""
    if kind.is_statutory:
        return "法定七类"
    if kind.organisation:
        return f"新型（{kind.organisation.short_name}增设）"
    return "新型" if kind.is_new_type else ""


def _in_words(practice: KindPractice) -> str:
    """东区规定：住建局，18—50 岁."""
    set_by = "，".join(filter(None, [practice.raised_by_today, _ages(practice)]))
    return f"{practice.organisation}规定：{set_by or col.NOTHING}"


def _local(kind: Any) -> str:
    return "；".join(map(_in_words, kind.local))


def _local_html(kind: Any) -> str:
    if not kind.local:
        return col.NOTHING
    return format_html_join(
        "", "<div>{} {}</div>", ((_in_words(one), _give_up(one)) for one in kind.local)
    )


def _give_up(practice: Any) -> str:
    address = reverse("drills:team_kind_shared", args=[practice.pk])
    return col.row_button("恢复通用", address, practice) if practice.may_manage else ""


def _change(kind: Any) -> str:
    if kind.may_amend:
        return col.row_link("变更", reverse("drills:team_kind_edit", args=[kind.pk]), kind)
    if kind.organisation:
        return col.NOTHING
    return col.row_link("本地规定", reverse("drills:team_kind_practice", args=[kind.pk]), kind)


class KindList(ListPage):
    """专业队种类, with what the offices in sight set themselves."""

    model, title, noun = TeamKind, "专业队种类", "类"
    permission = "view_teams"
    parents = (("专业队", "drills:teams"),)
    has_row_acts = True
    columns = (
        col.Short("种类", "label"),
        col.Column("任务", "duty", width=40),
        col.Column("法定组建部门", "raised_by_law", width=28),
        col.Column("现行对应部门", "raised_by_today", width=28),
        col.Short("年龄", _ages),
        col.Column("类别", _standing, note="legal_basis"),
        col.Column("依据", "legal_basis", on_page=False, width=28),
        col.Column("本地规定", _local, html=_local_html, width=40),
        col.Short("办理", "label", html=_change, sort="", permission="manage_teams", in_file=False),
    )
    related = ("organisation",)
    links = (Link("增加种类", "drills:team_kind_new", "plus", "manage_teams", is_main=True),)

    def prepare(self, rows: Sequence[Any]) -> None:
        """With the local rules in sight, and what this user may change."""
        managed = self.scope.organisations("manage_teams")
        practices = KindPractice.objects.filter(
            kind__in=[kind.pk for kind in rows],
            organisation__in=self.scope.organisations("view_teams"),
        ).select_related("organisation", "kind")
        for kind in rows:
            kind.local = [practice for practice in practices if practice.kind_id == kind.pk]
            kind.may_amend = kind.organisation_id in managed
            for practice in kind.local:
                practice.may_manage = practice.organisation_id in managed


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
