"""人员与岗位: who works here, and what each may do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import NotFound, NotPermitted, Refused
from renfang.administration.acts.people import (
    ask_password,
    confirm_password,
    decline_password,
    end_all_sessions,
    open_account,
    set_active,
    visible_people,
)
from renfang.administration.acts.roles import (
    confirm_role,
    decline_role,
    propose_role,
    revoke_role,
)
from renfang.administration.acts.second_factor import (
    ask_lifting,
    confirm_lifting,
    decline_lifting,
)
from renfang.administration.forms.people import ActivityForm, GrantForm, PersonForm, PersonQuery
from renfang.administration.tables import login_table
from renfang.history.record import events_of
from renfang.organisations.models import (
    PasswordRequest,
    RoleAssignment,
    RoleProposal,
    User,
)
from renfang.organisations.permissions import Role, label_of, permissions_of
from renfang.organisations.scope import Scope
from renfang.organisations.second_factor import (
    is_required,
    recovery_codes_left,
    requiring,
    waiting_liftings,
    ways_of,
)
from renfang.organisations.sessions import open_sessions
from renfang.pages import columns as col
from renfang.pages.act_forms import FormPage, act_form
from renfang.pages.list_pages import Link, ListPage
from renfang.pages.lists import refuse_on_form, tried
from renfang.pages.tables import Table


def _require(request: HttpRequest, permission: str) -> None:
    if not request.scope.holds(permission):
        raise NotPermitted.lacking(permission)


def _posts(person: User) -> str:
    held = [a.role for a in person.assignments.all() if a.role in Role.values]
    return "、".join(Role(role).label for role in held)


class PersonList(ListPage):
    """Everybody in the organisations the user may see."""

    model, query, title, noun = User, PersonQuery, "人员与岗位", "人"
    permission = "view_people"
    order = ("username",)
    columns = (
        col.Column("账号", "username", link="person"),
        col.Column("姓名", "full_name"),
        col.Column("所在机构", "organisation.name", width=28),
        col.Column("岗位", _posts, width=32),
        col.Day("最近登录", "last_login"),
        col.State(
            "状态",
            lambda person: "启用" if person.is_active else "停用",
            lambda person: "plain" if person.is_active else "bad",
            sort="is_active",
        ),
    )
    prefetch = ("assignments",)
    links = (
        Link("岗位一览", "posts", "list-check", "view_people"),
        Link("开设账号", "person_new", "plus", "manage_people", is_main=True),
    )
    nothing_found = "没有符合条件的人员"

    def rows(self) -> QuerySet[User]:
        """Staff of the offices in sight."""
        return visible_people(self.scope)


def _allowed(assignment: RoleAssignment) -> str:
    return "、".join(sorted(label_of(name) for name in permissions_of(assignment.role)))


def _revoking(assignment: RoleAssignment) -> str:
    if not assignment.may_revoke:
        return ""
    address = reverse("assignment_revoke", args=[assignment.pk])
    return col.row_button("收回", address, Role(assignment.role).label)


_ASSIGNMENTS = (
    col.Short("岗位", lambda assignment: Role(assignment.role).label),
    col.Column("机构（含下级）", "organisation.name"),
    col.Day("自", "starts_on"),
    col.Day("至", "ends_on"),
    col.Column("可以办理", _allowed),
    col.Column("办理", "", html=_revoking),
)


def _confirming(row: RoleProposal) -> str:
    if not row.may_confirm:
        return ""
    about = f"{Role(row.role).label} {row.organisation.short_name}"
    return format_html(
        "{} {}",
        col.row_button("确认", reverse("proposal_confirm", args=[row.pk]), about),
        col.row_button("不同意", reverse("proposal_decline", args=[row.pk]), about),
    )


_PROPOSALS = (
    col.Short("岗位", lambda row: Role(row.role).label),
    col.Column("机构（含下级）", "organisation.name"),
    col.Day("自", "starts_on"),
    col.Day("至", "ends_on"),
    col.Short("提出人", "asked_by"),
    col.Column("办理", "", html=_confirming),
)


def _waiting_posts(request: HttpRequest, person: User) -> list[RoleProposal]:
    found = list(person.proposals.waiting().select_related("organisation", "asked_by"))
    for row in found:
        may = request.scope.may("confirm_roles", row.organisation_id)
        row.may_confirm = may and row.is_anothers(request.user)
    return found


def _waiting_password(request: HttpRequest, person: User) -> PasswordRequest | None:
    row = person.password_requests.waiting().first()
    if row is not None:
        may = request.scope.may("confirm_passwords", person.organisation_id or 0)
        row.may_confirm = may and row.is_anothers(request.user)
    return row


def _second_factor(request: HttpRequest, person: User, may_manage: bool) -> dict[str, Any]:
    """What the administrators see of it: what is set up, and a request to lift it."""
    asked = waiting_liftings().filter(user=person).select_related("asked_by").first()
    if asked is not None:
        may = request.scope.may("confirm_passwords", person.organisation_id or 0)
        asked.may_confirm = may and asked.is_anothers(request.user)
    ways, posts = ways_of(person), Scope(person).posts
    return {
        "ways": ways,
        "asking": requiring(posts),
        "is_required": is_required(posts),
        "codes_left": recovery_codes_left(person),
        "asked": asked,
        "may_ask": may_manage and person.pk != request.user.pk and bool(ways) and asked is None,
    }


def _person_page(request: HttpRequest, row: User, **extra: object) -> HttpResponse:
    assignments = [
        assignment
        for assignment in row.assignments.select_related("organisation")
        if assignment.role in Role.values
    ]
    for assignment in assignments:
        assignment.may_revoke = request.scope.may("manage_roles", assignment.organisation_id)
    may_manage = request.scope.may("manage_people", row.organisation_id or 0)
    context = {
        "person": row,
        "assignments": Table("岗位与权限", _ASSIGNMENTS, assignments),
        "may_manage": may_manage,
        "logins": login_table(row.login_sessions.all()[:10]) if may_manage else None,
        "is_in": may_manage and open_sessions(row).exists(),
        "may_look": row.pk != request.user.pk
        and request.scope.may("look_as", row.organisation_id or 0),
        "may_grant": request.scope.holds("manage_roles") and row.pk != request.user.pk,
        "grant_form": GrantForm(scope=request.scope),
        "proposals": Table("待确认的岗位", _PROPOSALS, _waiting_posts(request, row)),
        "asked": _waiting_password(request, row),
        "factor": _second_factor(request, row, may_manage),
        "events": events_of(row)[:50],
    }
    return render(request, "administration/person.html", {**context, **extra})


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: posts, what they allow, and what was changed when."""
    _require(request, "view_people")
    return _person_page(request, get_object_or_404(visible_people(request.scope), pk=pk))


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """开设账号; the first half of the one-time password shows once on the answer."""
    _require(request, "manage_people")
    form = PersonForm(request.POST or None, scope=request.scope)

    def opened() -> HttpResponse:
        values = dict(form.cleaned_data)
        organisation = values.pop("organisation")
        row, half = open_account(organisation_id=organisation.pk, by=request.user, **values)
        return _person_page(request, row, half=half, which="前一半")

    answer, status = tried(request, form, opened)
    if answer is not None:
        return answer
    return render(request, "administration/person_new.html", {"form": form}, status=status)


