"""Taking in lists of other authorities, and what is decided about each row.

Source: 人民防空法 arts 22, 48.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from engineering.comparison.models import AuthorityRecord
from engineering.comparison.queries import (
    COMPARED,
    WITHOUT_DOUBT,
    Estimates,
    answers,
    cases_like,
    estimate,
    matches,
    siblings_of,
)
from engineering.comparison.steps import COMPARE, DISMISS, MAKE_CLUE, MATCH, TAKE_BACK
from engineering.omissions.acts import Clue, open_omission
from engineering.omissions.models import OmissionCase
from engineering.projects.models import Project
from renfang.acts import Incomplete, act, require_past, require_text
from renfang.history.record import differences, record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.steps import Step

_State, _Finding = AuthorityRecord.State, AuthorityRecord.Finding
_PERMISSION = "handle_omission"
_FOUND = ("finding", "state", "told_area", "declared_area", "estimated_fee", "compared_at")
_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row as the other authority wrote it; ``area`` in ㎡."""

    kind: str
    number: str
    name: str
    developer_name: str
    area: Decimal
    is_above_ground: bool = False
    building: str = ""
    issued_on: date | None = None
    project_code: str = ""
    credit_code: str = ""
    address: str = ""
    purpose: str = ""
    storeys: int | None = None
    note: str = ""


@act
def enter_record(entry: Entry, *, organisation_id: int, source: str, by: User) -> AuthorityRecord:
    """登记名录: one row that was not known; ``compare`` says what it means. Raises NotPermitted."""
    Scope(by).require(_PERMISSION, organisation_id)
    row = AuthorityRecord.objects.create(
        organisation=Organisation.objects.get(pk=organisation_id),
        source=source,
        read_on=timezone.localdate(),
        **vars(entry),
    )
    record(by, "登记名录", row, after={"项目名称": row.name, "建筑面积": f"{row.area:,}㎡"})
    return row


@act
def renew_record(record_id: int, entry: Entry, *, source: str, by: User) -> AuthorityRecord:
    """更新名录: the list says something else of a row that is known.

    What was no clue waits again, because its reason may be gone; a clue stays one. Raises NotFound,
    NotPermitted.
    """
    row: AuthorityRecord = AuthorityRecord.objects.locked(record_id, Scope(by), _PERMISSION)
    before, after = differences(_shown(row), _shown(AuthorityRecord(**vars(entry))))
    for name, value in vars(entry).items():
        setattr(row, name, value)
    row.source = source
    if row.state == _State.DISMISSED:
        _wait_again(row)
        before, after = {**before, "状态": "不作线索"}, {**after, "状态": "待核对"}
    row.save_next()
    record(by, "更新名录", row, before=before, after=after)
    return row


def _shown(row: AuthorityRecord) -> dict[str, str]:
    """What the list says of a row, by Chinese names, for the history."""
    fields = [AuthorityRecord._meta.get_field(name) for name in Entry.__dataclass_fields__]
    return {
        str(field.verbose_name): str(getattr(row, field.name) or "")
        for field in fields
        if field.name != "is_above_ground"
    }


def compare(rows: QuerySet[AuthorityRecord]) -> int:
    """比对: find the project of each row and what it shows; gives how many answers changed.

    Others of the same projects are answered anew with them, because areas are summed. Rows that
    were decided are left as they are. Runs inside the transaction of whoever calls, and locks.
    """
    asked_for = _lock(rows)
    found = matches(asked_for)
    moved, projects = [], {row.project_id for row in asked_for}
    for row in asked_for:
        match = found.get(row.pk)
        if match is not None and row.project_id != match.project_id:
            row.project_id = match.project_id
            moved.append(row)
    AuthorityRecord.objects.bulk_update(moved, ["project"], batch_size=_BATCH)
    projects |= {row.project_id for row in moved}
    known = {row.pk for row in asked_for}
    others = AuthorityRecord.objects.filter(project__in=projects - {None})
    together = [*asked_for, *(row for row in _lock(others) if row.pk not in known)]
    return _answer(together, {pk for pk, match in found.items() if match.is_asked})


def _lock(rows: QuerySet[AuthorityRecord]) -> list[AuthorityRecord]:
    """The rows that the comparison still has a say in, so that nobody decides them meanwhile."""
    return list(rows.filter(state__in=COMPARED).order_by("pk").select_for_update())


def _compare_one(row: AuthorityRecord) -> None:
    compare(AuthorityRecord.objects.filter(pk=row.pk))
    row.refresh_from_db()


def _answer(rows: Sequence[AuthorityRecord], asked: set[int]) -> int:
    now, changed, estimates = timezone.now(), 0, Estimates()
    found = answers(rows, asked)
    offices = Organisation.objects.in_bulk({row.organisation_id for row in rows})
    for row in rows:
        answer, before = found[row.pk], _kept(row)
        row.organisation = offices[row.organisation_id]
        row.finding, row.told_area, row.declared_area = vars(answer).values()
        is_open = answer.finding not in WITHOUT_DOUBT
        row.state = _State.OPEN if is_open else _State.AGREES
        row.estimated_fee = estimates.of(row).fee if is_open else None
        row.compared_at = now
        changed += _kept(row) != before
    AuthorityRecord.objects.bulk_update(rows, _FOUND, batch_size=_BATCH)
    return changed


def _kept(row: AuthorityRecord) -> tuple[Any, ...]:
    """What the comparison keeps of a row, but for the moment."""
    return tuple(getattr(row, name) for name in _FOUND[:-1])


