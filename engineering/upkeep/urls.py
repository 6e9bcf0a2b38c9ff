"""Addresses of peacetime use, upkeep and the picture, included by engineering.urls."""

from django.urls import path

from engineering.capacity import views as capacity
from engineering.inspections import views as inspections
from engineering.peacetime_use import views as peacetime_use
from engineering.upkeep import views as upkeep

urlpatterns = [
    path("uses/", peacetime_use.uses, name="peacetime_uses"),
    path("uses/<int:pk>/", peacetime_use.use, name="peacetime_use"),
    path("shelters/<int:pk>/apply-for-use/", peacetime_use.apply, name="use_apply"),
    path("uses/<int:pk>/renew/", peacetime_use.renew, name="use_renew"),
    path("uses/<int:pk>/change/", peacetime_use.change, name="use_change"),
    path("uses/<int:pk>/cancel/", peacetime_use.cancel, name="use_cancel"),
    path("uses/<int:pk>/reissue/", peacetime_use.reissue, name="use_reissue"),
    path("uses/<int:pk>/inspect/", peacetime_use.inspect, name="use_inspect"),
    path("use-requests/<int:pk>/decide/", peacetime_use.decide, name="use_decide"),
    path("use-requests/<int:pk>/withdraw/", peacetime_use.withdraw, name="use_withdraw"),
    path("use-regimes/", peacetime_use.regimes, name="use_regimes"),
    path("use-regimes/new/", peacetime_use.regime, name="use_regime_new"),
    path("conversion-stages/", upkeep.conversion_stages, name="conversion_stages"),
    path("inspection-plans/", inspections.plans, name="inspection_plans"),
    path("inspection-plans/new/", inspections.new_plan, name="inspection_plan_new"),
    path("inspection-plans/draw/", inspections.new_draw, name="inspection_draw"),
    path("inspection-plans/<int:pk>/", inspections.plan, name="inspection_plan"),
    path(
        "inspection-plans/<int:pk>/draw.xlsx",
        inspections.draw_workbook,
        name="inspection_draw_xlsx",
    ),
    path("inspection-plans/<int:pk>/publish/", inspections.publish, name="inspection_publish"),
    path("inspection-tasks/", inspections.tasks, name="inspection_tasks"),
    path("inspection-tasks/<int:pk>/drop/", inspections.drop, name="inspection_task_drop"),
    path("inspectors/", inspections.inspectors, name="inspectors"),
    path("inspectors/<int:pk>/pool/", inspections.inspector_active, name="inspector_active"),
    path("shelters/<int:pk>/upkeep/", upkeep.shelter_upkeep, name="shelter_upkeep"),
    path("shelters/<int:pk>/inspect/", upkeep.inspect, name="shelter_inspect"),
    path("shelters/<int:pk>/maintain/", upkeep.maintain, name="shelter_maintain"),
    path("shelters/<int:pk>/hazards/new/", upkeep.new_hazard, name="hazard_new"),
    path("shelters/<int:pk>/conversion/", upkeep.conversion_plan, name="conversion_plan"),
    path("shelters/<int:pk>/conversion/review/", upkeep.review_plan, name="conversion_review"),
    path("inspections/<int:pk>/", upkeep.inspection, name="inspection"),
    path("hazards/", upkeep.hazards, name="hazards"),
    path("hazards/<int:pk>/", upkeep.hazard, name="hazard"),
    path("hazards/<int:pk>/rectify/", upkeep.rectify, name="hazard_rectify"),
    path("hazards/<int:pk>/reinspect/", upkeep.reinspect, name="hazard_reinspect"),
    path("map/", capacity.shelter_map, name="shelter_map"),
    path("capacity/", capacity.capacity, name="capacity"),
    path("capacity/population/", capacity.population, name="capacity_population"),
    path("capacity/snapshot/", capacity.snapshot, name="capacity_snapshot"),
    path("capacity/export/", capacity.capacity_workbook, name="capacity_xlsx"),
]
