"""Acts on sirens: 警报试鸣 (the public notice, how each device sounded), then their register.

The second half is what is done to a siren (upkeep, faults, standing still, moving, taking down)
and the survey of what all of them reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from drills.exercises.models import Drill, DrillKind, DrillState
from drills.sirens.models import (
    Siren,
    SirenCoverage,
    SirenEntry,
    SirenEntryKind,
    SirenNotice,
    SirenResult,
    SirenState,
)
from drills.sirens.papers import SIREN_NOTICE, notice_snapshot
from drills.sirens.queries import Sounding, sirens_of, sounding_of
from drills.sirens.rules import latest_notice
from drills.sirens.steps import ENTRIES, PUBLISH, RESULTS
from renfang.acts import Incomplete, WrongState, act, require_past, require_text
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import end_paper, issue_document
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Result:
    """How one device did. A device that was not commanded needs no reason."""

    is_commanded: bool
    has_sounded: bool
    reason: str = ""
    decibels: int | None = None


@act
def publish_notice(
    drill_id: int, *, by: User, on: date, medium: str, scope_text: str, approval: str
) -> IssuedDocument:
    """发布试鸣公告, five days before the test or earlier. Source: 人民防空法 art. 35.

    ``approval`` is the document by which the government that organises the test decided or agreed.
    """
    drill: Drill = Drill.objects.locked_for(PUBLISH, drill_id, by)
    approval = require_text(
        approval,
        "试鸣由县级以上人民政府组织（人民防空法第三十五条），填写其决定或者同意的文件",
        field="approval",
        least=4,
    )
    _require_in_time(drill, on)
    former = _ended_before(drill, on)
    notice, _ = SirenNotice.objects.update_or_create(
        drill=drill,
        defaults={
            "published_on": on,
            "medium": medium,
            "scope_text": scope_text,
            "approval": approval,
            "told_for": drill.starts_at,
        },
    )
    after = {"公告日期": str(on), "公告方式": medium, "政府同意试鸣的文件": approval}
    record(by, "发布试鸣公告", drill, after=after)
    return issue_document(
        SIREN_NOTICE,
        drill,
        notice_snapshot(drill, notice, former),
        title="警报试鸣公告",
        organisation=drill.organisation,
        on=on,
        by=by,
        replaces=former,
    )


def _require_in_time(drill: Drill, on: date) -> None:
    test_on = timezone.localdate(drill.starts_at)
    last = latest_notice(test_on)
    if on > last:
        raise Incomplete(
            f"试鸣定于 {test_on}，公告须在五日以前，即不晚于 {last} 发布（人民防空法第三十五条）。"
            "推迟试鸣日期后再发布公告",
            field="on",
        )


def _ended_before(drill: Drill, on: date) -> IssuedDocument | None:
    """The former notice, where it holds no longer; the new one does not come before its end."""
    former = IssuedDocument.objects.of(drill).filter(kind=SIREN_NOTICE).with_state().first()
    if former is not None and former.is_void:
        ended_on = timezone.localdate(former.voiding.voided_at)
        if on < ended_on:
            raise Incomplete(f"原公告于 {ended_on} 停止执行，重新公告不能早于该日", field="on")
    return former if former is not None and former.is_void else None


def end_notice(drill: Drill, by: User) -> None:
    """Told of each drill that is moved or called off: what the public was told holds no longer.

    Raises WrongState once results are on record: what was held is not moved any more.
    """
    if drill.kind != DrillKind.SIREN_TEST:
        return
    called_off = drill.state == DrillState.CANCELLED
    if drill.siren_results.exists():
        raise WrongState(f"{drill}已登记试鸣结果，不能{'取消' if called_off else '改期'}")
    for paper in IssuedDocument.objects.of(drill).current().filter(kind=SIREN_NOTICE):
        words = "试鸣取消" if called_off else "试鸣改期，另行公告"
        end_paper(paper, "已停止执行", by=by, reason=words)


@act
def record_results(drill_id: int, results: Mapping[int, Result], *, by: User) -> Sounding:
    """登记试鸣结果 by siren id: all of it or nothing.

    A commanded device that stayed silent needs a reason, and is put down as faulty where it was
    thought sound. Raises Incomplete, naming the device.
    """
    drill: Drill = Drill.objects.locked_for(RESULTS, drill_id, by)
    sirens = {siren.pk: siren for siren in sirens_of(drill).filter(pk__in=results)}
    if set(results) - set(sirens):
        raise WrongState("警报器登记册已有变化。刷新页面后重新登记")
    known = {each.siren_id: each for each in drill.siren_results.all()}
    after = {}
    for pk, result in results.items():
        siren = sirens[pk]
        _check(siren, result)
        row = known.get(pk) or SirenResult(drill=drill, siren=siren)
        was_silent = row.pk is not None and row.is_commanded and not row.has_sounded
        row.is_commanded, row.has_sounded = result.is_commanded, result.has_sounded
        row.reason, row.decibels = result.reason, result.decibels
        row.save()
        _note_fault(siren, result, drill, by)
        if was_silent and (result.has_sounded or not result.is_commanded):
            _take_fault_back(siren, drill, by)
        after[str(siren)] = _shown(result)
    record(by, "登记试鸣结果", drill, after=after)
    return sounding_of(drill)


def _check(siren: Siren, result: Result) -> None:
    if result.is_commanded and not result.has_sounded and not result.reason.strip():
        raise Incomplete(f"{siren}应鸣未鸣，写明原因，例如“供电中断”")
    if result.decibels is not None and not result.has_sounded:
        raise Incomplete(f"{siren}未鸣响，清空实测分贝")


def _note_fault(siren: Siren, result: Result, drill: Drill, by: User) -> None:
    if not result.is_commanded or result.has_sounded or siren.state != SirenState.SOUND:
        return
    siren.state = SirenState.FAULTY
    siren.save(update_fields=["state"])
    SirenEntry.objects.create(
        siren=siren,
        on=timezone.localdate(drill.period[0]),
        kind=SirenEntryKind.FAULT,
        content=f"{_fault_of(drill)}{result.reason}"[:300],
        recorded_by=by,
    )


def _fault_of(drill: Drill) -> str:
    """How the entry begins by which a test put a siren down as faulty."""
    return f"{drill}应鸣未鸣："


def _take_fault_back(siren: Siren, drill: Drill, by: User) -> None:
    """The silence was a slip: the fault that it put down is none, unless something came since."""
    last = siren.entries.first()
    if last is None or last.kind != SirenEntryKind.FAULT:
        return
    if not last.content.startswith(_fault_of(drill)) or siren.state != SirenState.FAULTY:
        return
    siren.state = SirenState.SOUND
    siren.save(update_fields=["state"])
    SirenEntry.objects.create(
        siren=siren,
        on=last.on,
        kind=SirenEntryKind.CORRECTION,
        content=f"{drill}的试鸣结果已更正，原记故障不成立"[:300],
        recorded_by=by,
    )


def _shown(result: Result) -> str:
    if not result.is_commanded:
        return "未列入"
    if result.has_sounded:
        return "鸣响" + (f" {result.decibels} 分贝" if result.decibels else "")
    return f"未鸣：{result.reason}"


@act
def record_siren_entry(
    siren_id: int, *, by: User, on: date, kind: str, content: str, approval: str = ""
) -> SirenEntry:
    """登记维护、故障、修复、停用、恢复、迁移、拆除.

    A siren is moved or taken down only with an approval, which is named (人民防空法 art. 35;
    河南办法 art. 21). Raises WrongState where the siren's state does not allow it.
    """
    step = ENTRIES[kind]
    siren: Siren = Siren.objects.locked_for(step, siren_id, by)
    require_past(on, "日期")
    if step.needs_approval:
        ask = f"{step.label}警报设施须经批准，填写批准文件的文号"
        require_text(approval, ask, field="approval")
    entry = SirenEntry.objects.create(
        siren=siren, on=on, kind=kind, content=content, approval=approval, recorded_by=by
    )
    before = siren.get_state_display()
    siren.state = step.end[0] if step.end else siren.state
    if kind == SirenEntryKind.MAINTENANCE:
        siren.maintained_on = max(on, siren.maintained_on or on)
    siren.save_next("state", "maintained_on")
    record(
        by,
        f"警报器{step.label}",
        siren,
        before={"状态": before},
        after={"状态": siren.get_state_display(), "情况": content, "批准文件": approval},
    )
    return entry


@dataclass(frozen=True)
class CoverageFacts:
    """A survey: areas in square metres, populations in persons."""

    as_of: date
    built_up_area: Decimal
    covered_area: Decimal
    population: int
    covered_population: int
    source: str


@act
def record_coverage(organisation_id: int, facts: CoverageFacts, *, by: User) -> SirenCoverage:
    """登记音响覆盖测算. Raises Incomplete where more is covered than there is."""
    Scope(by).require("manage_readiness", organisation_id)
    require_past(facts.as_of, "测算日期", field="as_of")
    if facts.covered_area > facts.built_up_area:
        raise Incomplete("有效覆盖面积不能大于建成区面积，核对两个数", field="covered_area")
    if facts.covered_population > facts.population:
        raise Incomplete("有效覆盖人口不能大于建成区人口，核对两个数", field="covered_population")
    survey = SirenCoverage.objects.create(
        organisation=Organisation.objects.get(pk=organisation_id),
        recorded_by=by,
        **{name: getattr(facts, name) for name in CoverageFacts.__dataclass_fields__},
    )
    record(
        by,
        "登记音响覆盖测算",
        survey,
        after={
            "测算日期": str(facts.as_of),
            "有效覆盖面积": str(facts.covered_area),
            "建成区面积": str(facts.built_up_area),
            "有效覆盖人口": facts.covered_population,
            "建成区人口": facts.population,
        },
    )
    return survey
