"""Addresses of the register of shelters, included by engineering.urls."""

from django.urls import path

from engineering.shelters.views import importing, limits, register, shelters

urlpatterns = [
    path("shelters/", shelters.shelters, name="shelters"),
    path("shelters/new/", register.register, name="shelter_new"),
    path("shelters/export/", register.export, name="shelters_export"),
    path("shelters/export/confidential/", register.export_whole, name="shelters_export_whole"),
    path("shelters/imports/", importing.upload, name="shelter_imports"),
    path("shelters/imports/<int:pk>/", importing.preview, name="shelter_import"),
    path("shelters/imports/<int:pk>/confirm/", importing.confirm, name="shelter_import_confirm"),
    path("shelters/imports/<int:pk>/discard/", importing.discard, name="shelter_import_discard"),
    path(
        "shelters/imports/<int:pk>/rows/<int:number>/", importing.mend, name="shelter_import_mend"
    ),
    path("shelters/limits/", limits.limits, name="shelter_limits"),
    path("shelters/limits/new/", limits.new_limit, name="shelter_limit_new"),
    path("shelters/<int:pk>/", shelters.shelter, name="shelter"),
    path("shelters/<int:pk>/amend/", register.amend, name="shelter_amend"),
    path("shelters/<int:pk>/confidential/", register.reveal, name="shelter_reveal"),
]
