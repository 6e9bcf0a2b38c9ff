"""Addresses of 完整性核验."""

from django.urls import path

from renfang.proof import views

urlpatterns = [
    path("", views.verification, name="verification"),
]
