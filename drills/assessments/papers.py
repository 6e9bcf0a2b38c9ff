"""《考核成绩登记表》 and 《训练考核合格证》: what they say, and how they look."""

from __future__ import annotations

from datetime import date
from typing import Any

from drills.assessments.models import Assessment, Result
from drills.assessments.queries import Row, Sheet, exact
from drills.figures import rate_text
from renfang.documents.frames import certificate, sheet
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.models import IssuedDocument, IssuedDocumentQuerySet

SCORE_REGISTER = "score_register"
CERTIFICATE = "training_certificate"


def registers_of(assessment: Assessment) -> IssuedDocumentQuerySet:
    """Every 《考核成绩登记表》 of an assessment."""
    return IssuedDocument.objects.of(assessment).filter(kind=SCORE_REGISTER)


def register() -> None:
    """Register the papers. The register stays inside; a certificate can be checked by anybody."""
    register_kind(
        DocumentKind(
            code=SCORE_REGISTER,
            label="考核成绩登记表",
            word="训考",
            view_permission="view_training",
            print_permission="print_training_papers",
            void_permission="void_training_papers",
            compose=compose_register,
        )
    )
    register_kind(
        DocumentKind(
            code=CERTIFICATE,
            label="人民防空专业队训练考核合格证",
            word="训证",
            view_permission="view_training_certificates",
            print_permission="print_training_certificates",
            void_permission="void_training_papers",
            compose=compose_certificate,
            public_rows=public_rows,
            verifiable=True,
        )
    )


def register_snapshot(sheet: Sheet) -> dict[str, Any]:
    """The whole grid as plain text, team by team."""
    assessment = sheet.assessment
    return {
        "assessment": assessment.title,
        "form": assessment.get_form_display(),
        "held_on": assessment.held_on.isoformat(),
        "place": assessment.place,
        "examiner": assessment.examiner,
        "scorers": sheet.scorers,
        "signer": str(assessment.signed_by),
        "scale": assessment.scale.name,
        "bands": "；".join(
            f"{band.get_grade_display()} {exact(band.lowest_score)} 分起"
            for band in assessment.scale.bands.all()
        ),
        "rule": assessment.scale.get_overall_rule_display(),
        "subjects": [part.subject.name for part in sheet.parts],
        "rates": [list(pair) for pair in sheet.tally.rates()],
        "teams": [
            {
                "name": team.team.name,
                "grade": team.grade_text,
                "expected": team.tally.expected,
                "took": team.tally.took,
                "pass_rate": rate_text(team.tally.at_least_pass, team.tally.took),
                "rows": [_scores(row) for row in team.rows],
            }
            for team in sheet.teams
        ],
    }


def _scores(row: Row) -> list[str]:
    """One member's row: each subject, with what a retake gave, then the whole."""
    subjects = (cell.first + (f"／补 {cell.retake}" if cell.retake else "") for cell in row.cells)
    return [row.member.name, *subjects, row.score_text, row.grade_text]


def compose_register(snapshot: Snapshot, verification: Any) -> Any:
    """The sheet: facts, then a table of scores for every team."""
    subjects = snapshot["subjects"]
    count = len(subjects) + 4
    return sheet(
        snapshot,
        verification,
        [*_register_facts(snapshot, count), *_register_teams(snapshot, count)],
        columns=(0.8, 1.6, *(1.5 for _ in subjects), 1.2, 1.2),
        notes=[
            *_correction_note(snapshot),
            f"评分标准：{snapshot['scale']}，{snapshot['bands']}。总评：{snapshot['rule']}。",
            "参考率 = 参考人数 ÷ 应考人数；合格率、优良率、优秀率以参考人数为分母。",
        ],
    )


def _correction_note(snapshot: Snapshot) -> list[str]:
    correction = snapshot.get("correction")
    if not correction:
        return []
    return [f"本表更正自{correction['number']}。更正原因：{correction['reason']}。"]


def _register_facts(snapshot: Snapshot, count: int) -> list[Any]:
    from renfang.typesetting import FormRow

    held = date.fromisoformat(snapshot["held_on"])
    pairs = [
        ("考核名称", f"{snapshot['assessment']}（{snapshot['form']}）"),
        ("时间地点", f"{held.year}年{held.month}月{held.day}日，{snapshot['place']}"),
        ("主考人", snapshot["examiner"]),
        *_signed_by(snapshot),
        ("总体情况", "，".join(f"{name} {text}" for name, text in snapshot["rates"])),
    ]
    return [FormRow.of((label, 2), (text, count - 2), labels=(0,)) for label, text in pairs]


def _signed_by(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Who scored and who signed off; registers from before this was asked say neither."""
    if not snapshot.get("signer"):
        return []
    return [("登分与核定", f"登分人 {snapshot['scorers']}，核定人 {snapshot['signer']}")]


def _register_teams(snapshot: Snapshot, count: int) -> list[Any]:
    from renfang.typesetting import FormRow

    rows = []
    for team in snapshot["teams"]:
        head = (
            f"{team['name']}  应考 {team['expected']}，参考 {team['took']}，"
            f"合格率 {team['pass_rate']}，团体等级 {team['grade']}"
        )
        rows.append(FormRow.of((head, count), labels=(0,)))
        rows.append(FormRow.heads("序号", "姓名", *snapshot["subjects"], "总评", "等级"))
        rows += [
            FormRow.of(*((text, 1) for text in (str(number), *line)), centred=range(count))
            for number, line in enumerate(team["rows"], 1)
        ]
    return rows


def certificate_snapshot(assessment: Assessment, result: Result) -> dict[str, Any]:
    """What a certificate states about one member."""
    return {
        "name": result.member.name,
        "sex": result.member.get_sex_display(),
        "team": result.team.name,
        "kind": result.team.kind.label,
        "post": result.member.post,
        "assessment": assessment.title,
        "held_on": assessment.held_on.isoformat(),
        "year": assessment.plan.year,
        "subjects": "、".join(
            part.subject.name for part in assessment.parts.select_related("subject")
        ),
        "hours": str(result.hours),
        "grade": result.get_grade_display(),
    }


def compose_certificate(snapshot: Snapshot, verification: Any) -> Any:
    """One page with a border and a QR code."""
    held = date.fromisoformat(snapshot["held_on"])
    return certificate(
        snapshot,
        verification,
        [
            ("姓名", snapshot["name"]),
            ("性别", snapshot["sex"]),
            ("专业队", snapshot["team"]),
            ("种类", snapshot["kind"]),
            *([("职务", snapshot["post"])] if snapshot["post"] else []),
            ("考核课目", snapshot["subjects"]),
            ("考核日期", f"{held.year}年{held.month}月{held.day}日"),
            ("年度学时", f"{snapshot['hours']} 学时"),
            ("成绩等级", snapshot["grade"]),
        ],
        f"该同志参加{snapshot['year']}年度人民防空专业队训练，经“{snapshot['assessment']}”"
        f"考核，成绩{snapshot['grade']}，特发此证。",
        title="训练考核合格证",
        subtitle="人民防空专业队",
    )


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """For comparison with the paper; of the name only the family name, as on other certificates."""
    name = snapshot["name"]
    return [
        ("姓名", name[:1] + "＊" * (len(name) - 1)),
        ("专业队", snapshot["team"]),
        ("考核日期", snapshot["held_on"]),
        ("成绩等级", snapshot["grade"]),
    ]
