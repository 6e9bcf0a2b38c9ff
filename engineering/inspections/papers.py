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
from engineering.inspections.rules import RULE
from engineering.shelters.rules import public_name
from renfang.documents.frames import letter
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.wording import PHONE, cited, contact

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
            str(row["shelter"][0]),
            public_name(row["shelter"][1], row["shelter"][0]),
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
        "team_size": draw.team_size,
        "pool_list": [[str(pk), public_name(name, pk)] for pk, name in draw.shelters],
        "people_list": [[str(pk), name] for pk, name in draw.inspectors],
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
    from renfang.typesetting.page import chinese_date

    where = contact(snapshot)
    starts, ends, drawn = (
        chinese_date(date.fromisoformat(snapshot[name]))
        for name in ("starts_on", "ends_on", "drawn_on")
    )
    blocks = [
        f"根据“双随机、一公开”监管要求{_law(snapshot)}，本机关于{drawn}对“{snapshot['plan']}”"
        f"（{starts}至{ends}，抽查事项为人民防空工程维护管理情况）随机抽取检查对象和检查人员。"
        f"名录中有工程 {snapshot['pool']} 个、检查人员 {snapshot['people']} 人，"
        f"{snapshot['progress']}。现将结果公示如下：",
        _results(snapshot),
        f"抽取采用{snapshot['algorithm']}，随机种子为 {snapshot['seed']}。"
        f"{_how_to_draw_again(snapshot)}",
        f"对公示内容有异议的，可以向本机关反映{f'，{where}' if where else ''}。",
    ]
    return letter(snapshot, verification, blocks, annexes=_lists(snapshot))


def _law(snapshot: Snapshot) -> str:
    """The law of the matter; a publication of before was frozen without it."""
    stands = Passage.LEGAL_BASIS.value in snapshot["wording"]
    return f"和{cited(snapshot)}的规定" if stands else ""


def _results(snapshot: Snapshot) -> Any:
    """Works, inspectors and outcome; papers of before had no numbers."""
    from renfang.typesetting import Table

    numbered = "pool_list" in snapshot
    return Table(
        columns=(*(("编号",) if numbered else ()), "人防工程", "检查人员", "检查结果"),
        rows=tuple(tuple(row) for row in snapshot["rows"]),
        widths=(*((1.4,) if numbered else ()), 4, 4, 3),
    )


def _how_to_draw_again(snapshot: Snapshot) -> str:
    """The rule, where the lists stand on the paper: nobody can draw again without them."""
    if "pool_list" not in snapshot:
        return ""
    return (
        f"{RULE[1]}{RULE[2]}本次抽取工程 {len(snapshot['rows'])} 个、每个工程检查人员 "
        f"{snapshot['team_size']} 人。任何人用上述种子和附件名录都能重算出相同结果；"
        "名录的排列次序不影响结果。"
    )


def _lists(snapshot: Snapshot) -> list[Any]:
    """附件: both pools as they were drawn from, by the numbers that the rule takes."""
    from renfang.typesetting import Annex, Table

    return [
        Annex(
            title,
            [Table(columns=("编号", head), rows=tuple(map(tuple, snapshot[name])), widths=(1, 5))],
        )
        for title, head, name in (
            ("检查对象名录", "人防工程", "pool_list"),
            ("检查人员名录", "姓名", "people_list"),
        )
        if name in snapshot
    ]


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The results themselves: they are published, and anybody may compare them."""
    return [
        ("抽查计划", snapshot["plan"]),
        ("进展", snapshot["progress"]),
        *((name, f"{who}：{outcome}") for *_, name, who, outcome in snapshot["rows"]),
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
            passages={
                Passage.LEGAL_BASIS: "《中华人民共和国人民防空法》第二十五条",
                Passage.CONTACT: PHONE,
            },
            called="本公示",
        )
    )
