"""撤回、撤销、注销: how a permit comes to its end after it was granted.

Source: 行政许可法 arts 8 (the law or the facts changed), 69 (it should not have been granted) and
70 (nothing is left of it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.acts.planned_shelters import abandon_planned
from engineering.approvals.hooks import PERMIT_END_LISTENERS, PermitEnd
from engineering.approvals.models.applications import Application
from engineering.approvals.papers import issue_paper
from engineering.approvals.queries.clock import due_to_serve
from engineering.approvals.queries.computation import later_applications
from engineering.approvals.queries.permits import number_of, papers_of_permit
from engineering.approvals.steps import CANCEL, RETRACT, REVOKE, SETTLE_AFTERMATH
from engineering.projects.acts import move_stage
from engineering.projects.models import Project
from renfang.acts import Incomplete, act, require_day, require_text
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import end_paper
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.steps import Step

_MINIMUM_FACTS = 10
# What papers read that fall with the permit they rest on.
FALLEN = "已失效"


@dataclass(frozen=True)
class Ending:
    """One way in which a permit ends: its step, its paper, and the grounds that the law names.

    ``articles``: the item of 行政许可法 that each ground is, as the paper cites it.
    ``is_adverse``: the holder is heard first (行政许可法 arts 7, 36). ``is_from_the_start``: the
    permit never counted, and nothing that rested on it does.
    """

    step: Step
    paper: str
    grounds: dict[str, str]
    articles: dict[str, str]
    is_adverse: bool = True
    is_from_the_start: bool = False

    @property
    def word(self) -> str:
        """What becomes of the permit: 撤回, 撤销, 注销."""
        return self.step.label.removesuffix("许可")


ENDINGS = {
    "retract": Ending(
        RETRACT,
        "retraction_decision",
        {
            "law_changed": "行政许可所依据的法律、法规、规章修改或者废止",
            "facts_changed": "准予行政许可所依据的客观情况发生重大变化",
        },
        dict.fromkeys(("law_changed", "facts_changed"), "第八条第二款"),
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
        {
            "abuse": "第六十九条第一款第（一）项",
            "beyond_powers": "第六十九条第一款第（二）项",
            "procedure": "第六十九条第一款第（三）项",
            "not_qualified": "第六十九条第一款第（四）项",
            "other": "第六十九条第一款第（五）项",
            "fraud": "第六十九条第二款",
        },
        is_from_the_start=True,
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
        {
            "expired": "第七十条第（一）项",
            "holder_ended": "第七十条第（三）项",
            "impossible": "第七十条第（五）项",
            "given_up": "第七十条第（六）项",
            "other": "第七十条第（六）项",
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
    begun: bool = False,
    version: int | None = None,
    by: User,
) -> IssuedDocument:
    """撤回, 撤销 or 注销 (``way`` is a key of ENDINGS): the permit ends, and a paper says why.

    All that rests on it follows in the same act: the planned shelter, the fee with its demands
    (``PERMIT_END_LISTENERS``), and what the papers say in public. ``begun``: the project has been
    begun under the permit; then a permit that is not revoked leaves what it charged, and what is
    to become of the works is a task with a day.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    Returns the issued paper.
    """
    ending = ENDINGS[way]
    application = lock_application(application_id, ending.step, by, version)
    _require_founded(application, ending, ground=ground, facts=facts, on=on, heard=hearing_note)
    number, own = number_of(application), papers_of_permit(application)
    begun = begun or application.is_used
    _enter_ending(application, ending, f"{ending.grounds[ground]}。{facts.strip()}", on)
    abandon_planned(application, by, f"{ending.step.label}，{number}")
    _leave_to_decide(application, begun or ending.step is RETRACT)
    end = _end_of(application, ending, number, on, begun=begun)
    falling = [paper for tell in PERMIT_END_LISTENERS for paper in tell(end, by)]
    _record_ending(application, ending, by)
    told = _told(ending, ground=ground, facts=facts, heard=hearing_note)
    paper = issue_paper(ending.paper, application, on=on, by=by, permit_number=number, **told)
    words = {**dict.fromkeys(own, f"已{ending.word}"), **dict.fromkeys(falling, FALLEN)}
    for ended, word in words.items():
        end_paper(ended, word, by=by, basis=paper, reason=end.reason)
    return paper


def _end_of(
    application: Application, ending: Ending, number: str, on: date, *, begun: bool
) -> PermitEnd:
    return PermitEnd(
        permit=application,
        number=number,
        word=ending.word,
        on=on,
        is_from_the_start=ending.is_from_the_start,
        frees=ending.is_from_the_start or not begun,
    )


def _told(ending: Ending, *, ground: str, facts: str, heard: str) -> dict[str, str]:
    """What the paper says of the ground, of the facts and of the hearing."""
    return {
        "ending_ground": ending.grounds[ground],
        "ending_article": ending.articles[ground],
        "ending_consequence": "fraud" if ground == "fraud" else "",
        "ending_facts": facts.strip(),
        "hearing_note": heard.strip(),
    }


@act
def settle_aftermath(
    application_id: int, *, reason: str, version: int | None = None, by: User
) -> Application:
    """登记善后处理: what was done about the works that an ended permit left behind.

    Raises NotFound, NotPermitted, Overtaken, WrongState or Incomplete.
    """
    application = lock_application(application_id, SETTLE_AFTERMATH, by, version)
    application.aftermath = require_text(
        reason, "写明已建、在建部分和欠缴费用如何处理", field="reason", least=_MINIMUM_FACTS
    )
    application.aftermath_on = timezone.localdate()
    application.save_next("aftermath", "aftermath_on")
    record(by, SETTLE_AFTERMATH.label, application, note=application.aftermath)
    return application


def _leave_to_decide(application: Application, has_works: bool) -> None:
    """What the act cannot decide by itself is somebody's task, until its paper is to be served."""
    granted = Application.State.GRANTED
    if has_works or any(row.state == granted for row in later_applications(application)):
        application.aftermath_due_on = application.serve_by
        application.save_next("aftermath_due_on")


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
