"""Addresses of 送达: the list, a paper to be served, a receipt and what came of it."""

from django.urls import path

from renfang.serving import views

urlpatterns = [
    path("serving/", views.PapersToServe.as_view(), name="services"),
    path("serving/receipts/", views.ReceiptList.as_view(), name="service_receipts"),
    path("serving/papers/<int:pk>/", views.prepare, name="prepare_service"),
    path("serving/<int:pk>/", views.service, name="service"),
    path("serving/<int:pk>/record/", views.record, name="record_service"),
    path("serving/<int:pk>/correct/", views.correct, name="correct_service"),
    path("serving/<int:pk>/fail/", views.fail, name="fail_service"),
]
