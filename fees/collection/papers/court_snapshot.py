"""What 催告书 and 强制执行申请书 freeze beyond what every paper of a track states."""

from __future__ import annotations

from datetime import date
from typing import Any

from fees.collection.instalments import deferral_in
from fees.collection.models import CollectionStep, CollectionTrack
from fees.collection.outcomes import CONTESTED, DECIDED, RESULTS, Ruling, fate_after
from fees.collection.steps.court import order_words


def court_facts(track: CollectionTrack, on: date) -> dict[str, Any]:
    """The road that the decision went, every contest and ruling, what was ordered and deferred."""
    steps = list(track.steps.order_by("id").select_related("paper"))
    fate = fate_after(steps)
    since = _since_decision(steps)
    return {
        "road": fate.road.name,
        "contests": [
            {
                "kind": step.values.get("contest_kind", ""),
                "body": step.values.get("body", ""),
                "case_number": step.values.get("case_number", ""),
            }
            for step in since
            if step.code == CONTESTED
        ],
        "rulings": [_ruling(ruling) for ruling in _rulings(since)],
        "rights_told": _rights_told(since),
        "order": order_words(track),
        "order_until": track.order_until.isoformat() if track.order_until else "",
        "deferral": _deferral(track, steps),
    }


def _since_decision(steps: list[CollectionStep]) -> list[CollectionStep]:
    """The steps from the last decision on."""
    begins = [place for place, step in enumerate(steps) if step.code in DECIDED]
    return steps[begins[-1] :] if begins else steps


def _rulings(steps: list[CollectionStep]) -> list[Ruling]:
    """Every final paper of a reconsideration or suit, in order: each read with what went before."""
    found = []
    for place, step in enumerate(steps, 1):
        final = fate_after(steps[:place]).final if step.code in RESULTS else None
        if final is not None and final not in found:
            found.append(final)
    return found


def _ruling(ruling: Ruling) -> dict[str, str]:
    return {
        "code": ruling.code,
        "instance": ruling.instance.value if ruling.instance else "",
        "name": ruling.name,
        "number": ruling.number,
        "effective_on": ruling.effective_on.isoformat(),
    }


def _rights_told(steps: list[CollectionStep]) -> bool:
    """The office's own decisions tell the remedies; of one from before it was entered."""
    decided = next((step for step in steps if step.code in DECIDED), None)
    return decided is None or decided.values.get("rights_told", "yes") == "yes"


def _deferral(track: CollectionTrack, steps: list[CollectionStep]) -> dict[str, str]:
    found = deferral_in(steps)
    if found is None:
        return {}
    granted = [step for step in steps if step.code == "defer"][-1]
    return {
        "until": found.until.isoformat(),
        "missed": found.next_day(track.owed).isoformat(),
        "number": granted.paper.number if granted.paper else "",
    }
