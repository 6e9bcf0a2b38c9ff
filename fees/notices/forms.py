"""Form of a demand."""

from __future__ import annotations

from django import forms

from fees.notices.rules import DEMANDS
from renfang.pages.fields import PlainTextField
from renfang.quantities.forms import DateFormField


class NoticeForm(forms.Form):
    """签发缴费通知书或者征收决定书."""

    kind = forms.ChoiceField(label="文书种类", choices=list(DEMANDS.items()))
    due_on = DateFormField(
        label="缴款期限", help_text="国家未统一规定缴款天数，按本地规定填写；逾期以此日计算"
    )
    heard = PlainTextField(
        label="陈述申辩情况",
        max_length=500,
        required=False,
        multiline=True,
        help_text="签发征收决定书时填写；没有提出的，写“当事人未提出陈述申辩”",
    )
