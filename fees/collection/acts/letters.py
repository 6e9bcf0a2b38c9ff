"""批量催缴: reminders to many debtors at one go, each with the sheet that proves its service.

What holds a letter back is asked once (``planned``): the page that checks the choice shows it, the
act issues what the page said. Where the office wants it, one letter asks for all debts of a debtor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fees.collection.acts.cases import open_case, take_step
from fees.collection.models import CollectionCase, CollectionStep, CollectionTrack, LetterBatch
from fees.collection.papers import demanded_by
from fees.collection.steps.conditions import words_of_waiting, words_undemanded
from fees.collection.steps.table import LEVY, OPEN, STEPS
from fees.ledger.models import FeeAccount
from fees.ledger.queries import handling_of
from renfang.acts import NotFound, Refused, act
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.quantities.capitals import capital_amount
from renfang.serving.acts import prepare_service
from renfang.steps import Weight

# A combined print holds 200 papers: a letter and a sheet for each debtor.
MOST = 100
_REMIND = STEPS["remind"]
_State = CollectionTrack.State
# Where no reminder goes out: what the office does instead.
_INSTEAD: Mapping[str, str] = {
    _State.LEVIED: "征收决定书尚未送达。先办理送达，送达后按决定催告",
    _State.CONTESTED: "正在复议或者诉讼。结果登记后再催缴",
    _State.AGREED: "正在履行执行和解协议。不按协议履行的，在案卷登记不履行后恢复执行",
    _State.REJECTED: "法院未受理执行申请。在案卷按裁定补正后重新申请",
    _State.DENIED: "法院不准予执行。在案卷按裁定处理后再催缴",
    _State.TERMINATED: "法院已终结执行。发现财产的申请恢复执行，依法不能追缴的申请核销",
    _State.BANKRUPTCY: "已申报破产债权。等待分配，分配后登记缴款",
    **dict.fromkeys(CollectionTrack.ENDED, "征收程序已经终结。在案卷办理结案后重新立卷"),
}
_AT_COURT = "已申请法院强制执行，由法院执行，不再自行催缴。执行到账的登记缴款"


@dataclass(frozen=True)
class Planned:
    """One account of the choice: its open case if any, and why no letter goes out now."""

    account: FeeAccount
    case: CollectionCase | None
    hold: str = ""


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


def planned(accounts: Iterable[FeeAccount], by: User) -> list[Planned]:
    """Each of the accounts with what holds its letter back now; the act asks nothing else."""
    wanted = list(accounts)
    cases = {
        case.account_id: case
        for case in CollectionCase.objects.filter(
            account__in=wanted, state=CollectionCase.State.OPEN
        ).prefetch_related("tracks", "blocks")
    }
    return [_plan(account, cases.get(account.pk), by) for account in wanted]


def _plan(account: FeeAccount, case: CollectionCase | None, by: User) -> Planned:
    if account.is_settled:
        return Planned(account, case, "没有欠缴。不需催缴")
    if case is None:
        hold = OPEN.idle(account) or words_undemanded(account) or words_of_waiting(account)
        return Planned(account, None, hold)
    return Planned(account, case, _held(account, case, by))


def _held(account: FeeAccount, case: CollectionCase, by: User) -> str:
    """Why the case's levy sends no reminder, in words that say what to do."""
    track = next(track for track in case.tracks.all() if track.kind == LEVY)
    case.account, track.case = account, case
    if not _REMIND.allows(track):
        at_court = track.state in CollectionTrack.AT_COURT
        return _INSTEAD.get(
            track.state, _AT_COURT if at_court else "现在不能催缴。到案卷办理下一步"
        )
    found = _REMIND.findings(track, by, None, Weight.STOPS, Weight.EXPLAIN)
    return next((finding.words for finding in found), "")


def letters_of(plans: Iterable[Planned]) -> list[list[FeeAccount]]:
    """The letters that go out, each with the accounts that it asks for, the longest overdue first.

    One for each account; one for each debtor where his office wants it.
    """
    letters: dict[tuple[Any, ...], list[FeeAccount]] = {}
    joint: dict[int, bool] = {}
    for plan in plans:
        if plan.hold:
            continue
        account = plan.account
        office = account.organisation_id
        if office not in joint:
            joint[office] = handling_of(office).joint_letters
        debtor = account.project.developer.credit_code or account.project.developer_id
        letters.setdefault((office, debtor) if joint[office] else (account.pk,), []).append(account)
    return [sorted(found, key=lambda row: (str(row.due_on), row.pk)) for found in letters.values()]


def remind_all(account_ids: Sequence[int], *, method: str, servers: str, by: User) -> LetterReport:
    """批量签发催缴通知书 and their 送达回证, in the order given.

    Each letter is a transaction of its own: one that is held keeps no other waiting. A debtor
    without a case gets one.
    """
    report = LetterReport()
    plans = planned(chosen_accounts(account_ids, Scope(by)), by)
    report.refused += [(plan.account.project.name, plan.hold) for plan in plans if plan.hold]
    for accounts in letters_of(plans):
        try:
            report.steps.append(remind(accounts, method=method, servers=servers, by=by))
        except Refused as refusal:
            if refusal.field == "servers":
                raise
            names = "、".join(account.project.name for account in accounts)
            report.refused.append((names, refusal.message))
    if report.steps:
        report.batch = _kept(report.steps, by)
    return report


@act
def remind(
    accounts: Sequence[FeeAccount], *, method: str, servers: str, by: User
) -> CollectionStep:
    """催缴 one debtor: the letter and its sheet; opens the case of each debt where there is none.

    The letter is the first account's; the cases of the others name it.
    """
    first, *others = accounts
    step = _reminded(first, by, _joint(accounts) if others else {})
    for account in others:
        _reminded(account, by, {"joint_with": step.paper.number})
    prepare_service(
        step.paper_id,
        method=method,
        recipient=first.project.developer.name,
        place=first.project.developer.address or first.project.address or "登记住所",
        servers=servers,
        on=timezone.localdate(),
        by=by,
    )
    return step


def _reminded(account: FeeAccount, by: User, values: Mapping[str, Any]) -> CollectionStep:
    today = timezone.localdate()
    case = account.collection_cases.filter(state=CollectionCase.State.OPEN).first()
    if case is None:
        case = open_case(account.pk, source="overdue", facts=_facts(account), on=today, by=by)
    track = CollectionTrack.objects.get(case=case, kind=LEVY)
    return take_step(track.pk, "remind", on=today, values=values, by=by)


def _joint(accounts: Sequence[FeeAccount]) -> dict[str, Any]:
    """What the letter over several debts says beside that of the first."""
    total = sum((account.owed for account in accounts), Decimal(0))
    return {
        "debts": [_debt(account) for account in accounts],
        "owed_in_all": f"{total:,}",
        "capitals_in_all": capital_amount(total, prefix="人民币"),
    }


def _debt(account: FeeAccount) -> dict[str, str]:
    """One of several debts as the letter lists it."""
    return {
        "project": account.project.name,
        "notice": demanded_by(account, timezone.localdate()),
        "pay_by": account.due_on.isoformat() if account.due_on else "",
        "owed": f"{account.owed:,}",
    }


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
