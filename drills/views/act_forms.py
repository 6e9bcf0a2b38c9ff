"""A page with one form that performs one act; what such pages of this app share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from renfang.acts import Refused
from renfang.workbench.lists import refuse_on_form


@dataclass(frozen=True)
class FormPage:
    """What the page says: its title, the button, the pages above it, what will happen."""

    title: str
    act: str
    # (label, url) of the pages above, the last of which is where 返回 leads.
    trail: tuple[tuple[str, str], ...]
    lead: str = ""
    danger: bool = False
    has_file: bool = False
    template: str = "drills/act_form.html"
    extra: dict[str, Any] = field(default_factory=dict)


def act_form(
    request: HttpRequest,
    form: forms.Form,
    page: FormPage,
    perform: Callable[[], Any],
    *,
    done: str | Callable[[Any], str],
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show ``form``; on POST perform the act, say ``done`` and go on.

    A refusal stays on the form at the field it names, with what was typed. ``to`` gives the next
    page's address from what the act returned; otherwise the page goes back.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                result = perform()
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            else:
                messages.success(request, done(result) if callable(done) else done)
                return redirect(to(result) if to else page.trail[-1][1])
    context = {"page": page, "form": form, "back": page.trail[-1][1], **page.extra}
    return render(request, page.template, context, status=status)
