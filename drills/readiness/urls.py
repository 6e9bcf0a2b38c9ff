"""Addresses of readiness."""

from django.urls import path

from drills.readiness import views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/export/", views.figures_export, name="figures_export"),
    path("figures/targets/", views.targets, name="targets"),
    path("year/", views.year, name="year"),
]
