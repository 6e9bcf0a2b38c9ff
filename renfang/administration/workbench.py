"""The entries of the administrators in the menu."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from renfang.organisations.models import FactorRequest, PasswordRequest, RoleProposal
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


def _asked(scope: Scope, today: date) -> QuerySet[PasswordRequest]:
    """Passwords that others want reset for others, the oldest first."""
    rows = PasswordRequest.objects.waiting_for(scope.user)
    return rows.filter(
        user__organisation__in=scope.organisations("confirm_passwords")
    ).select_related("user", "asked_by")


def _to_hand_over(row: PasswordRequest, today: date) -> Task:
    return Task(
        title="确认重设密码",
        subject=str(row.user),
        url=reverse("person", args=[row.user_id]),
        note=f"{row.asked_by}申请",
    )


def _lifting(scope: Scope, today: date) -> QuerySet[FactorRequest]:
    """Second factors that others want lifted for others, the oldest first."""
    rows = waiting_liftings().waiting_for(scope.user)
    return rows.filter(
        user__organisation__in=scope.organisations("confirm_passwords")
    ).select_related("user", "asked_by")


def _to_lift(row: FactorRequest, today: date) -> Task:
    return Task(
        title="确认解除两步验证",
        subject=str(row.user),
        url=reverse("person", args=[row.user_id]),
        note=f"{row.asked_by}申请",
    )


def register() -> None:
    """Called once when Django starts."""
    register_piles(
        Pile(("confirm_roles",), _proposed, _to_confirm),
        Pile(("confirm_passwords",), _asked, _to_hand_over),
        Pile(("confirm_passwords",), _lifting, _to_lift),
    )
    register_entries(
        "管理",
        Entry("工作日历", "calendar_now", "calendar", rank=10),
        Entry("机构与口径", "offices", "building", "manage_settings", rank=20),
        Entry("人员与岗位", "people", "users", "view_people", rank=30),
        Entry("个人信息", "personal_register", "lock", "view_personal_register", rank=35),
        Entry("审计检索", "events", "history", "view_history", rank=40),
    )
