"""What a row of the table of collection is, and the words that rows share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fees.collection.models import CollectionTrack
from renfang.acts import WrongState
from renfang.hooks import Hook
from renfang.steps import Ask, Step, Words, stops

LEVY, PENALTY = CollectionTrack.Kind.LEVY, CollectionTrack.Kind.PENALTY
BOTH = (LEVY, PENALTY)
HANDLE, DECIDE = "handle_collection", "decide_collection"


@dataclass(frozen=True, kw_only=True, eq=False)
class LawfulStep(Step):
    """A step of a track: the kinds of track that have it, its paper and what its form asks.

    ``is_main``: the way the law goes on by itself; other steps are offered beside it.
    ``goes_back``: execution goes on where it stood. ``leads`` says to which of its ends a step that
    has several leads this track.
    """

    code: str
    tracks: tuple[str, ...]
    paper: str = ""
    fields: tuple[str, ...] = ()
    goes_back: bool = False
    leads: Callable[[CollectionTrack], str] | None = None

    def next_state(self, track: CollectionTrack) -> str:
        """The state in which the step leaves the track, its effect being written already."""
        if not self.end:
            return track.state
        if self.leads is not None:
            return self.leads(track)
        return track.resumes_to if self.goes_back else self.end[0]

    def allows(self, subject: CollectionTrack) -> bool:
        """On its kind of track, in its states, and once more where its own paper was voided."""
        return subject.kind in self.tracks and (
            super().allows(subject) or self._is_to_be_reissued(subject)
        )

    def require_state(self, subject: CollectionTrack) -> None:
        """Raise WrongState: of another kind of track first, for there no state ever allows it."""
        if subject.kind not in self.tracks:
            raise WrongState(f"“{self.label}”不属于{subject.get_kind_display()}程序")
        super().require_state(subject)

    def _is_to_be_reissued(self, track: CollectionTrack) -> bool:
        if not self.paper or track.state not in self.end:
            return False
        # A decision adopted from the assessment is issued anew by deciding here.
        codes = ("levy", "adopt") if self.code == "levy" else (self.code,)
        papers = [step.paper for step in track.steps.all() if step.paper and step.code in codes]
        # What a later decision ended is not issued once more.
        return bool(papers) and papers[-1].is_void and not papers[-1].voiding.authority


def row(
    code: str,
    label: str,
    *,
    lead: str,
    is_main: bool = False,
    tracks: tuple[str, ...] = BOTH,
    permission: str = HANDLE,
    asks: tuple[Ask, ...] = (),
    **more: Any,
) -> LawfulStep:
    """One row: its address by its code, its lead as what has to be done where it is main."""
    return LawfulStep(
        code=code,
        label=label,
        lead=lead,
        to_do=lead if is_main else "",
        is_main=is_main,
        tracks=tracks,
        permission=permission,
        url="fees:collection_step",
        args=(code,),
        asks=Hook(*asks),
        **more,
    )


def requires(*conditions: Words) -> tuple[Ask, ...]:
    """What the file must not say against the step."""
    return tuple(stops(condition) for condition in conditions)
