"""Forms of the materials of an application: 登记材料, 上传附件."""

from __future__ import annotations

from typing import Any

from django import forms

from engineering.approvals.forms.applications import ActForm
from engineering.approvals.models.applications import Application
from engineering.approvals.models.materials import CaseMaterial
from renfang.pages.fields import SeveralField
from renfang.pages.lists import whole_numbers
from renfang.uploads.fields import DocumentField


class TickForm(ActForm):
    """登记材料: what of the list is there."""

    received = SeveralField(label="已收到", queryset=CaseMaterial.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.application is not None:
            self.fields["received"].queryset = self.application.materials.all()

    def ticked(self) -> list[int]:
        """Ids of what is ticked; call it on a valid form."""
        return [material.pk for material in self.cleaned_data["received"]]

    def as_sent(self) -> list[int] | None:
        """Ids as they were sent, whatever they are; None where nothing was."""
        return whole_numbers(self["received"].value() or []) if self.is_bound else None


class UploadForm(forms.Form):
    """上传附件."""

    file = DocumentField(label="文件")
    material = forms.TypedChoiceField(
        label="对应材料", coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = application.materials.all()
        self.fields["material"].choices = [("", "其他"), *((row.pk, row.name) for row in rows)]
