"""签发缴费通知书: demand what is owed on an assessment, on paper, with a day to pay by."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from engineering.approval_papers import DECISIONS
from engineering.models import Application
from fees.models import Assessment, FeeAccount, PaymentNotice
from fees.models.accounts import ZERO
from fees.papers import PAYMENT_NOTICE, channel_on
from renfang.acts import Incomplete, Refused, WrongState, act
from renfang.clocks.calendars import current_calendar
from renfang.clocks.statutory_clock import Unit, deadline
from renfang.documents.capitals import capital_amount
from renfang.documents.kinds import Snapshot
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.rules.books import load

# No national text fixes a term of payment; this is what the form proposes, nothing more.
PROPOSED_WORKING_DAYS = 15


@act
def issue_payment_notice(assessment_id: int, *, by: User, on: date, due_on: date) -> PaymentNotice:
    """Issue the notice for what is still owed on the current assessment.

    Raises WrongState for a version that was replaced, for nothing owed, or while an earlier notice
    on the same version still counts.
    Source: 财税〔2020〕58号; 行政复议法 art. 20; 行政诉讼法 art. 46.
    """
    scope = Scope(by)
    assessment = Assessment.objects.locked(assessment_id, scope, "issue_payment_notice")
    account = FeeAccount.objects.locked(assessment.account_id, scope, "issue_payment_notice")
    _require_days(on, due_on)
    previous = _require_due(assessment, account)
    document = issue_document(
        PAYMENT_NOTICE,
        assessment,
        snapshot_of(assessment, account, on=on, due_on=due_on),
        title="防空地下室易地建设费缴费通知书",
        organisation=assessment.organisation,
        on=on,
        by=by,
        replaces=previous,
    )
    notice = PaymentNotice.objects.create(
        organisation_id=account.organisation_id,
        assessment=assessment,
        document=document,
        amount=account.balance,
        due_on=due_on,
    )
    account.due_on = due_on
    account.save(update_fields=["due_on"])
    record(
        by,
        "签发缴费通知书",
        account,
        after={
            "文号": document.number,
            "通知缴纳金额": f"{notice.amount:,} 元",
            "缴款期限": due_on,
        },
    )
    return notice


def _require_days(on: date, due_on: date) -> None:
    if on > timezone.localdate():
        raise Incomplete("签发日期不能晚于今天", field="on")
    if due_on <= on:
        raise Incomplete("缴款期限须晚于签发日期", field="due_on")


def _require_due(assessment: Assessment, account: FeeAccount) -> IssuedDocument | None:
    """Refuse what may not be demanded; give the voided notice that the new one takes over from."""
    if not assessment.is_current:
        raise WrongState(f"{assessment}已被新的核定替代。在账户页按现行核定签发缴费通知书")
    if account.balance == ZERO:
        raise WrongState(f"{account}没有欠缴，不需签发缴费通知书")
    last = assessment.notices.select_related("document__voiding").first()
    if last is None:
        return None
    if not last.document.is_void:
        raise Refused(f"已签发{last.document}。需要更改的，先作废该通知书再重新签发")
    return last.document


def proposed_due_day(on: date) -> date:
    """What the form proposes as the day to pay by."""
    proposed = deadline(on, PROPOSED_WORKING_DAYS, Unit.WORKING_DAY, calendar=current_calendar())
    return proposed.last_day


def snapshot_of(assessment: Assessment, account: FeeAccount, *, on: date, due_on: date) -> Snapshot:
    """All that the notice says, as plain JSON data: areas in ㎡, money in yuan, both as strings."""
    project = account.project
    application = assessment.application
    return {
        "payer": project.developer.name,
        "credit_code": project.developer.credit_code,
        "project": project.name,
        "project_code": project.code,
        "address": project.address,
        "approval": _decision_number(application),
        "decided_on": application.decided_on.isoformat(),
        "required_area": f"{assessment.required_area:,}",
        "built_area": f"{max(assessment.required_area - assessment.shortfall_area, ZERO):,}",
        "shortfall_area": f"{assessment.shortfall_area:,}",
        "rate": f"{assessment.rate:,}" if assessment.rate is not None else "",
        "gross": f"{assessment.gross:,}",
        "relief": f"{assessment.relief:,}",
        "payable": f"{assessment.payable:,}",
        "paid": f"{account.paid:,}",
        "amount": f"{account.balance:,}",
        "capitals": capital_amount(account.balance, prefix="人民币"),
        "due_on": due_on.isoformat(),
        "channel": channel_on(on),
        "local_basis": assessment.local_basis,
        "version": f"第 {assessment.version} 版（{assessment.get_kind_display()}）",
        "assessed_on": assessment.assessed_on.isoformat(),
        "rulebook": f"{load(assessment.rulebook).title}（{assessment.rulebook_version}）",
        "as_of": assessment.as_of.isoformat(),
        "steps": assessment.steps,
        "government": f"{assessment.organisation.division.name}人民政府",
        "phone": assessment.organisation.phone,
    }


def _decision_number(application: Application) -> str:
    """The number of the decision that the fee rests on; empty when none was issued as a paper."""
    decision = IssuedDocument.objects.of(application).current().filter(kind__in=DECISIONS).first()
    return decision.number if decision else ""
