"""Forms filled in as they should be: each POST of the table succeeds with what stands here.

Only then does a refusal prove something: it is the sender that was refused, not the form.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from drills.models import Drill, Member, Team, TeamKind
from engineering.models import Application, Project, Shelter
from fees.assessments.proposal import propose
from renfang.clocks.models import SpecialDay
from renfang.exchange.models import ImportRow
from tests.builders.applications import TOWER
from tests.sweep.bureau import PASSWORD, Bureau
from tests.sweep.casework import acceptance_findings, form_key, project_file, project_values
from tests.sweep.training import strength_of

Form = dict[str, Any]
Filled = Callable[[Bureau], Form]
# A year whose calendar nobody has entered.
BLANK_YEAR = 2090


def nothing(bureau: Bureau) -> Form:
    """A button without fields."""
    return {}


def exactly(**fields: str) -> Filled:
    """The same for every bureau."""
    return lambda bureau: dict(fields)


def reason(model: type, thing: str, **more: Any) -> Filled:
    """A reason, and the version of the record that the page showed."""

    def filled(bureau: Bureau) -> Form:
        version = model.objects.get(pk=bureau.pk(thing)).version
        return {"reason": "情况有变化，另行办理", "version": version, **more}

    return filled


def login(bureau: Bureau) -> Form:
    return {"username": bureau.who("clerk").username, "password": PASSWORD}


def password_change(bureau: Bureau) -> Form:
    new = "another-long-password"
    return {"old_password": PASSWORD, "new_password1": new, "new_password2": new}


# --- people and calendar ---------------------------------------------------------------------


def person(bureau: Bureau) -> Form:
    return {
        "username": f"newcomer-{bureau.organisation.pk}",
        "full_name": bureau.marked("人", "新"),
        "organisation": bureau.organisation.pk,
        "job_title": bureau.marked("人"),
        "phone": bureau.phone(),
    }


def office(bureau: Bureau) -> Form:
    return {
        "name": f"{bureau.mark}新区国防动员办公室",
        "short_name": f"{bureau.mark}新",
        "division_code": f"{bureau.organisation.division.code}001001",
        "division_name": f"{bureau.mark}新区",
        "prefix": f"{bureau.mark}新动",
        "founded_on": "2026-01-01",
        "address": "",
        "phone": bureau.phone(),
        "government": "",
        "court": f"{bureau.organisation.division.name}人民法院",
    }


def practice(bureau: Bureau) -> Form:
    return {
        "rulebook": "national",
        "city_class": "third",
        "division_level": "city",
        "local_share": "2.5",
        "local_rate": "1600",
        "legal_basis": "X发改价〔2035〕1号",
        "effective_from": "2035-01-01",
    }


def post(bureau: Bureau) -> Form:
    return {
        "role": "printer",
        "organisation": bureau.organisation.pk,
        "starts_on": "",
        "ends_on": "2099-12-31",
    }


def holiday(bureau: Bureau) -> Form:
    day = date(BLANK_YEAR, 10, 1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return {"date": day.isoformat(), "is_working": "off", "name": "国庆节"}


def known_holiday(bureau: Bureau) -> Form:
    return {"date": SpecialDay.objects.earliest("date").date.isoformat()}


# --- engineering -----------------------------------------------------------------------------


def buildings(bureau: Bureau) -> Form:
    fields = ("use", "purpose", "storeys", "foundation_depth", "relief")
    areas = ("ground_floor_area", "above_ground_area")
    return {
        "buildings-TOTAL_FORMS": "1",
        "buildings-INITIAL_FORMS": "0",
        "buildings-MIN_NUM_FORMS": "1",
        "buildings-MAX_NUM_FORMS": "300",
        "buildings-0-name": bureau.marked("案", "1#楼"),
        **{f"buildings-0-{name}": str(getattr(TOWER, name)) for name in (*fields, *areas)},
    }


def project(bureau: Bureau) -> Form:
    return {
        **project_values(bureau, next(bureau.numbers)),
        "organisation": bureau.organisation.pk,
        "division": bureau.organisation.division_id,
        "zone": "urban",
        "remark": "",
        **buildings(bureau),
    }


def amended_project(bureau: Bureau) -> Form:
    return {**project(bureau), "version": Project.objects.get(pk=bureau.pk("project")).version}


def party(bureau: Bureau) -> Form:
    return {
        "party_address": "政通路 7 号",
        "legal_representative": "赵明",
        "contact": "",
        "phone": "",
        "version": Project.objects.get(pk=bureau.pk("project")).version,
    }


def plan(bureau: Bureau) -> Form:
    return {
        "on": timezone.localdate().isoformat(),
        "kind": "build",
        "planned_area": "850.00",
        "ground": "",
        "ground_facts": "",
    }


def on_application(thing: str, **fields: str) -> Filled:
    """An act on the application ``thing`` today; ``day`` names the field of the date."""

    def filled(bureau: Bureau) -> Form:
        values = {"on": timezone.localdate().isoformat(), **fields}
        values[values.pop("day", "on")] = timezone.localdate().isoformat()
        version = Application.objects.get(pk=bureau.pk(thing)).version
        return {**values, "version": version}

    return filled


def procedure(bureau: Bureau) -> Form:
    """公示 of an accepted application, today."""
    filled = on_application(
        "accepted", kind="public_notice", until=timezone.localdate().isoformat(), finding="无异议"
    )
    return filled(bureau)


def resubmission(bureau: Bureau) -> Form:
    version = Application.objects.get(pk=bureau.pk("correction")).version
    return {**plan(bureau), "version": version}


def start_of_works(bureau: Bureau) -> Form:
    version = Shelter.objects.get(pk=bureau.pk("shelter_planned")).version
    return {"started_on": timezone.localdate().isoformat(), "version": version}


def acceptance_of_works(bureau: Bureau) -> Form:
    version = Shelter.objects.get(pk=bureau.pk("shelter_started")).version
    values = {name: str(value) for name, value in acceptance_findings(bureau).items()}
    return {**values, "version": version}


def project_table(bureau: Bureau) -> Form:
    return {"file": SimpleUploadedFile("台账.csv", project_file(bureau), "text/csv")}


def mended(thing: str, **cells: str) -> Filled:
    """Cells of the file ``thing`` as they are to be, in its first row."""

    def fill(bureau: Bureau) -> Form:
        row = ImportRow.objects.filter(batch=bureau.pk(thing)).first()
        return {f"{row.pk}-{name}": text for name, text in cells.items()}

    return fill


# --- fees ------------------------------------------------------------------------------------


def assessed_fee(bureau: Bureau) -> Form:
    proposal = propose(Application.objects.get(pk=bureau.pk("granted")))
    return {"rate": "", "rate_ground": "", "expected": f"{proposal.payable:.2f}"}


def notice(bureau: Bureau) -> Form:
    return {
        "kind": "payment_notice",
        "due_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }


def payment(bureau: Bureau) -> Form:
    return {
        "step": "post",
        "paid_on": timezone.localdate().isoformat(),
        "amount": "500.00",
        "voucher": bureau.marked("费", str(next(bureau.numbers))),
        "key": form_key(bureau),
    }


def reversal(bureau: Bureau) -> Form:
    return {"reason": bureau.marked("费", "凭证号录入错误"), "key": form_key(bureau)}


# --- teams and drills ------------------------------------------------------------------------


def team(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "kind": TeamKind.objects.get(code="rescue_repair").pk,
        "name": bureau.marked("队", "新队"),
        "raising_unit": bureau.marked("队", "住建局"),
        "supervising_unit": "",
        "establishment": "30",
        "established_on": "2020-03-01",
        "liaison": bureau.marked("队", "联络员"),
        "phone": bureau.phone(),
        "address": bureau.marked("队", "驻地"),
        "note": "",
    }


def amended_team(bureau: Bureau) -> Form:
    values = team(bureau)
    del values["organisation"]
    return {**values, "version": Team.objects.get(pk=bureau.pk("team")).version}


def dissolution(bureau: Bureau) -> Form:
    version = Team.objects.get(pk=bureau.pk("team_idle")).version
    return {
        "on": timezone.localdate().isoformat(),
        "reason": "机构调整撤并",
        "version": version,
    }


def member(bureau: Bureau) -> Form:
    return {
        "name": bureau.marked("队", "新员"),
        "sex": "male",
        "born_on": "1990-01-01",
        "phone": bureau.phone(),
        "post": "队员",
        "speciality": "",
        "raising_unit": "",
        "joined_on": "2022-05-01",
    }


def amended_member(bureau: Bureau) -> Form:
    version = Member.objects.get(pk=bureau.pk("member")).version
    return {**member(bureau), "version": version}


def discharge(bureau: Bureau) -> Form:
    version = Member.objects.get(pk=bureau.pk("member")).version
    return {
        "on": timezone.localdate().isoformat(),
        "reason": "工作调动",
        "version": version,
    }


def pasted_roster(bureau: Bureau) -> Form:
    row = f"{bureau.marked('队', '贴员')}\t男\t{bureau.phone()}\t2022-05-01"
    return {"rows": f"姓名\t性别\t联系电话\t入队日期\n{row}"}


def drill(bureau: Bureau) -> Form:
    day = timezone.localdate() + timedelta(days=30)
    return {
        "organisation": bureau.organisation.pk,
        "title": bureau.marked("演", "新演练"),
        "kind": "team",
        "level": "district",
        "starts_on": day.isoformat(),
        "starts_time": "09:00",
        "ends_time": "11:00",
        "ends_on": "",
        "place": bureau.marked("演", "广场"),
        "organiser": bureau.marked("演", "办公室"),
        "co_organisers": "",
        "objectives": "",
        "calls-TOTAL_FORMS": "1",
        "calls-INITIAL_FORMS": "0",
        "calls-0-team": bureau.pk("team"),
        "calls-0-planned_headcount": "2",
        "phases-TOTAL_FORMS": "1",
        "phases-INITIAL_FORMS": "0",
        "phases-0-planned_time": "09:00",
        "phases-0-what": bureau.marked("演", "警报"),
        "participants-TOTAL_FORMS": "0",
        "participants-INITIAL_FORMS": "0",
    }


def amended_drill(bureau: Bureau) -> Form:
    values = drill(bureau)
    del values["organisation"]
    return {**values, "version": Drill.objects.get(pk=bureau.pk("drill_planned")).version}


def outcome(bureau: Bureau) -> Form:
    row = Drill.objects.get(pk=bureau.pk("drill_called"))
    begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return {
        "started_on": begin.date().isoformat(),
        "started_time": f"{begin:%H:%M}",
        "ended_on": end.date().isoformat(),
        "ended_time": f"{end:%H:%M}",
        "result": bureau.marked("演", "完成"),
        "problems": "",
        "version": row.version,
        **{f"phase-{phase.pk}": "09:05" for phase in row.phases.all()},
    }


def closing(bureau: Bureau) -> Form:
    return {"version": Drill.objects.get(pk=bureau.pk("drill_held")).version}


def roll_call(bureau: Bureau) -> Form:
    team = strength_of(bureau, "drill_planned").team_id
    marks: Form = {"rest": team}
    first = Member.objects.filter(team=team).first()
    for name, value in {"seen": "||", "status": "late", "arrived": "09:10", "note": "堵车"}.items():
        marks[f"{name}-{first.pk}"] = value
    return marks


def roll_sheet(bureau: Bureau) -> Form:
    first = Member.objects.filter(team=strength_of(bureau, "drill_planned").team_id).first()
    assert first is not None
    content = f"姓名,考勤\n{first.name},请假\n".encode()
    return {"file": SimpleUploadedFile("签到.csv", content)}
