"""What the comparison adds to the shared pages: its files, to-do line, card, nightly work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from engineering.comparison.models import AuthorityRecord
from engineering.comparison.queries import standing
from engineering.comparison.steps import MAKE_CLUE
from engineering.omissions.models import OmissionCase
from engineering.projects.models import Project
from renfang.background.schedule import Daily, register_daily
from renfang.exchange.kinds import ImportKind, register_import
from renfang.organisations.access import register_seen
from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, rests_on
from renfang.workbench.cards import CARDS
from renfang.workbench.search import Hit, register_finder
from renfang.workbench.tasks import Task, register_tasks

_State = AuthorityRecord.State


def _resource() -> type:
    from engineering.comparison.exchange import AuthorityResource

    return AuthorityResource


LISTS = ImportKind(
    code="authority_records",
    title="其他部门名录",
    noun="记录",
    measure="条",
    permission=MAKE_CLUE.permission,
    load=_resource,
    upload_name="engineering:authority_imports",
    trail=lambda _: [("漏缴比对", reverse("engineering:authority_records"))],
    lead="规划许可、施工许可、预售许可、竣工验收备案、不动产登记的名录，每行一份许可或者其中一栋楼。"
    "已登记过的行只更新有变化的内容。",
    is_whole=False,
    result_name="engineering:authority_record",
)


def register() -> None:
    """Make lists of other authorities known to imports, 待办, search, the first page, the night."""
    register_import(LISTS)
    register_tasks(_waiting)
    register_finder(_find)
    register_seen("authority_record", "名录记录", AuthorityRecord)
    register_daily(
        Daily(
            "comparison",
            "漏缴比对",
            time(2, 30),
            function="engineering.comparison.acts.compare_everything",
        )
    )
    CARDS.register(_card, rank=20)
    rests_on(OmissionCase, _on_case)
    rests_on(Project, _on_project)


def _waiting(scope: Scope, today: date) -> Iterator[Task]:
    """One line for all rows that wait: a list has hundreds."""
    if not scope.holds(MAKE_CLUE.permission):
        return
    count = (
        AuthorityRecord.objects.visible_to(scope, MAKE_CLUE.permission)
        .filter(state=_State.OPEN)
        .count()
    )
    if count:
        yield Task(
            title="核对漏缴比对疑点",
            subject=f"{count} 条名录记录待核对",
            url=reverse("engineering:authority_records"),
            note="有疑点的转为应建未建线索",
        )


def _find(scope: Scope, words: str, limit: int) -> Iterator[Hit]:
    """Rows by the number of the permit; whoever looks for a project means his own."""
    rows = AuthorityRecord.objects.visible_to(scope).filter(number__iexact=words.strip())
    for row in rows.order_by("-id")[:limit]:
        yield Hit(
            kind="名录记录",
            label=row.name,
            detail=f"{row}，{row.get_state_display()}",
            url=row.get_absolute_url(),
        )


def _card(request: HttpRequest) -> str:
    """For the head: what the lists have brought to light and what came of it."""
    if not request.scope.holds("decide_application"):
        return ""
    found = standing(request.scope)
    if not found.rows:
        return ""
    return render_to_string("engineering/comparison/card.html", {"standing": found})


def _on_case(case: OmissionCase, ending: Ending | None) -> Iterator[Resting]:
    """The rows of other authorities that a case came from."""
    for row in case.authority_records.all():
        yield Resting(row=row, label="名录记录", effect=Effect.REMAINS)


def _on_project(project: Project, ending: Ending | None) -> Iterator[Resting]:
    """The rows of other authorities that were found to be a project."""
    for row in project.authority_records.all():
        yield Resting(row=row, label="名录记录", effect=Effect.REMAINS)
