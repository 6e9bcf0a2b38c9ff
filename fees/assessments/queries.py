"""Which version of a project's assessments counts, what waits for one, and what was charged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce

from engineering.models import Application, Attachment, Computation, Demolition, OmissionCase
from fees.assessments.models import Assessment, AssessmentDraft, ReliefDecision
from fees.assessments.reliefs import Claim, Judgement
from fees.ledger.hooks import Finding
from fees.ledger.models import ZERO, FeeAccount, LedgerEntry
from fees.ledger.queries import of_office
from renfang.organisations.scope import Scope, ScopedQuerySet
from renfang.uploads.keeping import KeptFile


def latest_version(project: Any) -> Assessment | None:
    """The project's assessment in force."""
    return Assessment.objects.filter(account__project=project).order_by("-version").first()


def versions_of(account: FeeAccount) -> list[Assessment]:
    """The account's versions, the one in force first; read once for one account."""
    rows = Assessment.objects.select_related(
        "assessed_by", "replaces", "replaced_by", "application"
    )
    prefetch_related_objects([account], Prefetch("assessments", rows))
    return list(account.assessments.all())


def unpaid(demolition: Demolition) -> str | None:
    """Why a demolition is not made good: what of its compensation is still owed."""
    account = FeeAccount.objects.filter(demolition=demolition).first()
    if account is None or account.is_settled:
        return None
    return (
        f"拆除补偿费尚欠缴 {account.balance:,.2f} 元，由财务在“拆除补偿费”登记缴款并经复核入账，"
        "缴清后再登记补偿完成"
    )


def earlier_judgements(project: Any, claims: Sequence[Claim]) -> list[Judgement]:
    """How the claims were judged in the last version that judged any: the next begins with it.

    A claim is the same by building and relief.
    """
    drafts = AssessmentDraft.objects.filter(
        project=project, state=AssessmentDraft.State.APPROVED, relief_decisions__isnull=False
    ).order_by("-assessment__version")
    last = drafts.first()
    if last is None:
        return []
    judged = {(row.building_name, row.relief_code): row for row in last.relief_decisions.all()}
    found = []
    for claim in claims:
        row = judged.get((claim.building_name, claim.code))
        if row is not None:
            found.append(
                Judgement(
                    position=claim.position,
                    code=claim.code,
                    outcome=row.outcome,
                    evidence=row.evidence,
                    reason=row.reason,
                    attachment_id=row.attachment_id,
                )
            )
    return found


def files_of(project: Any) -> ScopedQuerySet:
    """The files of a project's cases (its key) that can prove a relief, the last one first."""
    return Attachment.objects.filter(application__project=project, removed_reason="").order_by(
        "-pk"
    )


def earlier_document(assessment: Assessment | None) -> KeptFile | None:
    """The document of the other rate that a version charges; None where it takes the usual one."""
    draft = getattr(assessment, "draft", None)
    if draft is None:
        return None
    codes = (ReliefDecision.LOWER_RATE, ReliefDecision.OTHER_RATE)
    row = draft.relief_decisions.filter(relief_code__in=codes).first()
    return row.file if row else None


def refund_after(account: FeeAccount, payable: Decimal) -> Decimal:
    """Yuan due back if ``payable`` took effect on the account: no more than was paid net."""
    return min(max(account.paid - payable, ZERO), max(account.paid, ZERO))


def permits_of(project: Any) -> ScopedQuerySet:
    """The permit in force on a project (its key, or a query expression): one at most."""
    return Application.objects.filter(project=project, state=Application.State.GRANTED)


def charging() -> ScopedQuerySet:
    """The versions in force that charge something or found that nothing is due.

    One that ended with its permit, or was annulled to be decided anew, says neither: the project
    is open to be charged anew.
    """
    open_again = (Assessment.Kind.ENDED, Assessment.Kind.REDO)
    return Assessment.objects.filter(replaced_by__isnull=True).exclude(kind__in=open_again)


def under_review() -> ScopedQuerySet:
    """Drafts that wait for their second person."""
    return AssessmentDraft.objects.filter(state=AssessmentDraft.State.SUBMITTED)


def awaiting_violation(scope: Scope, permission: str = "view_fees") -> ScopedQuerySet:
    """应建未建 cases with a verified project that is not charged and did not apply since."""
    states = (OmissionCase.State.VERIFIED, OmissionCase.State.NOTIFIED)
    handed = Q(outcome=OmissionCase.Outcome.HANDED_OVER)
    project = OuterRef("project_id")
    return (
        OmissionCase.objects.visible_to(scope, permission)
        .filter(Q(state__in=states) | handed, project__isnull=False)
        .exclude(Exists(charging().filter(account__project=project)))
        .exclude(Exists(under_review().filter(project=project)))
        .exclude(Exists(permits_of(project)))
    )


def awaiting_assessment(scope: Scope, permission: str = "view_fees") -> ScopedQuerySet:
    """待核定: granted applications, the last of each project, whose fee is not assessed yet.

    A decision without shortfall still waits when an earlier version charged something.
    """
    latest = Computation.objects.filter(application=OuterRef("pk")).order_by("-id")
    return (
        Application.objects.visible_to(scope, permission)
        .filter(state=Application.State.GRANTED)
        .annotate(
            required_area=Subquery(latest.values("required_area")[:1]),
            shortfall_area=Subquery(latest.values("shortfall_area")[:1]),
        )
        .filter(Q(shortfall_area__gt=ZERO) | Q(project__fee_account__payable__gt=ZERO))
        # Who builds elsewhere himself owes the works, not the fee.
        .exclude(relocation_way=Application.RelocationWay.ELSEWHERE)
        .exclude(Exists(Assessment.objects.filter(application=OuterRef("pk"))))
        .exclude(Exists(under_review().filter(application=OuterRef("pk"))))
    )


def broken_charges(organisation_id: int | None) -> Iterator[Finding]:
    """Accounts whose entries do not add up to what the decision in force charges."""
    charged = _charged(organisation_id)
    booked = _booked(organisation_id)
    wrong = [
        account
        for account in sorted(charged.keys() | booked.keys())
        if charged.get(account, ZERO) != booked.get(account, ZERO)
    ]
    accounts = FeeAccount.objects.with_subject().in_bulk(wrong)
    for pk, account in accounts.items():
        decision = "拆除审批决定" if account.demolition else "现行核定"
        yield Finding(
            account,
            f"分录的应缴 {booked.get(pk, ZERO):,} 元，{decision}为 {charged.get(pk, ZERO):,} 元",
        )


def _charged(organisation_id: int | None) -> dict[int, Decimal]:
    """What each account's last version, or the approval of its demolition, charges."""
    assessments = of_office(Assessment.objects.order_by("version"), organisation_id)
    demolitions = of_office(Demolition.objects.filter(fee_account__isnull=False), organisation_id)
    return {
        **dict(assessments.values_list("account", "payable")),
        **dict(demolitions.values_list("fee_account", "compensation")),
    }


def _booked(organisation_id: int | None) -> dict[int, Decimal]:
    """What the entries of each account charge, their reversals taken off."""
    entries = of_office(LedgerEntry.objects.order_by(), organisation_id)
    charges = entries.annotate(effect=Coalesce("reverses__kind", "kind")).filter(
        effect__in=[LedgerEntry.Kind.CHARGE, LedgerEntry.Kind.REDUCTION]
    )
    return dict(charges.values_list("account").annotate(Sum("amount")))
