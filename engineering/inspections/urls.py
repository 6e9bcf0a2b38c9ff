"""Addresses of plans of inspection, draws and tasks, included by engineering.urls."""

from django.urls import path

from engineering.inspections import views

urlpatterns = [
    path("inspection-plans/", views.PlanList.as_view(), name="inspection_plans"),
    path("inspection-plans/new/", views.new_plan, name="inspection_plan_new"),
    path("inspection-plans/draw/", views.new_draw, name="inspection_draw"),
    path("inspection-plans/<int:pk>/", views.plan, name="inspection_plan"),
    path("inspection-plans/<int:pk>/draw.xlsx", views.draw_workbook, name="inspection_draw_xlsx"),
    path("inspection-plans/<int:pk>/publish/", views.publish, name="inspection_publish"),
    path("inspection-tasks/", views.TaskList.as_view(), name="inspection_tasks"),
    path("inspection-tasks/<int:pk>/drop/", views.drop, name="inspection_task_drop"),
    path("inspectors/", views.inspectors, name="inspectors"),
    path("inspectors/<int:pk>/out/", views.inspector_out, name="inspector_out"),
    path("inspectors/<int:pk>/back/", views.inspector_back, name="inspector_back"),
]
