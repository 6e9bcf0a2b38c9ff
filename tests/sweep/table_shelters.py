"""Lines of the table: the register of shelters, works, life, printing."""

from __future__ import annotations

from tests.sweep import filled_shelters as filled
from tests.sweep.filled import exactly
from tests.sweep.filled_shelters import today
from tests.sweep.lines import (
    CLERK,
    HEAD,
    PRINTER,
    REVIEWER,
    SYSTEM,
    WORKS,
    Page,
    imported,
    page,
    posts,
)

# fmt: off
SHELTERS: tuple[Page, ...] = (
    page("engineering:shelter_new", get=posts(CLERK), post=posts(CLERK),
         sends=filled.new_shelter, refers=("organisation", "division")),
    page("engineering:shelter_amend", "shelter_standing", get=posts(CLERK), post=posts(CLERK),
         sends=filled.amended_shelter, refers=("division",)),
    # Grades, coordinates and openings: not for users who only print, and each look is on record.
    page("engineering:shelter_reveal", "shelter_standing", post=posts(CLERK, REVIEWER, HEAD),
         sends=exactly(reason="竣工验收核对")),
    # Masked for everybody; with grades, coordinates and openings for a reason that is kept.
    page("engineering:shelters_export", get=WORKS),
    page("engineering:shelters_export_whole", get=posts(CLERK, REVIEWER, HEAD),
         post=posts(CLERK, REVIEWER, HEAD), sends=exactly(reason="上报年度人防工程统计")),

    # A file belongs to the clerk who uploaded it.
    page("engineering:shelter_imports", get=posts(CLERK), post=posts(CLERK),
         sends=filled.shelters_file),
    *imported(CLERK, "batch_shelters", filled.mended_shelter),

    page("engineering:shelter_supervise", "shelter_planned", get=posts(CLERK), post=posts(CLERK),
         sends=filled.supervision),
    page("engineering:shelter_visit", "shelter_supervised", get=posts(CLERK), post=posts(CLERK),
         sends=filled.visit),
    page("engineering:rectification_close", "rectification", get=posts(CLERK), post=posts(CLERK),
         sends=today("closed_on", note="逐项复查，均已整改")),
    page("engineering:shelter_report", "shelter_reportable", get=posts(CLERK), post=posts(CLERK),
         sends=exactly(evaluation="验收组织、程序符合规定", conclusion="同意验收结论")),
    page("engineering:shelter_filing", "shelter_accepted", get=posts(CLERK, PRINTER),
         post=posts(CLERK, PRINTER), sends=filled.filing),
    page("engineering:certify_batch", get=posts(CLERK, PRINTER), post=posts(CLERK, PRINTER),
         sends=filled.chosen_shelters, refers=("shelter",)),

    page("engineering:shelter_life", "shelter_life", get=posts(CLERK), post=posts(CLERK),
         sends=filled.put_into_use),
    # Who takes the application does not decide it.
    page("engineering:shelter_demolish", "shelter_standing", get=posts(CLERK), post=posts(CLERK),
         sends=filled.demolition),
    page("engineering:demolition_decide", "demolition_applied", get=posts(HEAD),
         post=posts(HEAD), sends=today(approve="yes", due_on="", opinion="同意拆除")),
    page("engineering:demolition_withdraw", "demolition_applied", get=posts(CLERK),
         post=posts(CLERK), sends=exactly(reason="收错工程，申请单位要求撤回")),
    page("engineering:demolition_done", "demolition_approved", get=posts(CLERK),
         post=posts(CLERK), sends=today()),
    page("engineering:demolition_settle", "demolition_demolished", get=posts(CLERK),
         post=posts(CLERK), sends=filled.settlement, refers=("rebuilt_as",)),

    page("engineering:shelter_limits", get=posts(SYSTEM)),
    page("engineering:shelter_limit_new", get=posts(SYSTEM), post=posts(SYSTEM),
         sends=filled.limit, refers=("organisation",)),
)
# fmt: on
