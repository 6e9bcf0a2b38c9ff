"""What assessments put into the menu, on the to-do list, on pages, and into engineering's hooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, Manager, OuterRef, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from engineering.hooks import (
    COMPENSATION_CHECKS,
    COMPENSATION_LISTENERS,
    FEE_ESTIMATES,
    GATE_CHECKS,
    PERMIT_END_LISTENERS,
    PROJECT_CARDS,
    SETTLEMENT_CHECKS,
    SETTLEMENT_STATEMENTS,
    SURVEY_LISTENERS,
)
from engineering.models import Application, OmissionCase
from fees.assessments import papers
from fees.assessments.acts.compensation import open_compensation
from fees.assessments.acts.completion import open_review
from fees.assessments.acts.permit_endings import end_fee, rests_on_permit
from fees.assessments.models import (
    Assessment,
    AssessmentDraft,
    CompletionReview,
    ReliefDecision,
)
from fees.assessments.project_fee import fee_card, paid_fee, unsettled_fee
from fees.assessments.proposal import fee_estimator
from fees.assessments.queries import (
    awaiting_assessment,
    awaiting_violation,
    broken_charges,
    charging,
    unpaid,
    versions_of,
)
from fees.assessments.steps import ASSESS, ASSESS_VIOLATION, COMPLETE, REVIEW
from fees.ledger.hooks import PROJECT_ACCOUNT_PARTS, PROOFS, Part
from fees.ledger.models import FeeAccount
from fees.menu import GROUP
from renfang.organisations.scope import Scope
from renfang.pages import columns as col
from renfang.pages.tables import Table
from renfang.pages.templatetags.components import status
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def _unassessed(scope: Scope, today: date) -> QuerySet[Application]:
    waiting = awaiting_assessment(scope, ASSESS.permission).select_related("project__developer")
    return waiting.order_by("decided_on", "id")


def _to_assess(application: Application, today: date) -> Task:
    return Task(
        title=ASSESS.label,
        subject=application.project.name,
        url=ASSESS.url_for(application),
        note=f"{application.decided_on} 决定，易地建设 {application.shortfall_area:,} ㎡",
    )


def _never_applied(scope: Scope, today: date) -> QuerySet[OmissionCase]:
    """Projects that never applied, verified and not charged yet."""
    waiting = awaiting_violation(scope, ASSESS_VIOLATION.permission).select_related("project")
    return waiting.order_by("found_on", "id")


def _to_charge(case: OmissionCase, today: date) -> Task:
    return Task(
        title="核定应建未建项目",
        subject=case.project.name,
        url=ASSESS_VIOLATION.url_for(case.project),
        note=f"应建未建 {case.required_area:,} ㎡，不适用减免",
    )


def _drafts(scope: Scope, today: date) -> QuerySet[AssessmentDraft]:
    """Drafts of others that wait for a second person, the oldest first."""
    lowered = ReliefDecision.objects.filter(
        draft=OuterRef("pk"), relief_code=ReliefDecision.LOWER_RATE
    )
    return (
        AssessmentDraft.objects.visible_to(scope, REVIEW.permission)
        .filter(state__in=REVIEW.start)
        .exclude(prepared_by=scope.user)
        .annotate(has_lower_rate=Exists(lowered))
        .select_related("project", "prepared_by")
        .order_by("prepared_on", "id")
    )


def _to_review(draft: AssessmentDraft, today: date) -> Task:
    return Task(
        title=REVIEW.label,
        subject=draft.project.name,
        url=REVIEW.url_for(draft),
        note=f"{draft.prepared_by}提出，实缴 {draft.payable:,} 元{_lessened(draft)}",
    )


def _lessened(draft: AssessmentDraft) -> str:
    """What the reviewer is told before opening it: less is charged than the rules would."""
    words = f"，减免 {draft.relief:,} 元" if draft.relief else ""
    return f"{words}，改用较低收费标准" if draft.has_lower_rate else words


def _surveyed_short(scope: Scope, today: date) -> QuerySet[CompletionReview]:
    """Surveys that found less built than approved, the oldest first."""
    return (
        CompletionReview.objects.visible_to(scope, COMPLETE.permission)
        .filter(state__in=COMPLETE.start)
        .select_related("acceptance__shelter__project")
        .order_by("opened_on", "id")
    )


def _to_settle(review: CompletionReview, today: date) -> Task:
    return Task(
        title=COMPLETE.label,
        subject=review.acceptance.shelter.project.name,
        url=COMPLETE.url_for(review),
        note=f"实测较批准少 {review.shortfall:,} ㎡，备案证明暂缓签发",
    )


def _version(row: Assessment) -> str:
    state = status("现行", "good") if row.is_current else _REPLACED
    address = reverse("fees:assessment", args=[row.pk])
    return format_html('<a href="{}">第 {} 版</a> {}', address, row.version, state)


_REPLACED = format_html('<span class="soft">{}</span>', "已被替代")
_VERSIONS = (
    col.Short("版次", "version", html=_version),
    col.Day("核定日期", "assessed_on"),
    col.Area("易地面积（㎡）", "shortfall_area"),
    col.Money("减免前", "gross"),
    col.Money("减免", "relief"),
    col.Owed("应缴", "payable"),
    col.Short("核定人", "assessed_by"),
)


def _on_account(request: HttpRequest, account: FeeAccount) -> Part:
    """The versions of the account's chain, and the way to the next one."""
    versions = versions_of(account)
    current = versions[0]
    context = {
        "assessments": Table("核定", _VERSIONS, versions),
        "current": current,
        "may_assess": current.application is not None
        and ASSESS.allows(current.application)
        and request.scope.may(ASSESS.permission, account),
    }
    return Part(
        payable_note=f"减免 {current.relief:,} 元" if current.relief else "",
        main=render_to_string("fees/assessments/on_account.html", context),
    )


