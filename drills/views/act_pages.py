"""A page with one form that performs one act; what all such pages of this app share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from renfang.acts import Refused
from renfang.workbench.lists import refuse_on_form


@dataclass(frozen=True)
class ActPage:
    """What the page says: its title, the button, the pages above, what is already known."""

    title: str
    act: str
    # (label, url) of the pages above, the last of which is where 返回 leads.
    trail: Sequence[tuple[str, str]]
    lead: str = ""
    danger: bool = False
    has_file: bool = False
    facts: Sequence[tuple[str, Any]] = field(default_factory=tuple)


def act_page(
    request: HttpRequest,
    form: forms.BaseForm,
    page: ActPage,
    perform: Callable[[], Any],
    *,
    done: str,
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show ``form``; on POST perform the act, say ``done`` and go on.

    A refusal stays on the form at the field it names, with what was typed. A row that came to be
    while the form was open is said to be there already.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    result = perform()
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            except ValidationError as error:
                form.add_error(None, "；".join(error.messages))
            except IntegrityError:
                status = 409
                form.add_error(None, "内容与已登记的记录冲突。返回列表核对后重新填写")
            else:
                messages.success(request, done)
                return redirect(to(result) if to else page.trail[-1][1])
    context = {"page": page, "form": form, "back": page.trail[-1][1]}
    return render(request, "drills/act_page.html", context, status=status)
