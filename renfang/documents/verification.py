"""The public verification page: anybody who holds a paper may ask whether it is genuine.

It shows enough to compare with the paper and no more than the paper itself, answers every unknown
token alike, and lets one address ask only so often. The token is 128 random bits and unrelated to
any number, so a neighbour's paper cannot be guessed.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from renfang.documents.forms import NumberCheckForm
from renfang.documents.models import IssuedDocument, VerificationVisit
from renfang.documents.numbers import number_key
from renfang.documents.registry import check_code
from renfang.history.origin import client_address

View = Callable[..., HttpResponse]


def _unindexed(view: View) -> View:
    """Keep answers out of search engines, and addresses (which hold tokens) out of referrers."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


def _too_many(request: HttpRequest) -> bool:
    """Whether this address has used up its visits of the last minute. Visits are the log itself."""
    since = timezone.now() - timedelta(minutes=1)
    recent = VerificationVisit.objects.filter(address=client_address(request), at__gte=since)
    return recent.count() >= settings.VERIFICATION_VISITS_PER_MINUTE


def _answer(request: HttpRequest, document: IssuedDocument | None) -> HttpResponse:
    VerificationVisit.objects.create(address=client_address(request), document=document)
    if document is None:
        return render(request, "documents/verify_unknown.html", status=404)
    context = {
        "document": document,
        "rows": document.definition.public_rows(document.snapshot),
        "replacement": getattr(document, "replaced_by", None),
        "host": settings.PUBLIC_ADDRESS,
    }
    return render(request, "documents/verify.html", context)


def _slow_down(request: HttpRequest) -> HttpResponse:
    response = render(request, "documents/verify_slow.html", status=429)
    response.headers["Retry-After"] = "60"
    return response


@login_not_required
@_unindexed
@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code opens: genuine, void or replaced, with the facts to compare."""
    if _too_many(request):
        return _slow_down(request)
    document = (
        IssuedDocument.objects.with_state()
        .select_related("replaced_by")
        .filter(token=token)
        .first()
    )
    if document is not None and not document.definition.verifiable:
        document = None
    return _answer(request, document)


@login_not_required
@_unindexed
@require_GET
def verify_by_number(request: HttpRequest) -> HttpResponse:
    """The same by the printed number and its six-character code."""
    form = NumberCheckForm(request.GET or None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "documents/verify_by_number.html", {"form": form})
    if _too_many(request):
        return _slow_down(request)
    code = form.cleaned_data["code"].strip().upper()
    candidates = IssuedDocument.objects.filter(number_key=number_key(form.cleaned_data["number"]))
    for candidate in candidates:
        if candidate.definition.verifiable and hmac.compare_digest(
            check_code(candidate).encode(), code.encode()
        ):
            return redirect("verify", token=candidate.token)
    return _answer(request, None)
