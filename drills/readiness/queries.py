"""战备情况: how ready each team and office is in a year, over years, against the year's targets.

Also each team's year of drills against its quota. Read only, in a fixed number of queries whatever
the number of teams.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from drills.assessments.models import TeamResult
from drills.exercises.models import Drill, DrillKind, DrillState, DrillTeam
from drills.exercises.queries.calendar import is_overdue
from drills.exercises.queries.coverage import locality_counts
from drills.figures import rate, rate_text
from drills.readiness.models import ReadinessTarget
from drills.rollcall.models import ATTENDED, Attendance, OccasionState
from drills.sirens.models import SirenResult
from drills.teams.models import Equipment, Team, TeamState
from renfang.organisations.scope import Scope
from renfang.quantities.reshaping import summed, table_of

_DONE = (DrillState.HELD, DrillState.CLOSED)
_TENTH = Decimal("0.1")


@dataclass
class Readiness:
    """Sums of one team, or of many: every rate is computed from sums, never from rates."""

    name: str
    pk: int = 0
    posts: int = 0
    strength: int = 0
    allotted: int = 0
    on_hand: int = 0
    serviceable: int = 0
    hours: Decimal = field(default_factory=Decimal)
    took: int = 0
    failed: int = 0
    drills: int = 0
    expected: int = 0
    arrived: int = 0
    last_on: date | None = None

    @property
    def staffing(self) -> str:
        """满编率 = 在编 / 编制."""
        return rate_text(self.strength, self.posts)

    @property
    def equipment(self) -> str:
        """装备配备率 = 实有 / 编配."""
        return rate_text(self.on_hand, self.allotted)

    @property
    def condition(self) -> str:
        """装备完好率 = 完好 / 实有."""
        return rate_text(self.serviceable, self.on_hand)

    @property
    def hours_each(self) -> str:
        """人均学时 = 各次训练参训人次学时之和 / 在编."""
        if not self.strength:
            return "—"
        return str((self.hours / self.strength).quantize(_TENTH, ROUND_HALF_UP))

    @property
    def passed(self) -> str:
        """合格率 = 合格及以上 / 参考."""
        return rate_text(self.took - self.failed, self.took)

    @property
    def turnout(self) -> str:
        """到位率 = 实到 / 应到, all drills of the year together."""
        return rate_text(self.arrived, self.expected)

    def add(self, other: Readiness) -> None:
        """Take another's sums in."""
        for name in (
            "posts", "strength", "allotted", "on_hand", "serviceable", "hours", "took", "failed",
            "drills", "expected", "arrived",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        days = [day for day in (self.last_on, other.last_on) if day]
        self.last_on = max(days) if days else None


def of_teams(scope: Scope, year: int) -> list[tuple[Team, Readiness]]:
    """Every active team with its figures of the year, in six queries."""
    teams = list(
        Team.objects.visible_to(scope)
        .filter(state=TeamState.ACTIVE)
        .with_strength(timezone.localdate())
        .select_related("organisation", "kind")
    )
    ids = [team.pk for team in teams]
    found = {
        team.pk: Readiness(
            team.name,
            team.pk,
            posts=team.establishment,
            strength=team.strength,  # type: ignore[attr-defined]
        )
        for team in teams
    }
    for pk, *sums in (
        Equipment.objects.filter(team__in=ids)
        .order_by()
        .values_list("team")
        .annotate(Sum("allotted"), Sum("on_hand"), Sum("serviceable"))
    ):
        found[pk].allotted, found[pk].on_hand, found[pk].serviceable = sums
    for pk, hours in _hours(ids, year):
        found[pk].hours = hours
    for pk, took, failed in (
        TeamResult.objects.standing()
        .filter(team__in=ids, assessment__held_on__year=year)
        .order_by()
        .values_list("team")
        .annotate(Sum("took"), Sum("failed"))
    ):
        found[pk].took, found[pk].failed = took, failed
    _add_drills(found, ids, year)
    return [(team, found[team.pk]) for team in teams]


def _hours(teams: Iterable[int], year: int) -> list[tuple[int, Decimal]]:
    """Team and the hours of everybody's attendance at its sessions of the year."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    marks = (
        Attendance.objects.filter(
            member__team__in=teams,
            occasion__session__isnull=False,
            occasion__begins_at__year=year,
            status__in=ATTENDED,
        )
        .exclude(occasion__state=OccasionState.VOID)
        .order_by()
        .values_list("member__team", "occasion__session__hours")
        .annotate(count=Count("pk"))
    )
    for team, hours, count in marks:
        sums[team] += hours * count
    return list(sums.items())


def _add_drills(found: dict[int, Readiness], ids: Sequence[int], year: int) -> None:
    this_year = Q(drill__started_at__year=year)
    for pk, count, expected, last in (
        DrillTeam.objects.filter(team__in=ids, drill__state__in=_DONE)
        .order_by()
        .values_list("team")
        .annotate(
            count=Count("pk", filter=this_year),
            expected=Sum("planned_headcount", filter=this_year),
            last=Max("drill__started_at"),
        )
    ):
        found[pk].drills, found[pk].expected = count, expected or 0
        found[pk].last_on = timezone.localdate(last)
    for pk, count in (
        Attendance.objects.filter(
            occasion__drill__started_at__year=year,
            occasion__drill__state__in=_DONE,
            member__team__in=ids,
            status__in=ATTENDED,
        )
        .order_by()
        .values_list("member__team")
        .annotate(Count("pk"))
    ):
        found[pk].arrived = count


def of_offices(teams: Iterable[tuple[Team, Readiness]]) -> list[Readiness]:
    """The teams' figures added up by office, and all of them together as the last."""
    offices: dict[int, Readiness] = {}
    total = Readiness("合计")
    for team, figures in teams:
        name = str(team.organisation)
        offices.setdefault(team.organisation_id, Readiness(name)).add(figures)
        total.add(figures)
    return [*offices.values(), total]


@dataclass(frozen=True)
class Measure:
    """One measure of a year: what was reached, in words and as a number, and what was aimed at."""

    label: str
    unit: str
    value: Decimal | None
    target: int | None = None

    @property
    def words(self) -> str:
        return "—" if self.value is None else f"{self.value}{self.unit}"

    @property
    def target_words(self) -> str:
        return "未下达" if self.target is None else f"{self.target}{self.unit}"

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None where there is no target or no figure."""
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target


def measures(
    scope: Scope, year: int, teams: Sequence[tuple[Team, Readiness]], held: int
) -> list[Measure]:
    """The year against its targets, in three queries; ``held`` is how many drills there were.

    Targets are those of the user's own office.
    """
    total = of_offices(teams)[-1]
    goal = ReadinessTarget.objects.visible_to(scope).filter(year=year)
    own = goal.filter(organisation=scope.user.organisation_id).first()

    def aim(name: str) -> int | None:
        return getattr(own, name) if own else None

    drilled = sum(figures.drills > 0 for _, figures in teams)
    each = Decimal(total.hours_each) if total.strength else None
    passed = total.took - total.failed
    return [
        Measure("演练场次", " 场", Decimal(held), aim("drills")),
        Measure("专业队演练覆盖率", "%", rate(drilled, len(teams)), aim("team_coverage")),
        Measure(
            "街道社区演练覆盖率", "%", rate(*locality_counts(scope, year)),
            aim("locality_coverage"),
        ),
        Measure("满编率", "%", rate(total.strength, total.posts), aim("staffing")),
        Measure("到位率", "%", rate(total.arrived, total.expected), aim("turnout")),
        Measure("人均训练学时", " 学时", each, aim("hours")),
        Measure("考核合格率", "%", rate(passed, total.took), aim("pass_rate")),
        Measure("鸣响率", "%", _sounding(scope, year), aim("siren_rate")),
    ]  # fmt: skip


def _sounding(scope: Scope, year: int) -> Decimal | None:
    tested = SirenResult.objects.filter(
        drill__in=Drill.objects.visible_to(scope).filter(
            kind=DrillKind.SIREN_TEST, state__in=_DONE, started_at__year=year
        ),
        is_commanded=True,
    ).aggregate(all=Count("pk"), sounded=Count("pk", filter=Q(has_sounded=True)))
    return rate(tested["sounded"], tested["all"])


@dataclass(frozen=True)
class YearFigures:
    """One year of the trend."""

    year: int
    drills: int
    expected: int
    arrived: int
    took: int
    failed: int

    @property
    def turnout(self) -> Decimal | None:
        return rate(self.arrived, self.expected)

    @property
    def passed(self) -> Decimal | None:
        return rate(self.took - self.failed, self.took)


def trend(scope: Scope, last_year: int, years: int = 5) -> list[YearFigures]:
    """Drills, turnout and passes of the years up to ``last_year``, in three queries."""
    span = range(last_year - years + 1, last_year + 1)
    visible = Drill.objects.visible_to(scope).filter(
        state__in=_DONE, started_at__year__gte=span[0], started_at__year__lte=last_year
    )
    drills = (
        visible.order_by()
        .values_list("started_at__year")
        .annotate(Count("pk", distinct=True), Sum("calls__planned_headcount"))
    )
    arrived = (
        Attendance.objects.filter(occasion__drill__in=visible, status__in=ATTENDED)
        .order_by()
        .values_list("occasion__drill__started_at__year")
        .annotate(Count("pk"))
    )
    results = (
        TeamResult.objects.standing()
        .filter(team__in=Team.objects.visible_to(scope), assessment__held_on__year__gte=span[0])
        .order_by()
        .values_list("assessment__held_on__year")
        .annotate(Sum("took"), Sum("failed"))
    )
    parts = [
        summed(table_of(rows, ["year"], figures=names), "year", span)
        for names, rows in (
            (("drills", "expected"), drills),
            (("arrived",), arrived),
            (("took", "failed"), results),
        )
    ]
    rows = parts[0].join(parts[1:]).reset_index().to_dict("records")
    return [YearFigures(**row) for row in rows]


@dataclass
class TeamYear:
    """One team's year against its quota (每队演练场次); None where no target was set."""

    team: Team
    quota: int | None
    done: int = 0
    planned: int = 0
    next_on: date | None = None

    @property
    def standing(self) -> str:
        """已完成, 已安排, or how many drills are still to be arranged."""
        if self.quota is None:
            return "未下达目标"
        if self.done >= self.quota:
            return "已完成"
        short = self.quota - self.done - self.planned
        return "已安排" if short <= 0 else f"还需安排 {short} 场"

    @property
    def is_short(self) -> bool:
        """Whether something is still to be arranged."""
        return self.quota is not None and self.done + self.planned < self.quota


def team_years(scope: Scope, year: int, drills: Sequence[Drill], today: date) -> list[TeamYear]:
    """Every active team in the order of the register, in three queries.

    The quota is that of the team's own office, else of the nearest one above that has a target.
    """
    teams = (
        Team.objects.visible_to(scope)
        .filter(state=TeamState.ACTIVE)
        .select_related("organisation", "kind")
        .order_by("organisation__path", "kind__position", "name")
    )
    quotas = dict(
        ReadinessTarget.objects.filter(year=year).values_list(
            "organisation__path", "drills_per_team"
        )
    )
    years = {team.pk: TeamYear(team, _nearest(team.organisation.path, quotas)) for team in teams}
    by_id = {drill.pk: drill for drill in drills if drill.state != DrillState.CANCELLED}
    calls = DrillTeam.objects.filter(drill__in=by_id, team__in=years)
    for drill_id, team_id in calls.values_list("drill", "team"):
        drill, found = by_id[drill_id], years[team_id]
        if drill.state in _DONE:
            found.done += 1
        elif not is_overdue(drill, today):
            found.planned += 1
            day = timezone.localdate(drill.starts_at)
            found.next_on = min(found.next_on or day, day)
    return list(years.values())


def _nearest(path: str, quotas: Mapping[str, int]) -> int | None:
    """The value of the longest prefix of a path such as ``1/4/``."""
    above = [prefix for prefix in quotas if path.startswith(prefix)]
    return quotas[max(above, key=len)] if above else None
