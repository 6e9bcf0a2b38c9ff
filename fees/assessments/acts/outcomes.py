"""What a reconsideration, a judgment or the bureau's own correction leaves of a fee.

No act of its own: collection registers the result and tells it here, inside its transaction. The
sum is no longer computed but decided; the version says by whom. Sources: 行政复议法 arts 63, 64;
行政诉讼法 arts 70, 77.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fees.assessments.acts.permit_endings import (
    bring_back_written_off,
    sheets_in_force,
    take_drafts_back,
)
from fees.assessments.acts.versions import post_difference
from fees.assessments.models import Assessment, AssessmentDraft
from fees.ledger.models import ZERO, FeeAccount
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User

_KEPT = ("facts", "rulebook", "rulebook_version", "as_of", "local_basis")
_AREAS = ("required_area", "shortfall_area")


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """The sum that was decided: ``payable`` in yuan, by which paper (``by_paper``) and article.

    ``redo``: the decision has to be made anew; until then the project is open to be charged again.
    """

    payable: Decimal
    on: date
    by_paper: str
    basis: str
    redo: bool = False

    @property
    def reason(self) -> str:
        """One sentence for version, history and papers."""
        if self.redo:
            return f"{self.by_paper}撤销原决定并责令重新作出"
        if self.payable == ZERO:
            return f"{self.by_paper}撤销原决定"
        return f"{self.by_paper}将应缴金额变更为 {self.payable:,} 元"


def settle_by_outcome(
    account: FeeAccount, settlement: Settlement, by: User
) -> tuple[Assessment, list[IssuedDocument]]:
    """The next version of the chain: the sum as decided; only the difference is posted.

    For acts that hold the lock of ``account``. Drafts that wait are taken back, a debt written off
    that was never owed comes back first. Gives the version and the 核定表 that fall.
    """
    last = account.assessments.order_by("-version").first()
    assert last is not None, "whatever was decided was assessed before"
    sheets = list(sheets_in_force(account))
    take_drafts_back(AssessmentDraft.objects.filter(project=account.project_id), settlement.reason)
    if settlement.payable == ZERO:
        bring_back_written_off(account, on=settlement.on, reason=settlement.reason, by=by)
    version = Assessment.objects.create(
        organisation_id=account.organisation_id,
        account=account,
        application_id=last.application_id,
        version=last.version + 1,
        kind=Assessment.Kind.REDO if settlement.redo else Assessment.Kind.OUTCOME,
        replaces=last,
        assessed_on=max(settlement.on, last.assessed_on),
        assessed_by=by,
        opinion=settlement.reason[:300],
        **_figures(last, settlement),
    )
    post_difference(version, last, account, by=by)
    record(
        by,
        "按结果变更核定",
        account,
        before={"实缴金额": f"{last.payable:,} 元"},
        after={
            "版次": version.version,
            "实缴金额": f"{version.payable:,} 元",
            "待退付或结转": f"{account.surplus:,} 元",
        },
        note=settlement.reason,
    )
    return version, sheets


def _figures(last: Assessment, settlement: Settlement) -> dict[str, Any]:
    """The columns of the version, with the paper as its only step.

    The areas stay where a sum is left; of a decision that is gone nothing is left.
    """
    payable = settlement.payable
    step = {
        "rule": "生效的决定、裁判",
        "basis": settlement.basis,
        "formula": f"第 {last.version} 版核定应缴 {last.payable:,} 元，{settlement.reason}",
        "result": f"应缴 {payable:,} 元",
    }
    areas = {name: getattr(last, name) if payable else ZERO for name in _AREAS}
    kept = {name: getattr(last, name) for name in _KEPT}
    sums = {"gross": payable, "relief": ZERO, "payable": payable, "rate": None}
    return {**kept, **areas, **sums, "steps": [step]}
