"""The history of an application, read twice: what changed while somebody typed, and 流程轨迹.

``changes_since`` tells the second of two people what the first did; ``trail_of`` gives the whole in
the office's words, with the time between the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from engineering.approvals.models.applications import Application
from renfang.clocks.rules import WorkingCalendar
from renfang.history.models import Event

# Acts that are recorded on an application without moving its version.
_BESIDE = ("上传附件", "移除附件", "制作送达回证", "未能送达", "分派")


def changes_since(application: Application, version: int) -> Sequence[Event]:
    """The events by which the application came from ``version`` to where it is, oldest first.

    Every act that moves the version records one event on the application.
    """
    passed = application.version - version
    if passed <= 0:
        return []
    events = (
        Event.objects.filter(
            subject_type=ContentType.objects.get_for_model(Application),
            subject_id=application.pk,
        )
        .exclude(act__in=_BESIDE)
        .order_by("-sequence")[:passed]
    )
    return list(reversed(events))


# What the trail tells of an act; the whole before and after stay in the history.
_TOLD = {
    "登记项目": ("项目代码", "建设单位"),
    "收件": ("申请事项", "拟建人防面积", "办理时限"),
    "补正收件": ("申请事项", "拟建人防面积", "办理时限"),
    "要求补正": (),
    "受理": ("受理日期", "办理时限", "应建面积", "易地建设面积"),
    "不予受理": (),
    "复核": ("应建面积",),
    "退回复核": (),
    "准予许可": (),
    "不予许可": (),
    "申请人撤回": (),
    "签发文书": ("文号",),
    "延长审批期限": ("办理时限", "延长"),
    "退回重核": (),
    "重新核定": ("拟建人防面积", "应建面积"),
    "上传附件": ("文件名", "材料"),
    "移除附件": (),
    "制作送达回证": ("送达方式",),
    "登记送达": ("送达方式", "送达生效日期"),
    "撤回许可": ("终止日期",),
    "撤销许可": ("终止日期",),
    "注销许可": ("终止日期",),
}


_LOOKS = {
    "要求补正": "waiting",
    "暂停计时": "pause",
    "不予受理": "bad",
    "不予许可": "bad",
    "作废文书": "bad",
    "退回重核": "waiting",
    "未能送达": "waiting",
    "撤回许可": "bad",
    "撤销许可": "bad",
    "注销许可": "bad",
}


def trail_of(events: Iterable[Event], calendar: WorkingCalendar) -> list[dict[str, Any]]:
    """Entries for partials/timeline.html, oldest first, with the working days since the last."""
    entries: list[dict[str, Any]] = []
    previous = None
    for event in sorted(events, key=lambda event: (event.at, event.pk)):
        day = timezone.localdate(event.at)
        passed = calendar.working_days_between(previous, day) if previous else 0
        entries.append(
            {
                "what": event.act,
                "who": event.actor_label,
                "at": event.at,
                "opinion": _opinion(event),
                "elapsed": f"隔 {passed} 个工作日" if passed else "",
                "state": _LOOKS.get(event.act, ""),
            }
        )
        previous = day
    return entries


def _opinion(event: Event) -> str:
    after = event.told_after
    told = _TOLD.get(event.act, tuple(after))
    changes = "；".join(f"{label}：{after[label]}" for label in told if label in after)
    return "。".join(part.rstrip("。") for part in (changes, event.told_note) if part)
