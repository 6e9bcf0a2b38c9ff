"""A page with one form that performs one act; what all such pages share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from renfang.acts import NotPermitted, Refused
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages.lists import refuse_on_form
from renfang.resting import Ending


@dataclass(frozen=True)
class FormPage:
    """What the page says: its title, the button, the pages above, what is known, what will happen.

    ``trail`` are (label, address) of the pages above, the last of which is where 返回 leads;
    ``facts`` (label, value) stand above the fields; ``extra`` is for a ``template`` of one's own.
    ``ends`` is the row that the act ends and how: what rests on it is shown below the form.
    """

    title: str
    act: str
    trail: Sequence[tuple[str, str]]
    lead: str = ""
    danger: bool = False
    has_file: bool = False
    facts: Sequence[tuple[str, Any]] = ()
    ends: tuple[Model, Ending] | None = None
    template: str = "pages/act_form.html"
    extra: dict[str, Any] = field(default_factory=dict)


def act_form(
    request: HttpRequest,
    form: forms.BaseForm,
    page: FormPage,
    perform: Callable[[], Any],
    *,
    done: str | Callable[[Any], str],
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show ``form``; on POST perform the act, say ``done`` and go on.

    A refusal stays on the form at the field it names, with what was typed. A row that came to be
    while the form was open is said to be there already. ``to`` gives the next page's address from
    what the act returned; otherwise the page goes back.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                result = perform()
            except Refused as refusal:
                status = refuse_on_form(form, refusal)
            except ValidationError as error:
                form.add_error(None, "；".join(error.messages))
            except IntegrityError:
                status = 409
                form.add_error(None, "内容与已登记的记录冲突。返回列表核对后重新填写")
            else:
                messages.success(request, done(result) if callable(done) else done)
                return redirect(to(result) if to else page.trail[-1][1])
    context = {
        "page": page,
        "form": form,
        "facts": page.facts,
        "back": page.trail[-1][1],
        **page.extra,
    }
    return render(request, page.template, context, status=status)


def offices_with(scope: Scope, permission: str) -> QuerySet[Organisation]:
    """The organisations at which the user holds a permission; NotPermitted where there is none."""
    if not scope.holds(permission):
        raise NotPermitted.lacking(permission)
    return Organisation.objects.filter(pk__in=scope.organisations(permission)).order_by("path")
