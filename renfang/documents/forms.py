"""Forms about issued papers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from renfang.documents.kinds import Passage, all_kinds
from renfang.documents.numbers import number_key
from renfang.documents.passages import PLACEHOLDERS
from renfang.organisations.models import Organisation
from renfang.pages.fields import PlainTextField
from renfang.pages.query_forms import DayBound, OneOf, Query, Words
from renfang.quantities.forms import DateFormField


class PaperNumber(Words):
    """文号, however its brackets are typed; ``path`` leads to the ``number_key`` of the paper."""

    def __init__(self, path: str) -> None:
        super().__init__("文号", path, max_length=60)

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        """The rows whose paper's number contains it."""
        return rows.filter(**{f"{self.paths[0]}__contains": number_key(value)})


class DocumentQuery(Query):
    """查询条件 above the list of papers."""

    number = PaperNumber("number_key")
    kind = OneOf("种类", lambda: [(kind.code, kind.label) for kind in all_kinds()])
    state = OneOf("状态", [("current", "有效"), ("void", "已作废")])
    issued_from = DayBound("签发日期自", "issued_on__gte")
    issued_to = DayBound("签发日期至", "issued_on__lte")

    def narrow_state(self, rows: QuerySet, value: str) -> QuerySet:
        """Papers that hold, or that were declared void."""
        return rows.filter(voiding__isnull=value == "current")


class FormBesideOthers(forms.Form):
    """A form that shares its page with others: their fields are called alike, so ids differ."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)


class LookForm(FormBesideOthers):
    """查看全文: why somebody looks at what the preview leaves out."""

    reason = forms.CharField(
        label="查看事由",
        max_length=200,
        help_text="例如“核对抗力等级”",
        error_messages={"required": "写明查看事由，例如“核对抗力等级”"},
    )


class PrintForm(FormBesideOthers):
    """打印: the reason is asked for from the second printing on."""

    reason = forms.CharField(
        label="补打原因",
        required=False,
        max_length=200,
        help_text="例如“原件污损”“当事人遗失”",
    )


class VoidForm(FormBesideOthers):
    """作废: always with a reason."""

    reason = forms.CharField(
        label="作废原因",
        min_length=5,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "写明作废原因，至少 5 个字",
            "min_length": "写明作废原因，至少 5 个字",
        },
    )


class WordingQuery(forms.Form):
    """Which passage of which office's papers; unknown values give the first of either."""

    office = forms.ChoiceField(label="机构")
    passage = forms.ChoiceField(label="段落", choices=Passage.choices)

    def __init__(self, *args: Any, offices: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(str(row.pk), row.short_name) for row in offices]


class WordingForm(forms.Form):
    """修订文书用语: one passage of one kind of paper, or of all that print it."""

    effective_from = DateFormField(label="启用日期")
    text = PlainTextField(label="文字", max_length=1000, multiline=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 6
        self.fields["text"].help_text = "可以使用的占位符：" + "，".join(
            f"{{{name}}} {meaning}" for name, meaning in PLACEHOLDERS.items()
        )


class NumberCheckForm(forms.Form):
    """核验 by what is printed, for those who cannot scan the code."""

    number = forms.CharField(label="文号", max_length=100)
    code = forms.CharField(label="核验码", max_length=12, help_text="二维码旁的 6 位字母和数字")
