"""Lines of the table: a drill's life, the readiness registers, duty, figures."""

from __future__ import annotations

from drills.registers.catalogue import REGISTERS, Register
from tests.sweep import filled_readiness as filled
from tests.sweep.filled import mended
from tests.sweep.lines import HEAD, TRAINER, TRAINING, Page, imported, page, posts

_T = posts(TRAINER)

# fmt: off
_LIFE = (
    page("drills:drill_submit", "drill_planned", get=_T, post=_T,
         sends=filled.submission),
    page("drills:drill_decide", "drill_submitted", get=posts(HEAD), post=posts(HEAD),
         sends=filled.decision),
    page("drills:rehearsal_new", "drill_planned", get=_T, post=_T, sends=filled.rehearsal),
    page("drills:drill_log", "drill_planned", get=_T, post=_T, sends=filled.log_line),
    page("drills:drill_story", "drill_planned", get=TRAINING),
    page("drills:drill_responses", "drill_planned", get=_T, post=_T,
         sends=filled.responses),
    page("drills:drill_evaluate", "drill_held", get=_T, post=_T, sends=filled.evaluation),
    page("drills:drill_report", "drill_judged", get=_T, post=_T),
    page("drills:siren_notice", "siren_test_coming", get=_T, post=_T, sends=filled.notice),
    page("drills:siren_results", "siren_test_begun", get=_T, post=_T, sends=filled.sounding),
    page("drills:photograph_new", "drill_planned", get=_T, post=_T, sends=filled.photograph),
    page("drills:photograph", "photograph", get=TRAINING),
    page("drills:photograph_remove", "photograph", post=_T),
    page("drills:findings", get=TRAINING, asks=("organisation",)),
    page("drills:finding_new", "drill_held", get=_T, post=_T, sends=filled.finding),
    page("drills:finding_rectify", "finding_open", get=_T, post=_T, sends=filled.rectification),
    # Who mends does not check.
    page("drills:finding_check", "finding_mended", get=posts(HEAD), post=posts(HEAD),
         sends=filled.check),
    page("drills:coverage", get=TRAINING),
    page("drills:year", get=TRAINING),
)


def _register(register: Register) -> tuple[Page, ...]:
    slug, batch = f"drills:{register.slug}", f"batch_{register.slug}"
    return (
        page(f"drills:{register.plural}", get=TRAINING, asks=("organisation",)),
        page(slug, register.slug, get=TRAINING),
        page(f"{slug}_new", get=_T, post=_T, sends=filled.row_of(register),
             refers=("organisation",)),
        page(f"{slug}_edit", register.slug, get=_T, post=_T,
             sends=filled.changed_row_of(register)),
        page(f"{slug}_export", post=TRAINING),
        # A file belongs to the trainer who uploaded it.
        page(f"{slug}_import", get=_T, post=_T, sends=filled.file_of(register)),
        *imported(TRAINER, batch, mended(f"{batch}_row", number="Y9")),
    )


_REGISTERS = tuple(line for register in REGISTERS for line in _register(register))

_ACTS = (
    page("drills:siren_entry", "siren_entry", get=_T, post=_T, sends=filled.siren_entry),
    page("drills:siren_coverage", get=TRAINING),
    page("drills:siren_coverage_new", get=_T, post=_T, sends=filled.survey,
         refers=("organisation",)),
    page("drills:plan_review", "protection_plan", get=_T, post=_T, sends=filled.review),
    page("drills:figures", get=TRAINING),
    page("drills:figures_export", post=TRAINING),
    page("drills:targets", get=_T, post=_T, sends=filled.targets, refers=("organisation",)),
)

_DUTY = (
    page("drills:shifts", get=TRAINING),
    page("drills:shifts_export", post=TRAINING),
    # A file belongs to the trainer who uploaded it.
    page("drills:shifts_import", get=_T, post=_T, sends=filled.roster),
    *imported(TRAINER, "batch_shifts",
              mended("batch_shifts_row", level="日常值班")),
    page("drills:shift_new", get=_T, post=_T, sends=filled.shift,
         refers=("organisation", "leader", "main")),
    page("drills:shift", "shift_planned", get=TRAINING),
    page("drills:shift_take", "shift_next", get=_T, post=_T),
    page("drills:shift_hand_over", "shift_on", get=_T, post=_T, sends=filled.handing_over),
    page("drills:shift_log", "shift_on", get=_T, post=_T, sends=filled.duty_log),
    page("drills:shift_call", "shift_on", get=_T, post=_T, sends=filled.call_test),
    page("drills:shift_swap", "shift_planned", get=_T, post=_T, sends=filled.swap,
         refers=("taking",)),
    page("drills:swap_decide", "swap", get=posts(HEAD), post=posts(HEAD),
         sends=filled.swap_decision),
)
# fmt: on

READINESS: tuple[Page, ...] = (*_LIFE, *_REGISTERS, *_ACTS, *_DUTY)
