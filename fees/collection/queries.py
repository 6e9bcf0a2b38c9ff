"""What collection reads: overdue debts, rights that lapse, promises due, and a case's timeline."""

from __future__ import annotations

from collections.abc import Iterator
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
    court_application_warning,
    earliest_court_application,
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


def entered_demands(accounts: QuerySet[FeeAccount], as_of: date) -> Iterator[Demand]:
    """The 征收决定 of before renfang that stood on ``as_of``, entered by hand, the oldest first.

    Served already, each asks until the day that it names for what was assessed when it was entered;
    what is assessed later has to be demanded by a paper of its own.
    """
    version = Assessment.objects.filter(
        account=OuterRef("track__case__account"), assessed_at__lte=OuterRef("taken_at")
    ).order_by("-version")
    replaced = CollectionStep.objects.filter(
        track=OuterRef("track"), code__in=REPLACING, pk__gt=OuterRef("pk"), on__lte=as_of
    )
    steps = (
        CollectionStep.objects.filter(
            code=ENTERED,
            track__kind=CollectionTrack.Kind.LEVY,
            track__case__account__in=accounts,
            on__lte=as_of,
        )
        .exclude(Exists(replaced))
        .annotate(version=Subquery(version.values("version")[:1]))
        .order_by("on", "id")
        .values_list("track__case__account", "version", "values")
    )
    for account, assessed, said in steps:
        was_served = date.fromisoformat(said["served_on"]) <= as_of
        yield Demand(
            account_id=account,
            version=assessed or 0,
            due_on=date.fromisoformat(said["pay_by"]) if was_served else None,
            number=said["decision_number"],
            is_decision=True,
        )


def changed_demands(accounts: QuerySet[FeeAccount], as_of: date) -> Iterator[Demand]:
    """The decisions whose sum another paper changed, as they stood on ``as_of``.

    The reconsideration decision or judgment demands what it left of the sum; the bureau's own
    变更决定书 does so once it is served. Gone with whatever took their place since.
    """
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
    steps = (
        CollectionStep.objects.filter(
            code__in=CHANGING,
            track__kind=CollectionTrack.Kind.LEVY,
            track__case__account__in=accounts,
            on__lte=as_of,
        )
        .exclude(Exists(replaced))
        .annotate(
            account=F("track__case__account"),
            version=Subquery(version.values("version")[:1]),
            pay_by=F("track__pay_by"),
            served_on=Subquery(service.values("effective_on")[:1]),
        )
        .select_related("paper")
        .order_by("on", "id")
    )
    for step in steps:
        named = step.values.get("pay_by")
        due = date.fromisoformat(named) if named else None
        if step.code in OWN:
            due = step.pay_by or due if step.served_on else None
        number = step.paper.number if step.paper else step.values.get("document_number", "")
        yield Demand(
            account_id=step.account,
            version=step.version or 0,
            due_on=due,
            number=number,
            is_decision=True,
        )


def entered_decision(assessment: Assessment, by: User, on: date) -> str:
    """Why nothing is to be demanded by a new paper: a decision on record here demands it.

    It is one of before renfang, or one whose sum a reconsideration or judgment changed.
    """
    account = FeeAccount.objects.filter(pk=assessment.account_id)
    for demand in entered_demands(account, on):
        if demand.version >= assessment.version:
            return f"已登记征收决定书 {demand.number}，本次核定的费用按该决定缴纳，不再另行发文"
    for demand in changed_demands(account, on):
        if demand.version >= assessment.version:
            return f"应缴数额已经{demand.number}变更，按变更后的数额缴纳，不再另行发文"
    return ""


def lapsing_tracks(tracks: QuerySet[CollectionTrack], today: date) -> QuerySet[CollectionTrack]:
    """Tracks whose right to apply to the court is warned about, or has lapsed."""
    return tracks.filter(
        state__in=CollectionTrack.BEFORE_COURT,
        case__state=_OPEN,
        apply_by__lte=today + timedelta(days=max(COURT_APPLICATION_WARNINGS)),
    ).filter(
        # Nothing is left to be asked of the court where all is paid, or only a warning was given.
        Q(kind=CollectionTrack.Kind.PENALTY, amount__gt=F("paid"))
        | Q(kind=CollectionTrack.Kind.LEVY, case__account__balance__gt=ZERO)
    )


def lapsed_tracks(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    """Rights that have lapsed: what management must see first."""
    return (
        lapsing_tracks(CollectionTrack.objects.visible_to(scope), today)
        .filter(apply_by__lt=today)
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


def right_of(track: CollectionTrack, today: date) -> Standing | None:
    """The light of the right to apply to the court: sixty days ahead, and red once lapsed."""
    if track.apply_by is None or track.state not in CollectionTrack.BEFORE_COURT:
        return None
    left = (track.apply_by - today).days
    warning = court_application_warning(track.apply_by, today)
    if left < 0:
        return Standing(Light.RED, f"已过 {-left} 天", left)
    if warning is None:
        return Standing(Light.GREEN, f"剩 {left} 天", left)
    light = Light.RED if warning <= 7 else Light.AMBER
    return Standing(light, f"剩 {left} 天", left)


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
    "登记决定被撤销": "bad",
    "登记撤销并责令重作": "bad",
    "撤销决定": "bad",
    "中止执行": "pause",
    "终结执行": "bad",
    "登记不履行协议": "bad",
}


def timeline_of(case: CollectionCase) -> list[dict[str, Any]]:
    """Entries for partials/timeline.html, oldest first: the history of the case in words."""
    return [
        _entry(event) for event in sorted(events_of(case), key=lambda event: (event.at, event.pk))
    ]


def _entry(event: Event) -> dict[str, Any]:
    told = "；".join(f"{label}：{value}" for label, value in event.after.items())
    return {
        "what": event.act,
        "who": event.actor_label,
        "at": event.at,
        "opinion": "。".join(part.rstrip("。") for part in (told, event.note) if part),
        "state": _LOOKS.get(event.act, ""),
    }
