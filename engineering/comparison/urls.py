"""Addresses of the comparison, included by engineering.urls."""

from django.urls import path

from engineering.comparison import views
from renfang.exchange.views import upload_page

urlpatterns = [
    path("comparison/", views.RecordList.as_view(), name="authority_records"),
    path(
        "comparison/import/", upload_page, {"code": "authority_records"}, name="authority_imports"
    ),
    path("comparison/<int:pk>/", views.authority_record, name="authority_record"),
    path("comparison/<int:pk>/match/", views.match, name="match_record"),
    path("comparison/<int:pk>/clue/", views.clue, name="make_clue"),
    path("comparison/<int:pk>/dismiss/", views.dismiss, name="dismiss_record"),
    path("comparison/<int:pk>/compare/", views.compare, name="compare_record"),
    path("comparison/<int:pk>/take-back/", views.take_back, name="take_back_record"),
]
