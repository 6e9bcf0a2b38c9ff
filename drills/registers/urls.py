"""Addresses of the registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from drills.registers import views
from drills.registers.catalogue import Register
from drills.registers.models import EVACUATION_BASE, KEY_TARGET, LOCALITY, PROTECTION_PLAN
from renfang.exchange.views import upload_page


def paths_of(register: Register) -> list[URLPattern]:
    """The addresses of one register; every view is given its register."""
    begin, given = f"registers/{register.slug}", {"register": register}
    return [
        path(f"{begin}/", views.register_list, given, name=register.plural),
        path(f"{begin}/new/", views.row_new, given, name=f"{register.slug}_new"),
        path(f"{begin}/export/", views.rows_export, given, name=f"{register.slug}_export"),
        path(
            f"{begin}/import/",
            upload_page,
            {"code": f"drills.{register.slug}"},
            name=f"{register.slug}_import",
        ),
        path(f"{begin}/<int:pk>/", views.row_page, given, name=register.slug),
        path(f"{begin}/<int:pk>/edit/", views.row_edit, given, name=f"{register.slug}_edit"),
    ]


urlpatterns = [
    path("plans/<int:pk>/review/", views.plan_review, name="plan_review"),
    *(
        each
        for register in (KEY_TARGET, EVACUATION_BASE, LOCALITY, PROTECTION_PLAN)
        for each in paths_of(register)
    ),
]
