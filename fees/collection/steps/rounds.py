"""终结本次执行程序: no property was found, the claim remains, execution can be asked for again.

It is no state of the track: the court has the case, nothing lapses and nothing is written off.
Source: 最高人民法院关于适用《民事诉讼法》的解释 art. 517 (art. 519 until
the revision of 2022).
"""

from __future__ import annotations

from fees.collection.models import CollectionStep, CollectionTrack


def closed_round(track: CollectionTrack) -> CollectionStep | None:
    """The ruling that closed the present round; None while execution goes on.

    A new application begins another execution: what was ruled of an earlier one is over.
    """
    steps = track.steps.filter(code__in=("apply", "close_round", "reopen"))
    last: CollectionStep | None = steps.order_by("-id").first()
    return last if last is not None and last.code == "close_round" else None


def round_words(track: CollectionTrack) -> str:
    """The same in words for the page of the case; empty while execution goes on, or is over."""
    step = closed_round(track) if track.state == CollectionTrack.State.ENFORCING else None
    if step is None:
        return ""
    return (
        f"{step.on:%Y-%m-%d} 收到{step.values['ruling_number']}。债权不消灭，"
        "发现可供执行的财产即申请恢复执行"
    )


def round_is_closed(track: CollectionTrack) -> str:
    """Why no round can be closed; empty where one can."""
    return "已经终结本次执行程序，发现财产的登记恢复执行" if closed_round(track) else ""


def round_is_open(track: CollectionTrack) -> str:
    """Why there is nothing to resume; empty where there is."""
    return "" if closed_round(track) else "没有终结本次执行程序，不需要恢复"
