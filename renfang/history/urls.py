"""Addresses of the audit search."""

from django.urls import path

from renfang.history import views

urlpatterns = [
    path("", views.EventList.as_view(), name="events"),
]
