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
    """Why something is ended, sent back, corrected or looked at; ``label`` names the reason.

    ``least`` are the letters that the act asks for (it refuses fewer itself), ``longest`` what the
    record can hold; ``example`` is a reason as it may be given.
    """

    reason = PlainTextField(label="原因", multiline=True)

    def __init__(
        self,
        *args: Any,
        label: str = "原因",
        least: int = 5,
        longest: int = 300,
        example: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        said = [f"至少 {least} 个字"] if least > 2 else []
        said += [f"例如“{example}”"] if example else []
        self.fields["reason"] = PlainTextField(
            label=label,
            max_length=longest,
            multiline=True,
            help_text="，".join(said),
            error_messages={"required": "，".join([f"写明{label}", *said])},
        )


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
