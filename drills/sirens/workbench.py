"""What sirens add to the shared pages, and to a drill that tests them."""

from __future__ import annotations

from collections.abc import Iterator

from drills.exercises.hooks import DRILL_CARDS, JOINED, STEPS_ABOVE
from drills.exercises.models import Drill
from drills.exercises.steps import HOLD
from drills.registers.workbench import open_registers
from drills.sirens import papers
from drills.sirens.models import SIREN
from drills.sirens.queries import figures_of_sirens, tables_of_siren
from drills.sirens.steps import SIREN_STEPS, TEST_STEPS, lacks_notice
from drills.sirens.views import results_card
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.steps import stops
from renfang.workbench.navigation import Entry, register_entries


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
    rests_on(Drill, on_drill)


def on_drill(drill: Drill, ending: Ending | None) -> Iterator[Resting]:
    """The public notice of a siren test, and what each siren did."""
    notice = getattr(drill, "siren_notice", None)
    if notice is not None:
        words = "公众已经知悉，取消的另行公告" if ending is Ending.CALL_OFF else ""
        yield Resting(row=notice, label="试鸣公告", effect=Effect.REMAINS, words=words)
    results = drill.siren_results.all()
    count = results.count()
    if count:
        row, name = results[0], f"共 {count} 台"
        yield Resting(row=row, label="试鸣结果", name=name, effect=Effect.REMAINS)
