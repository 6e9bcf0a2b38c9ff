"""What can be done to a test of the sirens, and to a siren."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from drills.exercises.models import Approval, Drill, DrillKind, DrillState
from drills.sirens.models import Siren, SirenEntryKind, SirenState
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.steps import Step, Steps, stops


def _no_siren_test(drill: Drill) -> str:
    if drill.kind == DrillKind.SIREN_TEST:
        return ""
    return f"{drill}是{drill.get_kind_display()}，只有警报试鸣办理这一事项"


def _noticed(drill: Drill) -> str:
    if _no_siren_test(drill) or not hasattr(drill, "siren_notice"):
        return _no_siren_test(drill)
    if drill.siren_notice.is_overtaken:
        return ""
    return f"试鸣公告已于 {drill.siren_notice.published_on} 发布"


def _not_begun(drill: Drill) -> str:
    begins = drill.period[0]
    if drill.kind == DrillKind.SIREN_TEST and drill.approval != Approval.APPROVED:
        return f"演练计划现为“{drill.get_approval_display()}”，计划批准并按公告的时间试鸣后登记结果"
    if _no_siren_test(drill) or timezone.now() >= begins:
        return _no_siren_test(drill)
    return f"试鸣于 {timezone.localtime(begins):%m-%d %H:%M} 开始，开始后登记结果"


def lacks_notice(drill: Drill, by: User, on: date) -> str:
    """What stops a siren test from being held."""
    if drill.kind != DrillKind.SIREN_TEST:
        return ""
    if not hasattr(drill, "siren_notice"):
        return "警报试鸣须在五日以前发布公告（人民防空法第三十五条）。先登记试鸣公告"
    return overtaken(drill)


def overtaken(drill: Drill) -> str:
    """Why a test may not be held: the public was told another time (人民防空法 art. 35)."""
    notice = getattr(drill, "siren_notice", None)
    if notice is None or not notice.is_overtaken:
        return ""
    told, now = (
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}" for at in (notice.told_for, drill.starts_at)
    )
    return (
        f"已公告的试鸣时间为 {told}，演练现定于 {now}。"
        "在试鸣日五日以前重新发布公告后再组织（人民防空法第三十五条）"
    )


def _not_as_told(drill: Drill, by: User, on: date) -> str:
    return overtaken(drill)


PUBLISH = Step(
    label="发布试鸣公告",
    press="签发公告并编号",
    url="drills:siren_notice",
    permission="manage_drills",
    start=(DrillState.PLANNED,),
    law="《人民防空法》第三十五条",
    idle=_noticed,
)
RESULTS = Step(
    label="登记试鸣结果",
    url="drills:siren_results",
    permission="manage_drills",
    start=(DrillState.PLANNED, DrillState.HELD),
    idle=_not_begun,
    asks=Hook(stops(_not_as_told)),
)
TEST_STEPS = Steps(Drill, PUBLISH, RESULTS)


@dataclass(frozen=True, kw_only=True, eq=False)
class SirenStep(Step):
    """What is done to a siren: its kind, and whether it must be approved."""

    kind: str
    needs_approval: bool = False


_Kind = SirenEntryKind
_SOUND, _FAULTY, _STOPPED = SirenState.SOUND, SirenState.FAULTY, SirenState.STOPPED


def _entry(kind: SirenEntryKind, start: tuple[str, ...], *end: str, **more: bool) -> SirenStep:
    return SirenStep(
        kind=kind,
        label=kind.label,
        press=f"登记{kind.label}",
        to=f"登记{kind.label}",
        url="drills:siren_entry",
        args=(kind.value,),
        permission="manage_readiness",
        start=start,
        end=end,
        law="《人民防空法》第三十五条" if "needs_approval" in more else "",
        **more,
    )


_STANDING = (_SOUND, _FAULTY, _STOPPED)
ENTRIES = {
    step.kind: step
    for step in (
        _entry(_Kind.MAINTENANCE, _STANDING),
        _entry(_Kind.FAULT, (_SOUND,), _FAULTY),
        _entry(_Kind.REPAIR, (_FAULTY,), _SOUND),
        _entry(_Kind.STOP, (_SOUND, _FAULTY), _STOPPED),
        _entry(_Kind.RESTORE, (_STOPPED,), _SOUND),
        _entry(_Kind.MOVE, _STANDING, needs_approval=True),
        _entry(_Kind.DISMANTLE, _STANDING, SirenState.DISMANTLED, needs_approval=True),
    )
}
SIREN_STEPS = Steps(Siren, *ENTRIES.values())
