"""Addresses of payments, statements, refunds, write-offs and month closing."""

from django.urls import path

from fees.ledger import views as months
from fees.payments.views import payments, slips
from fees.reconciliation import views as fee_sources
from fees.reconciliation import views as statements
from fees.refunds.views import refunds, write_offs
from fees.reports.views import desk as finance_desk

urlpatterns = [
    path("desk/", finance_desk.desk, name="desk"),
    path("accounts/<int:pk>/payments/new/", payments.new_payment, name="new_payment"),
    path("accounts/<int:pk>/carry-over/", payments.new_carry_over, name="new_carry_over"),
    path("accounts/<int:pk>/statement/", finance_desk.account_statement, name="account_statement"),
    path("entries/<int:pk>/reverse/", payments.reverse, name="reverse_entry"),
    path("amount/", payments.amount_echo, name="amount_echo"),
    path("slips/", slips.slips, name="slips"),
    path("slips/<int:pk>/", slips.slip, name="slip"),
    path("slips/<int:pk>/return/", slips.return_, name="slip_return"),
    path("slips/<int:pk>/withdraw/", slips.withdraw, name="slip_withdraw"),
    path("slips/<int:pk>/image/", slips.image, name="slip_image"),
    path("refunds/", refunds.refunds, name="refunds"),
    path("accounts/<int:pk>/refunds/new/", refunds.refund_new, name="refund_new"),
    path("refunds/<int:pk>/", refunds.refund, name="refund"),
    path("refunds/<int:pk>/verify/", refunds.verify, name="refund_verify"),
    path("refunds/<int:pk>/approve/", refunds.approve, name="refund_approve"),
    path("refunds/<int:pk>/pay/", refunds.pay, name="refund_pay"),
    path("refunds/<int:pk>/end/", refunds.end, name="refund_end"),
    path("write-offs/", write_offs.write_offs, name="write_offs"),
    path("accounts/<int:pk>/write-offs/new/", write_offs.write_off_new, name="write_off_new"),
    path("write-offs/<int:pk>/", write_offs.write_off, name="write_off"),
    path("write-offs/<int:pk>/approve/", write_offs.approve, name="write_off_approve"),
    path("write-offs/<int:pk>/refuse/", write_offs.refuse, name="write_off_refuse"),
    path("write-offs/<int:pk>/withdraw/", write_offs.withdraw, name="write_off_withdraw"),
    path("months/", months.months, name="months"),
    path("months/<int:pk>/close/", months.close, name="month_close"),
    path("months/<int:pk>/reopening/", months.ask, name="month_ask"),
    path("months/<int:pk>/answer/", months.answer, name="month_answer"),
    path("sources/", fee_sources.sources, name="fee_sources"),
    path("sources/export/", fee_sources.export, name="fee_sources_export"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("statements/<int:pk>/submit/", statements.submit, name="statement_submit"),
    path("statements/<int:pk>/reopen/", statements.reopen, name="statement_reopen"),
    path("statements/<int:pk>/finish/", statements.finish, name="statement_finish"),
    path("statements/<int:pk>/discard/", statements.discard, name="statement_discard"),
    path("lines/<int:pk>/", statements.line, name="statement_line"),
    path("lines/<int:pk>/accept/", statements.accept, name="line_accept"),
    path("lines/<int:pk>/undo/", statements.undo, name="line_undo"),
    path("lines/<int:pk>/irrelevant/", statements.irrelevant, name="line_irrelevant"),
]
