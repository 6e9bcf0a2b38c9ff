"""批量催缴: reminders to many debtors at one go, each with the sheet that proves its service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from fees.collection.acts.cases import open_case, take_step
from fees.collection.models import CollectionCase, CollectionStep, CollectionTrack, LetterBatch
from fees.collection.steps.table import LEVY
from fees.ledger.models import FeeAccount
from renfang.acts import NotFound, Refused, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.serving.acts import prepare_service

# A combined print holds 200 papers: a letter and a sheet for each debtor.
MOST = 100


@dataclass
class LetterReport:
    """What was issued, and for whom not with the reason."""

    batch: LetterBatch | None = None
    steps: list[CollectionStep] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def chosen_accounts(account_ids: Sequence[int], scope: Scope) -> list[FeeAccount]:
    """The accounts ticked, in the order of the ticks. Raises Refused for none or too many."""
    ids = list(dict.fromkeys(account_ids))
    if not ids:
        raise Refused("没有选中债务人。勾选要催缴的单位后再办理")
    if len(ids) > MOST:
        raise Refused(f"一次最多催缴 {MOST} 户，已选 {len(ids)} 户。分几次办理")
    found = {
        row.pk: row
        for row in FeeAccount.objects.relocation()
        .visible_to(scope, "handle_collection")
        .filter(pk__in=ids)
        .select_related("project__developer", "organisation")
    }
    if len(found) < len(ids):
        raise NotFound("缴费账户")
    return [found[pk] for pk in ids]


def remind_all(account_ids: Sequence[int], *, method: str, servers: str, by: User) -> LetterReport:
    """批量签发催缴通知书 and their 送达回证, in the order given.

    Each debtor is a transaction of its own: one that is held keeps no other waiting. A debtor
    without a case gets one.
    """
    report = LetterReport()
    for account in chosen_accounts(account_ids, Scope(by)):
        try:
            report.steps.append(remind(account, method=method, servers=servers, by=by))
        except Refused as refusal:
            if refusal.field == "servers":
                raise
            report.refused.append((account.project.name, refusal.message))
    if report.steps:
        report.batch = _kept(report.steps, by)
    return report


@act
def remind(account: FeeAccount, *, method: str, servers: str, by: User) -> CollectionStep:
    """催缴 one debtor: the letter and its sheet; opens the case where there is none."""
    today = timezone.localdate()
    case = account.collection_cases.filter(state=CollectionCase.State.OPEN).first()
    if case is None:
        case = open_case(account.pk, source="overdue", facts=_facts(account), on=today, by=by)
    track = CollectionTrack.objects.get(case=case, kind=LEVY)
    step = take_step(track.pk, "remind", on=today, values={}, by=by)
    prepare_service(
        step.paper_id,
        method=method,
        recipient=account.project.developer.name,
        place=account.project.developer.address or account.project.address or "登记住所",
        servers=servers,
        on=today,
        by=by,
    )
    return step


def _facts(account: FeeAccount) -> str:
    due = f"，缴款期限 {account.due_on}" if account.due_on else ""
    return f"防空地下室易地建设费应缴 {account.payable:,} 元，已缴 {account.paid:,} 元{due}"


@act
def _kept(steps: Sequence[CollectionStep], by: User) -> LetterBatch:
    batch = LetterBatch.objects.create(
        organisation=by.organisation, issued_on=timezone.localdate(), issued_by=by
    )
    batch.steps.set(steps)
    record(by, "批量催缴", batch, after={"户数": len(steps)})
    return batch


def papers_of_batch(batch: LetterBatch) -> list[int]:
    """Ids of the letters and their sheets, each letter before its sheet, for the combined print."""
    ids: list[int] = []
    for step in batch.steps.order_by("id").prefetch_related("paper__services"):
        ids.append(step.paper_id)
        ids += [row.sheet_id for row in step.paper.services.all()]
    return ids
