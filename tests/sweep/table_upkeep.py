"""Lines of the table: peacetime use, upkeep, map and capacity."""

from __future__ import annotations

from tests.sweep import filled_upkeep as filled
from tests.sweep.filled import exactly
from tests.sweep.lines import CLERK, EVERYONE, HEAD, UPKEEPING, WORKS, Page, page, posts

# fmt: off
_USES = (
    page("engineering:peacetime_uses", get=EVERYONE, shows=WORKS),
    page("engineering:peacetime_use", "use", get=WORKS),
    page("engineering:use_apply", "shelter_in_use", get=posts(CLERK), post=posts(CLERK),
         sends=filled.application),
    page("engineering:use_renew", "use", get=posts(CLERK), post=posts(CLERK),
         sends=filled.renewal),
    page("engineering:use_change", "use", get=posts(CLERK), post=posts(CLERK),
         sends=filled.change),
    page("engineering:use_cancel", "use", get=posts(CLERK), post=posts(CLERK),
         sends=filled.cancellation),
    page("engineering:use_reissue", "use", get=posts(CLERK), post=posts(CLERK),
         sends=filled.reason),
    page("engineering:use_inspect", "use", get=posts(CLERK), post=posts(CLERK),
         sends=filled.annual_inspection),
    # A permit is decided by the head; a filing is closed by the clerk alone.
    page("engineering:use_decide", "use_request", get=posts(HEAD), post=posts(HEAD),
         sends=filled.decision),
    page("engineering:use_decide", "use_filing", get=posts(CLERK), post=posts(CLERK),
         sends=filled.decision),
    page("engineering:use_withdraw", "use_request", get=posts(CLERK), post=posts(CLERK),
         sends=filled.reason),

    page("engineering:use_regimes", get=posts(CLERK, HEAD)),
    page("engineering:use_regime_new", get=posts(HEAD), post=posts(HEAD), sends=filled.regime,
         refers=("organisation",)),
    page("engineering:conversion_stages", get=posts(HEAD), post=posts(HEAD), sends=filled.stages,
         refers=("organisation",)),
)

_INSPECTIONS = (
    # These lists show what the post may see, to some nothing.
    page("engineering:inspection_plans", get=EVERYONE, shows=UPKEEPING),
    page("engineering:inspection_tasks", get=EVERYONE, shows=UPKEEPING),
    page("engineering:hazards", get=EVERYONE, shows=UPKEEPING),
    page("engineering:inspection_plan", "inspection_plan", get=UPKEEPING),
    page("engineering:inspection_draw_xlsx", "inspection_plan", post=UPKEEPING),
    page("engineering:inspection_publish", "inspection_plan", get=posts(CLERK, HEAD),
         post=posts(CLERK, HEAD)),
    page("engineering:inspection_plan_new", get=posts(CLERK, HEAD), post=posts(CLERK, HEAD),
         sends=filled.listed_plan, refers=("organisation", "shelters")),
    page("engineering:inspection_draw", get=posts(CLERK, HEAD), post=posts(CLERK, HEAD),
         sends=filled.draw, refers=("organisation",)),
    page("engineering:inspection_task_drop", "inspection_task", get=posts(CLERK, HEAD),
         post=posts(CLERK, HEAD), sends=exactly(reason="工程正在改造，改期检查")),
    page("engineering:inspection_task_result", "unit_task", get=posts(CLERK), post=posts(CLERK),
         sends=filled.unit_result),
    page("engineering:inspection_matters", get=EVERYONE, shows=UPKEEPING),
    page("engineering:inspection_matter_new", get=posts(CLERK, HEAD), post=posts(CLERK, HEAD),
         sends=filled.matter, refers=("organisation",)),
    page("engineering:listed_units", get=EVERYONE, post=posts(CLERK, HEAD),
         sends=filled.listed_unit, refers=("organisation",), shows=UPKEEPING),
    page("engineering:listed_unit_out", "listed_unit", get=posts(CLERK, HEAD),
         post=posts(CLERK, HEAD)),
    page("engineering:listed_unit_back", "listed_unit_out", get=posts(CLERK, HEAD),
         post=posts(CLERK, HEAD)),
    page("engineering:inspectors", get=EVERYONE, post=posts(CLERK, HEAD), sends=filled.inspector,
         refers=("organisation",), shows=UPKEEPING),
    page("engineering:inspector_out", "inspector", get=posts(CLERK, HEAD),
         post=posts(CLERK, HEAD)),
    page("engineering:inspector_back", "inspector_out", get=posts(CLERK, HEAD),
         post=posts(CLERK, HEAD)),

    page("engineering:shelter_upkeep", "shelter_kept_up", get=UPKEEPING),
    page("engineering:shelter_inspect", "shelter_kept_up", get=posts(CLERK), post=posts(CLERK),
         sends=filled.checklist),
    page("engineering:shelter_maintain", "shelter_kept_up", get=posts(CLERK), post=posts(CLERK),
         sends=filled.maintenance),
    page("engineering:hazard_new", "shelter_kept_up", get=posts(CLERK), post=posts(CLERK),
         sends=filled.hazard),
    page("engineering:conversion_plan", "shelter_kept_up", get=posts(CLERK), post=posts(CLERK),
         sends=filled.conversion),
    page("engineering:conversion_review", "shelter_kept_up", get=posts(CLERK), post=posts(CLERK),
         sends=filled.conversion_review),
    page("engineering:inspection", "inspection", get=UPKEEPING),
    page("engineering:hazard", "hazard_open", get=UPKEEPING),
    page("engineering:hazard", "hazard_rectified", get=UPKEEPING),
    page("engineering:hazard_rectify", "hazard_open", get=posts(CLERK), post=posts(CLERK),
         sends=filled.on_hazard("hazard_open", "rectified_on", measures="已注浆堵漏并试水")),
    page("engineering:hazard_reinspect", "hazard_rectified", get=posts(CLERK), post=posts(CLERK),
         sends=filled.on_hazard("hazard_rectified", "inspected_on", is_passed="yes",
                                note="复查无渗漏")),
)

_PICTURE = (
    # A look at the map is on record with its reason.
    page("engineering:shelter_map", get=UPKEEPING, post=UPKEEPING,
         sends=exactly(reason="防汛检查选点")),
    page("engineering:capacity", get=UPKEEPING),
    page("engineering:capacity_population", get=posts(CLERK), post=posts(CLERK),
         sends=filled.population, refers=("organisation", "division")),
    page("engineering:capacity_snapshot", get=posts(CLERK), post=posts(CLERK),
         sends=filled.snapshot, refers=("organisation",)),
    page("engineering:capacity_xlsx", post=UPKEEPING),
)

UPKEEP: tuple[Page, ...] = (*_USES, *_INSPECTIONS, *_PICTURE)
