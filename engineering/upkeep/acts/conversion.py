"""平战转换预案: entering and reviewing it, and what its stages are called.

Source: 人民防空法 art. 26 (平战结合); measures and stages as the design documents give them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from engineering.inspections.queries import RECORD
from engineering.shelters.models import Shelter
from engineering.upkeep.models import ConversionMeasure, ConversionPlan, ConversionStage, TimeClass
from engineering.upkeep.steps import REVIEW_PLAN, REVISE_PLAN
from renfang.acts import Incomplete, NotFound, act, require_past, require_text, require_version
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

SETTINGS = "set_use_regime"


@dataclass(frozen=True)
class Measure:
    """One thing to do before the shelter serves in war."""

    time_class: str
    content: str
    responsible: str
    quantity: str = ""


@dataclass(frozen=True)
class PlanEntry:
    """The head of a conversion plan."""

    prepared_by: str
    prepared_on: date
    review_due_on: date
    note: str = ""


@act
def enter_conversion_plan(
    shelter_id: int,
    entry: PlanEntry,
    measures: Sequence[Measure],
    *,
    by: User,
    version: int | None = None,
) -> ConversionPlan:
    """登记或修订平战转换预案: the measures given replace those entered before."""
    shelter: Shelter = Shelter.objects.locked(shelter_id, Scope(by), RECORD)
    on_record = ConversionPlan.objects.select_for_update().filter(shelter=shelter).first()
    plan = on_record or ConversionPlan(shelter=shelter, organisation_id=shelter.organisation_id)
    is_new = on_record is None
    if not is_new:
        require_version(plan, version)
        REVISE_PLAN.require(plan, by)
    if not measures:
        raise Incomplete("至少登记一项转换措施")
    if entry.review_due_on <= entry.prepared_on:
        raise Incomplete("下次复核日期须晚于编制日期", field="review_due_on")
    before = {} if is_new else {"转换措施": plan.measures.count()}
    for name, value in asdict(entry).items():
        setattr(plan, name, value)
    plan.full_clean(exclude=["shelter", "organisation"])
    if is_new:
        plan.save()
    else:
        plan.save_next()
    rows = _replace_measures(plan, measures)
    record(
        by,
        "登记平战转换预案" if is_new else "修订平战转换预案",
        plan,
        before=before,
        after={
            "转换措施": "；".join(f"{row.get_time_class_display()} {row.content}" for row in rows),
            "下次复核日期": entry.review_due_on,
        },
    )
    return plan


def _replace_measures(plan: ConversionPlan, measures: Sequence[Measure]) -> list[ConversionMeasure]:
    plan.measures.all().delete()
    rows = [
        ConversionMeasure(plan=plan, position=position, **asdict(measure))
        for position, measure in enumerate(measures, 1)
    ]
    for row in rows:
        row.clean_fields(exclude=["plan"])
    return ConversionMeasure.objects.bulk_create(rows)


@act
def review_conversion_plan(
    plan_id: int,
    *,
    reviewed_on: date,
    review_due_on: date,
    note: str,
    by: User,
    version: int | None = None,
) -> ConversionPlan:
    """复核预案: it was gone through on a day, and will be again."""
    plan: ConversionPlan = ConversionPlan.objects.locked_for(
        REVIEW_PLAN, plan_id, by, version=version
    )
    require_past(reviewed_on, "复核日期", field="reviewed_on")
    if review_due_on <= reviewed_on:
        raise Incomplete("下次复核日期须晚于本次复核日期", field="review_due_on")
    before = plan.review_due_on
    plan.reviewed_on, plan.review_due_on = reviewed_on, review_due_on
    plan.save_next("reviewed_on", "review_due_on")
    record(
        by,
        "复核平战转换预案",
        plan,
        before={"下次复核日期": before},
        after={"复核日期": reviewed_on, "下次复核日期": review_due_on},
        note=note,
    )
    return plan


@act
def name_conversion_stages(
    organisation_id: int, stages: Mapping[str, tuple[str, int | None]], *, by: User
) -> None:
    """设定转换阶段: each stage's local name and days."""
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound("机构")
    Scope(by).require(SETTINGS, organisation.pk)
    rows = ConversionStage.objects.filter(organisation=organisation)
    before = {TimeClass(row.time_class).label: _named(row.label, row.days) for row in rows}
    for time_class in TimeClass:
        label, days = stages[time_class]
        require_text(label, "填写阶段名称", field=f"{time_class.value}_label")
        ConversionStage.objects.update_or_create(
            organisation=organisation,
            time_class=time_class,
            defaults={"label": label.strip(), "days": days},
        )
    record(
        by,
        "设定平战转换阶段",
        organisation,
        organisation=organisation,
        before=before,
        after={TimeClass(key).label: _named(*named) for key, named in stages.items()},
    )


def _named(label: str, days: int | None) -> str:
    """A stage as the history tells it: 临战转换，15 日."""
    return f"{label}，{days} 日" if days else label
