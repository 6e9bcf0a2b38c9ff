"""The page of an act: one form, one button. What all such pages share.

``step_page`` is for an act that is a row of a room's table of steps. Where the act takes just what
the form has, ``act_view`` makes its whole view, ``acts_on`` those of all acts on one subject.
``act_form`` is for an act without a row, because nothing is there yet whose state could be asked
(a new record, a setting).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from renfang.acts import NotPermitted, Overtaken, Refused
from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope
from renfang.pages.fields import PlainTextField
from renfang.pages.forms import VersionForm
from renfang.pages.formsets import sent_rows, unjudged
from renfang.pages.lists import refuse_on_form, sent
from renfang.resting import Ending
from renfang.steps import EXPLANATION, Finding, Step, Weight

_DONE = 302


@dataclass(frozen=True)
class FormPage:
    """What the page says: its title, the button, the pages above, what is known, what will happen.

    ``trail`` are (label, address) of the pages above, the last of which is where 返回 leads;
    ``facts`` (label, value) stand above the fields, ``findings`` above the form; ``law`` names the
    articles. ``ends`` is the row that the act ends and how: what rests on it is shown below.
    ``below`` and ``rail`` are templates shown under the form and beside it, ``check`` one
    of what is to be checked first, beside which the form then stands; ``extra`` is for them, or
    for a ``template`` of one's own. ``helpers`` are the names of buttons that only help to fill
    the form: where one was pressed the page comes back unjudged. ``changes`` are the events of
    others who acted on the ``subject`` while the form was filled; nothing is written then, and
    ``is_possible`` says whether the act can still be done.
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
    law: str = ""
    findings: Sequence[Finding] = ()
    below: str = ""
    rail: str = ""
    check: str = ""
    body: str = ""
    parts: Sequence[BaseFormSet] = ()
    helpers: Sequence[str] = ("add_row",)
    subject: Any = None
    changes: Sequence[Any] = ()
    is_possible: bool = True


