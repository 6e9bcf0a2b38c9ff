"""Notes the address of each request for the history."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from renfang.history.origin import acting_from, client_address


def note_origin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Run each request inside ``acting_from`` its client's address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # For rooms below the history, which note a login's address.
        request.META["renfang.address"] = address = client_address(request)
        with acting_from(address):
            return get_response(request)

    return middleware
