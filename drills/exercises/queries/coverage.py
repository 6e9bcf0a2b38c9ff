"""演练覆盖: which teams, streets and communities have drilled this year. Read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone

from drills.exercises.models import Drill, DrillState
from drills.figures import rate_text
from drills.registers.models import Locality, LocalityKind
from drills.teams.models import Team, TeamState
from renfang.organisations.scope import Scope

_DONE = Q(state__in=[DrillState.HELD, DrillState.CLOSED])


@dataclass(frozen=True)
class Square:
    """One team, street or community in the picture, and when it last drilled in the year."""

    name: str
    url_name: str
    pk: int
    last_on: date | None
    x: int = 0
    y: int = 0

    @property
    def words(self) -> str:
        """What the picture's mark says."""
        return f"{self.name}，{f'{self.last_on} 已演练' if self.last_on else '本年未演练'}"


@dataclass
class Block:
    """One kind of things: how many of them have drilled."""

    title: str
    squares: list[Square] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(square.last_on is not None for square in self.squares)

    @property
    def rate(self) -> str:
        """覆盖率 = 本年已演练 / 在册."""
        return rate_text(self.done, len(self.squares))

    @property
    def missing(self) -> list[Square]:
        """Those that have not drilled."""
        return [square for square in self.squares if square.last_on is None]

    @property
    def height(self) -> int:
        """Of the picture, in its own units."""
        rows = -(-len(self.squares) // COLUMNS)
        return max(rows, 1) * STEP


# Squares stand in rows of thirty; a side and the distance between two, in the picture's units.
COLUMNS, STEP, SIDE = 30, 30, 26
_MOST = 3000


def coverage(scope: Scope, year: int) -> list[Block]:
    """Teams, streets and communities of the user's offices, in four queries."""
    done = Drill.objects.visible_to(scope).filter(_DONE, started_at__year=year)
    return [
        _block("专业队", "drills:team", _teams(scope, done, year)),
        _block("街道（乡镇）", "drills:locality", _localities(scope, done, LocalityKind.STREET)),
        _block("社区（村）", "drills:locality", _localities(scope, done, LocalityKind.COMMUNITY)),
    ]


def _teams(scope: Scope, done, year: int) -> Sequence[tuple[int, str, object]]:
    """Teams that stood in the year; one dissolved before it does not lower its rate."""
    return (
        Team.objects.visible_to(scope)
        .filter(established_on__year__lte=year)
        .filter(Q(state=TeamState.ACTIVE) | Q(dissolved_on__year__gt=year))
        .annotate(last=Max("calls__drill__started_at", filter=Q(calls__drill__in=done)))
        .order_by("kind__position", "name", "pk")
        .values_list("pk", "name", "last")[:_MOST]
    )


def _localities(scope: Scope, done, kind: str) -> Sequence[tuple[int, str, object]]:
    return (
        Locality.objects.visible_to(scope)
        .filter(kind=kind, is_current=True)
        .annotate(
            last=Max("participations__drill__started_at", filter=Q(participations__drill__in=done))
        )
        .order_by("number", "pk")
        .values_list("pk", "name", "last")[:_MOST]
    )


def locality_counts(scope: Scope, year: int) -> tuple[int, int]:
    """How many streets and communities have drilled in the year, and how many there are."""
    done = Drill.objects.visible_to(scope).filter(_DONE, started_at__year=year)
    counts = (
        Locality.objects.visible_to(scope)
        .filter(is_current=True)
        .aggregate(
            drilled=Count("pk", filter=Q(participations__drill__in=done), distinct=True),
            all=Count("pk", distinct=True),
        )
    )
    return counts["drilled"], counts["all"]


def _block(title: str, url_name: str, rows) -> Block:
    return Block(
        title,
        [
            Square(
                name,
                url_name,
                pk,
                timezone.localdate(last) if last else None,
                x=place % COLUMNS * STEP,
                y=place // COLUMNS * STEP,
            )
            for place, (pk, name, last) in enumerate(rows)
        ],
    )
