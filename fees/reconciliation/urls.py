"""Addresses of statements, their lines, and fee sources."""

from django.urls import path

from fees.reconciliation import views

urlpatterns = [
    path("sources/", views.SourceList.as_view(), name="fee_sources"),
    path("sources/export/", views.SourceList.as_view("xlsx"), name="fee_sources_export"),
    path("statements/", views.statements, name="statements"),
    path("statements/<int:pk>/", views.statement, name="statement"),
    path("statements/<int:pk>/submit/", views.submit, name="statement_submit"),
    path("statements/<int:pk>/rematch/", views.rematched, name="statement_rematch"),
    path("statements/<int:pk>/reopen/", views.reopen, name="statement_reopen"),
    path("statements/<int:pk>/withdraw/", views.withdraw, name="statement_withdraw"),
    path("statements/<int:pk>/finish/", views.finish, name="statement_finish"),
    path("statements/<int:pk>/discard/", views.discard, name="statement_discard"),
    path("lines/<int:pk>/", views.line, name="statement_line"),
    path("lines/<int:pk>/accept/", views.accept, name="line_accept"),
    path("lines/<int:pk>/confirm/", views.confirm, name="line_confirm"),
    path("lines/<int:pk>/undo/", views.undo, name="line_undo"),
    path("lines/<int:pk>/irrelevant/", views.irrelevant, name="line_irrelevant"),
]
