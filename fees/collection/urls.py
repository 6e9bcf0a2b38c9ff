"""Addresses of collection: the desk, a case and its acts, letters in a batch."""

from django.urls import path

from fees.collection.views import acts, pages

urlpatterns = [
    path("collection/", pages.DeskList.as_view(), name="collection"),
    path("collection/letters/", pages.letters, name="collection_letters"),
    path("collection/letters/<int:pk>/", pages.letter_batch, name="letter_batch"),
    path("collection/<int:pk>/", pages.case, name="collection_case"),
    path("collection/<int:pk>/penalty/", acts.penalty, name="collection_penalty"),
    path("collection/<int:pk>/close/", acts.close, name="collection_close"),
    path("collection/<int:pk>/contact/", acts.contact, name="collection_contact"),
    path("collection/<int:pk>/block/", acts.block, name="collection_block"),
    path("collection/<int:pk>/files/", acts.evidence, name="collection_evidence"),
    path("collection/files/<int:pk>/", acts.download, name="collection_file"),
    path("collection/blocks/<int:pk>/lift/", acts.unblock, name="collection_unblock"),
    path("collection/tracks/<int:pk>/<slug:code>/", acts.step, name="collection_step"),
    path("collection/omissions/<int:pk>/", acts.take_over, name="collection_take_over"),
    path("accounts/<int:pk>/collection/", acts.open_, name="collection_open"),
]
