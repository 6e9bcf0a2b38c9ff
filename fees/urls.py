"""Addresses of the fees app."""

from django.urls import path

from fees.assessments.views import completions, drafts, versions
from fees.assessments.views import pending as assessments
from fees.collection.urls import urlpatterns as collection
from fees.ledger import views as accounts
from fees.payments.urls import urlpatterns as payments
from fees.payments.views import compensations
from fees.reports.views import figures
from fees.rule_books import views as book_rows
from fees.rule_books import views as books
from fees.rule_books import views as what_if

app_name = "fees"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("pending/", assessments.pending, name="pending"),
    path("pending/<int:pk>/", assessments.assess, name="assess"),
    path("books/", books.books, name="books"),
    path("books/what-if/", what_if.what_if, name="what_if"),
    path("books/<int:pk>/", books.book, name="book"),
    path("books/<int:pk>/copy/", books.book_copy, name="book_copy"),
    path("books/<int:pk>/head/", books.book_head, name="book_head"),
    path("books/<int:pk>/submit/", books.book_submit, name="book_submit"),
    path("books/<int:pk>/return/", books.book_return, name="book_return"),
    path("books/<int:pk>/publish/", books.book_publish, name="book_publish"),
    path("books/<int:pk>/end/", books.book_end, name="book_end"),
    path("books/<int:pk>/compare/", books.book_compare, name="book_compare"),
    path("books/<int:pk>/rows/<slug:section>/new/", book_rows.row_new, name="book_row_new"),
    path(
        "books/<int:pk>/rows/<slug:section>/<int:position>/",
        book_rows.row_edit,
        name="book_row",
    ),
    path(
        "books/<int:pk>/rows/<slug:section>/<int:position>/remove/",
        book_rows.row_remove,
        name="book_row_remove",
    ),
    path("books/<int:pk>/cases/new/", book_rows.case_new, name="book_case_new"),
    path("books/<int:pk>/cases/<int:position>/", book_rows.case_edit, name="book_case"),
    path(
        "books/<int:pk>/cases/<int:position>/remove/",
        book_rows.case_remove,
        name="book_case_remove",
    ),
    path("violations/", assessments.violations, name="violations"),
    path("violations/<int:pk>/", assessments.assess_violation, name="assess_violation"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/withdraw/", drafts.withdraw, name="draft_withdraw"),
    path("assessments/<int:pk>/", versions.assessment, name="assessment"),
    path("assessments/<int:pk>/sheet/", versions.issue_sheet, name="issue_sheet"),
    path("assessments/<int:pk>/notice/", versions.issue_notice, name="issue_notice"),
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
    *collection,
    *payments,
]
