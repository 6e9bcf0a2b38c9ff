"""Security headers on every answer, and refusals told in words."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from renfang.acts import Refused


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What Django's own security middleware leaves out; nothing personal stays in a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class explain_refusals:  # noqa: N801 - a middleware factory, named like its siblings
    """Answers a Refused that no view handled with a page that says what happened and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """404 looks alike for what does not exist and what belongs to others."""
        if not isinstance(error, Refused):
            return None
        if error.status == 404:
            return render(request, "404.html", status=404)
        template = "403.html" if error.status == 403 else "refused.html"
        return render(request, template, {"message": error.message}, status=error.status)
