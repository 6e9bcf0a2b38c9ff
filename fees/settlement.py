"""What the fee means for the project's certificate: held while unsettled, stated when paid."""

from __future__ import annotations

from engineering.models import Project
from fees.assessment import later_decisions
from fees.models import Assessment, FeeAccount
from fees.models.accounts import ZERO


def unsettled_fee(project: Project) -> str | None:
    """Why the certificate is held: a decided shortfall not assessed, or a sum not paid."""
    account = FeeAccount.objects.filter(project=project).first()
    if _is_unassessed(project, account):
        return "尚未核定易地建设费"
    if account is not None and account.balance > ZERO:
        return f"易地建设费尚欠缴 {account.balance:,} 元"
    return None


def _is_unassessed(project: Project, account: FeeAccount | None) -> bool:
    """Whether the last decision on the project still waits for its assessment."""
    last = later_decisions(project.pk, 0).order_by("-id").first()
    if last is None or Assessment.objects.filter(application=last).exists():
        return False
    computation = last.computations.first()
    shortfall = computation.shortfall_area if computation else ZERO
    return shortfall > ZERO or (account is not None and account.payable > ZERO)


def paid_fee(project: Project) -> tuple[str, str] | None:
    """The certificate's line about the fee, or None where none was due."""
    account = FeeAccount.objects.filter(project=project).first()
    if account is None or account.payable == ZERO:
        return None
    return "易地建设费", f"应缴 {account.payable:,} 元，已缴 {account.paid:,} 元"
