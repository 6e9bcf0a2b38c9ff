"""Addresses of an uploaded file, whatever register it goes into; those of the upload pages are
the rooms' (``views.upload``)."""

from django.urls import path

from renfang.exchange import views

urlpatterns = [
    path("templates/<str:code>/", views.template, name="import_template"),
    path("<int:pk>/", views.preview, name="import"),
    path("<int:pk>/file/", views.file, name="import_file"),
    path("<int:pk>/marked/", views.marked, name="import_marked"),
    path("<int:pk>/groups/<int:group>/", views.mend_group, name="import_mend"),
    path("<int:pk>/reading/", views.arrange_file, name="import_arrange"),
    path("<int:pk>/confirm/", views.confirm_file, name="import_confirm"),
    path("<int:pk>/stop/", views.stop_file, name="import_stop"),
    path("<int:pk>/discard/", views.discard_file, name="import_discard"),
]
