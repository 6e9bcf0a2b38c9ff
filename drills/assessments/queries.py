"""The score grid of an assessment: read from the records, graded by the pure rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from drills.assessments.models import (
    AssessedSubject,
    Assessment,
    AssessmentState,
    Correction,
    GradeCode,
    GradingScale,
    OverallRule,
    Score,
)
from drills.assessments.rules import (
    GRADES,
    Attempt,
    Band,
    Overall,
    Scale,
    Tally,
    overall,
    subject_grade,
    tally,
    team_grade,
)
from drills.teams.hooks import OnRecord
from drills.teams.models import Member, Team
from drills.teams.queries import needed
from renfang.acts import NotFound
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.resting import Ending, Resting

EXAMINATION, RETAKE = 1, 2


@dataclass
class Cell:
    """One member in one subject: what was scored at first, and at the retake."""

    part: AssessedSubject
    member: Member
    scores: dict[int, Score] = field(default_factory=dict)

    def attempts(self) -> list[Attempt]:
        """For the pure rules, in order."""
        return [
            Attempt(score.value, is_retake=attempt == RETAKE)
            for attempt, score in sorted(self.scores.items())
        ]

    def text(self, attempt: int) -> str:
        """What stands in the box: the score, 缺考, or nothing."""
        score = self.scores.get(attempt)
        if score is None:
            return ""
        return "缺考" if score.value is None else f"{score.value.normalize():f}"

    @property
    def first(self) -> str:
        """The box of the examination."""
        return self.text(EXAMINATION)

    @property
    def retake(self) -> str:
        """The box of the retake."""
        return self.text(RETAKE)


@dataclass
class Row:
    """One member's line of the grid."""

    member: Member
    cells: list[Cell]
    scale: Scale

    @property
    def overall(self) -> Overall:
        """总评 as things stand."""
        return overall([cell.attempts() for cell in self.cells], self.scale)

    @property
    def grade_text(self) -> str:
        """优秀 … 不合格, or a dash for a member who took nothing."""
        grade = self.overall.grade
        return GradeCode(grade).label if grade else "—"

    @property
    def score_text(self) -> str:
        """总评成绩 with one decimal, or a dash."""
        score = self.overall.score
        return "—" if score is None else f"{score:.1f}"

    def may_retake(self, cell: Cell) -> bool:
        """Whether the subject was missed or failed at first."""
        first = cell.scores.get(EXAMINATION)
        if first is None:
            return False
        return subject_grade([Attempt(first.value)], self.scale)[1] in ("", "fail")


@dataclass
class TeamSheet:
    """One team's part of the grid."""

    team: Team
    rows: list[Row]
    scale: Scale

    @property
    def tally(self) -> Tally:
        """The team's counts."""
        return tally(row.overall for row in self.rows)

    @property
    def grade(self) -> str:
        """团体等级 as a code, "" where nobody took part."""
        return team_grade(self.tally, self.scale)

    @property
    def grade_text(self) -> str:
        """团体等级 in words."""
        return GradeCode(self.grade).label if self.grade else "—"


@dataclass
class Sheet:
    """The whole grid."""

    assessment: Assessment
    parts: list[AssessedSubject]
    teams: list[TeamSheet]
    scale: Scale

    @property
    def rows(self) -> list[Row]:
        """Every member's line."""
        return [row for team in self.teams for row in team.rows]

    @property
    def missing(self) -> int:
        """Boxes of the examination that are still empty."""
        return sum(EXAMINATION not in cell.scores for row in self.rows for cell in row.cells)

    @property
    def tally(self) -> Tally:
        """All teams together."""
        return tally(row.overall for row in self.rows)

    @property
    def scorers(self) -> str:
        """Who entered the scores, by name."""
        cells = [cell for row in self.rows for cell in row.cells]
        names = {str(score.recorded_by) for cell in cells for score in cell.scores.values()}
        return "、".join(sorted(names))

    def cell(self, member_id: int, part_id: int) -> tuple[Row, Cell] | None:
        """The row and cell, if the member and the subject are in this assessment."""
        for row in self.rows:
            if row.member.pk == member_id:
                for cell in row.cells:
                    if cell.part.pk == part_id:
                        return row, cell
        return None


