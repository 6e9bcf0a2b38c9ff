"""Addresses of the audit search."""

from django.urls import path

from renfang.history import views

urlpatterns = [
    path("", views.events, name="events"),
]
