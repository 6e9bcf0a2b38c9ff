"""From which address the present request comes, told to history without passing it along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

_address: ContextVar[str] = ContextVar("renfang_address", default="")


def current_address() -> str:
    """Address of the request being answered; empty for commands."""
    return _address.get()


@contextmanager
def acting_from(address: str) -> Iterator[None]:
    """Everything inside happens on behalf of ``address``."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def client_address(request: HttpRequest) -> str:
    """The client's IP address, believing X-Forwarded-For only as far as our own proxies wrote it.

    With n trusted proxies the n-th entry from the right is the address the outermost of them saw;
    anything further left is what the client chose to claim.
    """
    candidate = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        forwarded = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        ]
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            candidate = forwarded[-settings.TRUSTED_PROXIES]
    try:
        return str(ip_address(candidate))
    except ValueError:
        return ""
