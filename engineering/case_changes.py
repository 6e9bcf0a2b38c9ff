"""Two people on one case: what changed while the second one was typing."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType

from engineering.models import Application
from renfang.history.models import Event

# Acts that are recorded on a case without moving its version.
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
