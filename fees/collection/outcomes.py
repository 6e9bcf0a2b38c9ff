"""What became of a decision: never contested, reconsidered, judged, changed, annulled.

Read from the steps of its track, by everybody who has to say it: papers, limits, demands of the
ledger, the road to the court. A decision made anew (撤销并责令重作) begins anew: only what followed
the last decision counts. A first-instance judgment that can be appealed says nothing yet; only
what is final is registered as a result (行政诉讼法 art. 85).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fees.collection.models import CollectionStep, CollectionTrack

# The steps by which a decision comes to be, on either track.
DECIDED = ("levy", "adopt", "enter_decision", "penalise")
CONTESTED = "contest"
# Contested, and judged in the first instance: nothing is final yet.
UNDECIDED = (CONTESTED, "judge", "appeal")
# The results, as steps; ``change_own`` and ``revoke`` are the bureau's own corrections.
# ``declare`` finds the decision unlawful and leaves its sum as it is.
UPHELD, DECLARED, WITHDRAWN = "uphold", "declare", "withdraw_contest"
CHANGED, PARTLY, OWN_CHANGE = "change", "annul_part", "change_own"
ANNULLED, REDO, REVOKED = "annul", "redo", "revoke"
# By another's paper, which ends the quarrel.
RESULTS = (UPHELD, CHANGED, PARTLY, ANNULLED, REDO, DECLARED, WITHDRAWN)
OWN = (OWN_CHANGE, REVOKED)
# After which another sum is owed, and after which the decision is not there any more.
CHANGING = (CHANGED, PARTLY, OWN_CHANGE)
ENDING = (ANNULLED, REDO, REVOKED)
# What takes the place of the decision, as the demand of its sum.
REPLACING = (*CHANGING, *ENDING)


class Road(StrEnum):
    """Which way a decision went after its service. Sources: domain 2.7 rows 7 to 10."""

    UNCONTESTED = "未申请行政复议、未提起行政诉讼"
    PENDING = "复议、诉讼尚未终结"
    WITHDRAWN = "申请或者起诉已撤回"
    RECONSIDERED = "经行政复议，未提起行政诉讼"
    JUDGED = "经行政诉讼，裁判已生效"


class Instance(StrEnum):
    """Who decided, as the forms choose it."""

    RECONSIDERATION = "reconsideration"
    FIRST = "first"
    SECOND = "second"


_PAPER = {
    Instance.RECONSIDERATION: "行政复议决定",
    Instance.FIRST: "行政判决",
    Instance.SECOND: "行政判决",
}


@dataclass(frozen=True)
class Ruling:
    """A paper that says what becomes of the decision.

    ``code`` is the step (``RESULTS``, or the bureau's own), ``dated`` the day on the paper,
    ``effective_on`` the day from which it counts (of service, or of legal force). ``amount`` is
    the sum in yuan from then on, where it changed it; ``document_id`` the paper in the registry
    where it is the bureau's own.
    """

    code: str
    instance: Instance | None
    organ: str
    number: str
    dated: date | None
    effective_on: date
    amount: Decimal | None = None
    document_id: int | None = None

    @property
    def name(self) -> str:
        """How papers cite it: 云川市人民政府云复〔2026〕9号行政复议决定."""
        kind = "决定" if self.instance is None else _PAPER[self.instance]
        if self.code == WITHDRAWN:
            kind = ""
        return f"{self.organ}{self.number}{kind}"


@dataclass(frozen=True)
class Fate:
    """What became of a track's decision up to now.

    ``final`` is the last paper of a reconsideration or suit, ``changed`` the last that gave
    another sum (the bureau's own among them), ``ended`` the one that took the decision away.
    ``contested_on`` is the day of the last application or suit.
    """

    road: Road
    final: Ruling | None = None
    changed: Ruling | None = None
    ended: Ruling | None = None
    contested_on: date | None = None

    @property
    def was_contested(self) -> bool:
        """Whether no paper may say 未申请行政复议、未提起行政诉讼."""
        return self.road is not Road.UNCONTESTED

    @property
    def changed_words(self) -> str:
        """After the number of the decision, on whatever states its sum; empty where it stands."""
        if self.changed is None or self.changed.amount is None:
            return ""
        return f"经{self.changed.name}变更为{self.changed.amount:,}元"


def fate_of(track: CollectionTrack) -> Fate:
    """What became of the track's last decision, from its steps (prefetched or not)."""
    return fate_after(sorted(track.steps.all(), key=lambda step: step.pk))


def fate_after(steps: Iterable[CollectionStep]) -> Fate:
    """The same from the steps themselves, the oldest first."""
    road, contest = Road.UNCONTESTED, None
    final = changed = ended = None
    for step in steps:
        if step.code in DECIDED:
            road, contest, final, changed, ended = Road.UNCONTESTED, None, None, None, None
        elif step.code == CONTESTED:
            road, contest = Road.PENDING, step
        elif step.code in RESULTS:
            ruling = _ruling(step, contest)
            road = _road(ruling, road_before=final)
            final = ruling if step.code != WITHDRAWN or final is None else final
            changed, ended = _effects(ruling, changed, ended)
        elif step.code in OWN:
            changed, ended = _effects(_ruling(step, None), changed, ended)
    return Fate(road, final, changed, ended, contest.on if contest else None)


def _road(ruling: Ruling, road_before: Ruling | None) -> Road:
    """A suit that was withdrawn leaves the reconsideration before it as the last word."""
    if ruling.code == WITHDRAWN:
        reconsidered = road_before is not None and road_before.code != WITHDRAWN
        return Road.RECONSIDERED if reconsidered else Road.WITHDRAWN
    return Road.RECONSIDERED if ruling.instance is Instance.RECONSIDERATION else Road.JUDGED


def _effects(
    ruling: Ruling, changed: Ruling | None, ended: Ruling | None
) -> tuple[Ruling | None, Ruling | None]:
    if ruling.code in CHANGING:
        return ruling, ended
    if ruling.code in ENDING:
        return changed, ruling
    return changed, ended


def _ruling(step: CollectionStep, contest: CollectionStep | None) -> Ruling:
    """The paper of a step; steps of before its instance was asked tell it in other words."""
    said = step.values
    told = "0.00" if step.code in ENDING else said.get("new_amount")
    amount = None if told is None else Decimal(told)
    if step.code in OWN:
        number = step.paper.number if step.paper else ""
        return Ruling(step.code, None, "本机关", number, step.on, step.on, amount, step.paper_id)
    dated = said.get("paper_on")
    return Ruling(
        step.code,
        _instance(said, contest),
        said.get("body") or (contest.values.get("body", "") if contest else ""),
        said.get("document_number", ""),
        date.fromisoformat(dated) if dated else None,
        step.on,
        amount,
    )


def _instance(said: dict[str, str], contest: CollectionStep | None) -> Instance:
    if told := said.get("instance"):
        return Instance(told)
    kind = contest.values.get("contest_kind") if contest else ""
    is_reconsidered = said.get("contest_result") == "reconsidered" or kind == "reconsideration"
    return Instance.RECONSIDERATION if is_reconsidered else Instance.SECOND
