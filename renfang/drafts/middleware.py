"""Whatever a form's address has accepted is no draft any more."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from renfang.drafts.keeping import drop_accepted

# Set while this session has kept or been offered drafts: others are asked for none.
HAS_DRAFTS = "has_drafts"
_ACCEPTED = 302


def drop_drafts(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Drop the drafts of a form once its address has answered by leading on.

    A form that comes back with errors, a refusal and a session that ended keep theirs.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and response.status_code == _ACCEPTED:
            user = request.user
            if user.is_authenticated and request.session.get(HAS_DRAFTS):
                drop_accepted(user, request.path)
        return response

    return middleware
