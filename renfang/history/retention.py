"""How long access records are kept, and how the older ones go.

Logs of the network are kept for six months at least (网络安全法, art. 21 no. 3 as numbered in
2016), those of applications of the government for a year (互联网政务应用安全管理规定 art. 20). The
events of acts are files of the office and stay for good.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Min, QuerySet
from django.utils import timezone

from renfang.acts import Refused, act
from renfang.algorithms import Running
from renfang.database.protection import maintenance
from renfang.history.checks import LEAST_MONTHS
from renfang.history.models import AccessRecord, Event
from renfang.history.record import record
from renfang.hooks import Hook
from renfang.organisations.models import LoginSession, Organisation

# What proves the record says before which number access records may go; None where it is all one.
GOES_BEFORE: Hook[Callable[[], int | None]] = Hook()


@act
def remove_old_access() -> Event | None:
    """清理访问记录: what is past the months of ``RENFANG_ACCESS_MONTHS`` goes, with its sessions.

    Gives the event that tells how much it was, and the hash by which a copy of it can be proven
    (``digest_of``); None where there was nothing. Raises Refused for a term below the law's.
    """
    months = settings.ACCESS_MONTHS
    if months < LEAST_MONTHS:
        raise Refused(f"访问记录至少保存 {LEAST_MONTHS} 个月，RENFANG_ACCESS_MONTHS 现为 {months}")
    before = months_before(timezone.now(), months)
    # Only what comes before the first row within the term: a hole could not be told from a theft.
    within = AccessRecord.objects.filter(at__gte=before).aggregate(first=Min("pk"))["first"]
    found = AccessRecord.objects.filter(at__lt=before).order_by("pk")
    for end in (within, *(limit() for limit in GOES_BEFORE)):
        if end is not None:
            found = found.filter(pk__lt=end)
    digest, count, first, last = digest_of(found)
    office = Organisation.objects.select_for_update().order_by("path").first()
    others = _remove_beside(before)
    if office is None or not (count or any(others.values())):
        return None
    with maintenance("清理访问记录"):
        found.delete()
    facts = {
        "保存期限": f"{months} 个月",
        "清理范围": f"{timezone.localtime(before):%Y-%m-%d %H:%M} 以前",
    }
    if count:
        facts |= {"访问记录": f"{count} 条", "编号": f"{first}—{last}", "内容校验值": digest}
    facts |= {name: f"{number} 条" for name, number in others.items() if number}
    return record(None, "清理访问记录", office, organisation=office, after=facts)


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of day so many months earlier, on the month's last day where there is none."""
    local = timezone.localtime(moment)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def digest_of(rows: QuerySet[AccessRecord]) -> tuple[str, int, int | None, int | None]:
    """The digest of all that the rows say, how many they are, their first and last number.

    The same rows give the same hash on both engines, so that a backup proves what was removed.
    """
    names = [field.attname for field in AccessRecord._meta.concrete_fields]
    digest, count, first, last = Running(settings.DIGEST), 0, None, None
    for row in rows.iterator(chunk_size=2000):
        values = {name: _plain(getattr(row, name)) for name in names}
        text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
        digest.add(text.encode() + b"\n")
        count, first, last = count + 1, row.pk if first is None else first, row.pk
    return digest.value(), count, first, last


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _remove_beside(before: datetime) -> dict[str, int]:
    """Past sessions and what django-axes counted, which say the same in other tables."""
    old = {
        # One that nobody ended ran out by itself, hours after it was last used.
        "登录会话": LoginSession.objects.filter(seen_at__lt=before),
        "登录失败计数": AccessAttempt.objects.filter(attempt_time__lt=before),
        "登录失败明细": AccessFailureLog.objects.filter(attempt_time__lt=before),
        "登录明细": AccessLog.objects.filter(attempt_time__lt=before),
    }
    return {name: rows.delete()[0] for name, rows in old.items()}
