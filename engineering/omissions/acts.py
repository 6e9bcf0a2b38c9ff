"""应建未建: from a clue to a project that never applied, to the notice that it must.

Source: 人民防空法 arts 22, 48; 最高人民法院指导案例21号 (who simply did not build is in no lawful
relocation and has no claim to reliefs).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engineering.approvals.models.applications import Application
from engineering.approvals.queries.computation import compute_for
from engineering.omissions.models import OmissionCase
from engineering.omissions.papers import issue_omission_notice
from engineering.omissions.queries import OMISSION_NOTICE, remedy_day
from engineering.omissions.steps import CLOSE, NOTIFY, VERIFY
from engineering.projects.models import Project
from renfang.acts import (
    Incomplete,
    WrongState,
    act,
    require_day,
    require_past,
    require_text,
    require_two,
)
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.serving.hooks import Matter
from renfang.serving.models import ServiceReceipt
from renfang.steps import Step

_State, _Outcome = OmissionCase.State, OmissionCase.Outcome
_MINIMUM = 10
SHORTEST_NOTICE, LONGEST_NOTICE = 5, 60


@dataclass(frozen=True)
class Clue:
    """What became known about a project that never applied."""

    source: str
    found_on: date
    name: str
    developer_name: str
    address: str
    clue: str


@act
def open_omission(clue: Clue, *, organisation_id: int, by: User) -> OmissionCase:
    """线索登记. Raises NotPermitted, or Incomplete naming the form's field."""
    Scope(by).require("handle_omission", organisation_id)
    require_past(clue.found_on, "发现日期", field="found_on")
    require_text(clue.clue, "写明线索内容", field="clue", least=_MINIMUM)
    organisation = Organisation.objects.get(pk=organisation_id)
    case = OmissionCase.objects.create(organisation=organisation, **vars(clue))
    record(
        by,
        "登记线索",
        case,
        after={"线索来源": case.get_source_display(), "建设单位": case.developer_name},
        note=case.clue,
    )
    return case


@act
def verify_omission(
    case_id: int,
    *,
    project_id: int,
    verifiers: str,
    finding: str,
    on: date,
    version: int | None = None,
    by: User,
) -> OmissionCase:
    """核查: two officers establish what was built; the area owed is computed from its buildings.

    Refused for a project that has a permit or an application under way, and where the rules give
    nothing that is owed. Raises NotFound, NotPermitted, Overtaken, WrongState or Incomplete.
    """
    case = _locked(VERIFY, case_id, by, version)
    require_day(on, case.found_on, "核查日期")
    project: Project = Project.objects.locked(project_id, Scope(by), "view_projects")
    _require_unapplied(case, project)
    finding = require_text(finding, "写明核查情况", field="finding", least=_MINIMUM)
    required = compute_for(project, Decimal("0.00"), on).required_area
    if required == 0:
        raise Incomplete(
            "按登记的楼栋核算，应建面积为 0㎡。以“不属于应建项目”结案", field="project"
        )
    case.verifiers = require_two(verifiers, "核查人员及执法证号", field="verifiers")
    case.project, case.required_area = project, required
    case.verified_on, case.finding = on, finding
    _move(case, _State.VERIFIED)
    record(
        by,
        "登记核查",
        case,
        before={"状态": "线索待核查"},
        after={"状态": "已核查应建", "应建面积": f"{required:,}㎡", "核查人员": case.verifiers},
        note=case.finding,
    )
    return case


def _require_unapplied(case: OmissionCase, project: Project) -> None:
    """The project is this office's, has neither permit nor application, and no other open case."""
    if project.organisation_id != case.organisation_id:
        raise Incomplete("该项目由其他机构登记。移送有管辖权的机构办理", field="project")
    applied = project.applications.filter(state__in=_APPLIED).first()
    if applied is not None:
        raise Incomplete(
            f"{project}已申请结建审批，现为“{applied.get_state_display()}”，不是未申请的项目。"
            "核对后以“不属于应建项目”结案",
            field="project",
        )
    if project.omissions.exclude(state=_State.CLOSED).exclude(pk=case.pk).exists():
        raise Incomplete("该项目已有一件未结的应建未建案件", field="project")


