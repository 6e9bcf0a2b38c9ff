"""Drills in every stage, registered things, shifts: what the lines of table_readiness are about.

What registers say carries the mark 备.
"""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField
from django.utils import timezone

from drills.duty.acts import ask_swap, plan_shift, take_over
from drills.duty.exchange import export_shifts
from drills.duty.rules import ShiftFacts
from drills.exercises.acts.evaluation import Points, evaluate_drill
from drills.exercises.acts.findings import FindingFacts, raise_finding, rectify_finding
from drills.exercises.acts.photographs import add_photograph
from drills.exercises.acts.planning import submit_plan
from drills.models import Drill, DutyPerson, DutyShift, Team
from drills.registers.acts import enter
from drills.registers.catalogue import REGISTERS, Register
from drills.registers.exchange import export_register
from renfang.exchange.acts import upload
from renfang.organisations.permissions import Role
from tests.builders.files import drawn
from tests.builders.readiness import row_of
from tests.sweep.bureau import Bureau
from tests.sweep.training import approve, drill_of, held_drill


def furnish_readiness(bureau: Bureau) -> None:
    """Everything that table_readiness needs, in the bureau given."""
    for register in REGISTERS:
        bureau.keep(register.slug, _entered(bureau, register))
        code, content = f"drills.{register.slug}", sheet(bureau, register)
        batch = upload(code, content, "登记册.xlsx", by=bureau.who(Role.TRAINER))
        bureau.keep_file(f"batch_{register.slug}", batch)
    bureau.things["siren_entry"] = {"pk": bureau.pk("siren"), "kind": "maintenance"}
    _drills(bureau)
    _duty(bureau)


def register_values(bureau: Bureau, register: Register) -> dict[str, Any]:
    """A row as its act takes it, every text marked."""
    values = {
        name: bureau.marked("备", value) if _is_text(register, name) else value
        for name, value in row_of(register).items()
    }
    return {"number": f"N{next(bureau.numbers)}", **values}


def _is_text(register: Register, name: str) -> bool:
    field = register.model._meta.get_field(name)
    return isinstance(field, CharField | TextField) and not field.choices


def _entered(bureau: Bureau, register: Register) -> Any:
    values = register_values(bureau, register)
    return enter(register, bureau.organisation.pk, values, by=bureau.who(Role.TRAINER))


def sheet(bureau: Bureau, register: Register) -> bytes:
    """The bureau's own rows as a workbook."""
    rows = register.model.objects.filter(organisation=bureau.organisation)
    return export_register(register, rows, by=bureau.who(Role.TRAINER))


def picture() -> SimpleUploadedFile:
    """A small picture, every time another one."""
    import os

    from PIL import Image

    target = io.BytesIO()
    Image.frombytes("RGB", (16, 16), os.urandom(16 * 16 * 3)).save(target, "PNG")
    return SimpleUploadedFile("现场.png", target.getvalue(), "image/png")


def _drills(bureau: Bureau) -> None:
    trainer, today = bureau.who(Role.TRAINER), timezone.localdate()
    team = Team.objects.get(pk=bureau.pk("team"))
    submitted = bureau.keep("drill_submitted", drill_of(bureau, team, 6))
    submit_plan(submitted.pk, by=trainer, version=None)
    bureau.keep("siren_test_coming", _siren_test(bureau, team, -10))
    bureau.keep("siren_test_begun", _siren_test(bureau, team, 7))
    judged = bureau.keep("drill_judged", held_drill(bureau, team, 8))
    points = [Points(bureau.marked("演", "组织指挥"), 100, 90)]
    evaluate_drill(judged.pk, points, by=trainer, version=None)
    facts = FindingFacts(
        bureau.marked("演", "标识不清"),
        bureau.marked("演", "补设"),
        bureau.marked("演", "街道办"),
        today + timedelta(days=10),
    )
    bureau.keep("finding_open", raise_finding(judged.pk, facts, by=trainer, on=today))
    mended = bureau.keep("finding_mended", raise_finding(judged.pk, facts, by=trainer, on=today))
    rectify_finding(
        mended.pk,
        by=trainer,
        on=today,
        rectification=bureau.marked("演", "已经补设"),
        version=None,
    )
    caption = bureau.marked("演", "集结")
    bureau.keep(
        "photograph", add_photograph(judged.pk, drawn(picture()), caption=caption, by=trainer)
    )


def _siren_test(bureau: Bureau, team: Team, days_ago: int) -> Drill:
    drill = drill_of(bureau, team, days_ago)
    if days_ago > 0:
        approve(bureau, drill)
    Drill.objects.filter(pk=drill.pk).update(kind="siren_test")
    return drill


def _duty(bureau: Bureau) -> None:
    trainer = bureau.who(Role.TRAINER)
    register = next(each for each in REGISTERS if each.slug == "duty_person")
    leader = DutyPerson.objects.get(pk=bureau.pk("duty_person"))
    main, other = (_entered(bureau, register) for _ in range(2))
    bureau.keep("duty_main", main)
    bureau.keep("duty_other", other)
    on_duty = bureau.keep("shift_on", _shift(bureau, leader, main, 0))
    take_over(on_duty.pk, by=trainer)
    # Planned before the one on duty, so that it does not wait for that one.
    bureau.keep("shift_next", _shift(bureau, leader, main, -3))
    bureau.keep("shift_planned", _shift(bureau, leader, main, 2))
    asked = _shift(bureau, leader, main, 4)
    swap = ask_swap(
        asked.pk,
        by=trainer,
        leaving_id=main.pk,
        taking_id=other.pk,
        reason=bureau.marked("备", "出差"),
        on=timezone.localdate(),
    )
    bureau.keep("swap", swap)
    batch = upload("drills.shift", roster_sheet(bureau), "值班表.xlsx", by=trainer)
    bureau.keep_file("batch_shifts", batch)


def roster_sheet(bureau: Bureau) -> bytes:
    """The bureau's own shifts as a workbook."""
    shifts = DutyShift.objects.filter(organisation=bureau.organisation)
    return export_shifts(shifts, by=bureau.who(Role.TRAINER))


def _shift(bureau: Bureau, leader: DutyPerson, main: DutyPerson, in_days: int) -> DutyShift:
    # To the minute, as rosters say it.
    begin = timezone.now().replace(second=0, microsecond=0) + timedelta(days=in_days)
    facts = ShiftFacts(begin, begin + timedelta(hours=20), "normal", leader.pk, main.pk)
    return plan_shift(bureau.organisation.pk, facts, by=bureau.who(Role.TRAINER))
