"""What ``manage.py check`` says of the algorithms that the settings name."""

from __future__ import annotations

from typing import Any

from django.core import checks

from renfang.algorithms import unsupported


@checks.register(checks.Tags.security)
def algorithms_are_there(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Nothing could be recorded by a digest that the machine does not have."""
    return [checks.Error(words, id="proof.E001") for words in unsupported()]
