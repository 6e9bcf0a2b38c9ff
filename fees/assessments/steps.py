"""What can be done to have a fee assessed: the drafts, their review, the surveys at completion."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from engineering.models import Application, OmissionCase, Project
from fees.assessments.models import Assessment, AssessmentDraft, CompletionReview
from fees.assessments.papers import ASSESSMENT_SHEET
from fees.assessments.queries import permits_of
from renfang.acts import NotPermitted
from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, not_by, only_by, stops

_ASSESSES = "assess_fee"
_SUBMITS = "提交复核"

ASSESS = Step(
    label="核定易地建设费",
    press=_SUBMITS,
    url="fees:assess",
    permission=_ASSESSES,
    start=(Application.State.GRANTED,),
)
APPLICATION_STEPS = Steps(Application, ASSESS)


def _has_permit(project: Project) -> str:
    if not permits_of(project).exists():
        return ""
    return f"{project}已有许可决定，费用按许可决定在“待核定”核定"


def _period_runs(project: Project, by: User, on: date) -> str:
    """Who was told to apply by a day is charged as a violation only after it (指导案例21号)."""
    told = project.omissions.filter(state=OmissionCase.State.NOTIFIED).first()
    if told is None:
        return ""
    if told.remedy_by is None:
        return "限期办理告知书尚未送达，限期没有起算。送达并届满后仍未申请的，再作违法未建核定"
    if told.remedy_by >= on:
        return f"限期办理至 {told.remedy_by}，尚未届满。届满后仍未申请的，再作违法未建核定"
    return ""


ASSESS_VIOLATION = Step(
    label="违法未建核定",
    press=_SUBMITS,
    url="fees:assess_violation",
    permission=_ASSESSES,
    idle=_has_permit,
    asks=Hook(stops(_period_runs)),
)
PROJECT_STEPS = Steps(Project, ASSESS_VIOLATION)


def _is_submitted(review: CompletionReview) -> str:
    waits = review.drafts.filter(state=AssessmentDraft.State.SUBMITTED).exists()
    return "竣工核定待复核。复核或撤回后再提出" if waits else ""


COMPLETE = Step(
    label="竣工核定易地建设费",
    press=_SUBMITS,
    to="办理竣工核定",
    url="fees:completion",
    permission=_ASSESSES,
    start=(CompletionReview.State.OPEN,),
    end=(CompletionReview.State.OPEN, CompletionReview.State.NOTHING_DUE),
    in_place=True,
    idle=_is_submitted,
)
COMPLETION_STEPS = Steps(CompletionReview, COMPLETE)


_Draft = AssessmentDraft.State
REVIEW = Step(
    label="复核易地建设费核定",
    press="同意并入账",
    to="复核",
    url="fees:draft",
    permission="review_assessment",
    start=(_Draft.SUBMITTED,),
    end=(_Draft.APPROVED, _Draft.RETURNED),
    in_place=True,
    asks=Hook(
        not_by("prepared_by", "核定人不能复核自己提出的核定。由另一名复核人员办理", NotPermitted)
    ),
)
WITHDRAW = Step(
    label="撤回核定稿",
    to="撤回",
    url="fees:draft_withdraw",
    permission=_ASSESSES,
    start=(_Draft.SUBMITTED,),
    end=(_Draft.WITHDRAWN,),
    lead="核定稿保留在记录中，项目回到待核定，修改后可以重新提出。",
    ends=Ending.WITHDRAW,
    asks=Hook(
        only_by(
            "prepared_by", "核定稿由提出核定的人员撤回。需要改动的，由复核人员退回", NotPermitted
        )
    ),
)
DRAFT_STEPS = Steps(AssessmentDraft, REVIEW, WITHDRAW)


def sheets_of(assessment: Assessment) -> QuerySet[IssuedDocument]:
    """The 核定表 of a version, the last one first."""
    return IssuedDocument.objects.of(assessment).filter(kind=ASSESSMENT_SHEET)


def _has_sheet(assessment: Assessment) -> str:
    sheet = sheets_of(assessment).first()
    if sheet is None or sheet.is_void:
        return ""
    return f"已出具{sheet}。需要更改的，先作废该核定表再重新出具"


ISSUE_SHEET = Step(
    label="出具核定表",
    press="出具核定表并编号",
    url="fees:issue_sheet",
    permission="issue_payment_notice",
    at_once=True,
    idle=_has_sheet,
)
ASSESSMENT_STEPS = Steps(Assessment, ISSUE_SHEET)
