"""What the fees app puts on the to-do list, and what the search box finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from engineering.models import Application, OmissionCase
from fees.assessments.chain import awaiting_assessment, awaiting_violation
from fees.assessments.models import AssessmentDraft, CompletionReview
from fees.collection.models import CollectionCase, CollectionTrack
from fees.ledger.models import Compensation, FeeAccount
from fees.ledger.queries import standing_of
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import light_until
from renfang.organisations.scope import Scope
from renfang.rules.models import BookEdition
from renfang.workbench.search import Hit
from renfang.workbench.tasks import Pile, Task

NEAR = timedelta(days=7)


def _unassessed(scope: Scope, today: date) -> QuerySet[Application]:
    waiting = awaiting_assessment(scope, "assess_fee").select_related("project__developer")
    return waiting.order_by("decided_on", "id")


def _to_assess(application: Application, today: date) -> Task:
    return Task(
        title="核定易地建设费",
        subject=application.project.name,
        url=reverse("fees:assess", args=[application.pk]),
        note=f"{application.decided_on} 决定，易地建设 {application.shortfall_area:,} ㎡",
    )


def _never_applied(scope: Scope, today: date) -> QuerySet[OmissionCase]:
    """Projects that never applied, verified and not charged yet."""
    waiting = awaiting_violation(scope, "assess_fee").select_related("project")
    return waiting.order_by("found_on", "id")


def _to_charge(case: OmissionCase, today: date) -> Task:
    return Task(
        title="核定应建未建项目",
        subject=case.project.name,
        url=reverse("fees:assess_violation", args=[case.project_id]),
        note=f"应建未建 {case.required_area:,} ㎡，不适用减免",
    )


def _drafts(scope: Scope, today: date) -> QuerySet[AssessmentDraft]:
    """Drafts of others that wait for a second person, the oldest first."""
    return (
        AssessmentDraft.objects.visible_to(scope, "review_assessment")
        .filter(state=AssessmentDraft.State.SUBMITTED)
        .exclude(prepared_by=scope.user)
        .select_related("project", "prepared_by")
        .order_by("prepared_on", "id")
    )


def _to_review(draft: AssessmentDraft, today: date) -> Task:
    return Task(
        title="复核易地建设费核定",
        subject=draft.project.name,
        url=reverse("fees:draft", args=[draft.pk]),
        note=f"{draft.prepared_by}提出，实缴 {draft.payable:,} 元",
    )


def _books(scope: Scope, today: date) -> QuerySet[BookEdition]:
    """Rule books of the user's offices that wait for approval."""
    waiting = BookEdition.objects.filter(
        organisation__in=scope.organisations("publish_rulebooks"),
        state=BookEdition.State.SUBMITTED,
    )
    return waiting.defer("content", "cases").order_by("id")


def _to_publish(book: BookEdition, today: date) -> Task:
    return Task(
        title="批准发布规则库",
        subject=str(book),
        url=reverse("fees:book", args=[book.pk]),
        note=f"{book.jurisdiction_name}，自 {book.effective_from} 起施行",
    )


def _surveyed_short(scope: Scope, today: date) -> QuerySet[CompletionReview]:
    """Surveys that found less built than approved, the oldest first."""
    return (
        CompletionReview.objects.visible_to(scope, "assess_fee")
        .filter(state=CompletionReview.State.OPEN)
        .select_related("acceptance__shelter__project")
        .order_by("opened_on", "id")
    )


def _to_settle(review: CompletionReview, today: date) -> Task:
    return Task(
        title="竣工核定易地建设费",
        subject=review.acceptance.shelter.project.name,
        url=reverse("fees:completion", args=[review.pk]),
        note=f"实测较批准少 {review.shortfall:,} ㎡，备案证明暂缓签发",
    )


def _owing(scope: Scope, today: date) -> QuerySet[FeeAccount]:
    """Debts without a notice, and those whose day is near or past, the oldest first.

    A debt that is being collected has lines of its own, as soon as a limit of the procedure runs.
    """
    limited = CollectionTrack.objects.filter(
        Q(due_on__isnull=False) | Q(apply_by__isnull=False),
        case__account=OuterRef("pk"),
        case__state=CollectionCase.State.OPEN,
    ).exclude(state__in=CollectionTrack.ENDED)
    return (
        FeeAccount.objects.visible_to(scope, "issue_payment_notice")
        .owing()
        .filter(Q(due_on__isnull=True) | Q(due_on__lte=today + NEAR))
        .exclude(Exists(limited))
        .select_related("project__developer")
        .order_by("due_on", "id")
    )


def _to_demand(account: FeeAccount, today: date) -> Task:
    if account.due_on is None:
        title = "签发缴费通知书"
    else:
        title = "核对缴款情况" if account.due_on >= today else "催缴易地建设费"
    return Task(
        title=title,
        subject=account.project.name,
        url=reverse("fees:account", args=[account.pk]),
        due=account.due_on,
        light=standing_of(account, today, current_calendar()),
        note=f"{account.project.developer}，欠缴 {account.balance:,} 元",
    )


def _uncompensated(scope: Scope, today: date) -> QuerySet[Compensation]:
    """Compensations for demolished works that are still owed, the oldest first."""
    return (
        Compensation.objects.visible_to(scope, "record_payment")
        .with_sums()
        .filter(owed__gt=0)
        .select_related("demolition__shelter")
        .order_by("due_on", "id")
    )


def _to_compensate(row: Any, today: date) -> Task:
    return Task(
        title="核对拆除补偿费缴款",
        subject=row.demolition.shelter.name,
        url=row.get_absolute_url(),
        due=row.due_on,
        light=light_until(row.due_on, today, current_calendar()) if row.due_on else None,
        note=f"{row.demolition.applicant}，欠缴 {row.owed:,} 元",
    )


PILES = (
    Pile(("assess_fee",), _unassessed, _to_assess),
    Pile(("assess_fee",), _surveyed_short, _to_settle),
    Pile(("assess_fee",), _never_applied, _to_charge),
    Pile(("review_assessment",), _drafts, _to_review),
    Pile(("publish_rulebooks",), _books, _to_publish),
    Pile(("issue_payment_notice",), _owing, _to_demand),
    Pile(("record_payment",), _uncompensated, _to_compensate),
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
