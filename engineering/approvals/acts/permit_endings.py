"""撤回、撤销、注销: how a permit comes to its end after it was granted.

Source: 行政许可法 arts 8 (the law or the facts changed), 69 (it should not have been granted) and
70 (nothing is left of it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.acts.planned_shelters import abandon_planned
from engineering.approvals.models.applications import Application
from engineering.approvals.papers import issue_paper
from engineering.approvals.queries.clock import due_to_serve
from engineering.approvals.queries.permits import number_of
from engineering.approvals.steps import CANCEL, RETRACT, REVOKE
from engineering.projects.acts import move_stage
from engineering.projects.models import Project
from renfang.acts import Incomplete, act, require_day, require_text
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.steps import Step

_MINIMUM_FACTS = 10


@dataclass(frozen=True)
class Ending:
    """One way in which a permit ends: its step, its paper, and the grounds that the law names.

    ``is_adverse``: the holder is heard first (行政许可法 arts 7, 36).
    """

    step: Step
    paper: str
    grounds: dict[str, str]
    is_adverse: bool = True


ENDINGS = {
    "retract": Ending(
        RETRACT,
        "retraction_decision",
        {
            "law_changed": "行政许可所依据的法律、法规、规章修改或者废止",
            "facts_changed": "准予行政许可所依据的客观情况发生重大变化",
        },
    ),
    "revoke": Ending(
        REVOKE,
        "revocation_decision",
        {
            "abuse": "行政机关工作人员滥用职权、玩忽职守作出准予行政许可决定",
            "beyond_powers": "超越法定职权作出准予行政许可决定",
            "procedure": "违反法定程序作出准予行政许可决定",
            "not_qualified": "对不具备申请资格或者不符合法定条件的申请人准予行政许可",
            "other": "依法可以撤销行政许可的其他情形",
            "fraud": "被许可人以欺骗、贿赂等不正当手段取得行政许可",
        },
    ),
    "cancel": Ending(
        CANCEL,
        "cancellation_decision",
        {
            "expired": "行政许可有效期届满未延续",
            "holder_ended": "法人或者其他组织依法终止",
            "impossible": "因不可抗力导致行政许可事项无法实施",
            "given_up": "被许可人不再实施，申请注销",
            "other": "法律、法规规定的应当注销行政许可的其他情形",
        },
        is_adverse=False,
    ),
}


@act
def end_permit(
    application_id: int,
    way: str,
    *,
    ground: str,
    facts: str,
    on: date,
    hearing_note: str = "",
    version: int | None = None,
    by: User,
) -> IssuedDocument:
    """撤回, 撤销 or 注销 (``way`` is a key of ENDINGS): the permit ends, and a paper says why.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    Returns the issued paper.
    """
    ending = ENDINGS[way]
    application = lock_application(application_id, ending.step, by, version)
    _require_founded(application, ending, ground=ground, facts=facts, on=on, heard=hearing_note)
    number = number_of(application)
    _enter_ending(application, ending, f"{ending.grounds[ground]}。{facts.strip()}", on)
    abandon_planned(application, by, f"{ending.step.label}，{number}")
    _record_ending(application, ending, by)
    return issue_paper(
        ending.paper,
        application,
        on=on,
        by=by,
        permit_number=number,
        ending_ground=ending.grounds[ground],
        ending_facts=facts.strip(),
        hearing_note=hearing_note.strip(),
    )


def _enter_ending(application: Application, ending: Ending, reason: str, on: date) -> None:
    """The permit has ended for the reason; the paper that says so is to be served."""
    (application.state,) = ending.step.end
    application.ended_on = on
    application.ending_reason = reason[:1000]
    application.serve_by = due_to_serve(application)
    application.served_on = None
    application.save_next()
    move_stage(application.project_id, Project.Stage.CLOSED)


def _record_ending(application: Application, ending: Ending, by: User) -> None:
    record(
        by,
        ending.step.label,
        application,
        before={"状态": "准予许可"},
        after={"状态": application.get_state_display(), "终止日期": application.ended_on},
        note=application.ending_reason,
    )


def _require_founded(
    application: Application, ending: Ending, *, ground: str, facts: str, on: date, heard: str
) -> None:
    if ground not in ending.grounds:
        raise Incomplete("选择一项法定情形", field="ground")
    require_text(facts, "写明事实和理由，将印在决定书上", field="facts", least=_MINIMUM_FACTS)
    if ending.is_adverse:
        require_text(
            heard,
            "写明听取陈述、申辩的情况；未提出的写“被许可人未提出陈述、申辩”",
            field="hearing_note",
            least=2,
        )
    require_day(on, application.decided_on, "决定日期", since="准予许可的 ")
    if ground == "expired" and not (application.valid_until and application.valid_until < on):
        raise Incomplete("该许可的有效期尚未届满，或者没有规定有效期。选择其他情形", field="ground")
