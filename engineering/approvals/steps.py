"""What can be done to an application, and what comes next: for acts, pages, buttons and 待办."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from django.urls import reverse
from django.utils import timezone

from engineering.approvals.hooks import GATE_CHECKS
from engineering.approvals.models.applications import ENDED_STATES, OPEN_STATES, Application
from engineering.approvals.models.materials import Attachment
from engineering.approvals.paper_codes import DECISIONS, ENDINGS
from engineering.approvals.queries.clock import last_lawful_day, reason_of_pause
from engineering.approvals.queries.computation import changed_phases
from engineering.approvals.queries.deciding import DECIDES, decider_of, may_take
from engineering.approvals.queries.materials import missing_materials
from engineering.approvals.queries.permits import (
    granted_among,
    is_renewed_by_silence,
    latest_computation,
)
from engineering.projects.models import Project
from engineering.projects.steps import AMEND
from renfang.acts import NotPermitted
from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.organisations.permissions import roles_with
from renfang.organisations.scope import Scope
from renfang.resting import Ending
from renfang.serving.queries import Services
from renfang.steps import Button, Step, Steps, hints, stops, wants_explanation

_State = Application.State
_HANDLES, _REVIEWS = "handle_application", "review_application"
# From 受理 to the decision: the office's time runs, or stands still.
RUNNING = (_State.ACCEPTED, _State.RETURNED, _State.REVIEWED)
# While the buildings are being stated, and after the reviewer has sent them back.
_AMENDABLE = (_State.RECEIVED, _State.CORRECTION_REQUESTED, _State.RETURNED)


# What the file knows


def _told_already(application: Application) -> str:
    if application.correction_requested_on is None:
        return ""
    return (
        f"本件已于 {application.correction_requested_on} 告知补正，需补正的内容须一次告知。"
        "补正后仍不符合规定的，办理“不予受理”并说明理由"
    )


def _extended_already(application: Application) -> str:
    if not application.extended_by_days:
        return ""
    return (
        f"本件已于 {application.extended_on} 延长 {application.extended_by_days} 个工作日，"
        "审批期限只能延长一次。在办理时限内作出决定"
    )


def _paused_already(application: Application) -> str:
    reason = reason_of_pause(application)
    return "" if reason is None else f"本件已暂停计时（{reason}），不需再次暂停"


def _not_paused(application: Application) -> str:
    return "本件没有暂停计时，不需恢复" if reason_of_pause(application) is None else ""


def _not_told(application: Application, by: User, on: date) -> str:
    papers = IssuedDocument.objects.of(application).current()
    notice = papers.filter(kind="special_procedure_notice").first()
    if notice is None or notice.services.filter(state="served").exists():
        return ""
    return (
        f"{notice.number}尚未登记送达。特别程序所需时间应当书面告知申请人，"
        "未告知的，暂停期间是否扣除可能受到争议"
    )


def _paused(application: Application, by: User, on: date) -> str:
    reason = reason_of_pause(application)
    return "" if reason is None else f"计时暂停中（{reason}）。先由经办人恢复计时，再作决定"


def _accepted_it(application: Application, by: User, on: date) -> str:
    """Source: 行政许可法 art. 34 (two members of staff)."""
    if by.pk != application.accepted_by_id:
        return ""
    return "本件由你受理，复核须由另一人办理。联系本机构的其他复核人员"


def _accepted_or_reviewed_it(application: Application, by: User, on: date) -> str:
    done = {application.accepted_by_id: "受理", application.reviewed_by_id: "复核"}
    if by.pk not in done:
        return ""
    return f"本件由你{done[by.pk]}，决定须由另一人办理。联系本机构的其他负责人"


def _decided_late(application: Application, by: User, on: date) -> str:
    """Source: 行政许可法 art. 42. A renewal that the law itself has granted is only stated."""
    last = last_lawful_day(application)
    if on <= last or is_renewed_by_silence(application, on):
        return ""
    return f"法定时限已于 {last} 届满（《行政许可法》第四十二条）"


def _phases_changed(application: Application, by: User, on: date) -> str:
    """An earlier phase that fell away takes the carried-over area with it."""
    return changed_phases(application)


def _lacks_materials(application: Application, by: User, on: date) -> str:
    missing = missing_materials(application)
    return f"尚缺 {len(missing)} 项必备材料：{'、'.join(missing)}" if missing else ""


def _accepted_by_lapse(application: Application, by: User, on: date) -> str:
    if application.due_on is None or on <= application.due_on:
        return ""
    return (
        f"应在 {application.due_on} 前一次告知补正；"
        "逾期未告知的，自收到材料之日起即为受理（《行政许可法》第三十二条）"
    )


# The table


def _applied_for_already(project: Project) -> str:
    other = project.applications.filter(state__in=OPEN_STATES).first()
    if other is None:
        return ""
    return f"{project}已有一件申请，现为“{other.get_state_display()}”。在该件上继续办理"


SUBMIT = Step(
    label="登记收件",
    url="engineering:submit_application",
    permission=_HANDLES,
    law="《行政许可法》第二十九条、第三十二条",
    idle=_applied_for_already,
)
PROJECT_STEPS = Steps(Project, SUBMIT)
ACCEPT = Step(
    label="受理",
    press="受理并签发受理通知书",
    url="engineering:accept_application",
    permission=_HANDLES,
    start=(_State.RECEIVED,),
    end=(_State.ACCEPTED,),
    law="《行政许可法》第三十二条第一款第（五）项",
    lead="受理后按下列指标核定应建面积并存档，开始计算审批时限。",
    to_do="审查申请材料：齐全的受理；不齐全的，在时限内一次告知补正。",
    is_main=True,
    asks=Hook(hints(_lacks_materials), hints(_accepted_by_lapse)),
)
REQUEST_CORRECTION = Step(
    label="要求补正",
    press="签发补正告知书并编号",
    url="engineering:request_correction",
    permission=_HANDLES,
    start=(_State.RECEIVED,),
    end=(_State.CORRECTION_REQUESTED,),
    law="《行政许可法》第三十二条第一款第（四）项",
    lead="需要补正的内容须一次告知。签发后计时停止，收到补正材料之日起重新计算。",
    idle=_told_already,
    asks=Hook(hints(_accepted_by_lapse)),
)
NOT_ACCEPT = Step(
    label="不予受理",
    press="签发不予受理通知书并编号",
    url="engineering:not_accept_application",
    permission=_HANDLES,
    start=(_State.RECEIVED,),
    end=(_State.NOT_ACCEPTED,),
    law="《行政许可法》第三十二条第一款第（一）项、第（二）项和第二款",
    lead="通知书写明理由和救济途径。签发后本件办结。",
    is_danger=True,
)
RESUBMIT = Step(
    label="登记补正材料",
    url="engineering:resubmit_application",
    permission=_HANDLES,
    start=(_State.CORRECTION_REQUESTED,),
    end=(_State.RECEIVED,),
    law="《行政许可法》第三十二条",
    to_do="已告知补正，计时停止。收到补正材料后登记，重新计算五个工作日。",
    is_main=True,
)
RECOMPUTE = Step(
    label="重新核定",
    url="engineering:resubmit_application",
    permission=_HANDLES,
    start=(_State.RETURNED,),
    end=(_State.ACCEPTED,),
    to_do="复核人已退回。按退回意见更正楼栋指标后重新核定，计时不停。",
    is_main=True,
)
REVIEW = Step(
    label="复核",
    press="提交复核意见",
    url="engineering:review_application",
    permission=_REVIEWS,
    start=(_State.ACCEPTED,),
    end=(_State.REVIEWED,),
    law="《行政许可法》第三十四条",
    lead="逐项核对楼栋指标、适用条款和计算步骤。提交时系统按存档指标再算一遍。",
    to_do="已受理并核定应建面积，由受理人以外的人复核。",
    is_main=True,
    asks=Hook(stops(_accepted_it, NotPermitted), stops(_phases_changed)),
)
RETURN_TO_CLERK = Step(
    label="退回重核",
    url="engineering:return_to_clerk",
    permission=_REVIEWS,
    start=(_State.ACCEPTED,),
    end=(_State.RETURNED,),
    lead="写明需要更正的楼栋指标或条款。经办人更正后重新核定，原核定保留，计时不停。",
    asks=Hook(stops(_accepted_it, NotPermitted)),
)
GRANT = Step(
    label="核对与签发",
    press="签发审批意见书并编号",
    url="engineering:grant_application",
    permission=DECIDES,
    start=(_State.REVIEWED,),
    end=(_State.GRANTED, _State.RENEWED),
    law="《行政许可法》第三十八条",
    to="作出决定",
    to_do="已复核。负责人核对各项印制内容后作出决定。",
    is_main=True,
    asks=Hook(
        stops(_accepted_or_reviewed_it, NotPermitted),
        stops(_paused),
        stops(_phases_changed),
        wants_explanation(_decided_late),
    ),
)
EXTEND = Step(
    label="延长审批期限",
    press="签发延长审批期限告知书并编号",
    url="engineering:extend_deadline",
    permission=DECIDES,
    start=RUNNING,
    law="《行政许可法》第四十二条",
    lead="在规定期限内不能作出决定的，经负责人批准可以延长一次，并将理由告知申请人。"
    "延长的期限接在法定时限之后计算。",
    idle=_extended_already,
)
REFUSE = Step(
    label="不予许可",
    press="签发不予许可决定书并编号",
    url="engineering:refuse_application",
    permission=DECIDES,
    start=(_State.REVIEWED,),
    end=(_State.REFUSED,),
    law="《行政许可法》第三十八条",
    to="作出决定",
    is_danger=True,
    asks=Hook(
        stops(_accepted_or_reviewed_it, NotPermitted),
        stops(_paused),
        wants_explanation(_decided_late),
    ),
)
RETURN = Step(
    label="退回复核",
    url="engineering:return_application",
    permission=DECIDES,
    start=(_State.REVIEWED,),
    end=(_State.ACCEPTED,),
    lead="退回后由复核人重新复核，计时不停。",
)
_ENDS_PERMIT = {
    "permission": DECIDES,
    "start": (_State.GRANTED,),
    "is_danger": True,
}
RETRACT = Step(
    label="撤回许可",
    press="签发撤回决定书并编号",
    url="engineering:retract_permit",
    end=(_State.RETRACTED,),
    law="《行政许可法》第八条",
    lead="依据的法律修改、废止或者客观情况发生重大变化，为了公共利益的需要可以撤回，"
    "由此造成财产损失的依法补偿。",
    ends=Ending.RETRACT,
    **_ENDS_PERMIT,
)
REVOKE = Step(
    label="撤销许可",
    press="签发撤销决定书并编号",
    url="engineering:revoke_permit",
    end=(_State.REVOKED,),
    law="《行政许可法》第六十九条",
    lead="违法作出的许可可以撤销；以欺骗、贿赂等不正当手段取得的应当撤销。",
    ends=Ending.REVOKE,
    **_ENDS_PERMIT,
)
CANCEL = Step(
    label="注销许可",
    press="签发注销决定书并编号",
    url="engineering:cancel_permit",
    end=(_State.CANCELLED,),
    law="《行政许可法》第七十条",
    lead="许可已无存续的基础，依法办理注销手续。",
    ends=Ending.CANCEL_PERMIT,
    **_ENDS_PERMIT,
)
PAUSE = Step(
    label="暂停计时",
    press="暂停计时并签发告知书",
    url="engineering:pause_clock",
    permission=_HANDLES,
    start=RUNNING,
    law="《行政许可法》第四十五条",
    lead="听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计入审批时限。"
    "所需时间书面告知申请人，告知书应当送达。",
    idle=_paused_already,
)
NOTE_PROCEDURE = Step(
    label="登记踏勘、公示",
    url="engineering:note_procedure",
    permission=_HANDLES,
    start=RUNNING,
    law="《行政许可法》第三十四条第三款",
    lead="现场踏勘、公示的时间计入审批时限，登记后不停止计时。",
)
RESUME = Step(
    label="恢复计时",
    url="engineering:resume_clock",
    permission=_HANDLES,
    start=RUNNING,
    lead="审批时限按暂停的工作日顺延。",
    idle=_not_paused,
    asks=Hook(hints(_not_told)),
)
WITHDRAW = Step(
    label="登记撤回",
    url="engineering:withdraw_application",
    permission=_HANDLES,
    start=OPEN_STATES,
    end=(_State.WITHDRAWN,),
    lead="申请人书面撤回申请的，登记后本件办结，项目可以更正后重新申请。",
    ends=Ending.WITHDRAW,
    is_danger=True,
)


def _nothing_elsewhere(application: Application) -> str:
    computation = latest_computation(application)
    if computation is not None and computation.shortfall_area:
        return ""
    return "该许可没有易地建设面积，不以易地建设费为规划、施工许可的条件"


def _fee_open(application: Application, by: User, on: date) -> str:
    """Source: 浙江办法 art. 15, 重庆条例 art. 20: the other permit waits for the fee."""
    reasons = [reason for check in GATE_CHECKS if (reason := check(application.project))]
    if not reasons:
        return ""
    return f"{'；'.join(reasons)}。本地法规以缴清为核发规划、施工许可的条件的，告知核发机关"


NOTE_GATE = Step(
    label="登记规划、施工许可",
    url="engineering:note_gate",
    permission=_HANDLES,
    start=(_State.GRANTED,),
    law="本地实施人民防空法的法规",
    lead="建设工程规划许可证或者施工许可证核发后登记证号和日期，与易地建设费缴清情况对照。",
    idle=_nothing_elsewhere,
    asks=Hook(hints(_fee_open)),
)


def _no_aftermath(application: Application) -> str:
    if application.aftermath_due_on is None:
        return "该许可终止后没有须另行处理的事项"
    if application.aftermath_on is None:
        return ""
    return f"已于 {application.aftermath_on} 登记善后处理，不需再次登记"


SETTLE_AFTERMATH = Step(
    label="登记善后处理",
    url="engineering:settle_aftermath",
    permission=_HANDLES,
    start=ENDED_STATES,
    lead="许可终止不免除修建防空地下室或者缴纳易地建设费的义务。"
    "核实已建、在建部分，责令补办、补建或者依法查处后登记处理情况。",
    idle=_no_aftermath,
)
STEPS = Steps(
    Application,
    *(ACCEPT, REQUEST_CORRECTION, NOT_ACCEPT, RESUBMIT, RECOMPUTE, REVIEW, RETURN_TO_CLERK),
    *(GRANT, EXTEND, REFUSE, RETURN, RETRACT, REVOKE, CANCEL, PAUSE, RESUME, NOTE_PROCEDURE),
    *(WITHDRAW, NOTE_GATE, SETTLE_AFTERMATH),
)
# 材料与附件: on the page of the materials, which an application has beside its project's page.
TICK = Step(
    label="登记材料",
    url="engineering:application_materials",
    permission=_HANDLES,
    start=(_State.RECEIVED, _State.CORRECTION_REQUESTED),
    law="《行政许可法》第三十二条",
    in_place=True,
)
ATTACH = Step(label="上传附件", url="engineering:attach_file", permission=_HANDLES, in_place=True)
MATERIAL_STEPS = Steps(Application, TICK, ATTACH)


def _stays_on_file(attachment: Attachment) -> str:
    if not attachment.application.is_open:
        return f"{attachment.application}已办结，附件随卷保存，不能移除"
    if attachment.removed_reason:
        return f"{attachment}已经移除（{attachment.removed_reason}）"
    return ""


REMOVE = Step(
    label="移除附件",
    url="engineering:remove_attachment",
    permission=_HANDLES,
    lead="文件从清单中移除，原件仍按规定留存。",
    is_danger=True,
    idle=_stays_on_file,
)
ATTACHMENT_STEPS = Steps(Attachment, REMOVE)
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


# What comes next


@dataclass(frozen=True)
class NextStep:
    """The state of affairs in one sentence, the button of the user's next act, and the others."""

    text: str
    primary: Button | None = None
    others: list[Button] = field(default_factory=list)


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
    main = STEPS.main(application)
    if main is None:
        return _after_decision(project, applications, scope, may, services or Services())
    text = f"{_silence(application)}{main.to_do}"
    steps = STEPS.open_to(application, may)
    others = [step.button(application) for step in steps if step is not main]
    if application.state in _AMENDABLE and may(_HANDLES) and may(AMEND.permission):
        others.append(AMEND.button(project))
    if main not in steps:
        posts = "、".join(role.label for role in roles_with(main.permission))
        whose = _whose(application, main.permission)
        return NextStep(f"{text}下一步由{whose}{posts}岗位办理。", None, others)
    if obstacle := main.obstacle(application, scope.user):
        return NextStep(f"{text}{obstacle}。", None, others)
    return NextStep(text, main.button(application), others)


