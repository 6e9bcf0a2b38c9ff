"""What ``manage.py check`` says of the record's settings."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

# 网络安全法 (art. 21 no. 3 as numbered in 2016): network logs are kept for six months at least.
LEAST_MONTHS = 6


@register()
def months_are_lawful(app_configs: Any, **kwargs: Any) -> list[Error]:
    """renfang.E007: access records are kept for six months at least."""
    if settings.ACCESS_MONTHS >= LEAST_MONTHS:
        return []
    return [
        Error(
            f"RENFANG_ACCESS_MONTHS is {settings.ACCESS_MONTHS}; the law asks for {LEAST_MONTHS}",
            hint="网络安全法: six months at least; applications of the government: twelve.",
            id="renfang.E007",
        )
    ]
