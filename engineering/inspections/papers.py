"""双随机抽查结果公示: what was drawn, who inspected and what was found, as a paper for the public.

Source: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号): results are to be
made public. The paper carries a QR code; the public verification page shows the same rows.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from engineering.inspections.models import InspectionPlan, InspectionTask, RandomDraw
from engineering.inspections.queries import PLAN
from renfang.documents.frames import letter
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.wording import PHONE, contact

KIND = "inspection_publication"
TITLE = "人民防空工程双随机抽查结果公示"


def publications_of(plan: InspectionPlan) -> Any:
    """Every publication of a plan, the newest first."""
    return IssuedDocument.objects.of(plan).filter(kind=KIND).with_state()


def snapshot_of(plan: InspectionPlan, draw: RandomDraw) -> dict[str, Any]:
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
    from renfang.typesetting import Table
    from renfang.typesetting.page import chinese_date

    where = contact(snapshot)
    starts, ends, drawn = (
        chinese_date(date.fromisoformat(snapshot[name]))
        for name in ("starts_on", "ends_on", "drawn_on")
    )
    blocks = [
        f"根据“双随机、一公开”监管要求，本机关于{drawn}对“{snapshot['plan']}”"
        f"（{starts}至{ends}）随机抽取检查对象和检查人员。名录中有工程 {snapshot['pool']} 个、"
        f"检查人员 {snapshot['people']} 人，{snapshot['progress']}。现将结果公示如下：",
        Table(
            columns=("人防工程", "检查人员", "检查结果"),
            rows=tuple(tuple(row) for row in snapshot["rows"]),
            widths=(4, 5, 3),
        ),
        f"抽取采用{snapshot['algorithm']}，随机种子为 {snapshot['seed']}。"
        "工程名录和检查人员名录在本机关备查，凭种子和名录都能重算出相同结果。"
        f"对公示内容有异议的，可以向本机关反映{f'，{where}' if where else ''}。",
    ]
    return letter(snapshot, verification, blocks)


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
            view_permission="view_upkeep",
            print_permission=PLAN,
            void_permission=PLAN,
            compose=compose,
            public_rows=public_rows,
            verifiable=True,
            passages={Passage.CONTACT: PHONE},
            called="本公示",
        )
    )