def _whose(application: Application, permission: str) -> str:
    """The office that decides, where it is another one."""
    office = decider_of(application)
    decides_elsewhere = permission == DECIDES and office.pk != application.organisation_id
    return f"{office}的" if decides_elsewhere else ""


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
        step.others.extend(STEPS.buttons(application, may))
        return step if serving is None else replace(step, others=[serving, *step.others])
    if permit.has_lapsed(timezone.localdate()):
        text = f"{text if serving else ''}{_lapsed(permit)}。"
    others = STEPS.buttons(permit, may)
    if may(SUBMIT.permission):
        others.insert(0, replace(SUBMIT.button(project), label="登记变更或延续"))
    return NextStep(text, serving, others)


def _lapsed(permit: Application) -> str:
    return (
        f"许可有效期已于 {permit.valid_until} 届满，未延续也未开工。"
        "由负责人办理注销，继续建设的重新申请"
    )


def _serving_link(
    application: Application, may: Callable[[str], bool], services: Services
) -> Button | None:
    """The button to serve the decision that the application waits for."""
    if application.serve_by is None or application.served_on is not None:
        return None
    if not may(_HANDLES):
        return None
    for receipt in services.receipts:
        if receipt.is_prepared and _decides(receipt.paper, application):
            return Button("登记送达", reverse("record_service", args=[receipt.pk]))
    for paper in services.waiting:
        if _decides(paper, application):
            return Button("制作送达回证", reverse("prepare_service", args=[paper.pk]))
    return None


def _decides(paper: IssuedDocument, application: Application) -> bool:
    return paper.kind in DECISIONS + ENDINGS and paper.subject_id == application.pk


def _first_step(project: Project, scope: Scope, text: str) -> NextStep:
    others = []
    if scope.may(AMEND.permission, project):
        others.append(AMEND.button(project))
    if not scope.may(SUBMIT.permission, project):
        return NextStep(text, None, others)
    return NextStep(text, SUBMIT.button(project), others)
