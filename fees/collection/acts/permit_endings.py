"""A fee that ended with its permit is not pursued any more.

No act of its own: engineering's 撤回, 撤销, 注销许可 tells it, inside its transaction, after the
ledger. What the court has in hand only the court ends; that is a task (``with_the_court``).
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from engineering.hooks import PermitEnd
from fees.assessments.models import Assessment
from fees.collection.acts.outcomes import falling_papers
from fees.collection.models import CollectionCase, CollectionStep, CollectionTrack
from fees.ledger.models import ZERO
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.resting import Ending

_State = CollectionTrack.State
# Until the court was asked the office itself can let the matter drop.
OWN_STATES = (
    *(_State.CLUE, _State.VERIFIED, _State.ORDERED, _State.LEVIED, _State.REMEDY),
    *(_State.CONTESTED, _State.DEMANDED),
)
_LABEL = "许可终止，撤案"


def drop_levy(end: PermitEnd, by: User) -> list[IssuedDocument]:
    """Told of each permit that ends: the levy of its fee is dropped where the office still can.

    Gives the papers that fall with it; what was paid for delay is to be given back.
    """
    if not end.frees:
        return []
    tracks = CollectionTrack.objects.select_for_update().filter(
        case__account__project=end.permit.project_id,
        case__account__payable__lte=ZERO,
        case__state=CollectionCase.State.OPEN,
        kind=CollectionTrack.Kind.LEVY,
        state__in=OWN_STATES,
    )
    falling = []
    for track in tracks:
        falling += falling_papers(track, Ending.ANNUL)
        _drop(track, end, by)
    return falling


def _drop(track: CollectionTrack, end: PermitEnd, by: User) -> None:
    before = track.state
    track.state, track.apply_by, track.due_on, track.due_for = _State.DROPPED, None, None, ""
    # Nothing is owed, so nothing can be claimed for its delay.
    track.added_demanded = ZERO
    track.save_next()
    last = track.steps.order_by("-on").values_list("on", flat=True).first()
    CollectionStep.objects.create(
        organisation_id=track.organisation_id,
        track=track,
        code="permit_ended",
        label=_LABEL,
        on=max(end.on, last or end.on),
        before=before,
        after=track.state,
        values={"reason": f"{end.reason}，应缴取消"},
        basis="《行政许可法》第八条、第六十九条、第七十条",
        taken_by=by,
    )
    record(
        by,
        _LABEL,
        track.case,
        after={"程序": track.get_kind_display(), "状态": track.get_state_display()},
        note=end.reason,
    )


def with_the_court(scope: Scope, permission: str) -> QuerySet[CollectionTrack]:
    """Levies that the court has in hand although the fee ended with its permit."""
    ended = Assessment.objects.filter(kind=Assessment.Kind.ENDED, replaced_by__isnull=True)
    return (
        CollectionTrack.objects.visible_to(scope, permission)
        .filter(
            kind=CollectionTrack.Kind.LEVY,
            case__state=CollectionCase.State.OPEN,
            case__account__in=ended.values("account"),
        )
        .exclude(state__in=CollectionTrack.ENDED)
        .select_related("case__account__project__developer")
        .order_by("id")
    )


def freed_on(track: CollectionTrack) -> date:
    """By when the application is to be taken back: when the permit's last paper is to be served."""
    ended = track.case.account.assessments.order_by("-version").first()
    assert ended is not None, "the fee ended with its permit"
    permit = ended.application
    return (permit.serve_by if permit else None) or ended.assessed_on


def not_paid_but_ended(track: CollectionTrack, by: User, on: date) -> str:
    """What is not owed any more was not paid for that."""
    last = track.case.account.assessments.order_by("-version").first()
    if track.kind != CollectionTrack.Kind.LEVY or last is None:
        return ""
    if last.kind != Assessment.Kind.ENDED:
        return ""
    return f"{last.opinion}，应缴已经取消，不是缴清。向人民法院撤回申请，按法院的裁定登记"
