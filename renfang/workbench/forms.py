"""What is asked before a number is looked for."""

from typing import Any

from renfang.pages.fields import PlainTextField
from renfang.pages.forms import ReasonForm
from renfang.workbench.numbers import EXAMPLE, LEAST


class NumberForm(ReasonForm):
    """A whole telephone number, and why its owner is looked for."""

    number = PlainTextField(label="电话号码", max_length=40)

    field_order = ("number", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, label="查找理由", least=LEAST, longest=200, example=EXAMPLE, **kwargs
        )
