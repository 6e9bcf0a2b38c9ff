"""应建未建移送追缴: a verified omission whose period ran out goes on as a collection case."""

from __future__ import annotations

from django.utils import timezone

from engineering.models import OmissionCase
from fees.collection.acts.cases import open_case, take_step
from fees.collection.models import CollectionCase
from fees.collection.steps.table import LEVY, TAKE_OVER
from fees.ledger.models import FeeAccount
from renfang.acts import act, require_text
from renfang.organisations.models import User


def facts_of(omission: OmissionCase, account: FeeAccount) -> str:
    """What the case begins with: the omission as it was found, told and charged."""
    told = f"，{omission.notified_on}告知限期办理" if omission.notified_on else ""
    until = f"，限期至{omission.remedy_by}，届满仍未办理" if omission.remedy_by else ""
    return (
        f"{omission.verified_on}核查：{omission.finding.rstrip('。')}。"
        f"应建防空地下室{omission.required_area:,}平方米{told}{until}。"
        f"经核定应缴防空地下室易地建设费{account.payable:,}元，已缴{account.paid:,}元"
    )


@act
def take_over_omission(omission_id: int, *, facts: str, by: User) -> CollectionCase:
    """接收移送: open the case; the verification made there counts here, nothing is typed again.

    Raises NotFound, NotPermitted, Incomplete, or WrongState while the omission is not charged,
    its period runs, or it is pursued already.
    """
    omission: OmissionCase = OmissionCase.objects.locked_for(TAKE_OVER, omission_id, by)
    today = timezone.localdate()
    require_text(facts, "写明欠缴事实", field="facts")
    account = FeeAccount.objects.get(project=omission.project_id)
    case = open_case(
        account.pk, source=CollectionCase.Source.OMISSION, facts=facts, on=today, by=by
    )
    verified = {"officers": omission.verifiers, "finding": omission.finding}
    take_step(case.tracks.get(kind=LEVY).pk, "verify", on=today, values=verified, by=by)
    return case
