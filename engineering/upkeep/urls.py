"""Addresses of upkeep, hazards and conversion plans, included by engineering.urls."""

from django.urls import path

from engineering.upkeep import views

urlpatterns = [
    path("conversion-stages/", views.conversion_stages, name="conversion_stages"),
    path("shelters/<int:pk>/upkeep/", views.shelter_upkeep, name="shelter_upkeep"),
    path("shelters/<int:pk>/inspect/", views.inspect, name="shelter_inspect"),
    path("shelters/<int:pk>/maintain/", views.maintain, name="shelter_maintain"),
    path("shelters/<int:pk>/hazards/new/", views.new_hazard, name="hazard_new"),
    path("shelters/<int:pk>/conversion/", views.conversion_plan, name="conversion_plan"),
    path("shelters/<int:pk>/conversion/review/", views.review_plan, name="conversion_review"),
    path("inspections/<int:pk>/", views.inspection, name="inspection"),
    path("hazards/", views.HazardList.as_view(), name="hazards"),
    path("hazards/<int:pk>/", views.hazard, name="hazard"),
    path("hazards/<int:pk>/rectify/", views.rectify, name="hazard_rectify"),
    path("hazards/<int:pk>/reinspect/", views.reinspect, name="hazard_reinspect"),
]
