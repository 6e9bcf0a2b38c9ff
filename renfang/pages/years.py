"""Which year a page shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone


class YearForm(forms.Form):
    """Which year."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        this = timezone.localdate().year
        super().__init__(*args, initial={"year": this}, **kwargs)
        self.fields["year"].choices = [
            (year, f"{year} 年") for year in range(this + 1, this - 10, -1)
        ]

    def asked(self) -> int:
        """The year asked for, this year where none is."""
        chosen = self.cleaned_data.get("year") if self.is_bound and self.is_valid() else None
        return chosen or timezone.localdate().year
