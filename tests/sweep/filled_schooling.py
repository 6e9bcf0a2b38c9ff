"""Forms of training, assessment and the yearly reorganisation, filled in as they should be."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from drills.models import AuditFinding, Campaign, Member, TrainingPlan, TrainingSession
from tests.sweep.bureau import Bureau
from tests.sweep.casework_schooling import equipment_table, picture, roster_table
from tests.sweep.filled import Filled, Form


def _today() -> str:
    return timezone.localdate().isoformat()


def version_of(model: type, thing: str, **fields: str) -> Filled:
    """These fields, and the version of the record that the page showed."""
    return lambda bureau: {**fields, "version": model.objects.get(pk=bureau.pk(thing)).version}


# --- teams ---------------------------------------------------------------------------------------


def _rows(*rows: dict[str, object]) -> Form:
    filled: Form = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        filled |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return filled


def units(bureau: Bureau) -> Form:
    first = bureau.marked("队", "一分队")
    second = {"name": bureau.marked("队", "一班"), "level": "班", "parent": first}
    return _rows({"name": first, "level": "分队"}, second)


def establishment_posts(bureau: Bureau) -> Form:
    unit = bureau.marked("队", "一分队")
    return _rows({"unit": unit, "title": bureau.marked("队", "队长"), "headcount": "2"})


def equipment(bureau: Bureau) -> Form:
    name = bureau.marked("队", "发电机")
    return _rows({"name": name, "allotted": "3", "on_hand": "2", "serviceable": "2"})


def expansion(bureau: Bureau) -> Form:
    reserve = Member.objects.filter(team=bureau.pk("team_reserve")).first()
    return {
        "order_number": bureau.marked("队", "令2号"),
        "ordered_on": _today(),
        "reason": bureau.marked("队", "支援"),
        "members": reserve.pk,
    }


def expansion_end(bureau: Bureau) -> Form:
    return {"on": _today(), "reason": bureau.marked("队", "任务完成")}


def kind(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "label": bureau.marked("队", "救援队"),
        "duty": "",
        "age_from": "18",
        "age_to": "40",
    }


def own_kind(bureau: Bureau) -> Form:
    return {"label": bureau.marked("队", "山地队"), "duty": "", "age_from": "18", "age_to": "45"}


def kind_practice(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "raised_by_today": bureau.marked("队", "部门"),
        "age_from": "20",
        "age_to": "45",
    }


def equipment_file(bureau: Bureau) -> Form:
    return {"file": SimpleUploadedFile("装备.csv", equipment_table(bureau))}


def roster_file(bureau: Bureau) -> Form:
    return {"file": SimpleUploadedFile("名册.csv", roster_table(bureau))}


# --- training ------------------------------------------------------------------------------------


def plan(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "year": str(timezone.localdate().year - 1),
        "copy_from": bureau.pk("plan"),
        "requirements": bureau.marked("训", "要求"),
    }


def subjects(bureau: Bureau) -> Form:
    return {
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-name": bureau.marked("训", "自救互救"),
        "rows-0-category": "common",
        "rows-0-required_hours": "3",
        "version": TrainingPlan.objects.get(pk=bureau.pk("plan_draft")).version,
    }


def issuing(bureau: Bureau) -> Form:
    version = TrainingPlan.objects.get(pk=bureau.pk("plan_draft")).version
    return {"document_number": bureau.marked("训", "2号"), "on": _today(), "version": version}


def team_hours(bureau: Bureau) -> Form:
    subject = TrainingPlan.objects.get(pk=bureau.pk("plan")).subjects.get()
    return {f"hours-{subject.pk}": "5"}


def session(bureau: Bureau) -> Form:
    return {
        "subject": TrainingPlan.objects.get(pk=bureau.pk("plan")).subjects.get().pk,
        "on": _today(),
        "starts_time": "14:00",
        "ends_time": "16:00",
        "hours": "2",
        "place": bureau.marked("训", "基地"),
        "instructor": bureau.marked("训", "教员"),
        "content": "",
        "teams": bureau.pk("team_schooled"),
    }


def amended_session(bureau: Bureau) -> Form:
    version = TrainingSession.objects.get(pk=bureau.pk("session")).version
    return {**session(bureau), "version": version}


def _first(bureau: Bureau) -> Member:
    found = Member.objects.filter(team=bureau.pk("team_schooled")).first()
    assert found is not None
    return found


def roll(bureau: Bureau) -> Form:
    marks: Form = {"rest": bureau.pk("team_schooled")}
    for name, value in {"seen": "||", "status": "late", "arrived": "03:10", "note": "堵车"}.items():
        marks[f"{name}-{_first(bureau).pk}"] = value
    return marks


def attendance_file(bureau: Bureau) -> Form:
    content = f"姓名,考勤\n{_first(bureau).name},到\n".encode()
    return {"file": SimpleUploadedFile("签到.csv", content)}


# --- assessment ----------------------------------------------------------------------------------


def score_file(bureau: Bureau) -> Form:
    content = f"姓名,成绩\n{_first(bureau).name},77\n".encode()
    return {"file": SimpleUploadedFile("成绩.csv", content)}


def scale(bureau: Bureau) -> Form:
    bands = {"excellent": 90, "good": 80, "pass": 60}
    return {
        "organisation": bureau.organisation.pk,
        "name": bureau.marked("训", "新标准"),
        "full_score": "100",
        "overall_rule": "mean",
        **{f"{band}-lowest": lowest for band, lowest in bands.items()},
        **{f"{band}-{rate}": 0 for band in bands for rate in ("pass", "good", "excellent")},
    }


def assessment(bureau: Bureau) -> Form:
    return {
        "title": bureau.marked("训", "新考核"),
        "form": "examination",
        "held_on": _today(),
        "place": bureau.marked("训", "考场"),
        "examiner": bureau.marked("训", "主考"),
        "scale": bureau.pk("scale"),
        "subjects": TrainingPlan.objects.get(pk=bureau.pk("plan")).subjects.get().pk,
        "teams": bureau.pk("team_schooled"),
    }


def scores(bureau: Bureau) -> Form:
    from drills.models import Assessment

    part = Assessment.objects.get(pk=bureau.pk("assessment_open")).parts.get()
    key = f"{_first(bureau).pk}-{part.pk}-1"
    return {f"score-{key}": "88", f"seen-{key}": ""}


def signing(bureau: Bureau) -> Form:
    from drills.models import Assessment

    version = Assessment.objects.get(pk=bureau.pk("assessment_scored")).version
    return {"on": _today(), "version": version}


def correction(bureau: Bureau) -> Form:
    return {"reason": bureau.marked("训", "成绩登错行")}


def register(bureau: Bureau) -> Form:
    return {"on": _today()}


def eligible(bureau: Bureau) -> Form:
    from drills.models import Assessment

    signed = Assessment.objects.get(pk=bureau.pk("assessment_signed"))
    return {"results": signed.results.order_by("-pk")[0].pk}


# --- the yearly reorganisation -------------------------------------------------------------------


def campaign(bureau: Bureau) -> Form:
    day = timezone.localdate().replace(year=timezone.localdate().year - 2, day=1)
    return {
        "organisation": bureau.organisation.pk,
        "year": str(day.year),
        "order_number": bureau.marked("队", "令3号"),
        "ordered_on": day.isoformat(),
        "due_on": (day + timedelta(days=20)).isoformat(),
        "teams": bureau.pk("team_schooled"),
    }


def amended(bureau: Bureau) -> Form:
    day = timezone.localdate() + timedelta(days=40)
    return {"order_number": bureau.marked("队", "令4号"), "due_on": day.isoformat()}


def confirmation(bureau: Bureau) -> Form:
    from drills.models import Equipment

    item = Equipment.objects.get(team=bureau.pk("team_schooled"))
    return {
        "roster_matches": "on",
        "note": "",
        f"found-{item.pk}": "2",
        f"serviceable-{item.pk}": "1",
    }


def settlement(bureau: Bureau) -> Form:
    finding = AuditFinding.objects.get(pk=bureau.pk("finding"))
    return {"keep": finding.first_id, "reason": ""}


def closing(bureau: Bureau) -> Form:
    version = Campaign.objects.get(pk=bureau.pk("campaign_ready")).version
    return {"on": _today(), "summary": bureau.marked("队", "完成"), "version": version}


def muster(bureau: Bureau) -> Form:
    return {
        "on": _today(),
        "called_time": "08:00",
        "due_time": "09:00",
        "place": bureau.marked("队", "广场"),
        "leader": bureau.marked("队", "带队人"),
    }


def muster_result(bureau: Bureau) -> Form:
    return {"roster_matches": "on", "note": bureau.marked("队", "情况")}


def photo(bureau: Bureau) -> Form:
    return {"file": picture(bureau)}
