"""检查计划 and 双随机抽取: making plans, and the tasks they consist of."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone

from engineering.inspections.models import (
    InspectionMatter,
    InspectionPlan,
    InspectionTask,
    Inspector,
    ListedUnit,
    ObjectKind,
    RandomDraw,
)
from engineering.inspections.papers import KIND, TITLE, snapshot_of
from engineering.inspections.queries import (
    PLAN,
    drawn_again,
    in_words,
    inspector_pool,
    matters_on,
    shelter_pool,
    unit_pool,
)
from engineering.inspections.rules import (
    ALGORITHM,
    UNIT_ALGORITHM,
    Matter,
    drawn_places,
    joint_words,
    named,
)
from engineering.inspections.steps import (
    DROP,
    PUBLISH,
    PUT_BACK,
    RESULT,
    TAKE_OUT,
    UNIT_BACK,
    UNIT_OUT,
)
from engineering.shelters.models import Shelter
from renfang.acts import Incomplete, NotFound, act, require_past, require_text
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

Pooled = TypeVar("Pooled", Inspector, ListedUnit)
# How many places of a unit are looked at where nothing else is said, and at most.
PLACES_EACH, MOST_PLACES = 3, 50


@act
def enter_inspector(organisation_id: int, *, name: str, certificate: str, by: User) -> Inspector:
    """列入检查人员名录."""
    organisation = _organisation(organisation_id, by)
    certificate = certificate.strip()
    if Inspector.objects.filter(organisation=organisation, certificate=certificate).exists():
        raise Incomplete(f"执法证号 {certificate} 已在名录中", field="certificate")
    inspector = Inspector.objects.create(
        organisation=organisation, name=name.strip(), certificate=certificate
    )
    record(by, "列入检查人员名录", inspector, after={"姓名": name, "执法证号": certificate})
    return inspector


@act
def set_inspector_active(inspector_id: int, *, is_active: bool, by: User) -> Inspector:
    """移出 or 移回检查人员名录; past tasks keep the name."""
    step = PUT_BACK if is_active else TAKE_OUT
    inspector: Inspector = Inspector.objects.locked_for(step, inspector_id, by)
    return _set_active(inspector, is_active, "检查人员名录", by)


@act
def plan_inspection(
    organisation_id: int, *, shelter_ids: Iterable[int], by: User, **terms: Any
) -> InspectionPlan:
    """制定年度检查计划: a task for each of the given shelters.

    ``terms``: name, starts_on, ends_on, note.
    """
    organisation = _organisation(organisation_id, by)
    wanted = set(shelter_ids)
    shelters = list(shelter_pool(organisation).filter(pk__in=wanted).order_by("pk"))
    if not wanted:
        raise Incomplete("至少选择一个工程", field="shelters")
    if len(shelters) != len(wanted):
        raise NotFound("人防工程")
    plan = _new_plan(organisation, InspectionPlan.Source.PLANNED, by, terms)
    _make_tasks(plan, [TaskEntry((), shelter_id=shelter.pk) for shelter in shelters])
    record(by, "制定检查计划", plan, after={"计划名称": plan.name, "工程数": len(shelters)})
    return plan


@act
def draw_inspection(
    organisation_id: int,
    *,
    matters: Iterable[int],
    count: int,
    team_size: int,
    by: User,
    places_each: int = PLACES_EACH,
    seed: str | None = None,
    **terms: Any,
) -> RandomDraw:
    """双随机抽取: draw units, or works, and inspectors, keep pools and seed, make the tasks.

    ``matters`` are numbers of the office's list (随机抽查事项清单), all at objects of one kind.
    ``seed`` is given only to play a draw again in a trial; the page never asks for one, so that
    nobody can choose an outcome. A plan is drawn once, and a draw is never deleted.
    """
    organisation = _organisation(organisation_id, by)
    outcome = RandomDraw(organisation=organisation, count=count, team_size=team_size, drawn_by=by)
    outcome.seed = seed or secrets.token_hex(16)
    _fill_pools(outcome, _listed(organisation, set(matters)), places_each)
    outcome.plan = _new_plan(organisation, InspectionPlan.Source.RANDOM, by, terms)
    outcome.result = _in_words(outcome)
    outcome.save(force_insert=True)
    _make_tasks(outcome.plan, _wanted(outcome))
    record(
        by,
        "双随机抽取",
        outcome.plan,
        after={
            "抽查事项": in_words(outcome.matters),
            **_jointly(outcome.plan),
            "抽取对象": f"{count} {_noun(outcome)}",
            "每组人数": team_size,
            "随机种子": outcome.seed,
        },
    )
    return outcome


def _listed(organisation: Organisation, numbers: set[int]) -> list[Matter]:
    """The matters wanted, as the office's list has them today."""
    if not numbers:
        raise Incomplete("至少选择一个抽查事项", field="matters")
    listed = [
        matter
        for matter in matters_on(organisation, timezone.localdate())
        if matter.number in numbers
    ]
    if missing := numbers - {matter.number for matter in listed}:
        words = "、".join(f"第 {number} 项" for number in sorted(missing))
        raise Incomplete(
            f"{organisation.short_name}今天的随机抽查事项清单没有{words}", field="matters"
        )
    if len({matter.object_kind for matter in listed}) > 1:
        words = "；".join(
            f"第 {matter.number} 项抽{ObjectKind(matter.object_kind).label}" for matter in listed
        )
        raise Incomplete(f"所选事项的检查对象不同（{words}），分别抽取", field="matters")
    return listed


