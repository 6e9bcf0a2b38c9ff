"""竣工验收备案: receiving the builder's filing; the certificate (engineering.certificates) ends it.

Source: 建设工程质量管理条例 art. 49: within 15 days of acceptance; local rules say otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from engineering.acceptance import passed_acceptance
from engineering.models import CompletionFiling, Shelter
from engineering.shelter_papers import issue_filing_form
from engineering.shelter_rules import filing_materials
from renfang.acts import Incomplete, WrongState, act, require_state
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


@act
def receive_filing(
    shelter_id: int, *, by: User, received_on: date, materials: Sequence[str], note: str = ""
) -> CompletionFiling:
    """备案收件: what was handed in and on which day, with the 竣工验收备案表 as paper.

    Raises Incomplete, naming them, while materials of the list are missing.
    """
    shelter = Shelter.objects.locked(shelter_id, Scope(by), "issue_certificate")
    require_state(shelter, Shelter.State.ACCEPTED, to="登记备案收件")
    if CompletionFiling.objects.filter(shelter=shelter).exists():
        raise WrongState(f"{shelter}已登记备案收件，不需再次登记")
    if received_on > timezone.localdate():
        raise Incomplete("备案收件日期不能晚于今天", field="received_on")
    missing = [name for name in filing_materials(received_on) if name not in materials]
    if missing:
        raise Incomplete(f"还缺：{'、'.join(missing)}。补齐后再登记收件", field="materials")
    filing = enter_filing(shelter, by=by, received_on=received_on, materials=materials, note=note)
    issue_filing_form(filing, by=by, on=timezone.localdate())
    return filing


def enter_filing(
    shelter: Shelter,
    *,
    by: User,
    received_on: date,
    materials: Sequence[str] = (),
    note: str = "",
) -> CompletionFiling:
    """The row of a filing, inside the act that receives it or that files at once (即办)."""
    acceptance = passed_acceptance(shelter)
    if acceptance is None:
        raise WrongState(f"{shelter}没有合格的竣工验收记录，先登记竣工验收")
    if received_on < acceptance.accepted_on:
        raise Incomplete(f"备案收件日期早于验收日期 {acceptance.accepted_on}", field="received_on")
    filing = CompletionFiling.objects.create(
        shelter=shelter,
        acceptance=acceptance,
        received_on=received_on,
        due_on=shelter.filing_due_on,
        is_late=shelter.filing_due_on is not None and received_on > shelter.filing_due_on,
        materials=list(materials),
        note=note.strip(),
        recorded_by=by,
    )
    record(
        by,
        "备案收件",
        shelter,
        after={
            "收件日期": received_on,
            "备案期限": shelter.filing_due_on or "-",
            "是否逾期": "逾期" if filing.is_late else "按期",
        },
        note=note.strip(),
    )
    return filing
