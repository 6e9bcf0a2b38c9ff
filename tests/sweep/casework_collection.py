"""Things that the lines of table_collection are about, made by the acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from engineering.models import OmissionCase
from engineering.omissions.acts import notify_omission
from fees.assessments.acts.assessment import review_draft, submit_violation
from fees.collection.acts.cases import open_case, open_penalty_track, take_step
from fees.collection.acts.contacts import block_reminders, file_evidence, log_contact
from fees.collection.acts.letters import remind_all
from fees.models import CollectionCase, CollectionStep, CollectionTrack, FeeAccount
from fees.notices.acts import issue_payment_notice
from renfang.organisations.permissions import Role
from renfang.serving.acts import prepare_service
from renfang.uploads.keeping import read_upload
from tests.sweep.bureau import Bureau
from tests.sweep.casework import assessed
from tests.sweep.casework_approvals import picture, proved, served_by_hand


def furnish_collection(bureau: Bureau) -> None:
    """Everything that table_collection needs, in the bureau given."""
    bureau.keep("collection_account", _demanded(bureau))
    case = bureau.keep("collection_case", _opened(bureau))
    bureau.things["collection_verify"] = {"pk": _track(case).pk, "code": "verify"}
    _spoken(bureau, case)
    # One case to decide on, one with an order to serve, one whose order is on its way.
    bureau.things["collection_change"] = {"pk": _contested(bureau).pk, "code": "change"}
    bureau.things["collection_levy"] = {"pk": _verified(bureau).pk, "code": "levy"}
    bureau.keep("collection_paper", _ordered(bureau).paper)
    bureau.keep("collection_receipt", _on_its_way(bureau, _ordered(bureau)))
    _ended(bureau)
    bureau.keep("omission_charged", _charged(bureau))
    # Only who built nothing and never applied is punished.
    bureau.keep("collection_unbuilt", _opened(bureau, _charged(bureau)))
    bureau.things["collection_foretell"] = {"pk": _investigated(bureau).pk, "code": "foretell"}
    report = remind_all(
        [_demanded(bureau).pk],
        method="mail",
        servers=bureau.marked("费", "甲、乙"),
        by=bureau.who(Role.FINANCE),
    )
    bureau.keep("letter_batch", report.batch)


def _demanded(bureau: Bureau) -> FeeAccount:
    """A fee that a notice demands, and the notice was handed over today."""
    assessment, today = assessed(bureau), timezone.localdate()
    officer = bureau.who(Role.FINANCE)
    notice = issue_payment_notice(
        assessment.pk, by=officer, on=today, due_on=today + timedelta(days=30)
    )
    served_by_hand(bureau, notice.document, officer)
    return assessment.account


def _opened(bureau: Bureau, omission: OmissionCase | None = None) -> CollectionCase:
    """A case of an omission, or of a relocation that was approved."""
    account_id = omission.project.fee_account.pk if omission else assessed(bureau).account_id
    return open_case(
        account_id,
        source="overdue",
        facts=bureau.marked("费", "核定后未缴费"),
        on=timezone.localdate(),
        by=bureau.who(Role.FINANCE),
    )


def _charged(bureau: Bureau) -> OmissionCase:
    """An omission whose period ran out yesterday, with its fee assessed."""
    today = timezone.localdate()
    omission = proved(bureau)
    notify_omission(omission.pk, days=15, on=today, by=bureau.who(Role.CLERK))
    OmissionCase.objects.filter(pk=omission.pk).update(
        remedy_days=None, remedy_by=today - timedelta(days=1)
    )
    draft = submit_violation(
        omission.project_id,
        by=bureau.who(Role.FINANCE),
        on=today,
        as_of=today,
        reason=bureau.marked("费", "现场勘验证实未修建"),
    )
    review_draft(draft.pk, by=bureau.who(Role.HEAD), on=today, approve=True)
    return omission


def _track(case: CollectionCase) -> CollectionTrack:
    return case.tracks.get(kind="levy")


def _spoken(bureau: Bureau, case: CollectionCase) -> None:
    """A call, a file, and a block on another case."""
    officer = bureau.who(Role.FINANCE)
    log_contact(
        case.pk,
        kind="call",
        summary=bureau.marked("费", "承诺月底缴纳"),
        on=timezone.localdate(),
        by=officer,
    )
    purpose = bureau.marked("费", "竣工日期")
    bureau.keep(
        "collection_file",
        file_evidence(case.pk, read_upload(picture(bureau)), purpose=purpose, by=officer),
    )
    reason = bureau.marked("费", "面积有争议")
    other = _opened(bureau)
    bureau.keep(
        "collection_block", block_reminders(other.pk, kind="dispute", reason=reason, by=officer)
    )


def _step(bureau: Bureau, track: CollectionTrack, code: str, role: Role, **values: Any) -> Any:
    return take_step(track.pk, code, on=timezone.localdate(), values=values, by=bureau.who(role))


def _investigated(bureau: Bureau) -> CollectionTrack:
    """A penalty track of which the debtor has to be told."""
    case = _opened(bureau, _charged(bureau))
    track = open_penalty_track(case.pk, by=bureau.who(Role.FINANCE))
    facts = {"officers": "张三、李四", "finding": bureau.marked("费", "应建未建")}
    _step(bureau, track, "file", Role.HEAD, **facts)
    _step(bureau, track, "investigate", Role.FINANCE, **facts)
    return track


def _verified(bureau: Bureau) -> CollectionTrack:
    track = _track(_opened(bureau))
    finding = bureau.marked("费", "已竣工，未缴费")
    _step(bureau, track, "verify", Role.FINANCE, officers="张三、李四", finding=finding)
    return track


def _contested(bureau: Bureau) -> CollectionTrack:
    """A decision of before, before the court: its sum may be changed."""
    track, today = _verified(bureau), timezone.localdate()
    _step(
        bureau,
        track,
        "enter_decision",
        Role.FINANCE,
        decision_number=bureau.marked("费", "决 1 号"),
        amount=track.owed,
        served_on=today,
        pay_by=today,
        rights_told="yes",
        late_told="no",
    )
    court = {"body": bureau.marked("费", "法院"), "case_number": bureau.marked("费", "1 号")}
    _step(bureau, track, "contest", Role.FINANCE, contest_kind="lawsuit", **court)
    return track


def _ordered(bureau: Bureau) -> CollectionStep:
    track = _verified(bureau)
    finding = bureau.marked("费", "已竣工，未缴费")
    step: CollectionStep = _step(bureau, track, "order", Role.FINANCE, finding=finding, pay_days=5)
    return step


def _on_its_way(bureau: Bureau, order: CollectionStep) -> Any:
    return prepare_service(
        order.paper_id,
        method="direct",
        recipient=bureau.marked("费", "公司"),
        place=bureau.marked("费", "路 8 号"),
        servers=bureau.marked("费", "甲、乙"),
        on=timezone.localdate(),
        by=bureau.who(Role.FINANCE),
    )


def _ended(bureau: Bureau) -> None:
    case = _opened(bureau)
    _step(bureau, _track(case), "drop", Role.HEAD, reason=bureau.marked("费", "不属于应缴范围"))
    bureau.keep("collection_ended", case)