def _frozen(matter: Matter) -> dict[str, Any]:
    return {**asdict(matter), "effective_from": matter.effective_from.isoformat()}


def _noun(outcome: RandomDraw) -> str:
    return "个单位" if outcome.is_of_units else "个工程"


def _fill_pools(outcome: RandomDraw, listed: list[Matter], places_each: int) -> None:
    """For which matters, by which rule, and from which pools as they stand today, numbered."""
    organisation = outcome.organisation
    outcome.matters = [_frozen(matter) for matter in listed]
    outcome.object_kind = listed[0].object_kind
    people = inspector_pool(organisation).order_by("pk")
    outcome.inspectors = [[person.pk, str(person)] for person in people]
    if outcome.is_of_units:
        if not 1 <= places_each <= MOST_PLACES:
            raise Incomplete(f"每个单位查看 1 至 {MOST_PLACES} 处", field="places_each")
        outcome.algorithm, outcome.places_each = UNIT_ALGORITHM, places_each
        outcome.units = [
            [unit.number, unit.name, [list(place) for place in unit.places]]
            for unit in unit_pool(outcome.object_kind, organisation)
        ]
    else:
        outcome.algorithm = ALGORITHM
        shelters = shelter_pool(organisation).order_by("pk")
        outcome.shelters = [[shelter.pk, shelter.name] for shelter in shelters]
    _require_in_pool(outcome.count, len(outcome.pool), "count", _noun(outcome))
    _require_in_pool(outcome.team_size, len(people), "team_size", "名检查人员")


def _require_in_pool(count: int, size: int, field: str, noun: str) -> None:
    if size == 0:
        raise Incomplete(f"名录中没有可抽取的对象（{noun[1:]}），先登记或列入名录", field=field)
    if not 1 <= count <= size:
        raise Incomplete(f"名录中有 {size} {noun}，抽取数须在 1 与其之间", field=field)


def _in_words(outcome: RandomDraw) -> list[dict[str, Any]]:
    """The drawn pairs with the names of their day, those of a unit with the places to look at."""
    pool, people = {row[0]: row for row in outcome.pool}, dict(outcome.inspectors)
    rows = []
    for pair in drawn_again(outcome):
        number, name, *places = pool[pair.target]
        row: dict[str, Any] = {"inspectors": [[who, people[who]] for who in pair.inspectors]}
        if places:
            names = dict(places[0])
            drawn = drawn_places(outcome.seed, number, names, outcome.places_each)
            row |= {"unit": [number, name], "places": [[pk, names[pk]] for pk in drawn]}
        else:
            row["shelter"] = [number, name]
        rows.append(row)
    return rows


