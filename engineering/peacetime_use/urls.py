"""Addresses of peacetime use, included by engineering.urls."""

from django.urls import path

from engineering.peacetime_use import views

urlpatterns = [
    path("uses/", views.UseList.as_view(), name="peacetime_uses"),
    path("uses/<int:pk>/", views.use, name="peacetime_use"),
    path("shelters/<int:pk>/apply-for-use/", views.apply, name="use_apply"),
    path("uses/<int:pk>/renew/", views.renew, name="use_renew"),
    path("uses/<int:pk>/change/", views.change, name="use_change"),
    path("uses/<int:pk>/cancel/", views.cancel, name="use_cancel"),
    path("uses/<int:pk>/reissue/", views.reissue, name="use_reissue"),
    path("uses/<int:pk>/inspect/", views.inspect, name="use_inspect"),
    path("use-requests/<int:pk>/decide/", views.decide, name="use_decide"),
    path("use-requests/<int:pk>/withdraw/", views.withdraw, name="use_withdraw"),
    path("use-regimes/", views.RegimeList.as_view(), name="use_regimes"),
    path("use-regimes/new/", views.regime, name="use_regime_new"),
]
