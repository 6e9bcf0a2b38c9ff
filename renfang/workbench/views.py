"""The pages that belong to no app: the to-do list, search, and the health check."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from renfang.clocks.columns import light_html
from renfang.clocks.rules import Light
from renfang.history.access import Kind, note_access
from renfang.pages import columns as col
from renfang.pages.tables import Table
from renfang.personal.rules import mask_text
from renfang.workbench.cards import CARDS
from renfang.workbench.search import find
from renfang.workbench.tasks import open_tasks

_TASKS = (
    col.Short("事项", "title", link=lambda task: task.url),
    col.Column("对象", "subject"),
    col.Day("期限", "due"),
    col.Short("灯", "light", html=lambda task: light_html(task.light)),
    col.Soft("说明", "note"),
)
_HITS = (
    col.Short("类别", "kind"),
    col.Column("名称", "label", link=lambda hit: hit.url),
    col.Column("说明", "detail"),
)


@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """我的待办: what is due, the most urgent first."""
    today: date = timezone.localdate()
    tasks = open_tasks(request.scope, today)  # type: ignore[attr-defined]
    due_today = sum(task.due == today for task in tasks)
    near = sum(task.light is not None and task.light.light is Light.AMBER for task in tasks)
    overdue = sum(task.due is not None and task.due < today for task in tasks)
    awaited = sum(task.is_awaited for task in tasks)
    tiles = [
        {"label": "待办", "value": len(tasks), "tone": ""},
        {"label": "今日到期", "value": due_today, "tone": "yellow" if due_today else ""},
        {"label": "黄灯", "value": near, "tone": "yellow" if near else ""},
        {"label": "红灯", "value": overdue, "tone": "red" if overdue else ""},
        {"label": "补正中", "value": awaited, "tone": ""},
    ]
    context = {
        "tasks": Table("我的待办", _TASKS, tasks, has_keys=True),
        "tiles": tiles,
        "conflict": request.scope.conflict,  # type: ignore[attr-defined]
        "cards": [card for function in CARDS if (card := function(request))],
    }
    return render(request, "workbench/workbench.html", {**context, "today": today})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Results for the words in ``q``; a single hit opens at once."""
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    hits = find(request.scope, words)  # type: ignore[attr-defined]
    if found := [hit for hit in hits if hit.by_number]:
        names = "、".join(hit.label for hit in found)
        asked = mask_text(words, is_query=True)
        details = {"检索": "按完整号码", "条件": asked, "命中": names[:300]}
        note_access(request, kind=Kind.PERSONAL, label="查询一切", details=details, or_refuse=True)
    if len(hits) == 1:
        return HttpResponseRedirect(hits[0].url)
    context = {"words": words, "hits": Table("检索结果", _HITS, hits, has_keys=True)}
    return render(request, "workbench/search.html", context)


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For the load balancer: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
