"""Lets every request read the working-day table at most once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from renfang.clocks.calendars import calendar_read_once


def hold_calendar(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Run each request inside ``calendar_read_once``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with calendar_read_once():
            return get_response(request)

    return middleware
