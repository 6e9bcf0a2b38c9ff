"""What papers about shelters leave out on the screen: category and grades (GB 50038)."""

from __future__ import annotations

from engineering.shelters.rules import MASKED
from renfang.documents.kinds import Snapshot

_SECRETS = frozenset({"grades", "resistance", "chemical_grade", "category"})


def masked_grades(snapshot: Snapshot) -> Snapshot:
    """The snapshot of a shelter's paper as a screen shows it: no category, no grades."""
    stated = [name for name in _SECRETS if snapshot.get(name)]
    masked = {**snapshot, **dict.fromkeys(stated, MASKED)}
    if isinstance(snapshot.get("shelter"), dict):
        masked["shelter"] = masked_grades(snapshot["shelter"])
    return masked
