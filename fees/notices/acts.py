"""签发缴费通知书、征收决定书: demand what is owed on an assessment, with a day to pay by."""

from __future__ import annotations

from datetime import date

from fees.assessments.models import Assessment
from fees.ledger.models import FeeAccount
from fees.ledger.owed import keep_answer, recount
from fees.notices.models import PaymentNotice
from fees.notices.papers import snapshot_of
from fees.notices.queries import late_standard, notices_before, proposed_kind
from fees.notices.rules import DEMANDS, LEVY_DECISION, PAYMENT_NOTICE, REPLACED
from fees.notices.steps import ISSUE
from renfang.acts import Incomplete, Refused, act, require_past
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import end_paper, issue_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.serving.models import ServiceReceipt


@act
def issue_payment_notice(
    assessment_id: int,
    *,
    by: User,
    on: date,
    due_on: date,
    kind: str = PAYMENT_NOTICE,
    heard: str = "",
) -> PaymentNotice:
    """签发缴费通知书, or 征收决定书: demand what is still owed on the current assessment.

    ``kind`` is one of ``DEMANDS``; who never applied gets a decision, not a notice. ``heard`` is
    what the debtor stated before the decision.

    Raises WrongState for a version that was replaced, for nothing owed, or while an earlier demand
    on the same version still counts.
    Source: 财税〔2020〕58号; 行政复议法 art. 20; 行政诉讼法 art. 46.
    """
    assessment: Assessment = Assessment.objects.locked_for(ISSUE, assessment_id, by)
    account = FeeAccount.objects.locked(assessment.account_id, Scope(by), ISSUE.permission)
    _require_days(on, due_on)
    _require_kind(assessment, kind)
    said = {"heard": heard.strip()}
    if kind == LEVY_DECISION:
        said |= late_standard(assessment.organisation, on)
    return issue_demand(kind, assessment, account, on=on, due_on=due_on, by=by, **said)


def issue_demand(
    kind: str,
    assessment: Assessment,
    account: FeeAccount,
    *,
    on: date,
    due_on: date,
    by: User,
    **said: str,
) -> PaymentNotice:
    """The demand on paper and on the account; for acts that hold the lock of ``account``.

    ``said`` are the officer's own words on a decision: ``finding``, ``heard``. Raises WrongState
    or Refused as ``issue_payment_notice`` does.
    """
    ISSUE.require(assessment, by, on=on)
    previous = _require_due(assessment, kind)
    replaced = _replaced(assessment) if kind == LEVY_DECISION else {}
    document = issue_document(
        kind,
        assessment,
        snapshot_of(assessment, account, due_on=due_on) | said | replaced,
        title=DEMANDS[kind],
        organisation=assessment.organisation,
        on=on,
        by=by,
        replaces=previous,
    )
    notice = _demanded(account, assessment, document, due_on)
    record(
        by,
        "签发征收决定书" if kind == LEVY_DECISION else "签发缴费通知书",
        account,
        after={
            "文号": document.number,
            "通知缴纳金额": f"{notice.amount:,} 元",
            "缴款期限": due_on,
        },
    )
    return notice


def _demanded(
    account: FeeAccount, assessment: Assessment, document: IssuedDocument, due_on: date
) -> PaymentNotice:
    """The whole balance is demanded, and the account knows until when."""
    notice = PaymentNotice.objects.create(
        organisation_id=account.organisation_id,
        assessment=assessment,
        document=document,
        amount=account.balance,
        due_on=due_on,
    )
    recount(account)
    account.save(update_fields=["due_on", "demand"])
    return notice


def _replaced(assessment: Assessment) -> dict[str, list[dict[str, str]]]:
    """What the decision says of the notices of the same debt that it takes the place of."""
    notices = [notice.document for notice in notices_before(assessment)]
    told = [{"number": row.number, "issued_on": row.issued_on.isoformat()} for row in notices]
    return {"replaced": told} if told else {}


def end_replaced_notices(receipt: ServiceReceipt, by: User) -> None:
    """A decision that is served takes the place of the notices of the same debt: they end.

    Told by 送达, inside its act. So no two demands of one sum stand side by side, and no two sets
    of remedies run. Source: 行政复议法 art. 20, 行政诉讼法 art. 46, by docs/collection.md.
    """
    if receipt.paper.kind != LEVY_DECISION:
        return
    decision = PaymentNotice.objects.filter(document=receipt.paper).first()
    if decision is None:
        return
    for notice in notices_before(decision.assessment):
        end_paper(
            notice.document,
            REPLACED,
            by=by,
            reason=f"自 {receipt.effective_on} 起由{receipt.paper}代替",
            basis=receipt.paper,
        )


def keep_answer_on(paper: IssuedDocument) -> None:
    """Count anew when and why its account owes, now that a demand was voided or served.

    Told by the registry and by 送达, inside their acts. Any other paper changes nothing.
    """
    notice = PaymentNotice.objects.filter(document=paper).select_related("assessment").first()
    if notice is not None:
        keep_answer(notice.assessment.account_id)


def _require_days(on: date, due_on: date) -> None:
    require_past(on, "签发日期")
    if due_on <= on:
        raise Incomplete("缴款期限须晚于签发日期", field="due_on")


def _require_kind(assessment: Assessment, kind: str) -> None:
    if kind not in DEMANDS:
        raise Incomplete("选择缴费通知书或者征收决定书", field="kind")
    if kind == PAYMENT_NOTICE and proposed_kind(assessment) == LEVY_DECISION:
        raise Incomplete("违法未建的项目没有许可决定，签发征收决定书", field="kind")


def _require_due(assessment: Assessment, kind: str) -> IssuedDocument | None:
    """Refuse what may not be demanded; give the voided paper that the new one takes over from.

    A decision follows a notice that was not paid; no notice follows a decision.
    """
    notices = assessment.notices.select_related("document__voiding")
    if kind == LEVY_DECISION:
        notices = notices.filter(document__kind=LEVY_DECISION)
    standing = next((row for row in notices if not row.document.is_void), None)
    if standing is not None:
        raise Refused(f"已签发{standing.document}。需要更改的，先作废该文书再重新签发")
    voided = next((row for row in notices if row.document.kind == kind), None)
    return voided.document if voided else None
