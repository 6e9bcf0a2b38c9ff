"""复核与决定: the computation is checked by a second person and decided by a third."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engineering.approvals.acts.applications import lock_application
from engineering.approvals.acts.changes import (
    change_shelter,
    replace_permit,
    restore_design,
    set_validity,
)
from engineering.approvals.acts.clock import set_due
from engineering.approvals.acts.planned_shelters import plan_shelter, take_over_begun
from engineering.approvals.models.applications import Application, Computation
from engineering.approvals.papers import issue_paper
from engineering.approvals.queries.clock import due_to_serve
from engineering.approvals.queries.copies import copies_in_words
from engineering.approvals.queries.deciding import keep_decider
from engineering.approvals.queries.permits import (
    current_computation,
    decision_kind,
    granted_state,
    is_renewed_by_silence,
    superseded_facts,
)
from engineering.approvals.steps import GRANT, REFUSE, RETURN, RETURN_TO_CLERK, REVIEW
from engineering.area.computation import compute
from engineering.projects.acts import move_stage
from engineering.projects.models import Project
from engineering.shelters.models import Shelter
from renfang.acts import WrongState, act, require_day, require_text
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.steps import explained

_State, _Kind = Application.State, Application.Kind
_MINIMUM_OPINION = 2
_MINIMUM_REFUSAL = 10


@act
def review_application(
    application_id: int, *, opinion: str, on: date, version: int | None = None, by: User
) -> Application:
    """复核: another person than the acceptor computes again and gives an opinion.

    Source: 行政许可法 art. 34 (two members of staff). Raises NotFound, NotPermitted, Overtaken,
    WrongState or Incomplete.
    """
    application = lock_application(application_id, REVIEW, by, version)
    require_day(on, application.accepted_on, "复核日期")
    opinion = require_text(opinion, "写明复核意见", field="opinion", least=_MINIMUM_OPINION)
    computation = current_computation(application)
    _require_same_again(computation)
    application.reviewed_on, application.reviewed_by = on, by
    application.review_opinion = opinion
    application.state = _State.REVIEWED
    application.save_next()
    record(
        by,
        "复核",
        application,
        before={"状态": "已受理"},
        after={"状态": "已复核", "应建面积": f"{computation.required_area:,}㎡"},
        note=application.review_opinion,
    )
    return application


@act
def return_to_clerk(
    application_id: int, *, reason: str, version: int | None = None, by: User
) -> Application:
    """退回重核: the reviewer disagrees with the figures; the clerk corrects them and computes anew.

    The clock runs on. Raises NotFound, NotPermitted, Overtaken, WrongState or Incomplete.
    """
    application = lock_application(application_id, RETURN_TO_CLERK, by, version)
    reason = require_text(reason, "写明需要更正的指标或条款", least=_MINIMUM_REFUSAL)
    application.state = _State.RETURNED
    application.save_next()
    record(
        by,
        "退回重核",
        application,
        before={"状态": "已受理"},
        after={"状态": "退回重核"},
        note=reason,
    )
    return application


@act
def return_application(
    application_id: int, *, reason: str, version: int | None = None, by: User
) -> Application:
    """退回复核: the head sends the application back; the clock runs on."""
    application = lock_application(application_id, RETURN, by, version)
    reason = require_text(reason, "写明退回的理由", least=_MINIMUM_OPINION)
    application.reviewed_on = application.reviewed_by = None
    application.review_opinion = ""
    application.state = _State.ACCEPTED
    application.save_next()
    record(
        by,
        "退回复核",
        application,
        before={"状态": "已复核"},
        after={"状态": "已受理"},
        note=reason,
    )
    return application


@act
def decide_application(
    application_id: int,
    *,
    grant: bool,
    opinion: str,
    on: date,
    wartime_function: str = Shelter.WartimeFunction.PERSONNEL_SECOND,
    copies_to: Iterable[Organisation] = (),
    explanation: str = "",
    version: int | None = None,
    by: User,
) -> IssuedDocument:
    """作出决定: grant or refuse in writing, number the paper, plan the shelter that is to be built.

    Source: 行政许可法 art. 38. ``opinion`` is for the file, and printed as the reasons where
    the answer is no. The head who decides has neither accepted nor reviewed the application.
    ``explanation`` says why it is decided after the statutory limit. Returns the issued paper.
    """
    application = lock_application(
        application_id, GRANT if grant else REFUSE, by, version, on=on, explanation=explanation
    )
    _require_decidable(application, grant=grant, opinion=opinion, on=on)
    _enter_decision(application, grant=grant, opinion=opinion, on=on, by=by)
    record(
        by,
        "准予许可" if grant else "不予许可",
        application,
        before={"状态": "已复核"},
        after={
            "状态": application.get_state_display(),
            "决定日期": on,
            **explained(explanation),
        },
        note=application.decision_opinion,
    )
    if grant:
        _carry_to_shelter(application, by, wartime_function)
    kind = decision_kind(application, grant)
    copied = {"copies_to": copies_in_words(application, copies_to)}
    return issue_paper(kind, application, on=on, by=by, **superseded_facts(application), **copied)


def _enter_decision(
    application: Application, *, grant: bool, opinion: str, on: date, by: User
) -> None:
    """The decision, the day by which it is to be served, and what follows for the project."""
    application.decided_on, application.decided_by = on, by
    keep_decider(application)
    application.decision_opinion = opinion.strip()
    if grant:
        set_validity(application, on)
        if application.supersedes_id is not None:
            replace_permit(application, by)
    application.state = granted_state(application) if grant else _State.REFUSED
    set_due(application, None)
    application.serve_by = due_to_serve(application)
    application.save_next()
    if not grant:
        restore_design(application, by)
    stands = grant or application.supersedes_id is not None
    move_stage(application.project_id, Project.Stage.GRANTED if stands else Project.Stage.CLOSED)


def _carry_to_shelter(application: Application, by: User, wartime_function: str) -> None:
    """Enter the shelter that is to be built, or bring the one there is to what was changed."""
    if application.kind == _Kind.RENEWAL:
        return
    known = change_shelter(application, by) if application.supersedes_id else None
    if known is None and application.planned_area > 0:
        known = take_over_begun(application, by)
    if known is None and application.planned_area > 0:
        plan_shelter(application, by, wartime_function=wartime_function)


def _require_decidable(application: Application, *, grant: bool, opinion: str, on: date) -> None:
    """The day fits, and a refusal has its reasons."""
    require_day(on, application.reviewed_on, "决定日期")
    if not grant and is_renewed_by_silence(application, on):
        raise WrongState(
            f"原许可有效期已于 {application.supersedes.valid_until} 届满而未作决定，"
            "视为准予延续（《行政许可法》第五十条）。作出准予延续的决定"
        )
    least = _MINIMUM_OPINION if grant else _MINIMUM_REFUSAL
    require_text(
        opinion,
        "写明决定意见" if grant else "写明不予许可的理由和依据",
        field="opinion",
        least=least,
    )


def _require_same_again(computation: Computation) -> None:
    """The stored facts, computed once more, must give the stored figure."""
    again = compute(computation.stated)
    if again.required_area != computation.required_area:
        raise WrongState(
            f"按存档指标重新计算得 {again.required_area:,}㎡，与受理时核定的 "
            f"{computation.required_area:,}㎡ 不同，规则在此期间有变。"
            "由申请人撤回后重新申请，或由系统管理员核对规则版本"
        )
