"""Addresses of collection: the desk, a case and its acts, batch letters, ageing."""

from django.urls import path

from fees.collection.views import acts as collection_acts
from fees.collection.views import pages as collection
from fees.collection.views import service as collection_deliveries
from fees.reports.views import ageing

urlpatterns = [
    path("collection/", collection.desk, name="collection"),
    path("collection/letters/", collection.letters, name="collection_letters"),
    path("collection/letters/<int:pk>/", collection.letter_batch, name="letter_batch"),
    path("collection/<int:pk>/", collection.case, name="collection_case"),
    path("collection/<int:pk>/penalty/", collection_acts.penalty, name="collection_penalty"),
    path("collection/<int:pk>/close/", collection_acts.close, name="collection_close"),
    path("collection/<int:pk>/contact/", collection_acts.contact, name="collection_contact"),
    path("collection/<int:pk>/block/", collection_acts.block, name="collection_block"),
    path("collection/<int:pk>/files/", collection_acts.evidence, name="collection_evidence"),
    path("collection/files/<int:pk>/", collection_acts.download, name="collection_file"),
    path("collection/blocks/<int:pk>/lift/", collection_acts.unblock, name="collection_unblock"),
    path("collection/tracks/<int:pk>/serve/", collection_deliveries.serve, name="collection_serve"),
    path("collection/tracks/<int:pk>/<slug:code>/", collection_acts.step, name="collection_step"),
    path("collection/services/<int:pk>/", collection_deliveries.served, name="collection_served"),
    path(
        "collection/services/<int:pk>/failed/",
        collection_deliveries.unserved,
        name="collection_unserved",
    ),
    path("collection/omissions/<int:pk>/", collection_acts.take_over, name="collection_take_over"),
    path("accounts/<int:pk>/collection/", collection_acts.open_, name="collection_open"),
    path("ageing/", ageing.ageing, name="ageing"),
    path("ageing/export/", ageing.export, name="ageing_export"),
    path("ageing/print/", ageing.print_, name="ageing_print"),
]
