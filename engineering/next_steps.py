"""What comes next in an application, who does it, and with which button: for pages and 待办."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.urls import reverse

from engineering.approval_clock import open_pause
from engineering.models import Application, Project
from renfang.organisations.models import User
from renfang.organisations.permissions import roles_with
from renfang.organisations.scope import Scope

_State = Application.State


@dataclass(frozen=True)
class Link:
    """A button: what it does and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class NextStep:
    """The state of affairs in one sentence, the button of the user's next act, and the others."""

    text: str
    primary: Link | None = None
    others: list[Link] = field(default_factory=list)


# state → (permission, label, URL name, what is to be done)
_MAIN = {
    _State.RECEIVED: (
        "handle_application",
        "受理",
        "accept_application",
        "审查申请材料：齐全的受理；不齐全的，在时限内一次告知补正。",
    ),
    _State.CORRECTION_REQUESTED: (
        "handle_application",
        "登记补正材料",
        "resubmit_application",
        "已告知补正，计时停止。收到补正材料后登记，重新计算五个工作日。",
    ),
    _State.ACCEPTED: (
        "review_application",
        "复核",
        "review_application",
        "已受理并核定应建面积，由受理人以外的人复核。",
    ),
    _State.REVIEWED: (
        "decide_application",
        "核对与签发",
        "grant_application",
        "已复核。负责人核对各项印制内容后作出决定。",
    ),
}
# state → [(permission, label, URL name)]
_OTHERS = {
    _State.RECEIVED: [
        ("handle_application", "要求补正", "request_correction"),
        ("handle_application", "不予受理", "not_accept_application"),
    ],
    _State.REVIEWED: [
        ("decide_application", "不予许可", "refuse_application"),
        ("decide_application", "退回复核", "return_application"),
    ],
}
_CLOSED = {
    _State.GRANTED: "已准予许可。就地修建部分列入人防工程管理，易地建设部分由财务核定易地建设费。",
    _State.REFUSED: "已决定不予许可。申请人可以更正后重新申请。",
    _State.NOT_ACCEPTED: "已决定不予受理。申请人可以备齐材料后重新申请。",
    _State.WITHDRAWN: "申请人已撤回。可以更正项目后重新申请。",
}


def next_step(project: Project, application: Application | None, scope: Scope) -> NextStep:
    """What this user can do next with a project whose latest application is given."""
    if application is None:
        return _first_step(project, scope, "项目已登记。收到申请材料后登记收件，开始计时。")
    if not application.is_open:
        text = _CLOSED[application.state]
        if application.state == _State.GRANTED:
            return NextStep(text)
        return _first_step(project, scope, text)
    permission, label, name, text = _MAIN[application.state]
    # Each permission that the post lacks costs a look at the single grants: ask once.
    may = cache(lambda needed: scope.may(needed, application))
    others = [
        Link(other, reverse(f"engineering:{view}", args=[application.pk]))
        for needed, other, view in _OTHERS.get(application.state, [])
        if may(needed)
        and not (view == "request_correction" and application.correction_requested_on)
    ]
    others += _clerks_links(application, may)
    obstacle = hindrance(application, permission, scope.user)
    if not may(permission):
        posts = "、".join(role.label for role in roles_with(permission))
        return NextStep(f"{text}下一步由{posts}岗位办理。", None, others)
    if obstacle:
        return NextStep(f"{text}{obstacle}", None, others)
    url = reverse(f"engineering:{name}", args=[application.pk])
    return NextStep(text, Link(label, url), others)


def hindrance(application: Application, permission: str, user: User) -> str:
    """Why this very person cannot take the step although their post may; empty when they can."""
    if permission == "review_application" and application.accepted_by_id == user.pk:
        return "本件由你受理，须由另一人复核。"
    if permission == "decide_application":
        if user.pk in {application.accepted_by_id, application.reviewed_by_id}:
            return "本件由你受理或复核，须由另一人作出决定。"
        if open_pause(application) is not None:
            return "计时暂停中，由经办人恢复计时后再决定。"
    return ""


def main_step(application: Application) -> tuple[str, str]:
    """Permission and label of an open application's next act: what 待办 asks for."""
    permission, label, _, _ = _MAIN[application.state]
    return permission, label


def _first_step(project: Project, scope: Scope, text: str) -> NextStep:
    others = []
    if scope.may("register_project", project):
        others.append(Link("更正", reverse("engineering:amend_project", args=[project.pk])))
    if not scope.may("handle_application", project):
        return NextStep(text, None, others)
    url = reverse("engineering:submit_application", args=[project.pk])
    return NextStep(text, Link("登记收件", url), others)


def _clerks_links(application: Application, may: Callable[[str], bool]) -> list[Link]:
    if not may("handle_application"):
        return []
    links = []
    if application.state in {_State.ACCEPTED, _State.REVIEWED}:
        paused = open_pause(application) is not None
        name = "resume_clock" if paused else "pause_clock"
        label = "恢复计时" if paused else "暂停计时"
        links.append(Link(label, reverse(f"engineering:{name}", args=[application.pk])))
    elif may("register_project"):
        links.append(
            Link("更正项目", reverse("engineering:amend_project", args=[application.project_id]))
        )
    links.append(
        Link("登记撤回", reverse("engineering:withdraw_application", args=[application.pk]))
    )
    return links
