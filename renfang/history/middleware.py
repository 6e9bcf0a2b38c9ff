"""Notes the address of each request for the history, and what the record must tell of it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from renfang.history.access import Kind, Result, note_access
from renfang.history.entries import note_failure
from renfang.history.origin import acting_from, client_address
from renfang.pages.answers import GivenOut
from renfang.personal.rules import mask_text

Answering = Callable[[HttpRequest], HttpResponse]
# What is part of a page, or public: a picture in it, the words of the health check. What a script
# is told of the cell that it has sent is JSON.
PARTS = ("image/", "text/html", "text/plain")
SENT = "application/json"


def note_origin(get_response: Answering) -> Answering:
    """Run each request inside ``acting_from`` its client's address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # For rooms below the history, which note a login's address.
        request.META["renfang.address"] = address = client_address(request)
        with acting_from(address):
            return get_response(request)

    return middleware


def keep_record(get_response: Answering) -> Answering:
    """Write down refused logins, refused requests and every file that leaves, once a request.

    It looks at what goes out, not at who answers, so that no view can forget it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if note_failure(request, response):
            return response
        if response.status_code == 403:
            _note_refusal(request, getattr(response, "reason", "") or "没有权限")
        elif response.status_code == 404 and _looked_for_a_record(request):
            _note_refusal(request, "没有这条记录，或者不在权限内")
        elif response.status_code == 200:
            _note_leaving(request, response)
        return response

    return middleware


def _looked_for_a_record(request: HttpRequest) -> bool:
    """Somebody who is logged in asked for a record by its number, which is not for him."""
    match = request.resolver_match
    return bool(match and match.kwargs and request.user.is_authenticated)


def _note_refusal(request: HttpRequest, why: str) -> None:
    note_access(
        request,
        kind=Kind.REFUSED,
        result=Result.REFUSED,
        label="打开" if request.method == "GET" else "提交",
        details={"原因": why},
    )


def _note_leaving(request: HttpRequest, response: HttpResponse) -> None:
    """A file or a print; what says nothing of itself is a download all the same."""
    if getattr(response, "is_on_record", False):
        return  # its record had to be there first: the file carries the number of it
    told: GivenOut | None = getattr(response, "given_out", None)
    if told is None:
        media, disposition = (
            response.headers.get(name, "") for name in ("Content-Type", "Content-Disposition")
        )
        told_to_script = request.method == "POST" and media.startswith(SENT)
        if not disposition and (media.startswith(PARTS) or told_to_script):
            return
        name = unquote(disposition.rpartition("''")[2])
        note_access(request, kind=Kind.DOWNLOAD, label=name or request.path)
        return
    facts = dict(told.facts)
    if "条件" not in facts and request.GET:
        facts["条件"] = "，".join(f"{name} {value}" for name, value in request.GET.items())
    if "条件" in facts:
        facts["条件"] = mask_text(str(facts["条件"]), is_query=True)[:500]
    note_access(request, kind=Kind(told.use.value), label=told.name, details=facts)
