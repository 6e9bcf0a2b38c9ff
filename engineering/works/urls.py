"""Addresses of the works of shelters and of their certificates, included by engineering.urls."""

from django.urls import path

from engineering.works import views

urlpatterns = [
    path("shelters/certify/", views.certify_batch, name="certify_batch"),
    path("shelters/<int:pk>/start/", views.start, name="shelter_start"),
    path("shelters/<int:pk>/supervise/", views.supervise, name="shelter_supervise"),
    path("shelters/<int:pk>/visit/", views.visit, name="shelter_visit"),
    path("shelters/<int:pk>/accept/", views.accept_works, name="shelter_accept"),
    path("shelters/<int:pk>/report/", views.report, name="shelter_report"),
    path("shelters/<int:pk>/filing/", views.filing, name="shelter_filing"),
    path("shelters/<int:pk>/certify/", views.certify, name="shelter_certify"),
    path("rectifications/<int:pk>/close/", views.close_order, name="rectification_close"),
    path("certificates/<int:pk>/replace/", views.replace_certificate, name="certificate_replace"),
]
