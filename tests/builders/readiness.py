"""Registered things with believable defaults, and a picture, for the tests of readiness."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from drills.duty.models import DUTY_PERSON
from drills.models import Drill
from drills.registers.acts import enter
from drills.registers.catalogue import Register
from drills.registers.models import LOCALITY, PROTECTION_PLAN
from drills.sirens.models import SIREN
from tests.drills.conftest import Range

# A row of each register, by its slug: the tests of all registers and the sweep enter it.
ROWS: dict[str, dict[str, Any]] = {
    "siren": {
        "name": "东区政府楼顶", "type": "electronic", "place": "东区政府", "control": "radio",
    },
    "key_target": {"name": "东区水厂", "grade": "city", "owner": "东区水务公司"},
    "evacuation_base": {
        "name": "青山疏散基地", "place": "青山镇", "capacity": 3000,
        "receiving_unit": "青山镇政府",
    },
    "locality": {"name": "和平社区", "kind": "community"},
    "protection_plan": {
        "title": "东区防空袭预案", "kind": "city", "owner": "东区国防动员办公室",
        "review_due_on": date(2027, 6, 1),
    },
    "duty_person": {"name": "陈值班", "can_lead": True},
}  # fmt: skip


def row_of(register: Register) -> dict[str, Any]:
    """What a row of the register says beside its number."""
    assert register.slug in ROWS, f"add a believable row of {register.slug} to ROWS in {__file__}"
    return ROWS[register.slug]


def entered(ground: Range, register: Register, number: str = "001", **changes: object):
    """A row of the east's register."""
    values = {"number": number, **row_of(register), **changes}
    return enter(register, ground.office.east.pk, values, by=ground.trainer)


def sirens(ground: Range, count: int = 3):
    return [entered(ground, SIREN, f"J{n:03d}", name=f"第{n}点") for n in range(1, count + 1)]


def community(ground: Range, name: str = "和平社区", number: str = "S01"):
    return entered(ground, LOCALITY, number, name=name)


def city_plan(ground: Range, **changes: object):
    return entered(ground, PROTECTION_PLAN, "Y01", **changes)


def people(ground: Range, count: int = 3):
    return [entered(ground, DUTY_PERSON, f"Z{n}", name=f"值班员{n}") for n in range(1, count + 1)]


def siren_test(ground: Range, in_days: int = 10) -> Drill:
    """An approved siren test so many days from now."""
    day = timezone.localdate() + timedelta(days=in_days)
    return ground.drill(on=day, kind="siren_test", title="警报试鸣", hours=(10, 11))


def picture(name: str = "现场.jpg", colour: str = "navy", side: int = 400) -> SimpleUploadedFile:
    """A real JPEG that says where it was taken, as telephones' pictures do."""
    from PIL import Image

    image = Image.new("RGB", (side, side // 2), colour)
    exif = Image.Exif()
    exif[0x010F] = "SomePhone"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")
