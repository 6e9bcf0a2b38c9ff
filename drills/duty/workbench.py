"""What the duty roster adds to the shared pages."""

from __future__ import annotations

from drills.duty.models import DUTY_PERSON
from drills.registers import catalogue
from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Register the register of people on duty, and the menu entry."""
    catalogue.register(DUTY_PERSON)
    register_entries(
        "战备登记", Entry("战勤值班", "drills:shifts", "clock", "view_readiness", rank=20)
    )
