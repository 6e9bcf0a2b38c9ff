"""审批设置: the limits that an office publishes."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from engineering.approvals.models.applications import Application
from engineering.approvals.models.settings import ServiceItem
from engineering.approvals.queries.settings import Limits, limits_on
from renfang.acts import Incomplete, act
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope


@act
def set_limits(organisation_id: int, item: ServiceItem, *, by: User) -> ServiceItem:
    """公布时限: add the limits of one kind of application from a day on.

    Raises NotPermitted, or Incomplete naming the field that the law does not allow.
    """
    Scope(by).require("configure_approvals", organisation_id)
    item.organisation = Organisation.objects.get(pk=organisation_id)
    check(item)
    before = _shown(limits_on(item.organisation, item.kind, item.effective_from))
    item.save(force_insert=True)
    after = {
        "申请事项": Application.Kind(item.kind).label,
        "施行日期": item.effective_from,
        **_shown(item),
    }
    record(by, "公布事项时限", item, before=before, after=after, note=item.legal_basis)
    return item


def check(row: ServiceItem | object) -> None:
    """Run the model's own checks; raise Incomplete with the first one that fails."""
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Incomplete(messages[0], field=None if field == "__all__" else field) from error


def _shown(item: ServiceItem | Limits) -> dict[str, object]:
    """The limits that are set, by their Chinese names."""
    names = (
        "completeness_days",
        "statutory_days",
        "promised_days",
        "extension_days",
        "service_days",
        "validity_months",
        "renewal_notice_days",
    )
    shown = {
        str(ServiceItem._meta.get_field(name).verbose_name): getattr(item, name)
        for name in names
        if getattr(item, name) is not None
    }
    if item.accepts_late_renewal:
        shown["逾期延续申请"] = "可以受理"
    return shown
