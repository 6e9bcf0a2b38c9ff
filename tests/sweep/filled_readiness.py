"""Forms of a drill's life, of the registers and of duty, filled in as they should be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from drills.models import Drill, DutyShift
from drills.registers.catalogue import Register
from tests.sweep.bureau import Bureau
from tests.sweep.casework_readiness import picture, register_values, roster_sheet, sheet
from tests.sweep.filled import Filled, Form
from tests.sweep.training import strength_of


def _day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _version(thing: str) -> Filled:
    return lambda bureau: {"version": Drill.objects.get(pk=bureau.pk(thing)).version}


submission = _version("drill_planned")


def decision(bureau: Bureau) -> Form:
    return {"decision": "yes", "opinion": bureau.marked("演", "同意")}


def rehearsal(bureau: Bureau) -> Form:
    content = bureau.marked("演", "预演")
    return {"on": _day(-2), "headcount": "20", "content": content, "problems": ""}


def log_line(bureau: Bureau) -> Form:
    what = bureau.marked("演", "下达命令")
    return {"on": _day(-1), "at_time": "09:00", "kind": "order", "what": what}


def responses(bureau: Bureau) -> Form:
    call = strength_of(bureau, "drill_planned")
    return {f"team-{call.pk}-notified_time": "08:30", f"team-{call.pk}-arrived_time": "08:50"}


def evaluation(bureau: Bureau) -> Form:
    return {
        **_version("drill_held")(bureau),
        "scores-TOTAL_FORMS": "1",
        "scores-INITIAL_FORMS": "0",
        "scores-0-criterion": bureau.marked("演", "秩序"),
        "scores-0-full_marks": "100",
        "scores-0-score": "88",
        "scores-0-note": "",
    }


def finding(bureau: Bureau) -> Form:
    texts = {name: bureau.marked("演", name) for name in ("what", "action", "responsible")}
    return {**texts, "due_on": _day(20)}


def rectification(bureau: Bureau) -> Form:
    return {"on": _day(), "rectification": bureau.marked("演", "已经补设")}


def check(bureau: Bureau) -> Form:
    return {"passed": "yes", "note": ""}


def photograph(bureau: Bureau) -> Form:
    return {"file": picture(), "caption": bureau.marked("演", "集结")}


def notice(bureau: Bureau) -> Form:
    texts = {name: bureau.marked("演", name) for name in ("medium", "scope_text", "approval")}
    return {"on": _day(), **texts}


def sounding(bureau: Bureau) -> Form:
    """One row for each siren of the office and of those below it."""
    from drills.models import Siren

    sirens = Siren.objects.filter(organisation__path__startswith=bureau.organisation.path)
    return dict.fromkeys((f"outcome-{siren.pk}" for siren in sirens), "sounded")


# --- registers -----------------------------------------------------------------------------------


def row_of(register: Register) -> Filled:
    """A new row, the office named."""
    return lambda bureau: {"organisation": bureau.organisation.pk, **_sent(bureau, register)}


def changed_row_of(register: Register) -> Filled:
    """The row changed in every text."""

    def filled(bureau: Bureau) -> Form:
        version = register.model.objects.get(pk=bureau.pk(register.slug)).version
        return {**_sent(bureau, register), "version": version}

    return filled


def _sent(bureau: Bureau, register: Register) -> dict[str, Any]:
    values = register_values(bureau, register)
    sent = {name: str(value) for name, value in values.items() if value is not True}
    return {**sent, **{name: "on" for name, value in values.items() if value is True},
            "is_current": "on"}  # fmt: skip


def file_of(register: Register) -> Filled:
    """The bureau's own rows as a file."""
    return lambda bureau: {"file": SimpleUploadedFile("登记册.xlsx", sheet(bureau, register))}


def siren_entry(bureau: Bureau) -> Form:
    content = bureau.marked("备", "更换电池")
    return {"on": _day(), "content": content}


def survey(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "as_of": _day(),
        "built_up_area": "50000000",
        "covered_area": "49000000",
        "population": "800000",
        "covered_population": "790000",
        "source": bureau.marked("备", "实测"),
    }


def review(bureau: Bureau) -> Form:
    conclusion = bureau.marked("备", "继续执行")
    return {"reviewed_on": _day(), "conclusion": conclusion, "next_due_on": _day(365)}


def targets(bureau: Bureau) -> Form:
    from drills.readiness.forms import TargetForm
    from renfang.organisations.models import Organisation

    names = TargetForm(organisations=Organisation.objects.none()).fields
    values = dict.fromkeys(names, "10")
    year = timezone.localdate().year
    return {**values, "organisation": bureau.organisation.pk, "year": str(year)}


# --- duty ----------------------------------------------------------------------------------------


def shift(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "starts_on": _day(20),
        "starts_time": "08:30",
        "ends_on": _day(21),
        "ends_time": "08:30",
        "level": "normal",
        "leader": bureau.pk("duty_person"),
        "main": bureau.pk("duty_main"),
        "deputy": "",
    }


def roster(bureau: Bureau) -> Form:
    """The bureau's own shifts as a file."""
    return {"file": SimpleUploadedFile("值班表.xlsx", roster_sheet(bureau))}


def handing_over(bureau: Bureau) -> Form:
    version = DutyShift.objects.get(pk=bureau.pk("shift_on")).version
    return {"pending": bureau.marked("备", "无"), "version": version}


def _now() -> Form:
    """A time that is past also where the clock of the test was stopped before."""
    now = timezone.localtime() - timedelta(hours=3)
    return {"on": now.date().isoformat(), "at_time": f"{now:%H:%M}"}


def duty_log(bureau: Bureau) -> Form:
    return {**_now(), "kind": "call", "content": bureau.marked("备", "来电"), "handling": ""}


def call_test(bureau: Bureau) -> Form:
    station = bureau.marked("备", "街道")
    return {**_now(), "station": station, "means": "phone", "has_answered": "yes", "seconds": "9"}


def swap(bureau: Bureau) -> Form:
    return {
        "leaving": bureau.pk("duty_main"),
        "taking": bureau.pk("duty_other"),
        "reason": bureau.marked("备", "出差"),
    }


def swap_decision(bureau: Bureau) -> Form:
    return {"decision": "yes", "opinion": bureau.marked("备", "同意")}
