"""Addresses of the audit search."""

from django.urls import path

from renfang.history import views

urlpatterns = [
    path("", views.EventList.as_view(), name="events"),
    path("access/", views.AccessList.as_view(), name="access_records"),
]
