"""Addresses of refunds and write-offs."""

from django.urls import path

from fees.refunds.views import refunds, write_offs

urlpatterns = [
    path("refunds/", refunds.RefundList.as_view(), name="refunds"),
    path("accounts/<int:pk>/refunds/new/", refunds.refund_new, name="refund_new"),
    path("refunds/<int:pk>/", refunds.refund, name="refund"),
    path("refunds/<int:pk>/file/", refunds.file, name="refund_file"),
    path("refunds/<int:pk>/verify/", refunds.verify, name="refund_verify"),
    path("refunds/<int:pk>/approve/", refunds.approve, name="refund_approve"),
    path("refunds/<int:pk>/pay/", refunds.pay, name="refund_pay"),
    path("refunds/<int:pk>/end/", refunds.end, name="refund_end"),
    path("write-offs/", write_offs.WriteOffList.as_view(), name="write_offs"),
    path("accounts/<int:pk>/write-offs/new/", write_offs.write_off_new, name="write_off_new"),
    path("write-offs/<int:pk>/", write_offs.write_off, name="write_off"),
    path("write-offs/<int:pk>/file/", write_offs.file, name="write_off_file"),
    path("write-offs/<int:pk>/approve/", write_offs.approve, name="write_off_approve"),
    path("write-offs/<int:pk>/refuse/", write_offs.refuse, name="write_off_refuse"),
    path("write-offs/<int:pk>/withdraw/", write_offs.withdraw, name="write_off_withdraw"),
]
