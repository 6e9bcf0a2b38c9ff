"""Addresses of rolls."""

from django.urls import path

from drills.rollcall import views

urlpatterns = [
    path("rolls/<int:pk>/", views.roll, name="roll"),
    path("rolls/<int:pk>/import/", views.roll_import, name="roll_import"),
    path("rolls/<int:pk>/print/", views.roll_print, name="roll_print"),
    path("rolls/<int:pk>/export/", views.roll_export, name="roll_export"),
]
