"""合格名单 and 训练考核合格证: who may be given one, the reason where not, and issuing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from drills.assessments import papers
from drills.assessments.models import Assessment, AssessmentState, Correction, Result
from drills.assessments.queries import find_assessment, grade_label
from renfang.acts import NotFound, Refused, act
from renfang.documents.models import IssuedDocument, IssuedDocumentQuerySet
from renfang.documents.registry import issue_document
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

MOST = 300


@dataclass
class Candidate:
    """One member's result, the certificate already issued for it, and what stands in the way."""

    result: Result
    paper: IssuedDocument | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def is_eligible(self) -> bool:
        """Whether a certificate can be issued now."""
        return self.paper is None and not self.reasons

    @property
    def still_says_so(self) -> bool:
        """Whether the certificate that was issued still says what the results say."""
        if self.paper is None or self.reasons:
            return False
        said = self.paper.snapshot
        return (said["grade"], said["hours"]) == (
            self.result.get_grade_display(),
            str(self.result.hours),
        )


@dataclass
class Sent:
    """What was issued and waits for printing, and what was not, with the reason."""

    issued: list[IssuedDocument] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def candidates(assessment: Assessment) -> list[Candidate]:
    """Every result of a signed assessment, in four queries: 合格 and the year's hours reached.

    A certificate that an earlier version of the results gave is still the member's.
    """
    results = list(
        assessment.results.select_related("member", "team", "team__kind").order_by(
            "team__kind__position", "team__name", "member"
        )
    )
    holders = _results_of(assessment)
    papers = {holders[paper.subject_id]: paper for paper in certificates_of(holders).current()}
    return [Candidate(result, papers.get(result.member_id), _reasons(result)) for result in results]


def _results_of(assessment: Assessment, member_id: int | None = None) -> dict[int, int]:
    """Result id → member id, of every version of the results; of one member where asked."""
    results = Result.objects.filter(assessment__in=_versions(assessment))
    if member_id is not None:
        results = results.filter(member=member_id)
    return dict(results.values_list("pk", "member"))


def certificates_of(results: Collection[int]) -> IssuedDocumentQuerySet:
    """Certificates issued for results (ids), void ones too, newest first."""
    return IssuedDocument.objects.filter(
        kind=papers.CERTIFICATE,
        subject_type=ContentType.objects.get_for_model(Result),
        subject_id__in=list(results),
    ).order_by("-id")


def _versions(assessment: Assessment) -> list[int]:
    """The assessment and those that it corrects, one after the other."""
    originals = dict(
        Correction.objects.filter(original__plan=assessment.plan_id).values_list(
            "corrected", "original"
        )
    )
    found = [assessment.pk]
    while found[-1] in originals:
        found.append(originals[found[-1]])
    return found


def _reasons(result: Result) -> list[str]:
    reasons = []
    if result.grade not in ("excellent", "good", "pass"):
        reasons.append(f"总评{grade_label(result.grade)}，补考合格后在下次考核中取得")
    if result.hours < result.required_hours:
        reasons.append(f"学时 {result.hours}，少于规定的 {result.required_hours}，补训后取得")
    if result.member.left_on is not None:
        reasons.append(f"已于 {result.member.left_on} 离队")
    return reasons


def send_to_printing(assessment_id: int, result_ids: Sequence[int], *, by: User) -> Sent:
    """送制证: issue the certificates of the chosen results; they then wait in the print queue.

    Each is an act of its own, so one that is refused keeps none of the others waiting.
    Raises Refused for an empty or too long choice.
    """
    assessment = find_assessment(assessment_id, Scope(by), "manage_training")
    if not result_ids:
        raise Refused("没有选中队员。勾选合格名单中的队员后，再送制证")
    if len(result_ids) > MOST:
        raise Refused(f"一次最多送制证 {MOST} 人，已选 {len(result_ids)} 人。分几次办理")
    names = {
        result.pk: result.member.name
        for result in assessment.results.select_related("member").filter(pk__in=list(result_ids))
    }
    sent = Sent()
    for pk in dict.fromkeys(result_ids):
        try:
            sent.issued.append(issue_certificate(assessment_id, pk, by=by))
        except Refused as refusal:
            sent.refused.append((names.get(pk, "未找到的队员"), refusal.message))
    return sent


@act
def issue_certificate(
    assessment_id: int, result_id: int, *, by: User, on: date | None = None
) -> IssuedDocument:
    """签发训练考核合格证 for one result. Raises Refused with every reason why it cannot be."""
    assessment: Assessment = Assessment.objects.locked(assessment_id, Scope(by), "manage_training")
    if assessment.state != AssessmentState.SIGNED:
        raise Refused(f"{assessment}尚未核定。核定成绩后再签发合格证")
    if hasattr(assessment, "correction"):
        raise Refused(f"{assessment}已提出更正。更正后的成绩核定后，按更正后的成绩签发合格证")
    found = [one for one in candidates(assessment) if one.result.pk == result_id]
    if not found:
        raise NotFound("考核结果")
    candidate = found[0]
    if candidate.paper is not None:
        raise Refused(f"已签发合格证 {candidate.paper.number}。内容有误的，作废后重新签发")
    if candidate.reasons:
        raise Refused("；".join(candidate.reasons))
    earlier = certificates_of(_results_of(assessment, candidate.result.member_id))
    return issue_document(
        papers.CERTIFICATE,
        candidate.result,
        papers.certificate_snapshot(assessment, candidate.result),
        title="人民防空专业队训练考核合格证",
        organisation=assessment.organisation,
        on=on or timezone.localdate(),
        by=by,
        replaces=earlier.filter(voiding__isnull=False, replaced_by__isnull=True).first(),
    )