def _wanted(outcome: RandomDraw) -> Iterator[TaskEntry]:
    """A task for each works drawn; for a unit one for each standing works of it, else one."""
    for row in outcome.result:
        people = [pk for pk, _ in row["inspectors"]]
        if "shelter" in row:
            yield TaskEntry(people, shelter_id=row["shelter"][0])
            continue
        unit, places = row["unit"][1], row["places"]
        if outcome.object_kind == ObjectKind.KEEPER and places:
            for pk, _ in places:
                yield TaskEntry(people, shelter_id=pk, unit=unit)
        else:
            yield TaskEntry(people, unit=unit, place="；".join(name for _, name in places))


@act
def record_result(
    task_id: int, *, inspected_on: date, result: str, result_note: str = "", by: User
) -> InspectionTask:
    """登记检查结果 of a unit: the day, what it led to, and in words whatever was found."""
    task: InspectionTask = InspectionTask.objects.locked_for(RESULT, task_id, by)
    require_past(inspected_on, "检查日期", field="inspected_on")
    if inspected_on < task.plan.starts_on:
        raise Incomplete(
            f"检查日期不能早于计划开始日期 {task.plan.starts_on}", field="inspected_on"
        )
    if result not in InspectionTask.Result.values:
        raise Incomplete("选择检查结果", field="result")
    if result != InspectionTask.Result.SOUND:
        result_note = require_text(
            result_note, "写明发现的问题和处理情况", field="result_note", least=5
        )
    task.state, task.result, task.closed_on = InspectionTask.State.DONE, result, inspected_on
    task.result_note = result_note.strip()
    task.save(update_fields=["state", "result", "result_note", "closed_on"])
    record(
        by,
        "登记检查结果",
        task,
        after={"检查日期": inspected_on, "检查结果": task.get_result_display()},
        note=task.result_note,
    )
    return task


@act
def drop_task(task_id: int, *, reason: str, by: User) -> InspectionTask:
    """取消检查任务, with the reason."""
    task: InspectionTask = InspectionTask.objects.locked_for(DROP, task_id, by)
    reason = require_text(reason, "写明取消原因", least=5)
    task.state, task.drop_reason = InspectionTask.State.DROPPED, reason
    task.closed_on = timezone.localdate()
    task.save(update_fields=["state", "drop_reason", "closed_on"])
    record(by, "取消检查任务", task, after={"状态": task.get_state_display()}, note=reason)
    return task


@act
def publish_inspection(plan_id: int, *, by: User) -> IssuedDocument:
    """公示: the draw and what is known of its inspections today; again whenever more is known."""
    plan: InspectionPlan = InspectionPlan.objects.locked_for(PUBLISH, plan_id, by)
    snapshot = snapshot_of(plan, RandomDraw.objects.get(plan=plan))
    paper = issue_document(
        KIND,
        plan,
        snapshot,
        title=TITLE,
        organisation=plan.organisation,
        on=timezone.localdate(),
        by=by,
    )
    record(
        by, "公示双随机抽查结果", plan, after={"文号": paper.number, "进展": snapshot["progress"]}
    )
    return paper


def _jointly(plan: InspectionPlan) -> dict[str, str]:
    """Who draws together, for the history; nothing for an office that draws alone."""
    words = joint_words(plan.departments)
    return {"部门联合": words} if words else {}


def _organisation(organisation_id: int, by: User) -> Organisation:
    scope = Scope(by)
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if organisation is None or not (
        scope.may("view_upkeep", organisation_id) or scope.may(PLAN, organisation_id)
    ):
        raise NotFound("机构")
    scope.require(PLAN, organisation_id)
    return organisation


def _new_plan(
    organisation: Organisation, source: str, by: User, terms: dict[str, Any]
) -> InspectionPlan:
    starts_on: date = terms["starts_on"]
    if terms["ends_on"] < starts_on:
        raise Incomplete("完成期限不能早于开始日期", field="ends_on")
    if organisation.name in named(terms.get("joined_by", "")):
        raise Incomplete("配合部门不填本机关。由其他部门发起的，填写发起部门", field="joined_by")
    plan = InspectionPlan(
        organisation=organisation,
        source=source,
        made_by=by,
        made_on=timezone.localdate(),
        year=starts_on.year,
        **terms,
    )
    plan.full_clean(exclude=["organisation", "made_by"])
    plan.save(force_insert=True)
    return plan


