"""Forms of assessment: reliefs judged one by one, violations, and the second person's review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from fees.assessments.models import AssessmentDraft, CompletionReview, ReliefDecision
from fees.assessments.reliefs import Claim, Judgement
from renfang.pages.query_forms import DayBound, OneOf, Query, Words
from renfang.quantities.forms import AmountField, AreaFormField, DateFormField
from renfang.uploads.fields import DocumentField


class ReliefForm(forms.Form):
    """The judgement of one claim."""

    outcome = forms.ChoiceField(
        label="认定结果", choices=[("", "未认定"), *ReliefDecision.Outcome.choices]
    )
    evidence = forms.CharField(
        label="核验的证明材料", required=False, max_length=300, help_text="名称、文号、核验方式"
    )
    attachment = forms.TypedChoiceField(
        label="附件", required=False, coerce=int, empty_value=None, choices=()
    )
    reason = forms.CharField(
        label="认定理由", required=False, max_length=300, help_text="不予减免的，写明理由"
    )

    def __init__(self, *args: Any, claim: Claim, files: Sequence[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.fields["attachment"].choices = [("", "不附"), *files]

    def judgement(self) -> Judgement:
        """What the officer found."""
        found = self.cleaned_data
        return Judgement(
            position=self.claim.position,
            code=self.claim.code,
            outcome=found["outcome"],
            evidence=found["evidence"],
            reason=found["reason"],
            attachment_id=found["attachment"],
        )


class ReliefForms(forms.BaseFormSet):
    """One form for each claim, in the order of the buildings."""

    def __init__(self, *args: Any, claims: Sequence[Claim], files: Sequence[Any], **kwargs: Any):
        self.claims, self.files = claims, files
        super().__init__(*args, prefix="reliefs", **kwargs)

    def total_form_count(self) -> int:
        """As many as there are claims, whatever was sent."""
        return len(self.claims)

    def initial_form_count(self) -> int:
        """None comes filled in."""
        return 0

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """The claim that the form is about."""
        kwargs: dict[str, Any] = super().get_form_kwargs(index)
        claim = self.claims[index] if index is not None else None
        return {**kwargs, "claim": claim, "files": self.files, "empty_permitted": False}

    def judgements(self) -> list[Judgement]:
        """What was found about every claim."""
        return [form.judgement() for form in self.forms]


ReliefFormSet = forms.formset_factory(ReliefForm, formset=ReliefForms, extra=0)


class ViolationQuery(Query):
    """查询条件 above the list of projects that never applied."""

    name = Words("项目或单位", "project__name", "developer_name")
    found_from = DayBound("发现日期自", "found_on__gte")
    found_to = DayBound("发现日期至", "found_on__lte")


class ViolationFacts(forms.Form):
    """What the violation is charged on; computed anew whenever it is sent."""

    as_of = DateFormField(label="适用规则日期", help_text="按该日施行的规则和标准计算")
    built_area = AreaFormField(
        label="已建防空地下室面积", required=False, help_text="没有修建的不填"
    )
    rate = AmountField(
        label="改用收费标准",
        required=False,
        allow_wan=False,
        help_text="元/㎡。留空按规则库或本地执行口径",
    )
    rate_ground = forms.CharField(
        label="改用依据", required=False, max_length=300, help_text="文件名称和文号"
    )


class RateDocumentForm(forms.Form):
    """The document of another rate, asked for where one was chosen (``with_rate``)."""

    rate_document = DocumentField(
        label="改用依据文件",
        required=False,
        only=("pdf", "jpg", "png"),
        help_text="批准改用的文件，pdf、jpg 或 png",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args: Any, with_rate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_rate:
            del self.fields["rate_document"]

    def kept(self) -> dict[str, Any]:
        """What the act is given, which keeps the document."""
        return {"rate_document": None, **self.cleaned_data}


class ViolationForm(RateDocumentForm):
    """提出违法未建核定: the figure that was seen, and how the facts were found."""

    expected = AmountField(label="核对的实缴金额", widget=forms.HiddenInput)
    reason = forms.CharField(
        label="应建未建的事实和证据",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“现场勘验笔录、测绘成果证实主体已完工，未修建防空地下室”",
    )


class DraftQuery(Query):
    """查询条件 above the list of drafts."""

    name = Words("项目或单位", "project__name", "project__developer__name")
    state = OneOf("状态", AssessmentDraft.State.choices)
    prepared_from = DayBound("核定日期自", "prepared_on__gte")
    prepared_to = DayBound("核定日期至", "prepared_on__lte")


class ReviewForm(forms.Form):
    """复核意见; what the button says decides whether the draft takes effect."""

    verdict = forms.ChoiceField(
        label="复核结论",
        choices=[("approve", "同意"), ("return", "退回")],
        widget=forms.HiddenInput,
        error_messages={"required": "用页面上的“同意并入账”或“退回”按钮提交"},
    )
    opinion = forms.CharField(
        label="复核意见", required=False, max_length=300, help_text="退回的写明原因，至少 5 个字"
    )


class PendingQuery(Query):
    """查询条件 above the list of decisions that wait for their assessment."""

    name = Words("项目或单位", "project__name", "project__developer__name")
    decided_from = DayBound("决定日期自", "decided_on__gte")
    decided_to = DayBound("决定日期至", "decided_on__lte")


class ReliefQuery(Query):
    """查询条件 above the register of reliefs."""

    name = Words("项目或减免事由", "draft__project__name", "relief_name")
    outcome = OneOf("认定", ReliefDecision.Outcome.choices)
    kind = OneOf("种类", [("lower_rate", "改用较低收费标准"), ("claims", "减免事由")])
    state = OneOf("核定稿状态", AssessmentDraft.State.choices)
    judged_from = DayBound("核定日期自", "draft__prepared_on__gte")
    judged_to = DayBound("核定日期至", "draft__prepared_on__lte")

    def narrow_kind(self, rows: QuerySet, value: str) -> QuerySet:
        """Lowered rates, or the claims of buildings."""
        lowered = Q(relief_code=ReliefDecision.LOWER_RATE)
        return rows.filter(lowered if value == "lower_rate" else ~lowered)

    def narrow_state(self, rows: QuerySet, value: str) -> QuerySet:
        """Of drafts in that state."""
        return rows.filter(draft__state=value)


class CompletionQuery(Query):
    """查询条件 above the list of reviews at completion."""

    name = Words("项目", "acceptance__shelter__project__name")
    state = OneOf("状态", CompletionReview.State.choices)


class RateForm(forms.Form):
    """Another rate than that of the book or the office, and the document that allows it."""

    rate = AmountField(
        label="改用收费标准",
        required=False,
        allow_wan=False,
        help_text="元/㎡。留空按规则库或本地执行口径",
    )
    rate_ground = forms.CharField(
        label="改用依据",
        required=False,
        max_length=300,
        help_text="文件名称和文号，例如“X发改价〔2026〕3号”",
    )


class AssessForm(RateDocumentForm):
    """What the check page sends back: the figures that the user has seen."""

    rate = AmountField(label="改用收费标准", required=False, widget=forms.HiddenInput)
    rate_ground = forms.CharField(
        label="改用依据", required=False, max_length=300, widget=forms.HiddenInput
    )
    expected = AmountField(label="核对的实缴金额", widget=forms.HiddenInput)
