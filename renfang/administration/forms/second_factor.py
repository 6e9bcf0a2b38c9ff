"""Forms of 两步验证."""

from __future__ import annotations

from typing import Any

from django import forms

from renfang.pages.fields import PlainTextField

# An answer of a browser: a key of 4096 bits and what is around it stays below a tenth of it.
_ANSWER = 40_000
_CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}


class StepForm(forms.Form):
    """The second step of a login: a code, or what the browser answered for a passkey."""

    code = forms.CharField(
        label="验证码",
        max_length=40,
        required=False,
        widget=forms.TextInput({**_CODE, "autofocus": True}),
        help_text="身份验证器当前显示的 6 位数字；手机不在身边时，填写一个恢复码",
    )
    answer = forms.CharField(
        label="通行密钥", max_length=_ANSWER, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, has_app: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_app:
            self.fields["code"].label = "恢复码"
            self.fields["code"].help_text = "通行密钥不在身边时，填写一个没有用过的恢复码"

    def clean(self) -> dict[str, str]:
        """One of the two."""
        sent = super().clean() or {}
        if not sent.get("code") and not sent.get("answer") and not self.errors:
            self.add_error("code", f"填写{self.fields['code'].label}")
        return sent


class FirstCodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput({**_CODE, "inputmode": "numeric"}),
        help_text="身份验证器当前显示的 6 位数字",
    )


class ProofForm(forms.Form):
    """Password and code, or a passkey: what changes a second factor asks for them."""

    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label="验证码",
        max_length=40,
        widget=forms.TextInput(_CODE),
        help_text="身份验证器当前显示的 6 位数字，或一个恢复码",
    )
    answer = forms.CharField(
        label="通行密钥", max_length=_ANSWER, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("answer"):
            self.fields["password"].required = self.fields["code"].required = False


class PasskeyForm(forms.Form):
    name = PlainTextField(
        label="名称", max_length=40, help_text="便于以后辨认，例如“办公室电脑”“蓝色安全密钥”"
    )
    answer = forms.CharField(
        label="通行密钥",
        max_length=_ANSWER,
        widget=forms.HiddenInput,
        error_messages={"required": "浏览器没有给出通行密钥，重新添加一次"},
    )
