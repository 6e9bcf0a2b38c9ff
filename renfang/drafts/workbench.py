"""What was left unsent, on the first page; and the nightly end of what nobody came back to."""

from __future__ import annotations

from datetime import time

from django.http import HttpRequest
from django.template.loader import render_to_string

from renfang.background.schedule import Daily, register_daily
from renfang.drafts.keeping import all_of
from renfang.workbench.cards import CARDS


def register() -> None:
    """Register the card of the first page and the nightly removal."""
    CARDS.register(_card, rank=10)
    register_daily(
        Daily(
            "drafts",
            "清理未提交的填写内容",
            time(3, 30),
            function="renfang.drafts.keeping.remove_old",
        )
    )


def _card(request: HttpRequest) -> str:
    kept = all_of(request.user)
    if not kept:
        return ""
    return render_to_string("drafts/card.html", {"drafts": kept}, request=request)
