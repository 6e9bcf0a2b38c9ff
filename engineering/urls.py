"""Addresses of the engineering app, room by room."""

from django.urls import include, path

app_name = "engineering"
urlpatterns = [
    path("", include("engineering.shelters.urls")),
    path("", include("engineering.approvals.urls")),
    path("", include("engineering.omissions.urls")),
    path("", include("engineering.comparison.urls")),
    path("", include("engineering.works.urls")),
    path("", include("engineering.peacetime_use.urls")),
    path("", include("engineering.lifecycle.urls")),
    path("", include("engineering.inspections.urls")),
    path("", include("engineering.upkeep.urls")),
    path("", include("engineering.capacity.urls")),
]
