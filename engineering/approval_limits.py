"""事项时限: which limits bind an office for one kind of application on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engineering.models import Application, ServiceItem
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@dataclass(frozen=True)
class Limits:
    """Limits in working days; ``validity_months`` is None where permits have no term.

    The defaults are the law's: 行政许可法 arts 32 (5), 42 (20, extended by 10) and 44 (10).
    """

    completeness_days: int = 5
    statutory_days: int = 20
    promised_days: int | None = None
    extension_days: int = 10
    service_days: int = 10
    validity_months: int | None = None
    renewal_notice_days: int = 30
    accepts_late_renewal: bool = False
    legal_basis: str = "《中华人民共和国行政许可法》第三十二条、第四十二条、第四十四条"


def limits_on(organisation: Organisation, kind: str, day: date) -> Limits:
    """The limits in force: the organisation's own, else its nearest superior's, else the law's."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    item = (
        ServiceItem.objects.filter(organisation__in=ids, kind=kind, effective_from__lte=day)
        # Each path is a prefix of the next below it, so the nearest superior sorts last.
        .order_by("-organisation__path", "-effective_from")
        .first()
    )
    if item is None:
        return Limits()
    return Limits(**{name: getattr(item, name) for name in Limits.__dataclass_fields__})


@act
def set_limits(organisation_id: int, item: ServiceItem, *, by: User) -> ServiceItem:
    """公布时限: add the limits of one kind of application from a day on.

    Raises NotPermitted, or Incomplete naming the field that the law does not allow.
    """
    Scope(by).require("configure_approvals", organisation_id)
    item.organisation = Organisation.objects.get(pk=organisation_id)
    check(item)
    item.save(force_insert=True)
    record(by, "公布事项时限", item, after=_shown(item), note=item.legal_basis)
    return item


def check(row: ServiceItem | object) -> None:
    """Run the model's own checks; raise Incomplete with the first one that fails."""
    from django.core.exceptions import ValidationError

    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Incomplete(messages[0], field=None if field == "__all__" else field) from error


def _shown(item: ServiceItem) -> dict[str, object]:
    names = (
        "effective_from",
        "completeness_days",
        "statutory_days",
        "promised_days",
        "extension_days",
        "service_days",
        "validity_months",
        "renewal_notice_days",
    )
    shown = {"申请事项": Application.Kind(item.kind).label}
    for name in names:
        if getattr(item, name) is not None:
            shown[str(item._meta.get_field(name).verbose_name)] = getattr(item, name)
    if item.accepts_late_renewal:
        shown["逾期延续申请"] = "可以受理"
    return shown
