"""What 应建未建 adds to the shared pages: its paper, menu entry and to-do lines."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from engineering.omissions import papers
from engineering.omissions.acts import omission_matter
from engineering.omissions.models import OmissionCase
from engineering.omissions.queries import CLOCK, OMISSION_NOTICE
from engineering.omissions.steps import CLOSE, STEPS
from renfang.clocks.recounting import register_clock
from renfang.organisations.scope import Scope
from renfang.serving.hooks import MATTERS
from renfang.serving.models import ServiceReceipt
from renfang.workbench.navigation import Entry, register_entries
from renfang.workbench.tasks import Pile, Task, register_piles


def register() -> None:
    """Make cases of omission known to the registry of papers, the menu and 待办."""
    papers.register()
    register_clock(CLOCK)
    MATTERS.register(omission_matter)
    register_entries(
        "结建审批",
        Entry("应建未建", "engineering:omissions", "alert-triangle", "view_projects", rank=30),
    )
    register_piles(Pile((CLOSE.permission,), open_omissions, omission_task))


def open_omissions(scope: Scope, today: date) -> QuerySet[OmissionCase]:
    """应建未建 cases that wait for the office, or whose period has run out."""
    on_its_way = ServiceReceipt.objects.filter(
        paper__kind=OMISSION_NOTICE,
        paper__subject_id=OuterRef("pk"),
        state=ServiceReceipt.State.PREPARED,
    )
    return (
        OmissionCase.objects.visible_to(scope, CLOSE.permission)
        .filter(state__in=CLOSE.start)
        .exclude(Exists(on_its_way))
        .filter(Q(remedy_by__isnull=True) | Q(remedy_by__lt=today))
        .order_by("id")
    )


def omission_task(case: OmissionCase, today: date) -> Task:
    """The next step of a case; of one that was told, first that the notice is served."""
    is_unserved = case.state == OmissionCase.State.NOTIFIED and case.remedy_by is None
    return Task(
        title="送达限期办理告知书" if is_unserved else STEPS.main(case).label,
        subject=case.name,
        url=case.get_absolute_url(),
        note=case.developer_name,
    )
