"""Forms that the pages of many acts share."""

from __future__ import annotations

from django import forms

from renfang.pages.fields import PlainTextField, VersionField


class VersionForm(forms.Form):
    """A form about a record that somebody else may change meanwhile: the version that it showed."""

    version = VersionField(required=False)


class ReasonForm(VersionForm):
    """An act that needs a reason: cancelling, opening again."""

    reason = PlainTextField(label="原因", max_length=300, error_messages={"required": "写明原因。"})