@require_http_methods(["POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """提出岗位授权."""
    _require(request, "manage_roles")
    row = get_object_or_404(visible_people(request.scope), pk=pk)
    form = GrantForm(request.POST, scope=request.scope)
    if form.is_valid():
        try:
            given = dict(form.cleaned_data)
            organisation = given.pop("organisation")
            propose_role(row.pk, given.pop("role"), organisation.pk, by=request.user, **given)
        except Refused as refusal:
            refuse_on_form(form, refusal)
        else:
            messages.success(request, f"已提出{row}的岗位授权，待另一人确认后生效")
            return redirect("person", pk=row.pk)
    response = _person_page(request, row, grant_form=form)
    response.status_code = 422
    return response


@require_http_methods(["POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """收回岗位."""
    assignment = RoleAssignment.objects.filter(
        pk=pk, organisation__in=request.scope.organisations("manage_roles")
    ).first()
    if assignment is None:
        raise NotFound("岗位授权")
    if empty := revoke_role(pk, by=request.user):
        messages.warning(request, f"{'、'.join(empty)}岗位现在无人担任，尽快授予他人")
    messages.success(request, "已收回岗位，下一次操作起生效")
    return redirect("person", pk=assignment.user_id)


@require_http_methods(["POST"])
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """申请重设密码; the first half of the new one shows once."""
    row = get_object_or_404(visible_people(request.scope), pk=pk)
    half = ask_password(row.pk, by=request.user)
    return _person_page(request, row, half=half, which="前一半")


@require_http_methods(["POST"])
def confirm_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """确认重设密码; the second half shows once. ``pk`` is the request's."""
    _require(request, "confirm_passwords")
    half = confirm_password(pk, by=request.user)
    person = PasswordRequest.objects.select_related("user__organisation").get(pk=pk).user
    return _person_page(request, person, half=half, which="后一半")


@require_http_methods(["POST"])
def decline_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """不同意重设密码."""
    _require(request, "confirm_passwords")
    asked = decline_password(pk, by=request.user)
    messages.success(request, f"{asked.user}的密码没有重设")
    return redirect("person", pk=asked.user_id)


@require_http_methods(["POST"])
def lift_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """申请解除两步验证."""
    row = get_object_or_404(visible_people(request.scope), pk=pk)
    ask_lifting(row.pk, by=request.user)
    messages.success(request, f"已申请解除{row}的两步验证，待另一人确认后生效")
    return redirect("person", pk=row.pk)


@require_http_methods(["POST"])
def confirm_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """确认解除两步验证; ``pk`` is the request's."""
    _require(request, "confirm_passwords")
    asked = confirm_lifting(pk, by=request.user)
    messages.success(request, f"已解除{asked.user}的两步验证，其全部登录已结束")
    return redirect("person", pk=asked.user_id)


@require_http_methods(["POST"])
def decline_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """不同意解除两步验证: by the second person, or the owner, who goes back to his own page."""
    if request.user.factor_requests.filter(pk=pk).exists():
        decline_lifting(pk, by=request.user)
        messages.success(request, "申请已作废，你的两步验证没有解除。告知审计管理员核查")
        return redirect("second_factor")
    _require(request, "confirm_passwords")
    asked = decline_lifting(pk, by=request.user)
    messages.success(request, f"{asked.user}的两步验证没有解除")
    return redirect("person", pk=asked.user_id)


@require_http_methods(["POST"])
def confirm_post(request: HttpRequest, pk: int) -> HttpResponse:
    """确认岗位授权."""
    _require(request, "confirm_roles")
    assignment = confirm_role(pk, by=request.user)
    messages.success(request, f"已授予{assignment.user}岗位")
    return redirect("person", pk=assignment.user_id)


@require_http_methods(["POST"])
def decline_post(request: HttpRequest, pk: int) -> HttpResponse:
    """不同意岗位授权."""
    _require(request, "confirm_roles")
    proposal = decline_role(pk, by=request.user)
    messages.success(request, "没有授予该岗位")
    return redirect("person", pk=proposal.user_id)


@require_http_methods(["POST"])
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """结束全部登录."""
    row = get_object_or_404(visible_people(request.scope), pk=pk)
    count = end_all_sessions(row.pk, by=request.user)
    words = f"已结束{row}的 {count} 个登录" if count else f"{row}没有在登录中"
    messages.success(request, words)
    return redirect("person", pk=row.pk)


@require_http_methods(["POST"])
def switch_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """停用或启用账号."""
    row = get_object_or_404(visible_people(request.scope), pk=pk)
    form = ActivityForm(request.POST)
    here = (row.full_name, reverse("person", args=[row.pk]))
    word = "启用" if request.POST.get("active") == "1" else "停用"
    page = FormPage(
        f"{word}账号",
        f"{word}{row.full_name}的账号",
        (("人员与岗位", reverse("people")), here),
        danger=word == "停用",
    )

    def perform() -> User:
        given = form.cleaned_data
        return set_active(
            row.pk, given["active"], by=request.user, explanation=given["explanation"]
        )

    return act_form(request, form, page, perform, done=f"已{word}{row}的账号")
