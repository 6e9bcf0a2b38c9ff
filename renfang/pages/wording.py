"""House wording for what Django says by itself: how to mend it, without 请 (docs/frontend.md)."""

from django.contrib.auth.forms import AuthenticationForm
from django.forms import ChoiceField, Field, ModelChoiceField


def register() -> None:
    """Put the house wording in place; called once when Django starts."""
    Field.default_error_messages["required"] = "填写此项"
    ChoiceField.default_error_messages["invalid_choice"] = "从列表中选择"
    ModelChoiceField.default_error_messages["invalid_choice"] = "从列表中选择"
    AuthenticationForm.error_messages["invalid_login"] = (
        "账号或密码不对。区分大小写；连续输错 5 次，该账号从本机登录将暂停一刻钟"
    )
    AuthenticationForm.error_messages["inactive"] = "账号已停用。需要恢复的，联系系统管理员"
