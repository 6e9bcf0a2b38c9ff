"""Addresses of drafts, included by renfang.urls."""

from django.urls import path

from renfang.drafts import views

urlpatterns = [
    path("", views.drafts, name="drafts"),
    path("drop/", views.drop_draft, name="drop_draft"),
]
