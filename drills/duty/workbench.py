"""What the duty roster adds to the shared pages."""

from __future__ import annotations

from django.urls import reverse

from drills.duty.models import DUTY_PERSON
from drills.registers.workbench import open_registers
from renfang.exchange.kinds import ImportKind, register_import
from renfang.workbench.navigation import Entry, register_entries


def _resource() -> type:
    from drills.duty.exchange import ShiftResource

    return ShiftResource


ROSTER = ImportKind(
    code="drills.shift",
    title="值班表",
    noun="班次",
    measure="班",
    permission="manage_readiness",
    load=_resource,
    upload_name="drills:shifts_import",
    trail=lambda _: [("战勤值班", reverse("drills:shifts"))],
    lead="人员写编号和姓名，例如“Z01 沈国强”。已有的班次不改动，人员调整办理换班。",
    result_name="drills:shift",
)


def register() -> None:
    """Register the register of people on duty, the roster as a file, and the menu entry."""
    open_registers(DUTY_PERSON)
    register_import(ROSTER)
    register_entries(
        "战备登记", Entry("战勤值班", "drills:shifts", "clock", "view_readiness", rank=20)
    )
