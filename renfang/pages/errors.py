"""Error pages that must also work before anybody is logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection mark is missing or old: the page was open for too long."""
    return render(request, "403_csrf.html", status=403)
