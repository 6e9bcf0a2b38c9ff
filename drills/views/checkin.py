"""扫码签到: the trainer's page with the code, and the public page that a phone opens."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from drills.checkin import Expired, check_in, close_checkin, open_checkin, session_of, token_of
from drills.forms.training import CheckinForm, MinutesForm
from drills.views.sessions import find_session, trail
from renfang.acts import NotFound, Refused
from renfang.history.origin import client_address
from renfang.workbench.lists import refuse_on_form

# Tries that one address may make in a minute: a hall behind one router, and no guessing.
TRIES_PER_MINUTE = 60


@require_http_methods(["GET", "POST"])
def session_checkin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close check-in, and show the code to the hall."""
    session = find_session(request, pk, "manage_training")
    form = MinutesForm(request.POST if "open" in request.POST else None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if "close" in request.POST:
                close_checkin(pk, by=request.user)
                messages.success(request, "扫码签到已停止")
                return redirect("drills:session_checkin", pk)
            if form.is_valid():
                open_checkin(pk, by=request.user, minutes=form.cleaned_data["minutes"])
                messages.success(request, "扫码签到已开放")
                return redirect("drills:session_checkin", pk)
        except Refused as refusal:
            if not form.is_bound:
                raise
            status = refuse_on_form(form, refusal)
    token = token_of(session)
    context = {
        "session": session,
        "trail": trail(session),
        "form": form,
        "address": settings.PUBLIC_ADDRESS + reverse("drills:checkin", args=[token])
        if token
        else "",
        "arrived": session.marks.filter(source="checkin").count(),
    }
    return render(request, "drills/session_checkin.html", context, status=status)


@require_GET
def session_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code as SVG; 404 while check-in is closed."""
    session = find_session(request, pk, "manage_training")
    token = token_of(session)
    if not token:
        raise NotFound("签到二维码")
    target = io.BytesIO()
    code = segno.make_qr(
        settings.PUBLIC_ADDRESS + reverse("drills:checkin", args=[token]), error="m"
    )
    code.save(target, kind="svg", scale=8, border=4)
    return HttpResponse(target.getvalue(), content_type="image/svg+xml")


@login_not_required
@require_http_methods(["GET", "POST"])
def checkin(request: HttpRequest, token: str) -> HttpResponse:
    """What the code opens on a member's phone. Shows the session, never the roster."""
    try:
        session = session_of(token)
    except Expired as expired:
        return _closed(request, expired.message, 200)
    form = CheckinForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if _too_many(request):
            return _closed(request, "一分钟内尝试次数过多。过一分钟再扫码签到", 429)
        status = 422
        if form.is_valid():
            try:
                check_in(token, **form.cleaned_data)
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                return _unindexed(render(request, "drills/checkin_done.html", {"session": session}))
    response = render(
        request, "drills/checkin.html", {"form": form, "session": session}, status=status
    )
    return _unindexed(response)


def _closed(request: HttpRequest, message: str, status: int) -> HttpResponse:
    return _unindexed(
        render(request, "drills/checkin_closed.html", {"message": message}, status=status)
    )


def _unindexed(response: HttpResponse) -> HttpResponse:
    """Keep answers out of search engines, and addresses (which hold tokens) out of referrers."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _too_many(request: HttpRequest) -> bool:
    key = f"drills.checkin.{client_address(request)}"
    if cache.add(key, 1, 60):
        return False
    try:
        return cache.incr(key) > TRIES_PER_MINUTE
    except ValueError:  # it ran out between the two calls
        return False
