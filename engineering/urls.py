"""Addresses of the engineering app."""

from engineering.approvals import import_urls
from engineering.approvals import urls as approval_urls
from engineering.shelters import urls as shelter_urls
from engineering.upkeep import urls as upkeep_urls

app_name = "engineering"
urlpatterns = [
    *approval_urls.urlpatterns,
    *shelter_urls.urlpatterns,
    *import_urls.urlpatterns,
    *upkeep_urls.urlpatterns,
]
