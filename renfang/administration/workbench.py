"""The entries of the administrators in the menu."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from renfang.organisations.models import PasswordRequest, RoleProposal
from renfang.organisations.models.posts import Asked, AskedQuerySet
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.organisations.second_factor import waiting_liftings
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _proposed(scope: Scope, today: date) -> QuerySet[RoleProposal]:
    """Posts that others propose for others, the oldest first."""
    rows = RoleProposal.objects.waiting_for(scope.user)
    return rows.filter(organisation__in=scope.organisations("confirm_roles")).select_related(
        "user", "asked_by", "organisation"
    )


def _to_confirm(row: RoleProposal, today: date) -> Task:
    return Task(
        title="确认岗位授权",
        subject=f"{row.user}：{Role(row.role).label}",
        url=reverse("person", args=[row.user_id]),
        note=f"{row.organisation.short_name}，{row.asked_by}提出",
    )


def _in_reach(rows: AskedQuerySet, scope: Scope) -> AskedQuerySet:
    """What others asked for others of the user's offices, the oldest first."""
    return (
        rows.waiting_for(scope.user)
        .filter(user__organisation__in=scope.organisations("confirm_passwords"))
        .select_related("user", "asked_by")
    )


def _asked(scope: Scope, today: date) -> AskedQuerySet:
    """Passwords that others want reset."""
    return _in_reach(PasswordRequest.objects.all(), scope)


def _lifting(scope: Scope, today: date) -> AskedQuerySet:
    """Second factors that others want lifted."""
    return _in_reach(waiting_liftings(), scope)


def _to_be_done(title: str) -> Callable[[Asked, date], Task]:
    def task(row: Asked, today: date) -> Task:
        return Task(
            title=title,
            subject=str(row.user),
            url=reverse("person", args=[row.user_id]),
            note=f"{row.asked_by}申请",
        )

    return task


def register() -> None:
    """Called once when Django starts."""
    register_piles(
        Pile(("confirm_roles",), _proposed, _to_confirm),
        Pile(("confirm_passwords",), _asked, _to_be_done("确认重设密码")),
        Pile(("confirm_passwords",), _lifting, _to_be_done("确认解除两步验证")),
    )
    register_entries(
        "管理",
        Entry("工作日历", "calendar_now", "calendar", rank=10),
        Entry("机构与口径", "offices", "building", "manage_settings", rank=20),
        Entry("人员与岗位", "people", "users", "view_people", rank=30),
        Entry("个人信息", "personal_register", "lock", "view_personal_register", rank=35),
        Entry("审计检索", "events", "history", "view_history", rank=40),
    )
