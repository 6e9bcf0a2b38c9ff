"""What the script of the pages asks: keep this, is there anything of this page, put it aside."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from renfang.acts import Incomplete
from renfang.drafts.keeping import drop, find, keep
from renfang.drafts.middleware import HAS_DRAFTS


@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """GET: what was left unsent on ``page``, and a protection mark that counts for this session.

    POST: keep what stands in a form, ``fields`` as JSON. Once the session has ended both lead to
    the login page, and the script says so over what was typed.
    """
    return _keep(request) if request.method == "POST" else _found(request)


def _found(request: HttpRequest) -> HttpResponse:
    answer: dict[str, Any] = {"token": get_token(request)}
    kept = find(request.user, request.GET.get("page", "").replace("\x00", ""))
    if kept is not None:
        request.session[HAS_DRAFTS] = True
        saved = timezone.localtime(kept.saved_at)
        answer |= {
            "saved": f"{saved.month}月{saved.day}日 {saved:%H:%M}",
            "fields": kept.fields,
        }
    return _told(answer)


def _told(values: dict[str, Any]) -> HttpResponse:
    """JSON for the page's script, as text: nothing that is given out, and no download on record."""
    return HttpResponse(json.dumps(values), content_type="text/plain; charset=utf-8")


def _keep(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    try:
        fields = json.loads(sent.get("fields", ""))
    except ValueError as error:
        raise Incomplete("填写内容的格式不正确，没有保存") from error
    keep(
        request.user,
        page=sent.get("page"),
        goes_to=sent.get("goes_to"),
        title=sent.get("title", ""),
        fields=fields,
    )
    if not request.session.get(HAS_DRAFTS):
        request.session[HAS_DRAFTS] = True
    return _told({})


@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """放弃: by the script, or by the button of the first page, to which it leads back."""
    drop(request.user, request.POST.get("page", "").replace("\x00", ""))
    return redirect("workbench") if "back" in request.POST else _told({})
