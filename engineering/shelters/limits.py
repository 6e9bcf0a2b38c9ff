"""Limits along a shelter's life: which one applies, on which day it ends, and its light."""

from __future__ import annotations

from datetime import date

from engineering.lifecycle.models import ShelterLimit
from engineering.shelters.standards import Limit, national_limit
from renfang.acts import Incomplete, act
from renfang.clocks.calendars import current_calendar
from renfang.clocks.rules import (
    Deadline,
    Light,
    Standing,
    Unit,
    WorkingCalendar,
    deadline,
    remaining_working_days,
)
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope

NEAR_WORKING_DAYS = 3


def limit_on(organisation: Organisation, item: str, day: date) -> Limit:
    """The organisation's own limit on ``day``, else its nearest superior's, else the national."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    row = (
        ShelterLimit.objects.filter(organisation__in=ids, item=item, effective_from__lte=day)
        .order_by("-organisation__path", "-effective_from")
        .first()
    )
    if row is None:
        return national_limit(item, day)
    return Limit(row.count, row.unit, row.basis)


def last_day(organisation: Organisation, item: str, start: date) -> Deadline:
    """届满日 of the limit that applies to something that happened on ``start``."""
    limit = limit_on(organisation, item, start)
    return deadline(start, limit.count, Unit(limit.unit), calendar=current_calendar())


class Limits:
    """All limits of one item, read once: for lists, where ``last_day`` would ask for each row."""

    def __init__(self, item: str, *, read: bool = True) -> None:
        """``read=False`` where it is known that no organisation set a limit of its own."""
        self.item = item
        # The nearest organisation's first, and of each the latest first.
        self._rows = list(
            ShelterLimit.objects.filter(item=item)
            .select_related("organisation")
            .order_by("-organisation__path", "-effective_from")
            if read
            else ()
        )

    def last_day(
        self, organisation: Organisation, start: date, calendar: WorkingCalendar
    ) -> Deadline:
        """What ``last_day`` of this module gives for the item."""
        limit: Limit | ShelterLimit = next(
            (
                row
                for row in self._rows
                if row.effective_from <= start
                and organisation.path.startswith(row.organisation.path)
            ),
            None,
        ) or national_limit(self.item, start)
        return deadline(start, limit.count, Unit(limit.unit), calendar=calendar)


def light_until(
    due_on: date, today: date, calendar: WorkingCalendar, *, estimated: bool = False
) -> Standing:
    """The light of a kept last day, as lists and pages show it."""
    left = remaining_working_days(today, due_on, calendar)
    if today > due_on:
        text = f"已超期 {-left} 个工作日" if left else "已超期"
        return Standing(Light.RED, text, left, estimated)
    text = "今日到期" if today == due_on else f"剩 {left} 个工作日"
    near = left <= NEAR_WORKING_DAYS
    return Standing(Light.AMBER if near else Light.GREEN, text, left, estimated)


@act
def set_limit(
    organisation_id: int,
    *,
    by: User,
    item: str,
    count: int,
    unit: str,
    basis: str,
    effective_from: date,
) -> ShelterLimit:
    """登记工程时限: from a day on, for the organisation and those below it. Nothing is edited."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    Scope(by).require("manage_settings", organisation_id)
    if len(basis.strip()) < 2:
        raise Incomplete("写明依据文件的名称和文号", field="basis")
    row = ShelterLimit(
        organisation=organisation,
        item=item,
        count=count,
        unit=unit,
        basis=basis.strip(),
        effective_from=effective_from,
    )
    row.full_clean()
    row.save(force_insert=True)
    record(
        by,
        "登记工程时限",
        organisation,
        organisation=organisation,
        after={
            "事项": row.get_item_display(),
            "期限": f"{row.count} {row.get_unit_display()}",
            "施行日期": row.effective_from,
            "依据文件": row.basis,
        },
    )
    return row
