"""Addresses of importing and exporting the ledger, included by engineering.urls."""

from django.urls import path

from engineering.approvals.views import importing

urlpatterns = [
    path("imports/", importing.upload, name="imports"),
    path("imports/<int:pk>/", importing.preview, name="import"),
    path("imports/<int:pk>/groups/<int:group>/", importing.mend, name="import_mend"),
    path("imports/<int:pk>/confirm/", importing.confirm, name="import_confirm"),
    path("imports/<int:pk>/discard/", importing.discard, name="import_discard"),
    path("ledger.xlsx", importing.export, name="ledger_export"),
]
