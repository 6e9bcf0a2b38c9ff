"""双随机抽查结果公示: what was drawn, who inspected and what was found, as a paper for the public.

Source: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号): results are to be
made public. The paper carries a QR code; the public verification page shows the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from engineering.inspections.models import (
    InspectionPlan,
    InspectionTask,
    ObjectKind,
    RandomDraw,
)
from engineering.inspections.queries import PLAN, PUBLICATION
from engineering.inspections.rules import RULE, UNIT_RULE, frequency_words, joint_words
from engineering.shelters.rules import public_name
from renfang.documents.frames import letter
from renfang.documents.kinds import DocumentKind, Passage, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.wording import PHONE, cited, contact

KIND = PUBLICATION
TITLE = "人民防空双随机抽查结果公示"


def publications_of(plan: InspectionPlan) -> Any:
    """Every publication of a plan, the newest first."""
    return IssuedDocument.objects.of(plan).filter(kind=KIND).with_state()


def snapshot_of(plan: InspectionPlan, draw: RandomDraw) -> dict[str, Any]:
    tasks = plan.tasks.select_related("record").annotate(found=Count("record__hazards"))
    by_target: dict[Any, list[InspectionTask]] = {}
    for task in tasks.order_by("pk"):
        by_target.setdefault(task.unit or task.shelter_id, []).append(task)
    done = sum(
        all(task.state == InspectionTask.State.DONE for task in some) for some in by_target.values()
    )
    noun = "个单位" if draw.is_of_units else "个工程"
    rows_of = _rows_of_units if draw.is_of_units else _rows_of_works
    return {
        "plan": plan.name,
        "departments": list(plan.departments),
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "drawn_on": timezone.localdate(draw.drawn_at).isoformat(),
        "matters": draw.matters,
        "kind": draw.get_object_kind_display(),
        "is_units": draw.is_of_units,
        "places_each": draw.places_each,
        "pool": len(draw.pool),
        "count": draw.count,
        "people": len(draw.inspectors),
        "team_size": draw.team_size,
        "pool_list": _pool_list(draw),
        "people_list": [[str(pk), name] for pk, name in draw.inspectors],
        "algorithm": draw.algorithm,
        "seed": draw.seed,
        "rows": list(rows_of(draw, by_target)),
        # How many inspections it tells the end of: whoever closes another has to publish again.
        "closed": plan.tasks.exclude(state=InspectionTask.State.PENDING).count(),
        "progress": f"抽取 {draw.count} {noun}，已检查 {done} 个",
    }


def _people(row: dict[str, Any]) -> str:
    return "、".join(name for _, name in row["inspectors"])


def _rows_of_works(draw: RandomDraw, tasks: dict[Any, list[InspectionTask]]) -> Iterator[list[str]]:
    for row in draw.result:
        pk, name = row["shelter"]
        [task] = tasks.get(pk) or [None]
        yield [str(pk), public_name(name, pk), _people(row), _outcome(task)]


def _rows_of_units(draw: RandomDraw, tasks: dict[Any, list[InspectionTask]]) -> Iterator[list[str]]:
    """A row for each works of a unit that is looked at, one for a unit of another kind."""
    for row in draw.result:
        number, unit = row["unit"]
        places = {pk: _public_place(draw, pk, name) for pk, name in row["places"]}
        for task in tasks.get(unit) or [None]:
            one = task is not None and task.shelter_id is not None
            where = places[task.shelter_id] if one else "、".join(places.values())
            yield [str(number), unit, where or "—", _people(row), _outcome(task)]


def _public_place(draw: RandomDraw, pk: int, name: str) -> str:
    """A place as the public may read it: sirens by their numbers, works without their function."""
    is_siren = draw.object_kind == ObjectKind.SIREN_KEEPER
    return f"警报器（{pk}号）" if is_siren else public_name(name, pk)


def _pool_list(draw: RandomDraw) -> list[list[str]]:
    """The pool as it is published: enough to draw again, places by their numbers alone."""
    if not draw.is_of_units:
        return [[str(pk), public_name(name, pk)] for pk, name in draw.shelters]
    return [
        [str(number), name, "、".join(str(pk) for pk, _ in places) or "—"]
        for number, name, places in draw.units
    ]


def _outcome(task: Any) -> str:
    """What the public is told of one inspection."""
    if task is None or task.state == InspectionTask.State.PENDING:
        return "待检查"
    if task.state == InspectionTask.State.DROPPED:
        return "取消检查"
    if task.result:
        return str(task.get_result_display())
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
        f"{_opening(snapshot, starts, ends, drawn)}{snapshot['progress']}。{_jointly(snapshot)}"
        "现将结果公示如下：",
        _results(snapshot),
        f"抽取采用{snapshot['algorithm']}，随机种子为 {snapshot['seed']}。"
        f"{_how_to_draw_again(snapshot)}",
        f"对公示内容有异议的，可以向本机关反映{f'，{where}' if where else ''}。",
    ]
    return letter(snapshot, verification, blocks, annexes=_lists(snapshot))


def _opening(snapshot: Snapshot, starts: str, ends: str, drawn: str) -> str:
    """What was drawn, when and for which matters of which list."""
    if not snapshot.get("matters"):
        return (
            f"根据“双随机、一公开”监管要求{_law(snapshot)}，本机关于{drawn}对“{snapshot['plan']}”"
            f"（{starts}至{ends}，抽查事项为人民防空工程维护管理情况）随机抽取检查对象和检查人员。"
            f"名录中有工程 {snapshot['pool']} 个、检查人员 {snapshot['people']} 人，"
        )
    matters = "、".join(
        f"第{matter['number']}项“{matter['name']}”（{matter['basis']}）"
        for matter in snapshot["matters"]
    )
    noun = "单位" if snapshot["is_units"] else "工程"
    return (
        f"根据“双随机、一公开”监管要求{_law(snapshot)}，本机关按照随机抽查事项清单{matters}，"
        f"于{drawn}对“{snapshot['plan']}”（{starts}至{ends}）随机抽取检查对象和检查人员。"
        f"检查对象名录有{noun} {snapshot['pool']} 个，检查人员名录有 {snapshot['people']} 人，"
    )


def _jointly(snapshot: Snapshot) -> str:
    """Who draws together; papers of before knew of nobody."""
    words = joint_words(snapshot.get("departments", ()))
    return f"本次抽查{words}。" if words else ""


def _law(snapshot: Snapshot) -> str:
    """The law of the matter; a publication of before was frozen without it."""
    stands = Passage.LEGAL_BASIS.value in snapshot["wording"]
    return f"和{cited(snapshot)}的规定" if stands else ""


def _results(snapshot: Snapshot) -> Any:
    """Works or units, inspectors and outcome; papers of before had no numbers."""
    from renfang.typesetting import Table

    rows = tuple(tuple(row) for row in snapshot["rows"])
    if snapshot.get("is_units"):
        return Table(
            columns=("编号", "检查对象", "检查场所", "检查人员", "检查结果"),
            rows=rows,
            widths=(1.2, 3.6, 3.6, 2.6, 3),
        )
    numbered = "pool_list" in snapshot
    return Table(
        columns=(*(("编号",) if numbered else ()), "人防工程", "检查人员", "检查结果"),
        rows=rows,
        widths=(*((1.4,) if numbered else ()), 4, 4, 3),
    )


def _how_to_draw_again(snapshot: Snapshot) -> str:
    """The rule, where the lists stand on the paper: nobody can draw again without them."""
    if "pool_list" not in snapshot:
        return ""
    if snapshot.get("is_units"):
        drawn = (
            f"{UNIT_RULE[1]}{UNIT_RULE[2]}本次抽取单位 {snapshot['count']} 个、每个单位检查人员 "
            f"{snapshot['team_size']} 人、每个单位应查 {snapshot['places_each']} 处。"
        )
    else:
        drawn = (
            f"{RULE[1]}{RULE[2]}本次抽取工程 {len(snapshot['rows'])} 个、每个工程检查人员 "
            f"{snapshot['team_size']} 人。"
        )
    return f"{drawn}任何人用上述种子和附件名录都能重算出相同结果；名录的排列次序不影响结果。"


def _lists(snapshot: Snapshot) -> list[Any]:
    """附件: the list drawn from, and both pools by the numbers that the rule takes."""
    from renfang.typesetting import Annex

    if "pool_list" not in snapshot:
        return []
    is_units = snapshot.get("is_units")
    pools = (
        (
            "检查对象名录",
            ("编号", "单位名称", "场所编号") if is_units else ("编号", "人防工程"),
            snapshot["pool_list"],
            (1, 4, 3) if is_units else (1, 5),
        ),
        ("检查人员名录", ("编号", "姓名"), snapshot["people_list"], (1, 5)),
    )
    return [
        *(_matter_list(snapshot) if snapshot.get("matters") else ()),
        *(Annex(title, [_table(*table)]) for title, *table in pools),
    ]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Any:
    from renfang.typesetting import Table

    return Table(columns=tuple(columns), rows=tuple(map(tuple, rows)), widths=tuple(widths))


def _matter_list(snapshot: Snapshot) -> list[Any]:
    """The rows of 随机抽查事项清单 for which it was drawn, as they stood that day."""
    from renfang.typesetting import Annex

    rows = [
        [
            str(matter["number"]),
            matter["name"],
            snapshot["kind"],
            matter["content"],
            f"{matter['method']}；{frequency_words(matter['ratio'], matter['times'])}",
            matter["basis"],
        ]
        for matter in snapshot["matters"]
    ]
    heads = ("序号", "抽查事项", "检查对象", "抽查内容", "方式和频次", "检查依据")
    table = _table(heads, rows, (1, 3, 2.4, 4, 2.4, 3))
    return [Annex("随机抽查事项清单（本次抽查事项）", [table])]


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The results themselves: they are published, and anybody may compare them."""
    return [
        ("抽查计划", snapshot["plan"]),
        *(
            (f"抽查事项第 {matter['number']} 项", matter["name"])
            for matter in snapshot.get("matters", ())
        ),
        ("进展", snapshot["progress"]),
        *(_public_row(row, snapshot) for row in snapshot["rows"]),
    ]


def _public_row(row: Sequence[str], snapshot: Snapshot) -> tuple[str, str]:
    if snapshot.get("is_units"):
        _, unit, where, who, outcome = row
        return unit, f"{where}；{who}：{outcome}"
    *_, name, who, outcome = row
    return name, f"{who}：{outcome}"


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
                # Of the draw; each matter of the list has the law of its inspection.
                Passage.LEGAL_BASIS: "《国务院办公厅关于推广随机抽查规范事中事后监管的通知》"
                "（国办发〔2015〕58号）",
                Passage.CONTACT: PHONE,
            },
            called="本公示",
        )
    )
