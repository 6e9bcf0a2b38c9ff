"""What a change of the calendar moves, as its page shows it before anybody confirms."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from renfang.administration.acts.calendar import PERMISSION
from renfang.clocks.recounting import Moved
from renfang.organisations.scope import Scope

# So many records are named in one line; of the others the line tells the office and how many.
NAMED = 5


@dataclass
class MovedTogether:
    """One kind of limit that goes from one day to another in several records."""

    label: str
    before: str
    after: str
    count: int = 0
    names: list[tuple[str, str]] = field(default_factory=list)
    # Of what is not named: how many records of which office.
    offices: dict[str, int] = field(default_factory=dict)


def moved_together(moves: Sequence[Moved], scope: Scope) -> list[MovedTogether]:
    """The moves by limit and days; only records that the user may see are named (with address)."""
    seen = _visible({move.subject for move in moves}, scope)
    own = scope.organisations(PERMISSION)
    lines: dict[tuple[str, str, str], MovedTogether] = {}
    for move in moves:
        key = (move.label, move.before, move.after)
        line = lines.setdefault(key, MovedTogether(*key))
        line.count += 1
        subject = move.subject
        if len(line.names) < NAMED and (type(subject), subject.pk) in seen:
            line.names.append((str(subject), subject.get_absolute_url()))
        else:
            office = str(subject.organisation) if subject.organisation_id in own else "其他机构"
            line.offices[office] = line.offices.get(office, 0) + 1
    return sorted(lines.values(), key=lambda line: (line.label, line.before, line.after))


def _visible(subjects: Iterable[Model], scope: Scope) -> set[tuple[type[Model], Any]]:
    """Those of the scoped records that the user may see: one query for each table."""
    asked: dict[type[Any], list[Any]] = defaultdict(list)
    for subject in subjects:
        asked[type(subject)].append(subject.pk)
    return {
        (model, pk)
        for model, keys in asked.items()
        for pk in model.objects.visible_to(scope).filter(pk__in=keys).values_list("pk", flat=True)
    }


def digest(moves: Iterable[Moved]) -> str:
    """A sign of exactly these moves: what was confirmed is what was shown."""
    lines = sorted(
        f"{move.clock.model._meta.label}:{move.row.pk}:{move.label}:{move.before}:{move.after}"
        for move in moves
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
