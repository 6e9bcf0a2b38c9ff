"""Answers that several pages give."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from renfang.acts import NotPermitted
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offices(scope: Scope, permission: str) -> QuerySet[Organisation]:
    """The organisations at which the user holds a permission; NotPermitted where there is none."""
    if not scope.holds(permission):
        raise NotPermitted.lacking(permission)
    return Organisation.objects.filter(pk__in=scope.organisations(permission))


def workbook(content: bytes, name: str) -> HttpResponse:
    """An XLSX file to keep, its name written as RFC 6266 has it for Chinese."""
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
