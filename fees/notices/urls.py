"""Addresses of the demand on an assessment."""

from django.urls import path

from fees.notices import views

urlpatterns = [
    path("assessments/<int:pk>/notice/", views.issue_notice, name="issue_notice"),
]
