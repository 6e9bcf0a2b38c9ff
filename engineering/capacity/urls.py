"""Addresses of the map of shelters and of capacity, included by engineering.urls."""

from django.urls import path

from engineering.capacity import views

urlpatterns = [
    path("map/", views.shelter_map, name="shelter_map"),
    path("capacity/", views.CapacityList.as_view(), name="capacity"),
    path("capacity/population/", views.population, name="capacity_population"),
    path("capacity/snapshot/", views.snapshot, name="capacity_snapshot"),
    path("capacity/export/", views.capacity_workbook, name="capacity_xlsx"),
]
