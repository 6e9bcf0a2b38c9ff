"""Rows that grow, also without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, QueryDict

from renfang.pages.lists import sent, whole_numbers


class Rows(forms.BaseFormSet):
    """Rows of which as many count as are filled in and not deleted (``rows_of``)."""

    @property
    def given(self) -> list[dict[str, Any]]:
        """What they say, in their order; call it on a valid formset."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def rows_of(form: type[forms.Form], most: int = 100) -> Any:
    """The formset of such rows, up to ``most``; somewhat more are shown, with what is wrong."""
    return forms.formset_factory(
        form, formset=Rows, extra=0, can_delete=True, max_num=most, absolute_max=2 * most
    )


def sent_rows(request: HttpRequest) -> QueryDict | None:
    """What was posted, with one more blank row for 添加一行; None where nothing was."""
    data = sent(request)
    return with_one_more(data) if data is not None else None


def with_one_more(data: QueryDict) -> QueryDict:
    """The form as sent by 添加一行, with one more blank row in the set that ``add_row`` names."""
    more = data.copy()
    key = f"{data.get('add_row', '')}-TOTAL_FORMS"
    for count in whole_numbers([more.get(key, "")]):
        more[key] = str(count + 1)
    return more


def unjudged(*parts: forms.BaseForm | BaseFormSet) -> None:
    """Show what was typed without judging it yet: the user only asked for another row."""
    for part in parts:
        if isinstance(part, BaseFormSet):
            part._errors = [ErrorDict() for _ in part.forms]
            part._non_form_errors = ErrorList()
            unjudged(*part.forms)
        else:
            part._errors = ErrorDict()
