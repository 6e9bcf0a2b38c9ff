"""Addresses of payments and slips."""

from django.urls import path

from fees.payments.views import payments, slips

urlpatterns = [
    path("accounts/<int:pk>/payments/new/", payments.new_payment, name="new_payment"),
    path("accounts/<int:pk>/carry-over/", payments.new_carry_over, name="new_carry_over"),
    path("entries/<int:pk>/reverse/", payments.reverse, name="reverse_entry"),
    path("amount/", payments.amount_echo, name="amount_echo"),
    path("slips/", slips.SlipList.as_view(), name="slips"),
    path("slips/<int:pk>/", slips.slip, name="slip"),
    path("slips/<int:pk>/return/", slips.return_, name="slip_return"),
    path("slips/<int:pk>/withdraw/", slips.withdraw, name="slip_withdraw"),
    path("slips/<int:pk>/image/", slips.image, name="slip_image"),
]
