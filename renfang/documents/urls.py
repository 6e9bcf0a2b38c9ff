"""Addresses of issued papers and of the public verification page."""

from django.urls import path

from renfang.documents import verification as visitors
from renfang.documents import views

urlpatterns = [
    path("documents/", views.DocumentList.as_view(), name="documents"),
    path("documents/queue/", views.print_queue, name="print_queue"),
    path("documents/queue/print/", views.print_papers, name="print_batch"),
    path("documents/files/", views.paper_files, name="paper_files"),
    path("documents/wordings/", views.wordings, name="wordings"),
    path(
        "documents/wordings/<int:pk>/<slug:passage>/<slug:kind>/",
        views.set_wording_of,
        name="set_wording",
    ),
    path("documents/<int:pk>/", views.document, name="document"),
    path("documents/<int:pk>/pdf/", views.document_pdf, name="document_pdf"),
    path("documents/<int:pk>/whole/", views.document_whole, name="document_whole"),
    path("documents/<int:pk>/print/", views.document_print, name="document_print"),
    path("documents/<int:pk>/void/", views.document_void, name="document_void"),
    # Short, because it is printed as a QR code: fewer characters, larger modules.
    path("v/", visitors.verify_by_number, name="verify_by_number"),
    path("v/<slug:token>/", visitors.verify, name="verify"),
]