@act
def compare_record(record_id: int, *, version: int | None = None, by: User) -> AuthorityRecord:
    """重新比对: one row, after a project was registered or corrected."""
    row = _locked(COMPARE, record_id, by, version)
    before = row.get_finding_display()
    _compare_one(row)
    row.save_next("version")
    if row.get_finding_display() != before:
        after = {"比对结果": row.get_finding_display()}
        record(by, COMPARE.label, row, before={"比对结果": before}, after=after)
    return row


@act
def compare_everything() -> str:
    """每日比对: every row that is not decided; says how many answers changed."""
    rows = AuthorityRecord.objects.filter(state__in=COMPARED)
    return f"比对 {rows.count()} 条，{compare(rows)} 条的结果有变化"


@act
def match_record(
    record_id: int, *, project: int | None, version: int | None = None, by: User
) -> AuthorityRecord:
    """指认项目: which project the row is; None: none of those that are registered.

    Raises NotFound (also for a project that the user may not see), NotPermitted, Overtaken,
    WrongState.
    """
    row = _locked(MATCH, record_id, by, version)
    before = str(row.project or "")
    row.project = (
        None if project is None else Project.objects.locked(project, Scope(by), "view_projects")
    )
    row.is_told = True
    row.save_next()
    _compare_one(row)
    named = str(row.project) if row.project else "没有对应项目"
    after = {"对应项目": named, "比对结果": row.get_finding_display()}
    record(by, MATCH.label, row, before={"对应项目": before}, after=after)
    return row


@act
def make_clue(
    record_id: int,
    *,
    clue: str,
    on: date,
    others: Sequence[int] = (),
    case: int | None = None,
    version: int | None = None,
    by: User,
) -> OmissionCase:
    """转为线索: a case of 应建未建 for the row, and for ``others`` of the same project with it.

    ``case`` is one of the office that is about the same project and takes the rows in, instead of a
    new one. What the clue may be worth is estimated now and kept. Raises NotFound, NotPermitted,
    Overtaken, WrongState, or Incomplete naming the form's field.
    """
    row = _locked(MAKE_CLUE, record_id, by, version)
    require_past(on, "发现日期")
    if not set(others) <= set(siblings_of(row).values_list("pk", flat=True)):
        raise Incomplete("只能一并转入同一项目待核对的名录记录", field="others")
    rows = [row, *(_locked(MAKE_CLUE, pk, by, None) for pk in sorted(others))]
    opened = _case_of(row, case, clue, on, by)
    for number, each in enumerate(rows):
        # What was declared too little is one sum of the project: it counts with the first row.
        is_counted = number == 0 or each.finding != _Finding.SMALLER
        each.estimated_fee = estimate(each).fee if is_counted else Decimal("0.00")
        each.case = opened
        _decide(each, _State.CLUE, on, by)
        worth = "" if each.estimated_fee is None else f"{each.estimated_fee:,} 元"
        after = {"状态": "已转线索", "应建未建案件": str(opened), "估算应缴": worth}
        record(by, MAKE_CLUE.label, each, before={"状态": "待核对"}, after=after)
    return opened


def _case_of(row: AuthorityRecord, case: int | None, clue: str, on: date, by: User) -> OmissionCase:
    """The case that was chosen, or a new one."""
    if case is not None:
        chosen = cases_like(row).filter(pk=case).first()
        if chosen is None:
            raise Incomplete("该案件已结案，或者不是同一项目的案件。重新选择", field="case")
        return chosen
    told = Clue(
        source=OmissionCase.Source.OTHER_AUTHORITY,
        found_on=on,
        name=row.name,
        developer_name=row.developer_name,
        address=row.address or "名录未载明",
        clue=clue,
    )
    return open_omission(told, organisation_id=row.organisation_id, by=by)


@act
def dismiss_record(
    record_id: int,
    *,
    reason: str,
    note: str = "",
    on: date,
    version: int | None = None,
    by: User,
) -> AuthorityRecord:
    """不作线索, with the reason.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    row = _locked(DISMISS, record_id, by, version)
    require_past(on, "处理日期")
    row.reason = reason
    row.reason_note = require_text(note, "写明原因", field="note", least=5)
    _decide(row, _State.DISMISSED, on, by)
    _answer_others(row)
    after = {"状态": "不作线索", "原因": row.get_reason_display()}
    record(by, DISMISS.label, row, before={"状态": "待核对"}, after=after, note=row.reason_note)
    return row


@act
def take_back_record(
    record_id: int, *, note: str, version: int | None = None, by: User
) -> AuthorityRecord:
    """退回核对: the row waits again. Refused while a verified case rests on it."""
    row = _locked(TAKE_BACK, record_id, by, version)
    note = require_text(note, "写明退回原因", field="note", least=5)
    before = {"状态": row.get_state_display(), "应建未建案件": str(row.case or "")}
    _wait_again(row)
    row.save_next()
    _compare_one(row)
    record(by, TAKE_BACK.label, row, before=before, after=_standing(row), note=note)
    return row


def _standing(row: AuthorityRecord) -> dict[str, Any]:
    return {"状态": row.get_state_display(), "比对结果": row.get_finding_display()}


def _wait_again(row: AuthorityRecord) -> None:
    row.state, row.case, row.estimated_fee = _State.OPEN, None, None
    row.reason = row.reason_note = ""
    row.decided_on = row.decided_by = None


def _decide(row: AuthorityRecord, state: str, on: date, by: User) -> None:
    row.state, row.decided_on, row.decided_by = state, on, by
    row.save_next()


def _answer_others(row: AuthorityRecord) -> None:
    """Its area no longer counts with the other rows of the project."""
    if row.project_id:
        compare(AuthorityRecord.objects.filter(project=row.project_id))


def _locked(step: Step, pk: int, by: User, version: int | None) -> AuthorityRecord:
    row: AuthorityRecord = AuthorityRecord.objects.locked_for(step, pk, by, version=version)
    return row
