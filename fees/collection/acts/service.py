"""What follows on a track when a paper of collection is served (renfang.serving).

The papers of a track are those issued on it and the decision that it adopted from the assessment;
what was served before it was adopted takes effect with the adoption.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fees.collection.models import CollectionCase, CollectionTrack
from fees.collection.steps.effects import EFFECTS, SERVED
from fees.collection.steps.outcome_effects import DECISION_CHANGE
from fees.collection.steps.table import HANDLE
from fees.ledger.owed import keep_answer
from fees.notices.models import PaymentNotice
from fees.notices.rules import LEVY_DECISION
from renfang.acts import WrongState, require_state
from renfang.clocks.calendars import current_calendar
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.serving.hooks import Matter
from renfang.serving.models import ServiceReceipt

_SERVED = "served"


class TrackMatter(Matter):
    """A track whose paper is served: the debtor, the case's page, the limits that begin to run."""

    def __init__(self, paper: IssuedDocument, track: CollectionTrack) -> None:
        super().__init__(paper)
        self.subject = track

    @property
    def cause(self) -> str:
        project = self.subject.case.account.project
        return f"{project}（{project.code}）追缴"

    @property
    def recipient(self) -> str:
        return self.subject.case.account.project.developer.name

    @property
    def place(self) -> str:
        project = self.subject.case.account.project
        return project.developer.address or project.address

    @property
    def trail(self) -> Sequence[tuple[str, str]]:
        case = self.subject.case
        return (
            ("催缴台", reverse("fees:collection")),
            (case.account.project.name, case.get_absolute_url()),
        )

    def lock(self, scope: Scope) -> CollectionCase:
        """The case, then the track: the history hangs on the case."""
        case = CollectionCase.objects.locked(self.subject.case_id, scope, HANDLE)
        require_state(case, CollectionCase.State.OPEN, to="办理送达")
        self.subject = CollectionTrack.objects.locked(self.subject.pk, scope, HANDLE)
        self.subject.case = case
        return case

    def served(self, receipt: ServiceReceipt, by: User) -> dict[str, Any]:
        return take_effect(receipt, self.subject, by)

    def corrected(self, receipt: ServiceReceipt, by: User) -> dict[str, Any]:
        """The limits counted anew, while no later step rests on them."""
        track: CollectionTrack = self.subject
        counted = list(track.steps.filter(code=_SERVED, values__receipt=receipt.pk).order_by("id"))
        if not counted:
            return {}
        for later in track.steps.filter(pk__gt=counted[-1].pk).order_by("id"):
            if later.code in EFFECTS or later.before != later.after:
                raise WrongState(
                    f"登记送达之后已办理“{later.label}”，其期限按原送达日期计算，不能更正送达登记"
                )
        track.state = counted[0].before
        if receipt.paper.kind == LEVY_DECISION:
            track.pay_by = PaymentNotice.objects.get(document=receipt.paper).due_on
        return take_effect(receipt, track, by, label="更正")


def take_effect(
    receipt: ServiceReceipt, track: CollectionTrack, by: User, *, label: str = ""
) -> dict[str, Any]:
    """What the service of this paper sets running; gives the last days by limit.

    For acts that hold the lock of the track.
    """
    paper = receipt.paper
    states, effect = SERVED.get(paper.kind, ((), None))
    if effect is None or track.state not in states or receipt.effective_on is None:
        return {}
    before = track.state
    limits = effect(track, receipt.effective_on, current_calendar())
    track.save_next()
    track.steps.create(
        organisation_id=track.organisation_id,
        code=_SERVED,
        label=f"{label}{paper.kind_label}送达",
        on=timezone.localdate(receipt.served_at),
        before=before,
        after=track.state,
        values={
            "method": receipt.get_method_display(),
            "effective_on": receipt.effective_on,
            "receipt": receipt.pk,
        },
        limits=[limit.as_data() for limit in limits],
        basis="《民事诉讼法》第八十七条至第九十五条",
        taken_by=by,
    )
    if paper.kind == DECISION_CHANGE and track.kind == CollectionTrack.Kind.LEVY:
        keep_answer(track.case.account_id)
    return {limit.limit.name: limit.last_day for limit in limits}


def track_matter(paper: IssuedDocument) -> Matter | None:
    """For papers issued on a track or adopted by one."""
    step = getattr(paper, "collection_step", None)
    track = step.track if step else paper.subject
    return TrackMatter(paper, track) if isinstance(track, CollectionTrack) else None
