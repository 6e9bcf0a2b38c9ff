"""What an office has laid down for its approvals: 事项时限, those in force on a day.

The law's own limits hold where the office published none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engineering.approvals.models.settings import ServiceItem
from renfang.clocks.periods import Code, period
from renfang.organisations.models import Organisation


@dataclass(frozen=True)
class Limits:
    """Limits in working days; ``validity_months`` is None where permits have no term."""

    completeness_days: int
    statutory_days: int
    extension_days: int
    service_days: int
    renewal_notice_days: int
    promised_days: int | None = None
    validity_months: int | None = None
    accepts_late_renewal: bool = False
    legal_basis: str = "《中华人民共和国行政许可法》第三十二条、第四十二条、第四十四条"


def limits_on(organisation: Organisation, kind: str, day: date) -> Limits:
    """The limits in force: the organisation's own, else its nearest superior's, else the law's."""
    items = ServiceItem.objects.filter(kind=kind, effective_from__lte=day)
    item = organisation.nearest(items)
    if item is None:
        return _limits_by_law(day)
    return Limits(**{name: getattr(item, name) for name in Limits.__dataclass_fields__})


def _limits_by_law(day: date) -> Limits:
    return Limits(
        completeness_days=period(Code.PERMIT_COMPLETENESS, day).count,
        statutory_days=period(Code.PERMIT_DECISION, day).count,
        extension_days=period(Code.PERMIT_EXTENSION, day).count,
        service_days=period(Code.PERMIT_SERVICE, day).count,
        renewal_notice_days=period(Code.PERMIT_RENEWAL, day).count,
    )
