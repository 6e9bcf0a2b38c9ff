"""What sirens add to the shared pages, and to a drill that tests them."""

from __future__ import annotations

from collections.abc import Iterator

from drills.exercises.hooks import BEFORE_HOLDING, DRILL_CARDS, JOINED, LINKS
from drills.exercises.models import Drill
from drills.registers.workbench import open_registers
from drills.sirens import papers
from drills.sirens.acts import require_notice
from drills.sirens.models import SIREN
from drills.sirens.queries import acts_on_siren, figures_of_sirens, links_of_test, tables_of_siren
from drills.sirens.views import results_card
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.workbench.navigation import Entry, register_entries


def register() -> None:
    """Register the sirens' register, paper and menu entry, and their part of a drill."""
    open_registers(SIREN)
    SIREN.figures.register(figures_of_sirens)
    SIREN.tables.register(tables_of_siren)
    SIREN.acts.register(acts_on_siren)
    SIREN.links.append(("音响覆盖测算", "drills:siren_coverage"))
    papers.register()
    register_entries(
        "战备登记", Entry("警报设施", "drills:sirens", "alarm", "view_readiness", rank=60)
    )
    BEFORE_HOLDING.register(require_notice)
    LINKS.register(links_of_test)
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