_ENDINGS_OF_PERMITS = (Ending.RETRACT, Ending.REVOKE, Ending.CANCEL_PERMIT)
_ENDED = "应缴随之取消，缴费文书失效，已缴的转为多缴，办理退付或者结转"
_OWED_STILL = "项目已经开工或者建成的，已发生的应缴不随之取消；尚未开工的应缴随之取消"


def on_application(application: Application, ending: Ending | None) -> Iterator[Resting]:
    """The fee that was charged on a decision, and what is about to be."""
    ends = ending in _ENDINGS_OF_PERMITS
    follows = ending is Ending.REVOKE or (ends and not application.is_used)
    for row in charging().filter(account__project=application.project_id):
        if not rests_on_permit(row, application):
            continue
        words = _OWED_STILL if ends and ending is not Ending.REVOKE else _ENDED if ends else ""
        effect = Effect.FOLLOWS if follows else Effect.REMAINS
        yield Resting(row=row, label="核定", effect=effect, words=words)
    yield from _waiting(application.assessment_drafts, follows=ends)


def on_omission(case: OmissionCase, ending: Ending | None) -> Iterator[Resting]:
    """The fee of a project that never applied goes on without the case."""
    yield from _waiting(case.assessment_drafts)
    for draft in case.assessment_drafts.filter(assessment__replaced_by__isnull=True):
        if draft.assessment is not None:
            yield Resting(row=draft.assessment, label="核定", effect=Effect.REMAINS)


def _waiting(drafts: Manager[AssessmentDraft], *, follows: bool = False) -> Iterator[Resting]:
    for row in drafts.filter(state=AssessmentDraft.State.SUBMITTED):
        words = "随之撤回" if follows else "由核定人撤回，或由复核人员退回"
        effect = Effect.FOLLOWS if follows else Effect.REMAINS
        yield Resting(row=row, label="待复核的核定稿", effect=effect, words=words)


def on_assessment(assessment: Assessment, ending: Ending | None) -> Iterator[Resting]:
    """The account that it charged, and the later version that replaced it."""
    yield Resting(row=assessment.account, label="缴费账户", effect=Effect.REMAINS)


def on_draft(draft: AssessmentDraft, ending: Ending | None) -> Iterator[Resting]:
    """A review at completion that waits for this draft stays open."""
    if draft.completion is not None:
        words = "仍待核定，备案证明暂缓签发"
        yield Resting(row=draft.completion, label="竣工核费", effect=Effect.REMAINS, words=words)


def register() -> None:
    """Register papers, menu entries, tasks, the fee with engineering, and a part of the ledger."""
    papers.register()
    register_entries(
        GROUP,
        Entry("待核定", "fees:pending", "calculator", "view_fees", rank=20),
        Entry("核定复核", "fees:drafts", "writing", "view_fees", rank=30),
        Entry("减免台账", "fees:reliefs", "rubber-stamp", "view_fees", rank=145),
        Entry("竣工核费", "fees:completions", "ruler-measure", "view_fees", rank=40),
    )
    register_piles(
        Pile((ASSESS.permission,), _unassessed, _to_assess),
        Pile((COMPLETE.permission,), _surveyed_short, _to_settle),
        Pile((ASSESS_VIOLATION.permission,), _never_applied, _to_charge),
        Pile((REVIEW.permission,), _drafts, _to_review),
    )
    PROJECT_CARDS.register(fee_card)
    FEE_ESTIMATES.register(fee_estimator)
    SETTLEMENT_CHECKS.register(unsettled_fee)
    GATE_CHECKS.register(unsettled_fee)
    SETTLEMENT_STATEMENTS.register(paid_fee)
    SURVEY_LISTENERS.register(open_review)
    PERMIT_END_LISTENERS.register(end_fee)
    COMPENSATION_LISTENERS.register(open_compensation)
    COMPENSATION_CHECKS.register(unpaid)
    PROJECT_ACCOUNT_PARTS.register(_on_account)
    PROOFS.register(broken_charges)
    rests_on(Application, on_application)
    rests_on(OmissionCase, on_omission)
    rests_on(Assessment, on_assessment)
    rests_on(AssessmentDraft, on_draft)
