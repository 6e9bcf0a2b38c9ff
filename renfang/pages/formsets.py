"""Rows that grow, also without JavaScript."""

from __future__ import annotations

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from renfang.pages.lists import whole_numbers


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
