"""What the fees app puts on the to-do list, and what the search box finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from engineering.shelter_limits import light_until
from fees.chain import awaiting_assessment, awaiting_violation
from fees.models import AssessmentDraft, Compensation, CompletionReview, FeeAccount
from fees.standing import standing_of
from renfang.clocks.calendars import current_calendar
from renfang.organisations.scope import Scope
from renfang.rules.models import BookEdition
from renfang.workbench.search import Hit
from renfang.workbench.tasks import Task

# A long list helps nobody: the registers show the rest.
MOST = 50
NEAR = timedelta(days=7)


def open_tasks(scope: Scope, today: date) -> Iterator[Task]:
    """For finance: what to assess, what to demand, and what is or soon will be overdue."""
    if scope.holds("assess_fee"):
        yield from _to_assess(scope)
        yield from _to_settle(scope)
        yield from _to_charge(scope)
    if scope.holds("review_assessment"):
        yield from _to_review(scope)
    if scope.holds("publish_rulebooks"):
        yield from _to_publish(scope)
    if scope.holds("issue_payment_notice"):
        yield from _to_demand(scope, today)
    if scope.holds("record_payment"):
        yield from _to_compensate(scope, today)


def _to_assess(scope: Scope) -> Iterator[Task]:
    waiting = awaiting_assessment(scope, "assess_fee").select_related("project__developer")
    for application in waiting.order_by("decided_on", "id")[:MOST]:
        yield Task(
            title="核定易地建设费",
            subject=application.project.name,
            url=reverse("fees:assess", args=[application.pk]),
            note=f"{application.decided_on} 决定，易地建设 {application.shortfall_area:,} ㎡",
        )


def _to_charge(scope: Scope) -> Iterator[Task]:
    """Projects that never applied, verified and not charged yet."""
    waiting = awaiting_violation(scope, "assess_fee").select_related("project")
    for case in waiting.order_by("found_on", "id")[:MOST]:
        yield Task(
            title="核定应建未建项目",
            subject=case.project.name,
            url=reverse("fees:assess_violation", args=[case.project_id]),
            note=f"应建未建 {case.required_area:,} ㎡，不适用减免",
        )


def _to_review(scope: Scope) -> Iterator[Task]:
    """Drafts of others that wait for a second person, the oldest first."""
    waiting = (
        AssessmentDraft.objects.visible_to(scope, "review_assessment")
        .filter(state=AssessmentDraft.State.SUBMITTED)
        .exclude(prepared_by=scope.user)
        .select_related("project", "prepared_by")
    )
    for draft in waiting.order_by("prepared_on", "id")[:MOST]:
        yield Task(
            title="复核易地建设费核定",
            subject=draft.project.name,
            url=reverse("fees:draft", args=[draft.pk]),
            note=f"{draft.prepared_by}提出，实缴 {draft.payable:,} 元",
        )


def _to_publish(scope: Scope) -> Iterator[Task]:
    """Rule books of the user's offices that wait for approval."""
    waiting = BookEdition.objects.filter(
        organisation__in=scope.organisations("publish_rulebooks"),
        state=BookEdition.State.SUBMITTED,
    ).defer("content", "cases")
    for book in waiting.order_by("id")[:MOST]:
        yield Task(
            title="批准发布规则库",
            subject=str(book),
            url=reverse("fees:book", args=[book.pk]),
            note=f"{book.jurisdiction_name}，自 {book.effective_from} 起施行",
        )


def _to_settle(scope: Scope) -> Iterator[Task]:
    """Surveys that found less built than approved, the oldest first."""
    waiting = (
        CompletionReview.objects.visible_to(scope, "assess_fee")
        .filter(state=CompletionReview.State.OPEN)
        .select_related("acceptance__shelter__project")
        .order_by("opened_on", "id")
    )
    for review in waiting[:MOST]:
        yield Task(
            title="竣工核定易地建设费",
            subject=review.acceptance.shelter.project.name,
            url=reverse("fees:completion", args=[review.pk]),
            note=f"实测较批准少 {review.shortfall:,} ㎡，备案证明暂缓签发",
        )


def _to_demand(scope: Scope, today: date) -> Iterator[Task]:
    """Debts without a notice, and those whose day is near or past, the oldest first."""
    owing = (
        FeeAccount.objects.visible_to(scope, "issue_payment_notice")
        .owing()
        .filter(Q(due_on__isnull=True) | Q(due_on__lte=today + NEAR))
        .select_related("project__developer")
        .order_by("due_on", "id")
    )
    calendar = current_calendar()
    for account in owing[:MOST]:
        if account.due_on is None:
            title = "签发缴费通知书"
        else:
            title = "核对缴款情况" if account.due_on >= today else "催缴易地建设费"
        yield Task(
            title=title,
            subject=account.project.name,
            url=reverse("fees:account", args=[account.pk]),
            due=account.due_on,
            light=standing_of(account, today, calendar),
            note=f"{account.project.developer}，欠缴 {account.balance:,} 元",
        )


def _to_compensate(scope: Scope, today: date) -> Iterator[Task]:
    """Compensations for demolished works that are still owed, the oldest first."""
    owing = (
        Compensation.objects.visible_to(scope, "record_payment")
        .with_sums()
        .filter(owed__gt=0)
        .select_related("demolition__shelter")
        .order_by("due_on", "id")
    )
    calendar = current_calendar()
    for row in owing[:MOST]:
        yield Task(
            title="核对拆除补偿费缴款",
            subject=row.demolition.shelter.name,
            url=row.get_absolute_url(),
            due=row.due_on,
            light=light_until(row.due_on, today, calendar) if row.due_on else None,
            note=f"{row.demolition.applicant}，欠缴 {row.owed:,} 元",
        )


def find_accounts(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Accounts by payer, project, or voucher number; notices are found as papers."""
    found = (
        FeeAccount.objects.visible_to(scope)
        .filter(
            Q(project__name__contains=words)
            | Q(project__developer__name__contains=words)
            | Q(entries__external_ref=words.upper())
        )
        .select_related("project__developer")
        .order_by("-id")
        .distinct()
    )
    for account in found[:limit]:
        yield Hit(
            kind="缴费账户",
            label=account.project.name,
            detail=f"{account.project.developer}，欠缴 {account.balance:,} 元",
            url=reverse("fees:account", args=[account.pk]),
        )
