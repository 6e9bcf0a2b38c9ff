"""Addresses of sirens."""

from django.urls import path

from drills.registers.urls import paths_of
from drills.sirens import views
from drills.sirens.models import SIREN

urlpatterns = [
    path("drills/<int:pk>/notice/", views.siren_notice, name="siren_notice"),
    path("drills/<int:pk>/sirens/", views.siren_results, name="siren_results"),
    path("sirens/<int:pk>/entries/<slug:kind>/", views.siren_entry, name="siren_entry"),
    path("sirens/coverage/", views.CoverageList.as_view(), name="siren_coverage"),
    path("sirens/coverage/new/", views.siren_coverage_new, name="siren_coverage_new"),
    *paths_of(SIREN),
]
