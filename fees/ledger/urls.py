"""Addresses of the accounts, those of 拆除补偿费 also apart, and of closing months."""

from django.urls import path

from fees.ledger import views

urlpatterns = [
    path("accounts/", views.AccountList.as_view(), name="accounts"),
    path("compensations/", views.CompensationList.as_view(), name="compensations"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/statement/", views.account_statement, name="account_statement"),
    path("months/", views.months, name="months"),
    path("months/<int:pk>/close/", views.close, name="month_close"),
    path("months/<int:pk>/close-empty/", views.close_empty, name="months_close"),
    path("months/events/<int:pk>/sheet/", views.month_sheet, name="month_sheet"),
    path("months/<int:pk>/reopening/", views.ask, name="month_ask"),
    path("months/<int:pk>/answer/", views.answer, name="month_answer"),
    path("settings/<int:pk>/", views.fee_settings, name="fee_settings"),
]
