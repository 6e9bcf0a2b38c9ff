"""Forms that the pages of many acts share: why something is done, and at which office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from renfang.organisations.models import Organisation
from renfang.pages.fields import PlainTextField, VersionField


class VersionForm(forms.Form):
    """A form about a record that somebody else may change meanwhile: the version that it showed."""

    version = VersionField(required=False)


class ReasonForm(forms.Form):
    """Why something is ended, sent back or corrected; ``label`` names the reason."""

    reason = PlainTextField(max_length=300, multiline=True, help_text="至少 5 个字")

    def __init__(self, *args: Any, label: str = "原因", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = f"写明{label}，至少 5 个字"


class VersionedReasonForm(ReasonForm, VersionForm):
    """The same about a record that somebody else may change meanwhile."""


class AtAnOffice(forms.BaseForm):
    """Base of a form with an ``OfficeField``; ``organisations`` are those that the user may choose.

    The view finds them by ``offices_with``.
    """

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def rest(self) -> dict[str, Any]:
        """What was filled in, without the office."""
        return {key: value for key, value in self.cleaned_data.items() if key != "organisation"}
