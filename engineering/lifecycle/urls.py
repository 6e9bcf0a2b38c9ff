"""Addresses of a shelter"s later life and of its demolition, included by engineering.urls."""

from django.urls import path

from engineering.lifecycle import views

urlpatterns = [
    path("shelters/<int:pk>/life/<slug:kind>/", views.life, name="shelter_life"),
    path("shelters/<int:pk>/demolish/", views.demolish, name="shelter_demolish"),
    path("demolitions/<int:pk>/decide/", views.decide, name="demolition_decide"),
    path("demolitions/<int:pk>/withdraw/", views.withdraw, name="demolition_withdraw"),
    path("demolitions/<int:pk>/done/", views.demolished, name="demolition_done"),
    path("demolitions/<int:pk>/settle/", views.settle, name="demolition_settle"),
]
