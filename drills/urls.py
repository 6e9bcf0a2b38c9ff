"""Addresses of the drills app, room by room."""

from django.urls import include, path

app_name = "drills"
urlpatterns = [
    path("", include("drills.registers.urls")),
    path("", include("drills.teams.urls")),
    path("", include("drills.rollcall.urls")),
    path("", include("drills.training.urls")),
    path("", include("drills.assessments.urls")),
    path("", include("drills.reorganisation.urls")),
    path("", include("drills.exercises.urls")),
    path("", include("drills.sirens.urls")),
    path("", include("drills.duty.urls")),
    path("", include("drills.readiness.urls")),
]
