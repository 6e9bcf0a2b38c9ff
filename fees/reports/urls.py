"""Addresses of the finance desk, the ageing and the collection table."""

from django.urls import path

from fees.reports.views import ageing, desk, figures, forecast, snapshots, sources

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/export/", figures.figures_export, name="figures_export"),
    path("desk/", desk.desk, name="desk"),
    path("ageing/", ageing.ageing, name="ageing"),
    path("ageing/export/", ageing.export, name="ageing_export"),
    path("ageing/print/", ageing.print_, name="ageing_print"),
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/export/", forecast.forecast_export, name="forecast_export"),
    path("recharging/", forecast.recharging, name="recharging"),
    path("recharging/export/", forecast.recharging_export, name="recharging_export"),
    path("agreement/", sources.SourceAgreement.as_view(), name="source_agreement"),
    path("adjustments/", sources.adjustment, name="adjustments"),
    path("adjustments/print/", sources.adjustment_print, name="adjustments_print"),
    path("snapshots/", snapshots.SnapshotList.as_view(), name="frozen_statements"),
    path("snapshots/new/<int:pk>/", snapshots.freeze, name="freeze_statement"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="frozen_statement"),
    path("snapshots/<int:pk>/print/", snapshots.print_, name="frozen_statement_print"),
]
