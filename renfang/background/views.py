"""Pages of background jobs: what runs and failed, one job, its files; what is done every day."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from renfang.acts import NotFound, NotPermitted, Refused
from renfang.algorithms import matches
from renfang.background.acts import retry_job, run_daily_now, stop_job
from renfang.background.forms import JobQuery
from renfang.background.models import Job
from renfang.background.queries import (
    PERMISSION,
    find_job,
    sees_contents,
    visible_jobs,
    workers_there,
)
from renfang.background.schedule import Daily, dailies
from renfang.background.signs import told
from renfang.history.record import events_of
from renfang.pages import columns as col
from renfang.pages.answers import file_to_keep
from renfang.pages.list_pages import Link, ListPage, Nothing
from renfang.pages.tables import Table

TONES = "queued=todo running=todo failed=bad succeeded=good"
State = Job.State


class JobList(ListPage):
    """后台任务: one's own; for the system administrator all of his offices, without contents."""

    model, query, title, noun = Job, JobQuery, "后台任务", "项"
    has_files = has_print = False
    template = "background/jobs.html"
    related = ("asked_by",)
    columns = (
        col.Title("任务", "title", link="job"),
        col.Column("内容", lambda job: job.shown.about),
        col.State("状态", "state", lambda job: job.shown.tone),
        col.Short("进度", "progress"),
        col.Short("提出人", lambda job: job.asked_by or "系统"),
        col.Day("提出时间", "asked_at"),
        col.Day("结束时间", "ended_at"),
    )
    links = (Link("每日任务", "dailies", "calendar", PERMISSION),)
    nothing = (Nothing("没有后台任务。导出、批量办理等不需等待的工作，办理后在这里查看进度和结果"),)
    nothing_found = "没有符合条件的后台任务"

    def rows(self) -> QuerySet[Job]:
        """Whose jobs the user may know of."""
        return visible_jobs(self.scope)

    def prepare(self, rows: Sequence[Any]) -> None:
        """What the user may see of each."""
        for job in rows:
            job.shown = Shown(job, is_whole=sees_contents(job, self.scope))

    def context(self) -> dict[str, Any]:
        """Whether anybody is there to do it."""
        return {"has_workers": workers_there() > 0, "keeps": self.scope.holds(PERMISSION)}


class Shown:
    """What a page may show of a job to this user."""

    def __init__(self, job: Job, *, is_whole: bool) -> None:
        self._job, self.is_whole = job, is_whole
        progress = told(job)
        self.done, self.total = progress.done, progress.total
        self.about, self.line = (job.about, progress.line) if is_whole else ("", "")
        self.said = job.said if is_whole else ""
        self.tone = {
            State.SUCCEEDED: "good",
            State.FAILED: "bad",
            State.CANCELLED: "plain",
        }.get(State(job.state), "todo")

    @property
    def error(self) -> str:
        """Why it failed; to others than who asked, of what kind the fault is."""
        if self.is_whole or not self._job.error:
            return self._job.error
        kind = self._job.result.exception_class_path.rpartition(".")[2]
        return f"详情由提出人查看（{kind or '执行进程中断'}）"

    @classmethod
    def to(cls, job: Job, request: HttpRequest) -> Shown:
        """As the user of the request may see it."""
        return cls(job, is_whole=sees_contents(job, request.scope))


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: its state, progress, result; what can be done to it."""
    row = find_job(pk, request.scope)
    shown = Shown.to(row, request)
    retries_at = row.result.run_after if row.state == State.QUEUED else None
    context = {
        "job": row,
        "shown": shown,
        "files": row.files.all() if shown.is_whole else (),
        "retries_at": retries_at if retries_at and retries_at.year < 9999 else None,
        "may_cancel": row.state in (State.QUEUED, State.FAILED)
        or (row.state == State.RUNNING and not row.cancel_asked_at),
        "may_retry": shown.is_whole and row.state in (State.FAILED, State.CANCELLED),
        "events": events_of(row),
    }
    return render(request, "background/job.html", context)


@require_GET
def job_file(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """结果文件 or 错误文件, for who sees what the job is about."""
    row = find_job(pk, request.scope)
    file = row.files.filter(part=part).first()
    if file is None or not sees_contents(row, request.scope):
        raise NotFound("文件")
    path = Path(settings.MEDIA_ROOT) / file.path
    content = path.read_bytes() if path.is_file() else b""
    if not matches(content, file.sha256):
        raise Refused("文件不在存储中或与生成时不符。重新执行任务后再下载")
    return file_to_keep(content, file.name, "application/octet-stream")


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """取消."""
    row = stop_job(pk, by=request.user)
    said = "正在取消，执行中的一步完成后停止" if row.is_being_cancelled else "已取消"
    messages.success(request, said)
    return redirect(row)


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """重新执行."""
    row = retry_job(pk, by=request.user)
    messages.success(request, "已重新排队")
    return redirect(row)


def _require_keeper(request: HttpRequest) -> None:
    if not request.scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)


class DailyLine:
    """One line of the table of what is done every day."""

    def __init__(self, daily: Daily) -> None:
        self.title, self.at, self.pk = daily.title, daily.at, daily.code
        self.last: Job | None = daily.jobs().first()
        self.state = self.last.get_state_display() if self.last else "尚未执行"
        self.tone = Shown(self.last, is_whole=True).tone if self.last else "plain"
        self.next_at = daily.next_at(timezone.now())
        self.last_pk = self.last.pk if self.last else None


def _run_button(line: DailyLine) -> SafeString:
    return col.row_button("立即执行", reverse("daily_run", args=[line.pk]), line.title)


_DAILY = (
    col.Title("任务", "title"),
    col.TimeOfDay("每日时间", "at"),
    col.Day("最近执行", "last.started_at", link="job", link_by="last_pk"),
    col.State("最近结果", "state", lambda line: line.tone),
    col.Day("下次执行", "next_at"),
    col.Column("操作", "pk", html=_run_button),
)


@require_GET
def daily_list(request: HttpRequest) -> HttpResponse:
    """每日任务: when each is done, how the last one ended, 立即执行."""
    _require_keeper(request)
    lines = Table("每日任务", _DAILY, [DailyLine(each) for each in dailies()])
    context = {
        "lines": lines,
        "has_workers": workers_there() > 0,
        "has_backup": bool(settings.BACKUP_DIR),
    }
    return render(request, "background/dailies.html", context)


@require_POST
def daily_run(request: HttpRequest, code: str) -> HttpResponse:
    """立即执行."""
    _require_keeper(request)
    row = run_daily_now(code, by=request.user)
    messages.success(request, f"{row.title}已排队")
    return redirect(row)
