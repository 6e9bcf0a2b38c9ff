"""Addresses of shelters and their certificates, included by engineering.urls."""

from django.urls import path

from engineering.views import shelters

urlpatterns = [
    path("shelters/", shelters.shelters, name="shelters"),
    path("shelters/<int:pk>/", shelters.shelter, name="shelter"),
    path("shelters/<int:pk>/start/", shelters.start, name="shelter_start"),
    path("shelters/<int:pk>/accept/", shelters.accept_works, name="shelter_accept"),
    path("shelters/<int:pk>/certify/", shelters.certify, name="shelter_certify"),
    path(
        "certificates/<int:pk>/replace/",
        shelters.replace_certificate,
        name="certificate_replace",
    ),
]
