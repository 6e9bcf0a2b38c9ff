"""Forms of the working-day calendar."""

from django import forms

from renfang.quantities.forms import DateFormField


class SpecialDayForm(forms.Form):
    date = DateFormField(label="日期")
    until = DateFormField(
        label="至", required=False, help_text="连续几天的填写，其中的周末不用另行登记"
    )
    is_working = forms.TypedChoiceField(
        label="安排",
        choices=[("off", "放假"), ("work", "调休上班")],
        coerce=lambda value: value == "work",
    )
    name = forms.CharField(label="节日", max_length=40)


class PublishForm(forms.Form):
    source_document = forms.CharField(
        label="依据文件", max_length=200, help_text="国务院办公厅关于当年部分节假日安排的通知"
    )
