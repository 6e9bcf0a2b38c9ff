"""更正: putting signed results right without touching them.

What was signed off stands as it was; a copy is scored again and signed off by a second person,
and takes its place.
"""

from __future__ import annotations

from django.utils import timezone

from drills.assessments.models import (
    AssessedSubject,
    Assessment,
    Correction,
    Score,
)
from drills.assessments.steps import CORRECT, WITHDRAW
from renfang.acts import act, require_text
from renfang.history.record import record
from renfang.organisations.models import User

_COPIED = ("organisation", "title", "form", "plan", "scale", "held_on", "place", "examiner")


@act
def open_correction(assessment_id: int, *, by: User, reason: str) -> Assessment:
    """提出更正: gives the copy, whose scores can be changed; nothing is in force before 核定."""
    assessment: Assessment = Assessment.objects.locked_for(CORRECT, assessment_id, by)
    reason = require_text(reason, "写明更正原因", least=5, example="一号考场成绩登错行")
    copy = Assessment.objects.create(
        arranged_by=by, **{name: getattr(assessment, name) for name in _COPIED}
    )
    copy.teams.set(assessment.teams.all())
    Correction.objects.create(
        original=assessment,
        corrected=copy,
        reason=reason,
        opened_by=by,
        opened_at=timezone.now(),
    )
    _copy_scores(assessment, copy)
    record(by, "提出成绩更正", assessment, note=reason)
    return copy


def _copy_scores(original: Assessment, copy: Assessment) -> None:
    """Scores keep who entered them and when: who scored at first does not sign the correction."""
    parts = {
        part.pk: AssessedSubject.objects.create(
            assessment=copy, subject_id=part.subject_id, position=part.position
        )
        for part in original.parts.all()
    }
    names = ("member_id", "attempt", "value", "recorded_by_id", "recorded_at")
    Score.objects.bulk_create(
        Score(part=parts[score.part_id], **{name: getattr(score, name) for name in names})
        for score in Score.objects.filter(part__assessment=original)
    )


@act
def withdraw_correction(assessment_id: int, *, by: User, reason: str) -> Assessment:
    """撤回更正 that is not signed off: the copy goes, the original stands. Gives the original."""
    copy: Assessment = Assessment.objects.locked_for(WITHDRAW, assessment_id, by)
    reason = require_text(reason, "写明撤回原因", least=5)
    correction = copy.corrects
    original = correction.original
    Score.objects.filter(part__assessment=copy).delete()
    correction.delete()
    copy.delete()
    record(by, "撤回成绩更正", original, note=reason)
    return original
