"""Addresses of the fees app, room by room."""

from django.urls import include, path

app_name = "fees"
urlpatterns = [
    path("", include("fees.rule_books.urls")),
    path("", include("fees.ledger.urls")),
    path("", include("fees.assessments.urls")),
    path("", include("fees.notices.urls")),
    path("", include("fees.payments.urls")),
    path("", include("fees.refunds.urls")),
    path("", include("fees.reconciliation.urls")),
    path("", include("fees.collection.urls")),
    path("", include("fees.reports.urls")),
]
