"""Security headers on every answer, and refusals told in words."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from renfang.acts import Refused, Unavailable, leftovers

logger = logging.getLogger(__name__)


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
        """What an act could not do after its commit is said on the next page: the act is done."""
        with leftovers() as left:
            response = self.get_response(request)
        for words in left:
            messages.warning(request, words)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """404 looks alike for what does not exist and what belongs to others."""
        if isinstance(error, OperationalError):
            # Outside of acts, which say more: a page that reads, or a visit that is noted.
            logger.error("the database did not answer: %s", error, exc_info=error)
            error = Unavailable(
                "数据库暂时没有应答，本次没有办理。稍后再试；仍不行的联系系统管理员"
            )
        if not isinstance(error, Refused):
            return None
        if error.status == 404:
            return render(request, "404.html", status=404)
        template = "403.html" if error.status == 403 else "refused.html"
        answer = render(request, template, {"message": error.message}, status=error.status)
        # Django's answers have a ``reason_phrase``; this is for the record.
        answer.reason = error.message
        return answer