def step_page(
    request: HttpRequest,
    step: Step,
    subject: Any,
    form: forms.BaseForm,
    perform: Callable[[], Any],
    *,
    trail: Sequence[tuple[str, str]],
    done: str | Callable[[Any], str],
    to: Callable[[Any], str] | None = None,
    changes: Sequence[Any] = (),
    on: date | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of one step of ``subject``, which the caller found for a user who may do it.

    ``on`` is the day of the step for which the file is asked, today where nothing is said.

    Title, button, articles and warnings come from the row; ``more`` are other fields of FormPage.
    Raises WrongState in a state that does not allow the step, unless others brought it there while
    the form was filled (``changes``): then what was typed stays in sight. Raises NotPermitted where
    it must be somebody else; whatever else stands in the way is shown, and there is no button.
    """
    if not changes:
        step.require_state(subject)
    findings = _findings(step, subject, request.user, form, on)
    is_stopped = any(found.weight is Weight.STOPS for found in findings)
    page = FormPage(
        **{**_words_of(step), **more},
        trail=trail,
        findings=findings,
        subject=subject,
        ends=(subject, step.ends) if step.ends else None,
        changes=changes,
        is_possible=step.fits(subject) and not is_stopped,
    )
    return act_form(request, form, page, perform, done=done, to=to)


def rows_page(
    request: HttpRequest,
    step: Step,
    subject: Any,
    rows: Callable[..., Any],
    present: list[dict[str, Any]],
    perform: Callable[[list[dict[str, Any]], int | None], Any],
    *,
    trail: Sequence[tuple[str, str]],
    done: str,
    title: str,
) -> HttpResponse:
    """The page of a step that sets a list of the subject as a whole, in rows that grow.

    ``rows`` is the formset (``rows_of``), ``present`` what stands now. ``perform`` is given what
    the rows say and the version that the page showed.
    """
    data = sent_rows(request)
    form = fresh(VersionForm)(data, subject)
    # What was sent stands for itself: compared with the present rows an equal one counts as blank.
    formset = rows(data, initial=None if data else present or [{}], prefix="rows")
    return step_page(
        request,
        step,
        subject,
        form,
        lambda: perform(formset.given, form.cleaned_data["version"]),
        trail=trail,
        done=done,
        parts=[formset],
        extra={"formset": formset, "formset_title": title},
    )


def act_view(
    step: Step,
    *,
    find: Callable[[HttpRequest, int], Any],
    form: Callable[[QueryDict | None, Any], forms.BaseForm],
    act: Callable[..., Any],
    show: Callable[[Any], dict[str, Any]],
    done: str | Callable[[Any], str],
    to: Callable[[Any], str] | None = None,
) -> Callable[[HttpRequest, int], HttpResponse]:
    """The view of a step whose act takes just what its form has, and the subject's id.

    The form's fields are called as the act's keywords: each is passed on under its name.

    ``find`` gives the subject within the user's scope (else Http404), ``form`` the form of what was
    sent, ``show`` the trail and whatever else the page tells of the subject.
    """

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        subject = find(request, pk)
        request.scope.require(step.permission, subject)
        bound = form(sent(request), subject)
        return step_page(
            request,
            step,
            subject,
            bound,
            lambda: act(pk, by=request.user, **bound.cleaned_data),
            done=done,
            to=to,
            **show(subject),
        )

    return view


def acts_on(
    find: Callable[[HttpRequest, int], Any], trail: Callable[[Any], Sequence[tuple[str, str]]]
) -> Callable[..., Callable[[HttpRequest, int], HttpResponse]]:
    """``act_view`` for all acts on one kind of subject: how it is found and what stands above it.

    What it gives takes the step, the form, the act and ``done``; where there is more to show,
    ``show`` of the subject, and ``to``.
    """

    def view_of(
        step: Step,
        form: Callable[[QueryDict | None, Any], forms.BaseForm],
        act: Callable[..., Any],
        done: str | Callable[[Any], str],
        show: Callable[[Any], dict[str, Any]] = lambda subject: {},
        to: Callable[[Any], str] | None = None,
    ) -> Callable[[HttpRequest, int], HttpResponse]:
        return act_view(
            step,
            find=find,
            form=form,
            act=act,
            show=lambda subject: {"trail": trail(subject), **show(subject)},
            done=done,
            to=to,
        )

    return view_of


def fresh(
    form: Callable[..., forms.BaseForm], *days: str
) -> Callable[[QueryDict | None, Any], forms.BaseForm]:
    """The form for a subject as it stands today: its version, and today in ``on`` and ``days``."""
    return lambda data, subject: form(
        data,
        initial={
            "version": getattr(subject, "version", None),
            **dict.fromkeys(("on", *days), timezone.localdate()),
        },
    )


def _words_of(step: Step) -> dict[str, Any]:
    return {
        "title": step.label,
        "act": step.press or step.label,
        "lead": step.lead,
        "law": step.law,
        "danger": step.is_danger,
    }


def _findings(
    step: Step, subject: Any, user: Any, form: forms.BaseForm, on: date | None
) -> list[Finding]:
    """What is to be said before; the form takes a reason where one is asked for."""
    findings = list(step.findings(subject, user, on)) if step.fits(subject) else []
    for found in findings:
        if issubclass(found.refusal, NotPermitted):
            raise found.refusal(found.words)
        if found.weight is Weight.EXPLAIN:
            ask_for_explanation(form)
    return findings


def ask_for_explanation(form: forms.BaseForm) -> None:
    """Let the form take a reason; the act says whether it needs one on the day that is entered."""
    form.fields[EXPLANATION] = PlainTextField(
        label="说明", required=False, max_length=300, multiline=True, help_text="记入办理记录。"
    )


def act_form(
    request: HttpRequest,
    form: forms.BaseForm,
    page: FormPage,
    perform: Callable[[], Any],
    *,
    done: str | Callable[[Any], str],
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show ``form``; on POST perform the act, say ``done`` (unless it is empty) and go on.

    All of ``form`` and the page's ``parts`` are judged, so that every error shows at once, but
    nothing is where the user only asked for help, as for one more row (``with_one_more``).

    A refusal stays on the form at the field it names, with what was typed. A row that came to be
    while the form was open is said to be there already. ``to`` gives the next page's address from
    what the act returned; otherwise the page goes back.
    """
    status = 409 if page.changes else 200
    if any(name in request.POST for name in page.helpers):
        unjudged(form, *page.parts)
    elif request.method == "POST" and not page.changes:
        status, result = _attempt(form, page.parts, perform)
        if status == _DONE:
            if told := done(result) if callable(done) else done:
                messages.success(request, told)
            return redirect(to(result) if to else page.trail[-1][1])
    context = {
        "page": page,
        "form": form,
        "facts": page.facts,
        "back": page.trail[-1][1],
        **page.extra,
    }
    return render(request, page.template, context, status=status)


def _attempt(
    form: forms.BaseForm, parts: Sequence[BaseFormSet], perform: Callable[[], Any]
) -> tuple[int, Any]:
    """Perform the act if all that was sent can be read: the status, and what the act returned."""
    if [part for part in (form, *parts) if not part.is_valid()]:
        return 422, None
    try:
        return _DONE, perform()
    except Refused as refusal:
        return _refuse(form, parts, refusal), None
    except ValidationError as error:
        form.add_error(None, "；".join(error.messages))
        return 422, None
    except IntegrityError:
        form.add_error(None, "内容与已登记的记录冲突。返回列表核对后重新填写")
        return 409, None


def _refuse(form: forms.BaseForm, parts: Sequence[BaseFormSet], refusal: Refused) -> int:
    """Tell the refusal; make room for the reason it asks for, or for a second try on what is new.

    A field of a row of the ``parts`` is named as the browser sends it (reliefs-0-evidence), all the
    rows of a part by its prefix (buildings).

    Whoever has read that another was quicker goes on from the present version.
    """
    if refusal.field == EXPLANATION and EXPLANATION not in form.fields:
        ask_for_explanation(form)
    if isinstance(refusal, Overtaken) and refusal.version is not None and "version" in form.fields:
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(refusal.version)
    for part in parts:
        if part.prefix == refusal.field:
            part.non_form_errors().append(refusal.message)
            return refusal.status
    for row in (row for part in parts for row in part.forms):
        for name in row.fields:
            if row.add_prefix(name) == refusal.field:
                row.add_error(name, refusal.message)
                return refusal.status
    return refuse_on_form(form, refusal)


def offices_with(scope: Scope, permission: str) -> QuerySet[Organisation]:
    """The organisations at which the user holds a permission; NotPermitted where there is none."""
    if not scope.holds(permission):
        raise NotPermitted.lacking(permission)
    return Organisation.objects.filter(pk__in=scope.organisations(permission)).order_by("path")
