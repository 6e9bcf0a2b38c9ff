"""What collection puts on the to-do list: rights that lapse, limits that end, promises due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from engineering.hooks import PERMIT_END_LISTENERS
from engineering.models import Application, OmissionCase
from fees.assessments.acts.permit_endings import rests_on_permit
from fees.assessments.queries import charging
from fees.collection import papers
from fees.collection.acts.outcomes import FALLS, falling_papers
from fees.collection.acts.permit_endings import (
    OWN_STATES,
    drop_levy,
    freed_on,
    not_paid_but_ended,
    with_the_court,
)
from fees.collection.acts.service import track_matter
from fees.collection.limits import CLOCK
from fees.collection.models import (
    CollectionCase,
    CollectionContact,
    CollectionFile,
    CollectionStep,
    CollectionTrack,
)
from fees.collection.outcomes import REPLACING
from fees.collection.queries import (
    awaiting_collection,
    decided_demands,
    entered_decision,
    lapsing_tracks,
    next_day_of,
    pursued,
    right_of,
)
from fees.collection.rules import warning_of
from fees.collection.steps.conditions import added_name
from fees.collection.steps.outcome_effects import TO_REDO
from fees.collection.steps.table import CLOSE, DECIDE, HANDLE, STEPS, TAKE_OVER
from fees.ledger.hooks import DEMANDS, PROJECT_ACCOUNT_PARTS, PURSUITS, Link, Part
from fees.ledger.models import ZERO, FeeAccount
from fees.menu import GROUP
from fees.notices.steps import ISSUE
from fees.refunds.hooks import WRITE_OFF_CHECKS
from fees.refunds.models import WriteOff
from renfang.clocks.calendars import current_calendar
from renfang.clocks.periods import Code, period
from renfang.clocks.recounting import register_clock
from renfang.clocks.rules import Light, Standing, light_until
from renfang.documents.models import IssuedDocument
from renfang.documents.queries import papers_resting
from renfang.organisations.scope import Scope
from renfang.proof.hooks import Watched, watch
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.serving.hooks import MATTERS
from renfang.steps import stops
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles

NEAR = timedelta(days=7)


def on_case(case: CollectionCase, ending: Ending | None) -> Iterator[Resting]:
    """Its tracks, which are at their end when it is closed."""
    for track in case.tracks.all():
        yield Resting(row=track, label="追缴程序", effect=Effect.REMAINS)


def on_track(track: CollectionTrack, ending: Ending | None) -> Iterator[Resting]:
    """The papers of its steps, the decision first of all, and the account that is pursued."""
    falling = falling_papers(track, ending) if ending in FALLS else []
    words = "随之失效，公开核验写明依据"
    yield from papers_resting(falling, Effect.FOLLOWS, words)
    fallen = {paper.pk for paper in falling}
    steps = track.steps.filter(paper__isnull=False, paper__voiding__isnull=True)
    left = (step.paper for step in steps.select_related("paper") if step.paper_id not in fallen)
    yield from papers_resting(left, words="留卷备查" if ending else "")
    account, is_levy = track.case.account, track.kind == CollectionTrack.Kind.LEVY
    words = FALLS.get(ending, "") if is_levy else ""
    follows = is_levy and ending in (Ending.ANNUL, Ending.ALTER)
    effect = Effect.FOLLOWS if follows else Effect.REMAINS
    yield Resting(row=account, label="缴费账户", effect=effect, words=words)


def on_application(permit: Application, ending: Ending | None) -> Iterator[Resting]:
    """The levy of a fee that is charged by the permit: it falls with the fee."""
    current = charging().filter(account__project=permit.project_id).first()
    if current is None or not rests_on_permit(current, permit):
        return
    ends = ending in (Ending.RETRACT, Ending.REVOKE, Ending.CANCEL_PERMIT)
    frees = ending is Ending.REVOKE or (ends and not permit.is_used)
    tracks = CollectionTrack.objects.filter(
        case__account=current.account_id,
        case__state=CollectionCase.State.OPEN,
        kind=CollectionTrack.Kind.LEVY,
    ).exclude(state__in=CollectionTrack.ENDED)
    for track in tracks:
        words = ""
        if frees:
            own = track.state in OWN_STATES
            words = "随应缴取消撤案" if own else "向人民法院撤回申请，按裁定办结"
        follows = frees and track.state in OWN_STATES
        effect = Effect.FOLLOWS if follows else Effect.REMAINS
        yield Resting(row=track, label="追缴程序", effect=effect, words=words)


def on_account(account: FeeAccount, ending: Ending | None) -> Iterator[Resting]:
    """The case in which a debt is pursued."""
    for case in account.collection_cases.filter(state=CollectionCase.State.OPEN):
        yield Resting(row=case, label="追缴案件", effect=Effect.REMAINS)


def on_paper(paper: IssuedDocument, ending: Ending | None) -> Iterator[Resting]:
    """The step of a case that a paper was issued for."""
    for step in CollectionStep.objects.filter(paper=paper):
        words = "案件的步骤不随文书作废，在案件页办理"
        yield Resting(row=step, label="追缴步骤", effect=Effect.REMAINS, words=words)


# From how many days before its end the right to apply to the court stands above all other work,
# and from how many the last days to serve the 催告书.
_PRESSING, _PRESSING_DEMAND = 30, 15


def _rights(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    """Rights to apply to the court that lapse within sixty days, or have lapsed.

    Before them the last days to serve the 催告书, without which the application comes too late.
    """
    tracks = lapsing_tracks(CollectionTrack.objects.visible_to(scope), today)
    return tracks.select_related("case__account__project__developer").order_by("apply_by")


def _to_apply(track: Any, today: date) -> Task:
    """Ahead of the earliest last day that is still open, and once the right is past."""
    found = next_day_of(track, today)
    assert found is not None, "only tracks with a running right are listed"
    warning = warning_of(found.day, today, found.warnings)
    left = (found.day - today).days
    is_near = warning and not found.is_lost
    title = f"{found.what}（{warning} 天预警）" if is_near else found.what
    is_demand = found.day != track.apply_by
    return Task(
        title=title if left >= 0 else "申请执行的权利已过期限",
        subject=track.case.account.project.name,
        url=track.case.get_absolute_url(),
        due=found.day,
        light=right_of(track, today),
        note=f"{track.case.account.project.developer}，"
        f"{track.get_kind_display()}欠缴 {track.owed:,} 元，申请截止 {track.apply_by}",
        is_forfeit=left <= (_PRESSING_DEMAND if is_demand else _PRESSING),
    )


def _limits(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    """Limits of the procedure that end within a week, or have ended."""
    return (
        CollectionTrack.objects.visible_to(scope, HANDLE)
        .filter(case__state=CollectionCase.State.OPEN, due_on__lte=today + NEAR)
        .exclude(state__in=CollectionTrack.ENDED)
        # What is to be decided anew has a line of its own, long before its day.
        .exclude(due_for=TO_REDO)
        .select_related("case__account__project")
        .order_by("due_on", "id")
    )


def _to_go_on(track: Any, today: date) -> Task:
    left = (track.due_on - today).days
    words = f"已过 {-left} 天" if left < 0 else "今日届满" if left == 0 else f"剩 {left} 天"
    return Task(
        title=f"追缴：{track.due_for}",
        subject=track.case.account.project.name,
        url=track.case.get_absolute_url(),
        due=track.due_on,
        light=Standing(Light.RED if left < 0 else Light.AMBER, words, left),
        note=f"{track.get_kind_display()}程序，{track.get_state_display()}",
    )


def _to_be_redone(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    """Decisions that were annulled and have to be made anew, by the day that was named."""
    return (
        CollectionTrack.objects.visible_to(scope, HANDLE)
        .filter(case__state=CollectionCase.State.OPEN, due_for=TO_REDO)
        .exclude(state__in=CollectionTrack.ENDED)
        .select_related("case__account__project__developer")
        .order_by("due_on", "id")
    )


def _to_decide_anew(track: Any, today: date) -> Task:
    case = track.case
    is_levy = track.kind == CollectionTrack.Kind.LEVY
    what = "重新核定后作出征收决定" if is_levy else "重新作出处罚决定"
    return Task(
        title=TO_REDO,
        subject=case.account.project.name,
        url=case.get_absolute_url(),
        due=track.due_on,
        light=light_until(track.due_on, today, current_calendar()),
        note=f"原决定已被撤销并责令重作，{what}，{case.account.project.developer}",
    )


def _overpaid(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    """Fines and sums for delay that were paid on a decision that another paper changed since."""
    claimed = F("added_demanded") - F("added_waived")
    fine = Q(kind=CollectionTrack.Kind.PENALTY, paid__gt=F("amount"))
    return (
        CollectionTrack.objects.visible_to(scope, HANDLE)
        .filter(fine | (Q(added_paid__gt=ZERO) & Q(added_paid__gt=claimed)))
        .select_related("case__account__project__developer")
        .order_by("id")
    )


def _to_refund(track: Any, today: date) -> Task:
    """Each step of a refund has ten working days: from what made it due on."""
    lowered = track.steps.filter(code__in=(*REPLACING, "permit_ended")).order_by("-id").first()
    since = lowered.on if lowered else today
    due = period(Code.REFUND_STEP, since).counted_from(since, current_calendar()).last_day
    sums = (("罚款", track.fine_to_refund), (added_name(track), track.added_to_refund))
    told = "，".join(f"{name} {amount:,} 元" for name, amount in sums if amount)
    return Task(
        title="退还多缴的罚款、加处数额",
        subject=track.case.account.project.name,
        url=track.case.get_absolute_url(),
        due=due,
        light=light_until(due, today, current_calendar()),
        note=f"{told}，{track.case.account.project.developer}",
    )


def _freed(scope: Scope, today: date) -> QuerySet[CollectionTrack]:
    return with_the_court(scope, HANDLE)


def _to_take_back(track: Any, today: date) -> Task:
    at_court = track.state in CollectionTrack.AT_COURT
    return Task(
        title="许可已终止，向法院撤回强制执行申请" if at_court else "许可已终止，登记应缴取消",
        subject=track.case.account.project.name,
        url=track.case.get_absolute_url(),
        due=freed_on(track),
        note=f"{track.case.account.project.developer}，{track.get_state_display()}",
    )


def _promises(scope: Scope, today: date) -> QuerySet[CollectionContact]:
    """Promises whose day is today or was within the last week."""
    return (
        CollectionContact.objects.visible_to(scope, HANDLE)
        .filter(
            Q(promised_on__lte=today, promised_on__gte=today - NEAR),
            case__state=CollectionCase.State.OPEN,
            case__account__balance__gt=0,
        )
        .select_related("case__account__project__developer")
        .order_by("promised_on", "id")
    )


def _to_verify(promise: CollectionContact, today: date) -> Task:
    return Task(
        title="核对承诺缴款",
        subject=promise.case.account.project.name,
        url=promise.case.get_absolute_url(),
        due=promise.promised_on,
        note=f"{promise.case.account.project.developer}，承诺 {promise.promised_amount:,} 元",
    )


def _omissions(scope: Scope, today: date) -> QuerySet[OmissionCase]:
    """应建未建 cases whose period ran out, charged and not pursued yet."""
    return awaiting_collection(scope, today).select_related("project").order_by("remedy_by", "id")


def _to_take_over(case: OmissionCase, today: date) -> Task:
    return Task(
        title=TAKE_OVER.label,
        subject=case.project.name,
        url=TAKE_OVER.url_for(case),
        due=case.remedy_by,
        note=f"限期至 {case.remedy_by} 届满未办理，应建 {case.required_area:,} ㎡",
    )


def _finished(scope: Scope, today: date) -> QuerySet[CollectionCase]:
    """Cases whose tracks are all at their end."""
    going_on = CollectionTrack.objects.exclude(state__in=CollectionTrack.ENDED)
    return (
        CollectionCase.objects.visible_to(scope, CLOSE.permission)
        .filter(state__in=CLOSE.start)
        .exclude(pk__in=going_on.values("case"))
        .select_related("account__project")
        .order_by("id")
    )


def _to_close(case: CollectionCase, today: date) -> Task:
    return Task(
        title="批准追缴结案",
        subject=case.account.project.name,
        url=CLOSE.url_for(case),
        note=f"{case.opened_on} 立卷",
    )


def _on_account(request: HttpRequest, account: FeeAccount) -> Part:
    """The way to the account's line on the desk."""
    url = f"{reverse('fees:collection')}?name={quote(account.project.name)}"
    return Part(links=[Link("在催缴台查看", url)])