@act
def notify_omission(
    case_id: int, *, days: int, on: date, version: int | None = None, by: User
) -> IssuedDocument:
    """告知: issue 限期办理结建审批手续告知书 with a period of ``days`` working days.

    They run from the day on which the notice counts as served (``OmissionMatter``).
    """
    case = _locked(NOTIFY, case_id, by, version)
    require_day(on, case.verified_on, "告知日期")
    if not SHORTEST_NOTICE <= days <= LONGEST_NOTICE:
        raise Incomplete(f"限期应为 {SHORTEST_NOTICE} 至 {LONGEST_NOTICE} 个工作日", field="days")
    case.notified_on, case.remedy_days = on, days
    case.remedy_by = None
    _move(case, _State.NOTIFIED)
    record(
        by,
        "签发告知书",
        case,
        before={"状态": "已核查应建"},
        after={"状态": "已告知限期办理", "限期": f"自送达生效起 {days} 个工作日"},
    )
    return issue_omission_notice(case, on=on, by=by)


class OmissionMatter(Matter):
    """A case whose notice is served: the developer's days begin."""

    def served(self, receipt: ServiceReceipt, by: User) -> dict[str, Any]:
        case = self.subject
        if case.state != _State.NOTIFIED:
            return {}
        case.remedy_by = remedy_day(case, receipt.effective_on)
        case.save_next()
        return {"限期办理至": case.remedy_by}


def omission_matter(paper: IssuedDocument) -> Matter | None:
    """For the notices to projects that never applied."""
    return OmissionMatter(paper) if paper.kind == OMISSION_NOTICE else None


@act
def close_omission(
    case_id: int, *, outcome: str, note: str, on: date, version: int | None = None, by: User
) -> OmissionCase:
    """结案: nothing was owed, the project has applied, or the matter goes to enforcement.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    case = _locked(CLOSE, case_id, by, version)
    require_day(on, case.notified_on or case.verified_on or case.found_on, "结案日期")
    note = require_text(note, "写明结案说明", field="note", least=5)
    _require_outcome(case, outcome, on)
    before = case.get_state_display()
    case.outcome, case.closing_note, case.closed_on = outcome, note, on
    _move(case, _State.CLOSED)
    record(
        by,
        "结案",
        case,
        before={"状态": before},
        after={"状态": "已结案", "处理结果": case.get_outcome_display()},
        note=case.closing_note,
    )
    return case


_APPLIED = (
    Application.State.RECEIVED,
    Application.State.CORRECTION_REQUESTED,
    Application.State.ACCEPTED,
    Application.State.RETURNED,
    Application.State.REVIEWED,
    Application.State.GRANTED,
)


def _require_outcome(case: OmissionCase, outcome: str, on: date) -> None:
    if outcome == _Outcome.APPLIED and not (
        case.project and case.project.applications.filter(state__in=_APPLIED).exists()
    ):
        raise Incomplete(
            "该项目还没有结建审批的申请。登记收件后再以“已补办结建审批”结案", field="outcome"
        )
    if outcome == _Outcome.HANDED_OVER:
        if case.state != _State.NOTIFIED:
            raise WrongState("移送行政执法前，先核查并签发限期办理告知书")
        if case.remedy_by is None:
            raise WrongState("告知书尚未送达，限期没有起算。送达并届满后再移送")
        if on <= case.remedy_by:
            raise Incomplete(f"限期至 {case.remedy_by} 尚未届满，届满后再移送", field="outcome")
    if outcome == _Outcome.NOT_OWED and case.state == _State.NOTIFIED:
        raise WrongState("已核查应建并签发告知书，不能以“不属于应建项目”结案。补办或者移送后结案")


def _locked(step: Step, case_id: int, by: User, version: int | None) -> OmissionCase:
    case: OmissionCase = OmissionCase.objects.locked_for(step, case_id, by, version=version)
    return case


def _move(case: OmissionCase, state: str) -> None:
    case.state = state
    case.save_next()
