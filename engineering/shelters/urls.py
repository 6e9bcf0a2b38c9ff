"""Addresses of shelters and their certificates, included by engineering.urls."""

from django.urls import path

from engineering.lifecycle import views as shelter_life
from engineering.shelters.views import importing as shelter_import
from engineering.shelters.views import register as shelter_register
from engineering.shelters.views import shelters
from engineering.works import views as works

urlpatterns = [
    path("shelters/", shelters.shelters, name="shelters"),
    path("shelters/new/", shelter_register.register, name="shelter_new"),
    path("shelters/export/", shelter_register.export, name="shelters_export"),
    path(
        "shelters/export/confidential/",
        shelter_register.export_whole,
        name="shelters_export_whole",
    ),
    path("shelters/imports/", shelter_import.upload, name="shelter_imports"),
    path("shelters/imports/<int:pk>/", shelter_import.preview, name="shelter_import"),
    path(
        "shelters/imports/<int:pk>/confirm/", shelter_import.confirm, name="shelter_import_confirm"
    ),
    path(
        "shelters/imports/<int:pk>/discard/", shelter_import.discard, name="shelter_import_discard"
    ),
    path(
        "shelters/imports/<int:pk>/rows/<int:number>/",
        shelter_import.mend,
        name="shelter_import_mend",
    ),
    path("shelters/certify/", shelters.certify_batch, name="certify_batch"),
    path("shelters/limits/", shelter_life.limits, name="shelter_limits"),
    path("shelters/limits/new/", shelter_life.new_limit, name="shelter_limit_new"),
    path("shelters/<int:pk>/", shelters.shelter, name="shelter"),
    path("shelters/<int:pk>/amend/", shelter_register.amend, name="shelter_amend"),
    path("shelters/<int:pk>/confidential/", shelter_register.reveal, name="shelter_reveal"),
    path("shelters/<int:pk>/start/", shelters.start, name="shelter_start"),
    path("shelters/<int:pk>/supervise/", works.supervise, name="shelter_supervise"),
    path("shelters/<int:pk>/visit/", works.visit, name="shelter_visit"),
    path("shelters/<int:pk>/accept/", works.accept_works, name="shelter_accept"),
    path("shelters/<int:pk>/report/", works.report, name="shelter_report"),
    path("shelters/<int:pk>/filing/", works.filing, name="shelter_filing"),
    path("shelters/<int:pk>/certify/", shelters.certify, name="shelter_certify"),
    path("shelters/<int:pk>/life/<slug:kind>/", shelter_life.life, name="shelter_life"),
    path("shelters/<int:pk>/demolish/", shelter_life.demolish, name="shelter_demolish"),
    path("rectifications/<int:pk>/close/", works.close_order, name="rectification_close"),
    path("demolitions/<int:pk>/decide/", shelter_life.decide, name="demolition_decide"),
    path("demolitions/<int:pk>/done/", shelter_life.demolished, name="demolition_done"),
    path("demolitions/<int:pk>/settle/", shelter_life.settle, name="demolition_settle"),
    path(
        "certificates/<int:pk>/replace/",
        shelters.replace_certificate,
        name="certificate_replace",
    ),
]
