"""What collection reads: overdue debts, rights that lapse, promises due, and a case's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from engineering.models import OmissionCase
from fees.assessments.models import Assessment
from fees.collection.models import (
    CollectionCase,
    CollectionContact,
    CollectionStep,
    CollectionTrack,
)
from fees.collection.outcomes import CHANGING, DECIDED, OWN, REPLACING
from fees.collection.rules import (
    COURT_APPLICATION_WARNINGS,
    DEMAND_WARNINGS,
    earliest_court_application,
    warning_of,
    working_day_before,
)
from fees.ledger.models import FeeAccount
from fees.ledger.rules import Demand
from fees.notices.models import PaymentNotice
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import Light, Standing
from renfang.documents.models import IssuedDocument
from renfang.history.models import Event
from renfang.history.record import events_of
from renfang.organisations.models import User
from renfang.organisations.scope import Scope, ScopedQuerySet
from renfang.serving.models import ServiceReceipt

_OPEN = CollectionCase.State.OPEN
ZERO = Decimal(0)


def papers_of(*tracks: CollectionTrack) -> QuerySet[IssuedDocument]:
    """Every paper issued on the tracks or adopted by them, newest first."""
    issued = Q(
        subject_type=ContentType.objects.get_for_model(CollectionTrack),
        subject_id__in=[track.pk for track in tracks],
    )
    adopted = Q(collection_step__track__in=tracks)
    return IssuedDocument.objects.filter(issued | adopted).order_by("-id")


def overdue_accounts(scope: Scope, today: date) -> QuerySet[FeeAccount]:
    """Accounts that are overdue or have an open case, the longest overdue first."""
    has_case = Exists(CollectionCase.objects.filter(account=OuterRef("pk"), state=_OPEN))
    accounts = (
        FeeAccount.objects.relocation()
        .visible_to(scope)
        .filter(FeeAccount.is_overdue(today) | has_case)
    )
    return accounts.order_by("due_on", "id")


def in_collection(accounts: QuerySet[FeeAccount], state: str, today: date) -> QuerySet[FeeAccount]:
    """Those of the accounts whose collection has come so far.

    ``state``: new, level0 to level3, blocked, promised, broken, lapsing.
    """
    cases = CollectionCase.objects.filter(account=OuterRef("pk"), state=_OPEN)
    if state == "new":
        return accounts.exclude(Exists(cases))
    if state.startswith("level"):
        reminded = int(state.removeprefix("level"))
        if not reminded:
            return accounts.exclude(Exists(cases.filter(level__gt=0)))
        return accounts.filter(Exists(cases.filter(level=reminded)))
    if state == "blocked":
        return accounts.filter(
            Exists(cases.filter(blocks__isnull=False, blocks__lifted_on__isnull=True))
        )
    if state == "promised":
        return accounts.filter(Exists(cases.filter(contacts__promised_on__gte=today)))
    if state == "broken":
        return accounts.filter(balance__gt=ZERO).filter(
            Exists(cases.filter(contacts__promised_on__lt=today))
        )
    if state == "lapsing":
        near = lapsing_tracks(CollectionTrack.objects.all(), today)
        return accounts.filter(Exists(cases.filter(tracks__in=near)))
    return accounts


def pursued() -> Exists:
    """The condition of an account that is being collected, once a limit of the procedure runs."""
    limited = CollectionTrack.objects.filter(
        Q(due_on__isnull=False) | Q(apply_by__isnull=False),
        case__account=OuterRef("pk"),
        case__state=_OPEN,
    )
    return Exists(limited.exclude(state__in=CollectionTrack.ENDED))


def awaiting_collection(scope: Scope, today: date) -> ScopedQuerySet:
    """应建未建 cases that are charged and owe, whose period to apply ran out, not yet pursued."""
    project = OuterRef("project_id")
    ran_out = Q(state=OmissionCase.State.NOTIFIED, remedy_by__lt=today)
    handed = Q(outcome=OmissionCase.Outcome.HANDED_OVER)
    charged = Assessment.objects.filter(
        account__project=project, kind=Assessment.Kind.VIOLATION, replaced_by__isnull=True
    )
    return (
        OmissionCase.objects.visible_to(scope, "handle_collection")
        .filter(ran_out | handed, project__fee_account__balance__gt=0)
        .filter(Exists(charged))
        .exclude(Exists(CollectionCase.objects.filter(account__project=project)))
    )


# The step by which a 征收决定 of before renfang comes to count.
ENTERED = "enter_decision"


def decided_version(track: CollectionTrack) -> Assessment | None:
    """The version of the assessment that the levy's decision says, as it stands; None without one.

    The one that it was made on, or the one by which another paper changed its sum.
    """
    decided = track.steps.filter(code__in=(*DECIDED, *CHANGING)).order_by("-id").first()
    if decided is None:
        return None
    notice = PaymentNotice.objects.filter(document=decided.paper_id or 0).first()
    if notice is not None:
        return notice.assessment
    versions = track.case.account.assessments.filter(assessed_at__lte=decided.taken_at)
    return versions.order_by("-version").first()


def decided_demands(accounts: QuerySet[FeeAccount], as_of: date) -> Iterator[Demand]:
    """The decisions that stood on ``as_of`` and are no demand of the register, the oldest first.

    A 征收决定 of before renfang, entered by hand, asks until the day that it names for what was
    assessed when it was entered; what is assessed later has to be demanded by a paper of its own.
    A reconsideration decision or judgment asks for what it left of the sum; the bureau's own
    变更决定书 does so once it is served. Gone with whatever took their place since.
    """
    for step in _decisions_standing(accounts, as_of):
        said = step.values
        named = date.fromisoformat(said["pay_by"]) if said.get("pay_by") else None
        if step.code in OWN:
            due, number = step.pay_by if step.served_on else None, step.number
        elif step.code == ENTERED:
            was_served = date.fromisoformat(said["served_on"]) <= as_of
            due, number = named if was_served else None, said["decision_number"]
        else:
            due, number = named, said["document_number"]
        yield Demand(
            account_id=step.account,
            version=step.version or 0,
            due_on=due,
            number=number,
            is_decision=True,
        )


def _decisions_standing(
    accounts: QuerySet[FeeAccount], as_of: date
) -> QuerySet[CollectionStep, Any]:
    """The steps that entered or changed a decision, each with its account, version and paper."""
    version = Assessment.objects.filter(
        account=OuterRef("track__case__account"), assessed_at__lte=OuterRef("taken_at")
    ).order_by("-version")
    replaced = CollectionStep.objects.filter(
        track=OuterRef("track"),
        code__in=(*REPLACING, *DECIDED),
        pk__gt=OuterRef("pk"),
        on__lte=as_of,
    )
    service = ServiceReceipt.objects.filter(
        paper=OuterRef("paper"), state=ServiceReceipt.State.SERVED, served_at__date__lte=as_of
    )
    return (
        CollectionStep.objects.filter(
            code__in=(ENTERED, *CHANGING),
            track__kind=CollectionTrack.Kind.LEVY,
            track__case__account__in=accounts,
            on__lte=as_of,
        )
        .exclude(Exists(replaced))
        .annotate(
            account=F("track__case__account"),
            version=Subquery(version.values("version")[:1]),
            number=F("paper__number"),
            pay_by=F("track__pay_by"),
            served_on=Subquery(service.values("effective_on")[:1]),
        )
        .order_by("on", "id")
    )


def entered_decision(assessment: Assessment, by: User, on: date) -> str:
    """Why nothing is to be demanded by a new paper: a decision on record here demands it.

    It is one of before renfang, or one whose sum a reconsideration or judgment changed.
    """
    account = FeeAccount.objects.filter(pk=assessment.account_id)
    for demand in decided_demands(account, on):
        if demand.version >= assessment.version:
            return (
                f"已登记征收决定书或者变更其数额的决定、裁判 {demand.number}，"
                "本次核定的费用按该决定缴纳，不再另行发文"
            )
    return ""


def lapsing_tracks(tracks: QuerySet[CollectionTrack], today: date) -> QuerySet[CollectionTrack]:
    """Tracks whose right to apply to the court is warned about, or has lapsed.

    Before the 催告书 is served the last days to serve it come first: the notice's, then the other.
    """
    near = Q(apply_by__lte=today + timedelta(days=max(COURT_APPLICATION_WARNINGS))) | Q(
        demand_ends_on__isnull=True, notice_by__lte=today + timedelta(days=max(DEMAND_WARNINGS))
    )
    return tracks.filter(
        near, state__in=CollectionTrack.BEFORE_COURT, case__state=_OPEN, apply_by__isnull=False
    ).filter(
        # Nothing is left to be asked of the court where all is paid and nothing ordered is open.
        Q(kind=CollectionTrack.Kind.PENALTY, amount__gt=F("paid"))
        | Q(kind=CollectionTrack.Kind.PENALTY, order_until__lt=today, order_done_on__isnull=True)
        | Q(kind=CollectionTrack.Kind.LEVY, case__account__balance__gt=ZERO)
    )


def lapsed_tracks(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    """Rights that have lapsed: what management must see first; of a judgment after two years."""
    return (
        lapsing_tracks(CollectionTrack.objects.visible_to(scope), today)
        .filter(Q(judged_until__isnull=True, apply_by__lt=today) | Q(judged_until__lt=today))
        .select_related("case__account__project__developer")
        .order_by("apply_by", "id")
    )


def promises_due(scope: Scope, today: date) -> list[CollectionContact]:
    """Promises whose day is today, of debtors who still owe."""
    return list(
        CollectionContact.objects.visible_to(scope)
        .filter(promised_on=today, case__state=_OPEN, case__account__balance__gt=ZERO)
        .select_related("case__account__project__developer")
        .order_by("id")[:20]
    )


@dataclass(frozen=True)
class NextDay:
    """The earliest last day that is still open on the way to the court, and what has to be done.

    ``is_lost``: it can no longer be kept, whatever is done; ``warnings`` are the days ahead on
    which it is told.
    """

    what: str
    short: str
    day: date
    warnings: Sequence[int] = COURT_APPLICATION_WARNINGS
    is_lost: bool = False


_APPLY = "申请法院强制执行"


def next_day_of(track: CollectionTrack, today: date) -> NextDay | None:
    """What is warned about; None where no right to apply is running."""
    if track.apply_by is None or track.state not in CollectionTrack.BEFORE_COURT:
        return None
    if track.judged_until is not None and track.apply_by < today:
        return NextDay(f"{_APPLY}（三个月已过，裁判生效后二年）", "二年", track.judged_until)
    is_served = track.demand_ends_on is not None
    if is_served or track.serve_by is None or track.apply_by < today:
        return NextDay(_APPLY, "", track.apply_by)
    if track.notice_by is not None and track.notice_by >= today:
        return NextDay("公告送达催告书", "公告催告", track.notice_by, DEMAND_WARNINGS)
    if track.serve_by >= today:
        return NextDay("送达催告书", "送达催告", track.serve_by, DEMAND_WARNINGS)
    # Not lapsed yet, but ten working days do not fit in any more.
    return NextDay("催告已来不及，申请将逾期", "催告已晚", track.apply_by, is_lost=True)


def right_of(track: CollectionTrack, today: date) -> Standing | None:
    """The light of the right to apply to the court: of the earliest day that is still open."""
    found = next_day_of(track, today)
    if found is None:
        return None
    left = (found.day - today).days
    if left < 0:
        return Standing(Light.RED, f"已过 {-left} 天", left)
    text = f"{found.short}剩 {left} 天"
    warning = warning_of(found.day, today, found.warnings)
    if found.is_lost:
        return Standing(Light.RED, text, left)
    if warning is None:
        return Standing(Light.GREEN, text, left)
    return Standing(Light.RED if warning <= 7 else Light.AMBER, text, left)


def issue_by(track: CollectionTrack) -> date | None:
    """The last working day to issue the 催告书 so that it can still be handed over in time."""
    if track.serve_by is None:
        return None
    return working_day_before(track.serve_by, current_calendar())


def apply_from(track: CollectionTrack) -> date | None:
    """The first day to ask the court; None until the demand was served."""
    if track.demand_ends_on is None or track.remedies_end_on is None:
        return None
    return earliest_court_application(
        track.demand_ends_on, track.remedies_end_on, current_calendar()
    )


_LOOKS = {
    "暂缓催缴": "pause",
    "未能送达": "waiting",
    "登记不予受理或不准予执行": "bad",
    "登记不予受理裁定": "bad",
    "登记不准予执行裁定": "bad",
    "登记决定被撤销": "bad",
    "登记撤销并责令重作": "bad",
    "撤销决定": "bad",
    "中止执行": "pause",
    "登记中止执行裁定": "pause",
    "终结执行": "bad",
    "登记终结执行裁定": "bad",
    "登记终结本次执行程序裁定": "pause",
    "登记不履行协议": "bad",
    "登记恢复执行（不履行和解）": "bad",
}


def timeline_of(case: CollectionCase) -> list[dict[str, Any]]:
    """Entries for partials/timeline.html, oldest first: the history of the case in words."""
    return [
        _entry(event) for event in sorted(events_of(case), key=lambda event: (event.at, event.pk))
    ]


def _entry(event: Event) -> dict[str, Any]:
    told = "；".join(f"{label}：{value}" for label, value in event.told_after.items())
    return {
        "what": event.act,
        "who": event.actor_label,
        "at": event.at,
        "opinion": "。".join(part.rstrip("。") for part in (told, event.told_note) if part),
        "state": _LOOKS.get(event.act, ""),
    }
