"""检查计划 and 双随机抽取: making plans, and the tasks they consist of."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from engineering.inspections.models import InspectionPlan, InspectionTask, Inspector, RandomDraw
from engineering.inspections.papers import KIND, TITLE, snapshot_of
from engineering.inspections.queries import PLAN, drawn_again, inspector_pool, shelter_pool
from engineering.inspections.rules import ALGORITHM, Pair
from engineering.inspections.steps import DROP, PUBLISH, PUT_BACK, TAKE_OUT
from engineering.shelters.models import Shelter
from renfang.acts import Incomplete, NotFound, act, require_text
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


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
    before = "在库" if inspector.is_active else "已移出"
    inspector.is_active = is_active
    inspector.save(update_fields=["is_active"])
    act_name = "移回检查人员名录" if is_active else "移出检查人员名录"
    record(
        by,
        act_name,
        inspector,
        before={"状态": before},
        after={"状态": "在库" if is_active else "已移出"},
    )
    return inspector


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
    _make_tasks(plan, [(shelter, ()) for shelter in shelters])
    record(by, "制定检查计划", plan, after={"计划名称": plan.name, "工程数": len(shelters)})
    return plan


@act
def draw_inspection(
    organisation_id: int,
    *,
    shelter_count: int,
    team_size: int,
    by: User,
    seed: str | None = None,
    **terms: Any,
) -> RandomDraw:
    """双随机抽取: draw shelters and inspectors, keep pools and seed, make the tasks.

    ``seed`` is given only to play a draw again in a trial; the page never asks for one, so that
    nobody can choose an outcome. A plan is drawn once, and a draw is never deleted.
    """
    organisation = _organisation(organisation_id, by)
    shelters = list(shelter_pool(organisation).order_by("pk"))
    people = list(inspector_pool(organisation).order_by("pk"))
    _require_in_pool(shelter_count, len(shelters), "shelter_count", "个工程")
    _require_in_pool(team_size, len(people), "team_size", "名检查人员")
    plan = _new_plan(organisation, InspectionPlan.Source.RANDOM, by, terms)
    outcome = RandomDraw(
        organisation=organisation,
        plan=plan,
        algorithm=ALGORITHM,
        seed=seed or secrets.token_hex(16),
        shelters=[[shelter.pk, shelter.name] for shelter in shelters],
        inspectors=[[person.pk, str(person)] for person in people],
        shelter_count=shelter_count,
        team_size=team_size,
        drawn_by=by,
    )
    _make_tasks(plan, _draw(outcome, shelters))
    record(
        by,
        "双随机抽取",
        plan,
        after={"抽取工程": shelter_count, "每组人数": team_size, "随机种子": outcome.seed},
    )
    return outcome


def _draw(outcome: RandomDraw, shelters: Sequence[Shelter]) -> list[tuple[Shelter, Sequence[int]]]:
    """Draw, and keep the draw with its result. Gives each shelter with its inspectors."""
    pairs = drawn_again(outcome)
    outcome.result = _in_words(outcome, pairs)
    outcome.save(force_insert=True)
    by_id = {shelter.pk: shelter for shelter in shelters}
    return [(by_id[pair.shelter], pair.inspectors) for pair in pairs]


def _require_in_pool(count: int, size: int, field: str, noun: str) -> None:
    if not 1 <= count <= size:
        raise Incomplete(f"名录中有 {size} {noun}，抽取数须在 1 与其之间", field=field)


def _in_words(outcome: RandomDraw, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """The drawn pairs with the names of their day."""
    shelters, people = dict(outcome.shelters), dict(outcome.inspectors)
    return [
        {
            "shelter": [pair.shelter, shelters[pair.shelter]],
            "inspectors": [[who, people[who]] for who in pair.inspectors],
        }
        for pair in pairs
    ]


@act
def drop_task(task_id: int, *, reason: str, by: User) -> InspectionTask:
    """取消检查任务, with the reason."""
    task: InspectionTask = InspectionTask.objects.locked_for(DROP, task_id, by)
    reason = require_text(reason, "写明取消原因", least=5)
    task.state, task.drop_reason = InspectionTask.State.DROPPED, reason
    task.save(update_fields=["state", "drop_reason"])
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


def _make_tasks(plan: InspectionPlan, wanted: Iterable[tuple[Shelter, Iterable[int]]]) -> None:
    """Tasks belong to the shelter's own organisation, so that its people see them."""
    for shelter, inspectors in wanted:
        task = InspectionTask.objects.create(
            organisation_id=shelter.organisation_id,
            plan=plan,
            shelter=shelter,
            due_on=plan.ends_on,
        )
        task.inspectors.set(inspectors)
