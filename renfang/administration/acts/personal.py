"""Looking at a personal number, and giving numbers out in a file: for a reason that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from renfang.acts import NotFound, require_text
from renfang.exchange.workbook import ExportMark
from renfang.history.access import Kind, note_access
from renfang.organisations.scope import Scope, Scoped
from renfang.personal.fields import Personal
from renfang.personal.register import Registered, number_of
from renfang.personal.rules import mask_text

LEAST = 4
EXAMPLE = "联系当事人领取决定书"
EXPORT_EXAMPLE = "组织专业队集结"


@dataclass(frozen=True)
class Number:
    """A number that the user may look at: whose, what it is, and where it is registered."""

    subject: models.Model
    registered: Registered
    number: Personal


def find_number(model: str, field: str, pk: int, scope: Scope) -> Number:
    """The number of a record, still masked.

    Raises NotFound where there is none that the user may know of, NotPermitted without the right.
    """
    registered = number_of(model, field)
    if registered is None:
        raise NotFound("个人信息")
    row = registered.model._base_manager.filter(pk=pk).first()
    if row is None:
        raise NotFound(registered.record)
    path = registered.entry.through
    keeper: Any = getattr(row, path) if path else row
    assert isinstance(keeper, Scoped)
    if not type(keeper).objects.visible_to(scope).filter(pk=keeper.pk).exists():
        raise NotFound(registered.record)
    scope.require(registered.entry.permission, keeper)
    return Number(row, registered, getattr(row, field))


def look_at_number(request: HttpRequest, number: Number, reason: str) -> str:
    """查看: the number in full; who looked, at what and why is on record before it is shown."""
    reason = require_text(reason, "写明查看理由", least=LEAST, example=EXAMPLE)
    note_access(
        request,
        kind=Kind.PERSONAL,
        subject=number.subject,
        details={"查看内容": number.registered.label, "查看理由": reason},
        or_refuse=True,
    )
    return number.number.whole


def note_export(
    request: HttpRequest,
    *,
    subject: models.Model | None,
    label: str,
    reason: str,
    rows: int,
    conditions: str = "",
) -> ExportMark:
    """导出: put on record that numbers go out in a file; gives the mark that the file carries.

    ``rows`` is how many rows it will have, ``conditions`` by what they were chosen.
    """
    reason = require_text(reason, "写明导出理由", least=LEAST, example=EXPORT_EXAMPLE)
    record = note_access(
        request,
        kind=Kind.EXPORT,
        subject=subject,
        label=label,
        details={
            "导出内容": label,
            "导出理由": reason,
            **({"条件": mask_text(conditions, is_query=True)[:500]} if conditions else {}),
            "行数": rows,
        },
        or_refuse=True,
    )
    assert record is not None
    at = timezone.localtime(record.at)
    user: Any = request.user
    office = user.organisation.name if user.organisation else ""
    return ExportMark(f"{at:%Y%m%d}-{record.pk:06d}", user.full_name, office, at, reason)
