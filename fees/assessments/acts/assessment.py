"""核定易地建设费: submitted by one officer, reviewed by another, version after version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.models import Application, Project
from fees.assessments.acts.versions import put_into_effect
from fees.assessments.models import Assessment, AssessmentDraft, ReliefDecision
from fees.assessments.proposal import Proposal, propose, propose_violation
from fees.assessments.queries import files_of, latest_version
from fees.assessments.reliefs import Judgement, require_judged
from fees.assessments.steps import ASSESS, ASSESS_VIOLATION, REVIEW, WITHDRAW
from fees.ledger.models import ZERO
from renfang.acts import (
    Incomplete,
    Overtaken,
    WrongState,
    act,
    require_day,
    require_past,
    require_text,
)
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.uploads.keeping import KeptFile, kept_first

State = AssessmentDraft.State
_SHORTEST_REASON = 5


@kept_first
@act
def submit_assessment(
    application_id: int,
    *,
    by: User,
    on: date,
    rate: Decimal | None = None,
    rate_ground: str = "",
    rate_document: KeptFile | None = None,
    expected: Decimal | None = None,
    judgements: Sequence[Judgement] = (),
) -> AssessmentDraft:
    """提出核定: compute the next version of the project's chain and hand it to a second person.

    ``rate`` (yuan/㎡), with the name of what allows it in ``rate_ground`` and the document itself,
    is for the case that book and office do not cover; ``expected`` is the payable that the user
    checked on the page. Every relief that a building claims needs its judgement.

    Raises Overtaken when the payable is computed differently by now, WrongState when the
    application is not granted, a draft is under review, or the version would change nothing.
    Source: 人民防空工程建设管理规定 art. 48; 财税〔2020〕58号 (the office assesses, tax collects).
    """
    application: Application = Application.objects.locked_for(ASSESS, application_id, by)
    require_past(on, "核定日期")
    proposal = propose(application, rate=rate, rate_ground=rate_ground, judgements=judgements)
    require_judged(proposal.claims, judgements)
    require_rate_document(rate, rate_document)
    require_as_checked(proposal, expected)
    previous = latest_version(application.project)
    _require_change(previous, proposal, application)
    kind = Assessment.Kind.CHANGE if previous else Assessment.Kind.FIRST
    return submit(
        proposal,
        application.project,
        kind=kind,
        by=by,
        on=on,
        judgements=judgements,
        document=rate_document,
        application=application,
    )


@kept_first
@act
def submit_violation(
    project_id: int,
    *,
    by: User,
    on: date,
    as_of: date,
    reason: str,
    built_area: Decimal = ZERO,
    rate: Decimal | None = None,
    rate_ground: str = "",
    rate_document: KeptFile | None = None,
    expected: Decimal | None = None,
) -> AssessmentDraft:
    """违法未建核定: what a project owes that was built without applying, without any relief.

    ``as_of`` is the day whose rules count, ``reason`` how the facts were found. Raises WrongState
    for a project with a permit: its fee follows the decision. Source: 最高人民法院指导案例21号.
    """
    project: Project = Project.objects.locked_for(ASSESS_VIOLATION, project_id, by)
    require_past(on, "核定日期")
    if as_of > on:
        raise Incomplete("适用规则日期不能晚于核定日期", field="as_of")
    reason = require_text(reason, "写明应建未建的事实和证据", least=_SHORTEST_REASON)
    proposal = propose_violation(
        project, as_of=as_of, built_area=built_area, rate=rate, rate_ground=rate_ground
    )
    require_rate_document(rate, rate_document)
    require_as_checked(proposal, expected)
    _require_news(project, proposal)
    return submit(
        proposal,
        project,
        kind=Assessment.Kind.VIOLATION,
        by=by,
        on=on,
        reason=reason,
        document=rate_document,
        omission=project.omissions.order_by("-id").first(),
    )


def _require_news(project: Project, proposal: Proposal) -> None:
    """Something is owed, and it is not what the version in force says already."""
    previous = latest_version(project)
    if previous is None and proposal.shortfall_area == ZERO:
        raise WrongState(f"{project}没有应建未建面积，不需核定易地建设费")
    if previous is not None and proposal.says_the_same(previous):
        raise WrongState(f"核定结果与第 {previous.version} 版相同，已经入账，不需再次核定")


def submit(
    proposal: Proposal,
    project: Project,
    *,
    kind: str,
    by: User,
    on: date,
    judgements: Sequence[Judgement] = (),
    document: KeptFile | None = None,
    **sources: Any,
) -> AssessmentDraft:
    """The draft of the next version, noted in the history; for acts that hold the project's lock.

    ``document`` is what another rate rests on; the rate then stands in the register of reliefs.

    Raises WrongState while another draft of the project waits for its review.
    """
    _require_nothing_waits(project)
    draft = AssessmentDraft.objects.create(
        organisation_id=project.organisation_id,
        project=project,
        kind=kind,
        replaces=latest_version(project),
        prepared_on=on,
        prepared_by=by,
        **sources,
        **proposal.figures,
    )
    _keep_judgements(draft, proposal, judgements)
    if document is not None:
        _keep_rate(draft, proposal, document)
    _note_submitted(draft, by)
    return draft


def _note_submitted(draft: AssessmentDraft, by: User) -> None:
    record(
        by,
        "提出核定易地建设费",
        draft,
        after={
            "核定类别": draft.get_kind_display(),
            "应缴金额": f"{draft.gross:,} 元",
            "减免金额": f"{draft.relief:,} 元",
            "实缴金额": f"{draft.payable:,} 元",
        },
        note=draft.reason,
    )


def _require_nothing_waits(project: Project) -> None:
    waiting = AssessmentDraft.objects.filter(project=project, state=State.SUBMITTED).first()
    if waiting is not None:
        raise WrongState(
            f"{project}有一份核定稿待复核（{waiting.prepared_on}，{waiting.prepared_by}提出）。"
            "复核或撤回后再提出"
        )


def _keep_judgements(
    draft: AssessmentDraft, proposal: Proposal, judgements: Sequence[Judgement]
) -> None:
    given = {judgement.key: judgement for judgement in judgements}
    for claim in proposal.claims:
        judgement = given[claim.key]
        ReliefDecision.objects.create(
            organisation_id=draft.organisation_id,
            draft=draft,
            position=claim.position,
            building_name=claim.building_name,
            relief_code=claim.code,
            relief_name=claim.name,
            basis=claim.basis,
            evidence_required=claim.evidence_required,
            evidence=judgement.evidence.strip(),
            attachment=_attachment(draft, judgement),
            outcome=judgement.outcome,
            reason=judgement.reason.strip(),
        )


def _attachment(draft: AssessmentDraft, judgement: Judgement) -> Any:
    """The file that proves the relief, of a case of the project; others prove nothing here."""
    if judgement.attachment_id is None:
        return None
    file = files_of(draft.project_id).filter(pk=judgement.attachment_id).first()
    if file is None:
        raise Incomplete("选择的附件不在本项目审批的附件清单中。重新选择附件")
    return file


def _keep_rate(draft: AssessmentDraft, proposal: Proposal, document: KeptFile) -> None:
    """Another rate as a row of the register: against what it was taken, and its document."""
    is_lower = proposal.usual is not None and proposal.gross < proposal.usual
    usual = (
        "规则库和本地执行口径没有规定收费标准"
        if proposal.usual is None
        else f"按规则库和本地执行口径应缴 {proposal.usual:,} 元"
    )
    decision = ReliefDecision(
        organisation_id=draft.organisation_id,
        draft=draft,
        position=0,
        building_name="全部楼栋",
        relief_code=ReliefDecision.LOWER_RATE if is_lower else ReliefDecision.OTHER_RATE,
        relief_name="改用较低收费标准" if is_lower else "改用收费标准",
        basis=proposal.local_basis,
        evidence_required="批准改用收费标准的文件",
        evidence=proposal.local_basis,
        outcome=ReliefDecision.Outcome.GRANTED,
        reason=f"{usual}，改用 {proposal.facts.rate:,} 元/㎡后应缴 {proposal.gross:,} 元",
    )
    decision.attach(document)
    decision.save(force_insert=True)


@act
def review_draft(
    draft_id: int, *, by: User, on: date, approve: bool, opinion: str = ""
) -> AssessmentDraft:
    """复核: put the draft into effect and post the difference, or send it back with a reason.

    Raises NotPermitted for the officer who submitted it, Overtaken when the chain or the decision
    has moved on since, WrongState when it is reviewed already.
    """
    draft: AssessmentDraft = AssessmentDraft.objects.locked_for(REVIEW, draft_id, by)
    require_day(on, draft.prepared_on, "复核日期", since="核定日期")
    draft.reviewed_by, draft.reviewed_on, draft.opinion = by, on, opinion.strip()
    if approve:
        draft.assessment = put_into_effect(draft, by=by, on=on)
        draft.state = State.APPROVED
    else:
        require_text(draft.opinion, "写明退回的原因", field="opinion", least=_SHORTEST_REASON)
        draft.state = State.RETURNED
    draft.save(update_fields=["state", "reviewed_by", "reviewed_on", "opinion", "assessment"])
    record(
        by,
        "复核易地建设费核定",
        draft,
        before={"状态": State.SUBMITTED.label},
        after={"状态": draft.get_state_display(), "实缴金额": f"{draft.payable:,} 元"},
        note=draft.opinion,
    )
    return draft


@act
def withdraw_draft(draft_id: int, *, by: User, reason: str) -> AssessmentDraft:
    """撤回: the officer who submitted a draft takes it back before it is reviewed."""
    draft: AssessmentDraft = AssessmentDraft.objects.locked_for(WITHDRAW, draft_id, by)
    reason = require_text(reason, "写明撤回的原因", least=_SHORTEST_REASON)
    draft.state, draft.opinion = State.WITHDRAWN, reason
    draft.save(update_fields=["state", "opinion"])
    record(by, "撤回核定稿", draft, after={"状态": draft.get_state_display()}, note=draft.opinion)
    return draft


def require_rate_document(rate: Decimal | None, document: KeptFile | None) -> None:
    """Raise Incomplete for another rate (yuan/㎡) without the document that allows it."""
    if rate is not None and document is None:
        raise Incomplete(
            "改用收费标准的，上传批准改用的文件（pdf、jpg 或 png）", field="rate_document"
        )


def require_as_checked(proposal: Proposal, expected: Decimal | None) -> None:
    """Raise Overtaken when the payable is no longer what the user checked on the page."""
    if expected is not None and expected != proposal.payable:
        raise Overtaken(
            f"核对时实缴金额为 {expected:,} 元，现按最新事实计算为 {proposal.payable:,} 元。"
            "核对变化后重新提交"
        )


def _require_change(
    previous: Assessment | None, proposal: Proposal, application: Application
) -> None:
    if previous is None:
        if proposal.shortfall_area == ZERO:
            raise WrongState(f"{application}没有易地建设面积，不需核定易地建设费")
        return
    is_same = previous.application_id == application.pk
    if is_same and previous.kind == Assessment.Kind.OUTCOME:
        raise WrongState(
            f"{previous.opinion}，按生效的决定、裁判执行，不再按同一审批另行核定。"
            "有新的事实的，重新申请审批或者在竣工时核定"
        )
    if is_same and previous.kind == Assessment.Kind.COMPLETION:
        raise WrongState(
            f"该项目已于 {previous.assessed_on} 按竣工实测面积核定，不再按批准面积核定"
        )
    if is_same and proposal.says_the_same(previous):
        raise WrongState(
            f"核定结果与第 {previous.version} 版（{previous.assessed_on}）相同，"
            "已经入账，不需再次核定"
        )