@dataclass(frozen=True)
class TaskEntry:
    """Who inspects what: works, a unit, or works of a unit."""

    inspectors: Iterable[int]
    shelter_id: int | None = None
    unit: str = ""
    place: str = ""


def _make_tasks(plan: InspectionPlan, wanted: Iterable[TaskEntry]) -> None:
    """Tasks at works belong to the works' own organisation, so that its people see them."""
    entries = list(wanted)
    at = dict(
        Shelter.objects.filter(
            pk__in=[entry.shelter_id for entry in entries if entry.shelter_id]
        ).values_list("pk", "organisation")
    )
    for entry in entries:
        task = InspectionTask.objects.create(
            organisation_id=at.get(entry.shelter_id, plan.organisation_id),
            plan=plan,
            shelter_id=entry.shelter_id,
            unit=entry.unit,
            place=entry.place[:2000],
            due_on=plan.ends_on,
        )
        task.inspectors.set(entry.inspectors)


# --- what may be drawn ---------------------------------------------------------------------------


@act
def enter_matter(organisation_id: int, *, by: User, **terms: Any) -> InspectionMatter:
    """登记抽查事项: list a matter from a day on, or strike it, for the office and those below.

    ``terms`` are the other fields of InspectionMatter. Rows are never changed: a later one of the
    same number takes the place of the earlier, and draws keep the row they were made for.
    """
    organisation = _organisation(organisation_id, by)
    number, day = terms["number"], terms["effective_from"]
    if InspectionMatter.objects.filter(
        organisation=organisation, number=number, effective_from=day
    ).exists():
        raise Incomplete(
            f"自 {day} 起施行的第 {number} 项已经登记，改用另一个施行日期", field="effective_from"
        )
    matter = InspectionMatter(organisation=organisation, recorded_by=by, **terms)
    matter.full_clean(exclude=["organisation", "recorded_by"])
    matter.save(force_insert=True)
    record(
        by,
        "登记抽查事项" if matter.is_listed else "移出抽查事项清单",
        matter,
        after={
            "序号": number,
            "抽查事项": matter.name,
            "检查对象": matter.get_object_kind_display(),
            "检查依据": matter.basis,
            "清单文件": matter.document,
            "施行日期": day,
        },
    )
    return matter


@act
def list_unit(
    organisation_id: int, *, kind: str, name: str, credit_code: str = "", by: User
) -> ListedUnit:
    """列入检查对象名录: a unit that no other register names."""
    organisation = _organisation(organisation_id, by)
    name = name.strip()
    if ListedUnit.objects.filter(organisation=organisation, kind=kind, name=name).exists():
        raise Incomplete(f"{name}已列为这一类检查对象", field="name")
    unit = ListedUnit(organisation=organisation, kind=kind, name=name, credit_code=credit_code)
    unit.full_clean(exclude=["organisation"])
    unit.save(force_insert=True)
    record(
        by,
        "列入检查对象名录",
        unit,
        after={"单位名称": name, "对象类别": unit.get_kind_display()},
    )
    return unit


@act
def set_unit_active(unit_id: int, *, is_active: bool, by: User) -> ListedUnit:
    """移出 or 移回检查对象名录; past draws keep the name."""
    step = UNIT_BACK if is_active else UNIT_OUT
    unit: ListedUnit = ListedUnit.objects.locked_for(step, unit_id, by)
    return _set_active(unit, is_active, "检查对象名录", by)


def _set_active(row: Pooled, is_active: bool, pool: str, by: User) -> Pooled:
    """Out of a pool to draw from, or back into it."""
    before, row.is_active = _listing(row.is_active), is_active
    row.save(update_fields=["is_active"])
    record(
        by,
        f"移回{pool}" if is_active else f"移出{pool}",
        row,
        before={"状态": before},
        after={"状态": _listing(is_active)},
    )
    return row


def _listing(is_active: bool) -> str:
    return "在库" if is_active else "已移出"
