"""What rests on a project's buildings and on a permit, and what an ending does to it."""

from __future__ import annotations

from collections.abc import Iterator

from engineering.approvals.models.applications import OPEN_STATES, Application
from engineering.approvals.queries.computation import later_applications
from engineering.approvals.queries.permits import papers_of_permit
from engineering.projects.models import Project
from engineering.shelters.models import Shelter
from renfang.documents.queries import papers_resting
from renfang.organisations.models import User
from renfang.resting import Effect, Ending, Resting

_State, _Kind = Application.State, Application.Kind

# An application that has been accepted rests on the buildings as they were stated in it.
_COMPUTED = (_State.ACCEPTED, _State.REVIEWED)
# The new design of a change is entered before its application is accepted.
_BEING_STATED = (_State.RECEIVED, _State.CORRECTION_REQUESTED, _State.RETURNED)
_RECOMPUTE = "分期结转以本期许可为准，退回经办人重新核定后再复核、决定"
_ENDINGS_OF_PERMITS = (Ending.RETRACT, Ending.REVOKE, Ending.CANCEL_PERMIT)


def on_project(project: Project, ending: Ending | None) -> Iterator[Resting]:
    """Its applications, which hold the buildings once they are computed, and the next phase."""
    rows = list(project.applications.filter(state__in=(*OPEN_STATES, _State.GRANTED)))
    is_changing = any(row.kind == _Kind.CHANGE and row.state in _BEING_STATED for row in rows)
    for row in rows:
        words = "" if ending is not Ending.AMEND else _why_buildings_stay(row, is_changing)
        effect = Effect.BLOCKS if words else Effect.REMAINS
        yield Resting(row=row, label="结建审批", effect=effect, words=words)
    following = getattr(project, "followed_by", None)
    if following is not None:
        yield Resting(row=following, label="下一期项目", effect=Effect.REMAINS)


def _why_buildings_stay(application: Application, is_changing: bool) -> str:
    project = application.project
    if application.state in _COMPUTED:
        return (
            f"{project}的申请已经受理，楼栋和面积指标已进入核定。"
            "确需变更的，由申请人撤回申请后更正，再重新申请"
        )
    if application.state == _State.GRANTED and not is_changing:
        return (
            f"{project}已取得许可，楼栋和面积指标以许可为准。"
            "设计有变化的，先登记“变更许可”的申请，再更正楼栋指标"
        )
    return ""


def on_permit(application: Application, ending: Ending | None) -> Iterator[Resting]:
    """Applications about the permit, the shelter that it allows, the phases counted with it."""
    for other in application.successors.filter(state__in=OPEN_STATES):
        blocks = ending in _ENDINGS_OF_PERMITS
        yield Resting(
            row=other,
            label="变更、延续申请",
            effect=Effect.BLOCKS if blocks else Effect.REMAINS,
            words=f"该许可有一件“{other.get_kind_display()}”的申请正在办理，"
            f"不能{ending.value if ending else ''}。先办结该件"
            if blocks
            else "",
        )
    for shelter in Shelter.objects.filter(approval=application).exclude(
        state=Shelter.State.ABANDONED
    ):
        follows = shelter.state == Shelter.State.PLANNED
        yield Resting(
            row=shelter,
            label="人防工程",
            effect=Effect.FOLLOWS if follows else Effect.REMAINS,
            words="尚未动工，不再修建"
            if follows
            else "已经动工，留在台账并标明许可终止，列入善后处理；未竣工的停办验收、备案",
        )
    if ending in _ENDINGS_OF_PERMITS:
        words = f"随之标明已{ending.value.removesuffix('许可')}，公开核验同时显示"
        yield from papers_resting(papers_of_permit(application), words=words, effect=Effect.FOLLOWS)
    later = list(later_applications(application))
    for other in later:
        decided = other.state == _State.GRANTED
        words = "已按本期许可的面积决定，由决定机关依法变更或者撤销" if decided else _RECOMPUTE
        yield Resting(row=other, label="后期审批", effect=Effect.REMAINS, words=words)
    following = getattr(application.project, "followed_by", None)
    if following is not None and not later:
        yield Resting(row=following, label="下一期项目", effect=Effect.REMAINS)


def on_handler(person: User, ending: Ending | None) -> Iterator[Resting]:
    """Open applications that the person handles, told in one line."""
    handled = Application.objects.filter(handler=person, state__in=OPEN_STATES)
    if count := handled.count():
        yield Resting(
            row=handled.order_by("id")[0],
            label=f"在办审批申请 {count} 件",
            effect=Effect.REMAINS,
            words="由有分派权的岗位另行分派",
        )
