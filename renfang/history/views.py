"""审计检索: who did what, when, from where, with before and after."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from renfang.acts import NotPermitted
from renfang.history.models import Event
from renfang.pages.lists import page_of
from renfang.quantities.forms import DateFormField


class EventQuery(forms.Form):
    actor = forms.CharField(label="办理人", required=False, max_length=50)
    subject = forms.CharField(label="对象", required=False, max_length=100)
    act = forms.CharField(label="事项", required=False, max_length=40)
    at_from = DateFormField(label="日期自", required=False)
    at_to = DateFormField(label="日期至", required=False)
    address = forms.CharField(label="来源地址", required=False, max_length=45)


_FILTERS = {
    "actor": "actor_label__contains",
    "subject": "subject_label__contains",
    "act": "act__contains",
    "address": "address",
    "at_from": "at__date__gte",
    "at_to": "at__date__lte",
}


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """The auditor's list of events in scope, newest first."""
    if not request.scope.holds(Event.view_permission):
        raise NotPermitted.lacking(Event.view_permission)
    found = Event.objects.visible_to(request.scope).select_related("organisation")
    form = EventQuery(request.GET or None)
    if form.is_bound and form.is_valid():
        for name, lookup in _FILTERS.items():
            if form.cleaned_data[name]:
                found = found.filter(**{lookup: form.cleaned_data[name]})
    page = page_of(request, Paginator(found, 20))
    for event in page:
        event.changes = [
            (label, event.before.get(label, "-"), event.after.get(label, "-"))
            for label in dict.fromkeys([*event.before, *event.after])
        ]
    return render(request, "history/events.html", {"form": form, "page": page})
