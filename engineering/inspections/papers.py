"""双随机抽查结果公示: what was drawn, who inspected and what was found, as a paper for the public.

Source: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号): results are to be
made public. The paper carries a QR code; the public verification page shows the same rows.

A random draw as an XLSX file that its reader can check.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from engineering.inspections.acts import PLAN
from engineering.inspections.rules import RULE, shelter_lot
from engineering.upkeep.models import InspectionPlan, InspectionTask, RandomDraw
from renfang.acts import NotFound, Refused, act
from renfang.documents.kinds import DocumentKind, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.exchange.workbook import ExportColumn, Kind, write_xlsx
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

_COLUMNS = [
    ExportColumn("工程编号", Kind.INTEGER, 10),
    ExportColumn("人防工程", width=32),
    ExportColumn("抽取次序", Kind.INTEGER, 10),
    ExportColumn("检查人员", width=28),
    ExportColumn("SHA-256 值", width=68),
    ExportColumn("随机种子", width=36),
    ExportColumn("抽取算法", width=24),
    ExportColumn("抽取时间", width=20),
]


def export_draw(outcome: RandomDraw) -> bytes:
    """The whole pool in the order of its lots, with who was drawn for the shelters drawn."""
    target = io.BytesIO()
    write_xlsx(target, _COLUMNS, _rows(outcome), sheet_name="双随机抽取结果")
    return target.getvalue()


def _rows(outcome: RandomDraw) -> Iterator[list[object]]:
    teams = {row["shelter"][0]: row["inspectors"] for row in outcome.result}
    drawn_at = timezone.localtime(outcome.drawn_at).strftime("%Y-%m-%d %H:%M:%S")
    ordered = sorted(outcome.shelters, key=lambda row: shelter_lot(outcome.seed, row[0]))
    for position, (pk, name) in enumerate(ordered, 1):
        team = teams.get(pk)
        yield [
            pk,
            name,
            position if team is not None else None,
            "、".join(f"{who}（{number}）" for number, who in team or ()),
            shelter_lot(outcome.seed, pk),
            outcome.seed,
            outcome.algorithm,
            drawn_at,
        ]


KIND = "inspection_publication"
TITLE = "人民防空工程双随机抽查结果公示"
_VIEW = "view_upkeep"


@act
def publish_inspection(plan_id: int, *, by: User) -> IssuedDocument:
    """公示: the draw and what is known of its inspections today; again whenever more is known."""
    plan: InspectionPlan = InspectionPlan.objects.locked(plan_id, Scope(by), PLAN)
    draw = RandomDraw.objects.filter(plan=plan).first()
    if draw is None:
        raise Refused(f"{plan}不是随机抽取的，没有抽取结果可以公示")
    snapshot = _snapshot(plan, draw)
    paper = issue_document(
        KIND,
        plan,
        snapshot,
        title=TITLE,
        organisation=plan.organisation,
        on=timezone.localdate(),
        by=by,
    )
    record(
        by, "公示双随机抽查结果", plan, after={"文号": paper.number, "进展": snapshot["progress"]}
    )
    return paper


def publications_of(plan: InspectionPlan) -> Any:
    """Every publication of a plan, the newest first."""
    return IssuedDocument.objects.of(plan).filter(kind=KIND).with_state()


@act
def export_draw_result(plan_id: int, *, by: User) -> tuple[bytes, str]:
    """导出抽取结果: the workbook and its name; that it was taken out is on record."""
    draw = RandomDraw.objects.visible_to(Scope(by)).filter(plan__pk=plan_id).first()
    if draw is None:
        raise NotFound("抽取结果")
    plan: InspectionPlan = InspectionPlan.objects.locked(plan_id, Scope(by), _VIEW)
    content = export_draw(draw)
    record(by, "导出抽取结果", plan, after={"工程名录": len(draw.shelters)})
    return content, f"{draw}.xlsx"


def _snapshot(plan: InspectionPlan, draw: RandomDraw) -> dict[str, Any]:
    tasks = {
        task.shelter_id: task
        for task in plan.tasks.select_related("record").annotate(found=Count("record__hazards"))
    }
    rows = [
        [
            row["shelter"][1],
            "、".join(name for _, name in row["inspectors"]),
            _outcome(tasks.get(row["shelter"][0])),
        ]
        for row in draw.result
    ]
    done = sum(task.state == InspectionTask.State.DONE for task in tasks.values())
    return {
        "plan": plan.name,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "drawn_on": timezone.localdate(draw.drawn_at).isoformat(),
        "pool": len(draw.shelters),
        "people": len(draw.inspectors),
        "algorithm": draw.algorithm,
        "seed": draw.seed,
        "rows": rows,
        "progress": f"抽取 {len(rows)} 个工程，已检查 {done} 个",
        "phone": plan.organisation.phone,
    }


def _outcome(task: Any) -> str:
    """What the public is told of one inspection."""
    if task is None or task.state == InspectionTask.State.PENDING:
        return "待检查"
    if task.state == InspectionTask.State.DROPPED:
        return "取消检查"
    return f"发现隐患 {task.found} 处，责令整改" if task.found else "未发现问题"


def compose(snapshot: Snapshot, verification: Any) -> Any:
    """公示 as a letter to the public with the table of results."""
    from renfang.typesetting import OfficialLetter, Paragraph, Seal, Table, Watermark
    from renfang.typesetting.page import chinese_date

    starts, ends, drawn = (
        chinese_date(date.fromisoformat(snapshot[name]))
        for name in ("starts_on", "ends_on", "drawn_on")
    )
    body = (
        Paragraph(
            f"根据“双随机、一公开”监管要求，本机关于{drawn}对“{snapshot['plan']}”"
            f"（{starts}至{ends}）随机抽取检查对象和检查人员。名录中有工程 {snapshot['pool']} 个、"
            f"检查人员 {snapshot['people']} 人，{snapshot['progress']}。现将结果公示如下："
        ),
        Table(
            columns=("人防工程", "检查人员", "检查结果"),
            rows=tuple(tuple(row) for row in snapshot["rows"]),
            widths=(4, 5, 3),
        ),
        Paragraph(
            f"抽取采用{snapshot['algorithm']}，随机种子为 {snapshot['seed']}。{RULE[-1]}"
            "对公示内容有异议的，可以向本机关反映"
            + (f"，联系电话：{snapshot['phone']}。" if snapshot["phone"] else "。")
        ),
    )
    return OfficialLetter(
        issuer_mark=snapshot["letterhead"],
        number=snapshot["number"],
        title=snapshot["title"],
        addressee="",
        body=body,
        issuer=snapshot["issuer"],
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        seal=Seal(snapshot["seal"]),
        verification=verification,
        watermark=Watermark.DEMO if snapshot["demo"] else None,
    )


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The results themselves: they are published, and anybody may compare them."""
    return [
        ("抽查计划", snapshot["plan"]),
        ("进展", snapshot["progress"]),
        *((name, f"{who}：{outcome}") for name, who, outcome in snapshot["rows"]),
    ]


def register() -> None:
    """Make the paper known to the registry."""
    register_kind(
        DocumentKind(
            code=KIND,
            label=TITLE,
            word="随机公示",
            view_permission=_VIEW,
            print_permission=PLAN,
            void_permission=PLAN,
            compose=compose,
            public_rows=public_rows,
            verifiable=True,
        )
    )
