"""Addresses of 应建未建, included by engineering.urls."""

from django.urls import path

from engineering.omissions import views

urlpatterns = [
    path("omissions/", views.OmissionList.as_view(), name="omissions"),
    path("omissions/open/", views.open_case, name="open_omission"),
    path("omissions/<int:pk>/", views.omission, name="omission"),
    path("omissions/<int:pk>/verify/", views.verify, name="verify_omission"),
    path("omissions/<int:pk>/notify/", views.notify, name="notify_omission"),
    path("omissions/<int:pk>/close/", views.close, name="close_omission"),
]