def sheet_of(assessment: Assessment) -> Sheet:
    """The grid in five queries whatever its size.

    On it stands who served on the day of the assessment, or has a score (people leave, and what
    they scored stays); once signed off, who has a result, whoever is enlisted afterwards.
    """
    parts = list(assessment.parts.select_related("subject"))
    teams = list(assessment.teams.select_related("kind").order_by("kind__position", "name"))
    scale = scale_rules(assessment.scale)
    scores: dict[tuple[int, int], dict[int, Score]] = defaultdict(dict)
    for score in Score.objects.filter(part__in=parts).select_related("recorded_by"):
        scores[score.member_id, score.part_id][score.attempt] = score
    if assessment.state == AssessmentState.SIGNED:
        people = Member.objects.filter(results__assessment=assessment)
    else:
        people = Member.objects.serving_on(assessment.held_on) | Member.objects.filter(
            pk__in={member for member, _ in scores}
        )
    rows: dict[int, list[Row]] = {team.pk: [] for team in teams}
    for member in people.filter(team__in=teams).order_by("team", "id"):
        cells = [Cell(part, member, scores.get((member.pk, part.pk), {})) for part in parts]
        rows[member.team_id].append(Row(member, cells, scale))
    sheets = [TeamSheet(team, rows[team.pk], scale) for team in teams]
    return Sheet(assessment, parts, sheets, scale)


def exact(score: Decimal | None) -> str:
    """A score as papers print it."""
    return "" if score is None else f"{score.normalize():f}"


def last_score(members: QuerySet[Member]) -> OnRecord | None:
    """The last assessment in which any of the members has a score."""
    rows = Score.objects.filter(member__in=members).select_related("part__assessment", "member")
    last = rows.order_by("-part__assessment__held_on").first()
    if last is None:
        return None
    assessment = last.part.assessment
    return last.member, assessment.held_on, f"考核“{assessment}”中有成绩"


def on_team(team: Team, ending: Ending | None) -> Iterator[Resting]:
    """Assessments of a team that are not signed off."""
    for assessment in team.assessments.filter(state=AssessmentState.OPEN):
        words = f"{team}列入的考核“{assessment}”尚未核定。核定成绩后再撤销"
        yield Resting(row=assessment, label="考核", effect=needed(ending), words=words)


def scale_rules(scale: GradingScale) -> Scale:
    """The stored scale for the pure rules; one query."""
    bands = {band.grade: band for band in scale.bands.all()}
    return Scale(
        scale.full_score,
        [
            Band(
                grade,
                bands[grade].lowest_score,
                bands[grade].team_pass_rate,
                bands[grade].team_good_rate,
                bands[grade].team_excellent_rate,
            )
            for grade in GRADES
        ],
        "lowest" if scale.overall_rule == OverallRule.LOWEST else "mean",
        scale.retake_caps_at_pass,
    )


def find_assessment(pk: int, scope: Scope, permission: str | None = None) -> Assessment:
    """The assessment in scope; NotFound, or NotPermitted where another post handles it."""
    visible = Assessment.objects.visible_to(scope).select_related(
        "plan",
        "scale",
        "organisation",
        "signed_by",
        "correction__corrected",
        "correction__opened_by",
        "corrects__original",
        "corrects__opened_by",
    )
    assessment: Assessment | None = visible.filter(pk=pk).first()
    if assessment is None:
        raise NotFound("考核")
    if permission:
        scope.require(permission, assessment)
    return assessment


def prepared_by(assessment: Assessment, user: User) -> bool:
    """Whether the user arranged it, entered any of its scores, or opened it as a correction."""
    correction = correction_of(assessment)
    return (
        assessment.arranged_by_id == user.pk
        or (correction is not None and correction.opened_by_id == user.pk)
        or Score.objects.filter(part__assessment=assessment, recorded_by=user).exists()
    )


def correction_of(assessment: Assessment) -> Correction | None:
    """The correction by which this assessment takes the place of an earlier one, if it does."""
    return Correction.objects.filter(corrected=assessment).select_related("original").first()


def grade_label(code: str) -> str:
    """优秀 … 不合格; 缺考 where nothing was taken."""
    return str(GradeCode(code).label) if code else "缺考"
