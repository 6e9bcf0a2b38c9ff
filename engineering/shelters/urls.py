"""Addresses of the register of shelters, included by engineering.urls."""

from django.urls import path

from engineering.shelters.views import limits, register, shelters
from renfang.exchange.views import upload_page

urlpatterns = [
    path("shelters/", shelters.ShelterList.as_view(), name="shelters"),
    path("shelters/new/", register.register, name="shelter_new"),
    path("shelters/export/", register.export, name="shelters_export"),
    path("shelters/export/confidential/", register.export_whole, name="shelters_export_whole"),
    path("shelters/imports/", upload_page, {"code": "shelters"}, name="shelter_imports"),
    path("shelters/limits/", limits.LimitList.as_view(), name="shelter_limits"),
    path("shelters/limits/new/", limits.new_limit, name="shelter_limit_new"),
    path("shelters/<int:pk>/", shelters.shelter, name="shelter"),
    path("shelters/<int:pk>/amend/", register.amend, name="shelter_amend"),
    path("shelters/<int:pk>/confidential/", register.reveal, name="shelter_reveal"),
]
