"""Addresses of the duty roster."""

from django.urls import path

from drills.duty import views
from drills.duty.models import DUTY_PERSON
from drills.registers.urls import paths_of
from renfang.exchange.views import upload_page

urlpatterns = [
    path("duty/", views.ShiftList.as_view(), name="shifts"),
    path("duty/new/", views.shift_new, name="shift_new"),
    path("duty/export/", views.shifts_export, name="shifts_export"),
    path("duty/import/", upload_page, {"code": "drills.shift"}, name="shifts_import"),
    path("duty/<int:pk>/", views.shift, name="shift"),
    path("duty/<int:pk>/take/", views.shift_take, name="shift_take"),
    path("duty/<int:pk>/hand-over/", views.shift_hand_over, name="shift_hand_over"),
    path("duty/<int:pk>/log/", views.shift_log, name="shift_log"),
    path("duty/<int:pk>/calls/", views.shift_call, name="shift_call"),
    path("duty/<int:pk>/swap/", views.shift_swap, name="shift_swap"),
    path("duty/swaps/<int:pk>/decide/", views.swap_decide, name="swap_decide"),
    *paths_of(DUTY_PERSON),
]
