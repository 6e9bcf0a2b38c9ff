"""核定: freezing the results of an assessment by a second person, and the papers that say so."""

from __future__ import annotations

from datetime import date

from drills.assessments import papers
from drills.assessments.acts.certificates import candidates
from drills.assessments.models import (
    Assessment,
    AssessmentState,
    Correction,
    Result,
    TeamResult,
)
from drills.assessments.papers import registers_of
from drills.assessments.queries import Sheet, correction_of, sheet_of
from drills.assessments.steps import REISSUE, SIGN
from drills.training.queries import accrued, required
from drills.training.rules import standing
from renfang.acts import Incomplete, act, require_day
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document, void_document
from renfang.history.record import record
from renfang.organisations.models import User


@act
def sign_off(assessment_id: int, *, by: User, on: date, version: int | None) -> IssuedDocument:
    """核定: freeze scores and results, and issue 《考核成绩登记表》; never by a scorer.

    Every box must hold a score or 缺考; hours are read as they stand on this day. A correction
    takes the place of what it corrects: its register replaces the earlier one, and certificates
    that no longer say what is true are voided.
    """
    assessment: Assessment = Assessment.objects.locked_for(SIGN, assessment_id, by, version=version)
    require_day(on, assessment.held_on, "核定日期", since="考核日期")
    sheet = sheet_of(assessment)
    if not sheet.rows:
        raise Incomplete("参考专业队没有在编队员，不能核定")
    if sheet.missing:
        raise Incomplete(f"还有 {sheet.missing} 项成绩未登。登分或登记“缺考”后，再核定")
    _store_results(sheet)
    assessment.state = AssessmentState.SIGNED
    assessment.signed_on, assessment.signed_by = on, by
    assessment.save_next()
    correction = correction_of(assessment)
    record(
        by,
        "核定考核成绩",
        assessment,
        before={"状态": AssessmentState.OPEN.label},
        after={"状态": AssessmentState.SIGNED.label, **dict(sheet.tally.rates())},
        note=f"更正：{correction.reason}" if correction else "",
    )
    if correction:
        _take_the_place(correction, by=by)
    return _issue(assessment, sheet, by=by, on=on)


def _issue(assessment: Assessment, sheet: Sheet, *, by: User, on: date) -> IssuedDocument:
    """《考核成绩登记表》, in the place of one that was voided."""
    correction = correction_of(assessment)
    subject = correction.original if correction else assessment
    voided = registers_of(assessment).filter(voiding__isnull=False, replaced_by__isnull=True)
    if correction and not voided.exists():
        voided = registers_of(subject).filter(voiding__isnull=False, replaced_by__isnull=True)
    replaced = voided.first()
    snapshot = papers.register_snapshot(sheet)
    if correction:
        earlier = replaced.number if replaced else ""
        snapshot["correction"] = {"number": earlier, "reason": correction.reason}
    return issue_document(
        papers.SCORE_REGISTER,
        assessment,
        snapshot,
        title="考核成绩登记表",
        organisation=assessment.organisation,
        on=on,
        by=by,
        replaces=replaced,
    )


def _take_the_place(correction: Correction, *, by: User) -> None:
    """Void the register of the original, and the certificates that now say what is not true."""
    reason = f"成绩更正：{correction.reason}"[:300]
    for paper in registers_of(correction.original).current():
        void_document(paper.pk, by=by, reason=reason)
    for candidate in candidates(correction.corrected):
        if candidate.paper is not None and not candidate.still_says_so:
            void_document(candidate.paper.pk, by=by, reason=reason)
    record(
        by,
        "成绩更正生效",
        correction.original,
        before={"核定日期": correction.original.signed_on},
        after={"更正后核定日期": correction.corrected.signed_on},
        note=correction.reason,
    )


@act
def reissue_register(assessment_id: int, *, by: User, on: date) -> IssuedDocument:
    """重新签发登记表 after the earlier one was voided; the results are what they were."""
    assessment: Assessment = Assessment.objects.locked_for(REISSUE, assessment_id, by)
    require_day(on, assessment.signed_on, "签发日期", since="核定日期")
    return _issue(assessment, sheet_of(assessment), by=by, on=on)


def _store_results(sheet: Sheet) -> None:
    plan = sheet.assessment.plan
    hours = accrued(plan, [row.member.pk for row in sheet.rows])
    asked = required(plan, [team.team for team in sheet.teams])
    results = []
    for team in sheet.teams:
        for row in team.rows:
            judged = row.overall
            state = standing(hours.get(row.member.pk, {}), asked[team.team.pk])
            results.append(
                Result(
                    assessment=sheet.assessment,
                    member=row.member,
                    team=team.team,
                    score=judged.score,
                    grade=judged.grade,
                    is_retaken=judged.is_retaken,
                    hours=state.counted,
                    required_hours=state.asked,
                )
            )
    Result.objects.bulk_create(results)
    TeamResult.objects.bulk_create(
        TeamResult(
            assessment=sheet.assessment,
            team=team.team,
            expected=team.tally.expected,
            took=team.tally.took,
            excellent=team.tally.excellent,
            good=team.tally.good,
            passed=team.tally.passed,
            failed=team.tally.failed,
            grade=team.grade,
        )
        for team in sheet.teams
    )
