"""What sirens add to the shared pages, and to a drill that tests them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from drills.exercises.hooks import DRILL_CARDS, JOINED, MOVED, STEPS_ABOVE
from drills.exercises.models import Drill, DrillKind
from drills.exercises.steps import HOLD
from drills.registers.workbench import open_registers
from drills.sirens import papers
from drills.sirens.acts import end_notice
from drills.sirens.models import SIREN
from drills.sirens.papers import SIREN_NOTICE
from drills.sirens.queries import figures_of_sirens, siren_keepers, tables_of_siren
from drills.sirens.rules import latest_notice
from drills.sirens.steps import PUBLISH, SIREN_STEPS, TEST_STEPS, lacks_notice
from drills.sirens.views import results_card
from renfang.documents.models import IssuedDocument
from renfang.documents.queries import papers_resting
from renfang.inspected import UNIT_SOURCES
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.steps import stops
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Register the sirens' register, paper and menu entry, and their part of a drill."""
    open_registers(SIREN)
    SIREN.figures.register(figures_of_sirens)
    SIREN.tables.register(tables_of_siren)
    SIREN.steps.append(SIREN_STEPS)
    SIREN.links.append(("音响覆盖测算", "drills:siren_coverage"))
    papers.register()
    register_entries(
        "战备登记", Entry("警报设施", "drills:sirens", "alarm", "view_readiness", rank=60)
    )
    HOLD.asks.register(stops(lacks_notice))
    STEPS_ABOVE.append(TEST_STEPS)
    DRILL_CARDS.register(results_card)
    JOINED.append("siren_notice")
    MOVED.register(end_notice)
    register_piles(Pile((PUBLISH.permission,), _overtaken, _to_publish_anew))
    rests_on(Drill, on_drill)
    UNIT_SOURCES.register(siren_keepers)


def _overtaken(scope: Scope, today: date) -> QuerySet[Drill]:
    """Tests that were moved after the public was told, the earliest first."""
    return (
        Drill.objects.visible_to(scope, PUBLISH.permission)
        .filter(
            kind=DrillKind.SIREN_TEST, state__in=PUBLISH.start, siren_notice__told_for__isnull=False
        )
        .exclude(siren_notice__told_for=F("starts_at"))
        .select_related("siren_notice")
        .order_by("starts_at", "id")
    )


def _to_publish_anew(drill: Drill, today: date) -> Task:
    return Task(
        title="试鸣改期，重新发布公告",
        subject=str(drill),
        url=PUBLISH.url_for(drill),
        due=latest_notice(timezone.localdate(drill.starts_at)),
        note=f"原公告时间 {timezone.localtime(drill.siren_notice.told_for):%Y-%m-%d %H:%M}",
    )


def on_drill(drill: Drill, ending: Ending | None) -> Iterator[Resting]:
    """The public notice of a siren test, and what each siren did."""
    notice = getattr(drill, "siren_notice", None)
    if notice is not None:
        words = "公众已经知悉，取消的另行公告" if ending is Ending.CALL_OFF else ""
        yield Resting(row=notice, label="试鸣公告", effect=Effect.REMAINS, words=words)
    if ending is Ending.CALL_OFF:
        papers = IssuedDocument.objects.of(drill).current().filter(kind=SIREN_NOTICE)
        words = "随之标明已停止执行"
        yield from papers_resting(papers.with_state(), words=words, effect=Effect.FOLLOWS)
    results = drill.siren_results.all()
    count = results.count()
    if count:
        row, name = results[0], f"共 {count} 台"
        yield Resting(row=row, label="试鸣结果", name=name, effect=Effect.REMAINS)
