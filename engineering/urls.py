"""Addresses of the engineering app."""

from engineering import approval_urls, import_urls, shelter_urls, upkeep_urls

app_name = "engineering"
urlpatterns = [
    *approval_urls.urlpatterns,
    *shelter_urls.urlpatterns,
    *import_urls.urlpatterns,
    *upkeep_urls.urlpatterns,
]
