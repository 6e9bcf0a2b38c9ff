"""What comes next in an application, who does it, and with which button: for pages and 待办."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from django.urls import reverse
from django.utils import timezone

from engineering.approvals.models.applications import Application
from engineering.approvals.paper_codes import DECISIONS, ENDINGS
from engineering.approvals.queries.clock import open_pause
from engineering.approvals.queries.deciding import DECIDES, may_take, office_that_decides
from engineering.approvals.queries.permits import granted_among, is_renewed_by_silence
from engineering.projects.models import Project
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.organisations.permissions import roles_with
from renfang.organisations.scope import Scope
from renfang.serving.queries import Services

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
    _State.RETURNED: (
        "handle_application",
        "重新核定",
        "resubmit_application",
        "复核人已退回。按退回意见更正楼栋指标后重新核定，计时不停。",
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
    _State.ACCEPTED: [
        ("review_application", "退回重核", "return_to_clerk"),
        ("decide_application", "延长审批期限", "extend_deadline"),
    ],
    _State.RETURNED: [("decide_application", "延长审批期限", "extend_deadline")],
    _State.GRANTED: [
        ("decide_application", "撤回许可", "retract_permit"),
        ("decide_application", "撤销许可", "revoke_permit"),
        ("decide_application", "注销许可", "cancel_permit"),
    ],
    _State.REVIEWED: [
        ("decide_application", "延长审批期限", "extend_deadline"),
        ("decide_application", "不予许可", "refuse_application"),
        ("decide_application", "退回复核", "return_application"),
    ],
}
# While the buildings are being stated, and after the reviewer has sent them back.
_AMENDABLE = (_State.RECEIVED, _State.CORRECTION_REQUESTED, _State.RETURNED)
_CLOSED = {
    _State.GRANTED: "已准予许可。就地修建部分列入人防工程管理，易地建设部分由财务核定易地建设费。",
    _State.REFUSED: "已决定不予许可。申请人可以更正后重新申请。",
    _State.NOT_ACCEPTED: "已决定不予受理。申请人可以备齐材料后重新申请。",
    _State.WITHDRAWN: "申请人已撤回。可以更正项目后重新申请。",
    _State.RENEWED: "已准予延续，原许可继续有效。",
    _State.SUPERSEDED: "本件已由变更决定替代。",
    _State.RETRACTED: "许可已撤回。项目继续建设的，重新申请。",
    _State.REVOKED: "许可已撤销。应建义务不因此免除，由建设单位重新申请或者依法处理。",
    _State.CANCELLED: "许可已注销。项目继续建设的，重新申请。",
}


def next_step(
    project: Project,
    applications: Sequence[Application],
    scope: Scope,
    services: Services | None = None,
) -> NextStep:
    """What this user can do next with a project whose applications are given, the latest first.

    ``services`` are those of the latest application's papers, where the caller knows them.
    """
    application = applications[0] if applications else None
    if application is None:
        return _first_step(project, scope, "项目已登记。收到申请材料后登记收件，开始计时。")
    # Each permission that the post lacks costs a look at the single grants: ask once.
    may = cache(lambda needed: may_take(scope, needed, application))
    if not application.is_open:
        return _after_decision(project, applications, scope, may, services or Services())
    permission, label, name, text = _MAIN[application.state]
    text = f"{_silence(application)}{text}"
    others = _other_links(application, may)
    others += _clerks_links(application, may)
    obstacle = hindrance(application, permission, scope.user)
    if not may(permission):
        posts = "、".join(role.label for role in roles_with(permission))
        return NextStep(
            f"{text}下一步由{_whose(application, permission)}{posts}岗位办理。", None, others
        )
    if obstacle:
        return NextStep(f"{text}{obstacle}", None, others)
    url = reverse(f"engineering:{name}", args=[application.pk])
    return NextStep(text, Link(label, url), others)


def _whose(application: Application, permission: str) -> str:
    """The office that decides, where it is another one."""
    office = application.organisation
    decides_elsewhere = permission == DECIDES and office.deciding_office_id is not None
    return f"{office_that_decides(office)}的" if decides_elsewhere else ""


def _silence(application: Application) -> str:
    """What the law makes of a renewal that nobody decided in time."""
    if application.accepted_on is None or not is_renewed_by_silence(
        application, timezone.localdate()
    ):
        return ""
    return (
        f"原许可有效期已于 {application.supersedes.valid_until} 届满而未作决定，"
        "视为准予延续（《行政许可法》第五十条），不能再不予延续。"
    )


def _after_decision(
    project: Project,
    applications: Sequence[Application],
    scope: Scope,
    may: Callable[[str], bool],
    services: Services,
) -> NextStep:
    """What a closed application leaves to do: to serve it, to change, renew or end its permit."""
    application = applications[0]
    text = _CLOSED[application.state]
    serving = _serving_link(application, may, services)
    if serving is not None:
        text = f"{text}送达时限 {application.serve_by}。"
    permit = granted_among(applications)
    if permit is None:
        step = _first_step(project, scope, text)
        return step if serving is None else replace(step, others=[serving, *step.others])
    others = _other_links(permit, may)
    if may("handle_application"):
        url = reverse("engineering:submit_application", args=[project.pk])
        others.insert(0, Link("登记变更或延续", url))
    return NextStep(text, serving, others)


def _serving_link(
    application: Application, may: Callable[[str], bool], services: Services
) -> Link | None:
    """The button to serve the decision that the application waits for."""
    if application.serve_by is None or application.served_on is not None:
        return None
    if not may("handle_application"):
        return None
    for receipt in services.receipts:
        if receipt.is_prepared and _decides(receipt.paper, application):
            return Link("登记送达", reverse("record_service", args=[receipt.pk]))
    for paper in services.waiting:
        if _decides(paper, application):
            return Link("制作送达回证", reverse("prepare_service", args=[paper.pk]))
    return None


def _decides(paper: IssuedDocument, application: Application) -> bool:
    return paper.kind in DECISIONS + ENDINGS and paper.subject_id == application.pk


def _other_links(application: Application, may: Callable[[str], bool]) -> list[Link]:
    return [
        Link(other, reverse(f"engineering:{view}", args=[application.pk]))
        for needed, other, view in _OTHERS.get(application.state, [])
        if may(needed) and not _is_used_up(application, view)
    ]


def _is_used_up(application: Application, view: str) -> bool:
    """What the law allows once."""
    if view == "request_correction":
        return application.correction_requested_on is not None
    return view == "extend_deadline" and application.extended_by_days > 0


def hindrance(
    application: Application, permission: str, user: User, *, is_paused: bool | None = None
) -> str:
    """Why this very person cannot take the step although their post may; empty when they can.

    ``is_paused`` says whether the clock stands still, where the caller knows that already.
    """
    if permission == "review_application" and application.accepted_by_id == user.pk:
        return "本件由你受理，须由另一人复核。"
    if permission == "decide_application":
        if user.pk in {application.accepted_by_id, application.reviewed_by_id}:
            return "本件由你受理或复核，须由另一人作出决定。"
        if open_pause(application) is not None if is_paused is None else is_paused:
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
    if application.state in {_State.ACCEPTED, _State.RETURNED, _State.REVIEWED}:
        paused = open_pause(application) is not None
        name = "resume_clock" if paused else "pause_clock"
        label = "恢复计时" if paused else "暂停计时"
        links.append(Link(label, reverse(f"engineering:{name}", args=[application.pk])))
    if application.state in _AMENDABLE and may("register_project"):
        links.append(
            Link("更正项目", reverse("engineering:amend_project", args=[application.project_id]))
        )
    links.append(
        Link("登记撤回", reverse("engineering:withdraw_application", args=[application.pk]))
    )
    return links
