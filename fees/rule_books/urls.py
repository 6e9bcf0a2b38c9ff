"""Addresses of rule books: the list, one book and its acts, its rows and examples, 试算比较."""

from django.urls import path

from fees.rule_books import views

urlpatterns = [
    path("books/", views.BookList.as_view(), name="books"),
    path("books/what-if/", views.what_if, name="what_if"),
    path("books/<int:pk>/", views.book, name="book"),
    path("books/<int:pk>/copy/", views.book_copy, name="book_copy"),
    path("books/<int:pk>/head/", views.book_head, name="book_head"),
    path("books/<int:pk>/submit/", views.book_submit, name="book_submit"),
    path("books/<int:pk>/return/", views.book_return, name="book_return"),
    path("books/<int:pk>/publish/", views.book_publish, name="book_publish"),
    path("books/<int:pk>/end/", views.book_end, name="book_end"),
    path("books/<int:pk>/compare/", views.book_compare, name="book_compare"),
    path("books/<int:pk>/rows/<slug:section>/new/", views.row_new, name="book_row_new"),
    path("books/<int:pk>/rows/<slug:section>/<int:position>/", views.row_edit, name="book_row"),
    path(
        "books/<int:pk>/rows/<slug:section>/<int:position>/remove/",
        views.row_remove,
        name="book_row_remove",
    ),
    path("books/<int:pk>/cases/new/", views.case_new, name="book_case_new"),
    path("books/<int:pk>/cases/<int:position>/", views.case_edit, name="book_case"),
    path("books/<int:pk>/cases/<int:position>/remove/", views.case_remove, name="book_case_remove"),
]
