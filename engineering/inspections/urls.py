"""Addresses of plans of inspection, draws and tasks, included by engineering.urls."""

from django.urls import path

from engineering.inspections.views import plans, pools

urlpatterns = [
    path("inspection-plans/", plans.PlanList.as_view(), name="inspection_plans"),
    path("inspection-plans/new/", plans.new_plan, name="inspection_plan_new"),
    path("inspection-plans/draw/", plans.new_draw, name="inspection_draw"),
    path("inspection-plans/<int:pk>/", plans.plan, name="inspection_plan"),
    path("inspection-plans/<int:pk>/draw.xlsx", plans.draw_workbook, name="inspection_draw_xlsx"),
    path("inspection-plans/<int:pk>/publish/", plans.publish, name="inspection_publish"),
    path("inspection-tasks/", plans.TaskList.as_view(), name="inspection_tasks"),
    path("inspection-tasks/<int:pk>/drop/", plans.drop, name="inspection_task_drop"),
    path("inspection-tasks/<int:pk>/result/", plans.result, name="inspection_task_result"),
    path("inspection-matters/", pools.MatterList.as_view(), name="inspection_matters"),
    path("inspection-matters/new/", pools.new_matter, name="inspection_matter_new"),
    path("inspection-units/", pools.listed_units, name="listed_units"),
    path("inspection-units/<int:pk>/out/", pools.unit_out, name="listed_unit_out"),
    path("inspection-units/<int:pk>/back/", pools.unit_back, name="listed_unit_back"),
    path("inspectors/", pools.inspectors, name="inspectors"),
    path("inspectors/<int:pk>/out/", pools.inspector_out, name="inspector_out"),
    path("inspectors/<int:pk>/back/", pools.inspector_back, name="inspector_back"),
]
