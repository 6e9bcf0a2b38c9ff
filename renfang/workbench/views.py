"""The pages that belong to no app: the to-do list, search, and the health check."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from renfang.acts import NotPermitted
from renfang.clocks.columns import light_html
from renfang.clocks.rules import Light
from renfang.pages import columns as col
from renfang.pages.lists import sent, tried
from renfang.pages.tables import Table
from renfang.personal.rules import VIEW_PERSONAL, About
from renfang.quantities.identifiers import whole_phone
from renfang.workbench.cards import CARDS
from renfang.workbench.forms import NumberForm
from renfang.workbench.numbers import MOST_AN_HOUR, look_for_number, may_look_for_numbers
from renfang.workbench.search import Hit, find
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
    may_look = may_look_for_numbers(request.scope)  # type: ignore[attr-defined]
    number = whole_phone(words) if may_look else ""
    if len(hits) == 1 and not number:
        return HttpResponseRedirect(hits[0].url)
    form = NumberForm(initial={"number": number}) if number else None
    return _found(request, words, hits, form)


@require_http_methods(["GET", "POST"])
@never_cache
def search_number(request: HttpRequest) -> HttpResponse:
    """按完整号码查找: whose it is, for a reason that stands in the record."""
    if not may_look_for_numbers(request.scope):  # type: ignore[attr-defined]
        raise NotPermitted.lacking(VIEW_PERSONAL)
    form = NumberForm(sent(request))

    def answered() -> HttpResponse:
        hits = look_for_number(request, **form.cleaned_data)
        return _found(request, About.PHONE.mask(whole_phone(form.cleaned_data["number"])), hits)

    answer, status = tried(request, form, answered)
    context = {"form": form, "most": MOST_AN_HOUR}
    return answer or render(request, "workbench/search_number.html", context, status=status)


def _found(
    request: HttpRequest, words: str, hits: list[Hit], form: NumberForm | None = None
) -> HttpResponse:
    table = Table("检索结果", _HITS, hits, has_keys=True)
    context = {"words": words, "hits": table, "form": form, "most": MOST_AN_HOUR}
    return render(request, "workbench/search.html", context)


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For the load balancer: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
