"""Addresses of the fees app."""

from django.urls import path

from fees.views import accounts, assessments, compensations, completions, figures, payments

app_name = "fees"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/payments/new/", payments.new_payment, name="new_payment"),
    path("entries/<int:pk>/reverse/", payments.reverse, name="reverse_entry"),
    path("amount/", payments.amount_echo, name="amount_echo"),
    path("pending/", assessments.pending, name="pending"),
    path("pending/<int:pk>/", assessments.assess, name="assess"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/notice/", assessments.issue_notice, name="issue_notice"),
    path("completions/", completions.completions, name="completions"),
    path("completions/<int:pk>/", completions.completion, name="completion"),
    path("compensations/", compensations.compensations, name="compensations"),
    path("compensations/<int:pk>/", compensations.compensation, name="compensation"),
    path(
        "compensations/entries/<int:pk>/reverse/",
        compensations.reverse_payment,
        name="compensation_reverse",
    ),
    path("figures/", figures.figures, name="figures"),
    path("figures/export/", figures.figures_export, name="figures_export"),
]