def still_executed(account: FeeAccount, ground: str) -> str:
    """Why a debt is not given up while its case says otherwise. Source: 行政强制法 art. 40."""
    track = CollectionTrack.objects.filter(
        case__account=account, case__state=CollectionCase.State.OPEN, kind=CollectionTrack.Kind.LEVY
    ).first()
    if track is None:
        return ""
    stands = track.get_state_display()
    if track.state in CollectionTrack.AT_COURT:
        return (
            f"追缴案件现为“{stands}”，法院没有终结执行。先在案卷登记终结执行裁定或者申报破产债权，"
            "再申请核销；终结本次执行程序不是终结执行"
        )
    is_ended = track.state == CollectionTrack.State.TERMINATED
    if ground == WriteOff.Ground.ENFORCEMENT_ENDED and not is_ended:
        return f"追缴案件现为“{stands}”，没有登记终结执行裁定。先在案卷登记，或者改选核销事由"
    return ""


def register() -> None:
    """Register the room's papers, menu entry and tasks, and which debts it pursues."""
    papers.register()
    WRITE_OFF_CHECKS.register(still_executed)
    watch(
        Watched(CollectionFile, "fees.CollectionCase", "case_id"),
        Watched(CollectionTrack, "fees.CollectionCase", "case_id"),
    )
    register_entries(
        GROUP, Entry("催缴台", "fees:collection", "speakerphone", "view_fees", rank=130)
    )
    register_piles(
        Pile((HANDLE, DECIDE), _rights, _to_apply),
        Pile((HANDLE,), _limits, _to_go_on),
        Pile((HANDLE,), _to_be_redone, _to_decide_anew),
        Pile((HANDLE,), _overpaid, _to_refund),
        Pile((HANDLE,), _freed, _to_take_back),
        Pile((HANDLE,), _promises, _to_verify),
        Pile((HANDLE,), _omissions, _to_take_over),
        Pile((CLOSE.permission,), _finished, _to_close),
    )
    register_clock(CLOCK)
    PROJECT_ACCOUNT_PARTS.register(_on_account)
    PURSUITS.register(pursued)
    DEMANDS.register(decided_demands)
    ISSUE.asks.register(stops(entered_decision))
    MATTERS.register(track_matter)
    PERMIT_END_LISTENERS.register(drop_levy, rank=70)
    STEPS["paid"].asks.register(stops(not_paid_but_ended))
    rests_on(Application, on_application)
    rests_on(CollectionCase, on_case)
    rests_on(CollectionTrack, on_track)
    rests_on(FeeAccount, on_account)
    rests_on(IssuedDocument, on_paper)
