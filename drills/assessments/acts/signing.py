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
    Score,
    TeamResult,
)
from drills.assessments.queries import Sheet, sheet_of
from drills.training.queries import accrued, required
from drills.training.rules import standing
from renfang.acts import (
    Incomplete,
    NotPermitted,
    WrongState,
    act,
    require_day,
    require_state,
    require_version,
)
from renfang.documents.models import IssuedDocument, IssuedDocumentQuerySet
from renfang.documents.registry import issue_document, void_document
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope


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


def require_second_person(assessment: Assessment, user: User) -> None:
    """Raise NotPermitted for whoever prepared what is to be signed off."""
    if prepared_by(assessment, user):
        raise NotPermitted(
            f"“{assessment}”由你安排或登分，须由另一人核定。联系本机构分管领导或另一名训练人员"
        )


@act
def sign_off(assessment_id: int, *, by: User, on: date, version: int | None) -> IssuedDocument:
    """核定: freeze scores and results, and issue 《考核成绩登记表》; never by a scorer.

    Every box must hold a score or 缺考; hours are read as they stand on this day. A correction
    takes the place of what it corrects: its register replaces the earlier one, and certificates
    that no longer say what is true are voided.
    """
    assessment: Assessment = Assessment.objects.locked(assessment_id, Scope(by), "sign_assessments")
    require_version(assessment, version)
    require_state(assessment, AssessmentState.OPEN, to="核定")
    require_second_person(assessment, by)
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


def registers_of(assessment: Assessment) -> IssuedDocumentQuerySet:
    """Every 《考核成绩登记表》 of an assessment."""
    return IssuedDocument.objects.of(assessment).filter(kind=papers.SCORE_REGISTER)


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
    assessment: Assessment = Assessment.objects.locked(assessment_id, Scope(by), "sign_assessments")
    require_state(assessment, AssessmentState.SIGNED, to="重新签发登记表")
    require_second_person(assessment, by)
    if hasattr(assessment, "correction"):
        raise WrongState(f"{assessment}已办理更正，登记表在更正后的成绩核定时签发")
    current = registers_of(assessment).current().first()
    if current is not None:
        raise WrongState(f"{current}仍然有效。内容有误的，先作废再重新签发")
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
