"""Jobs: what the library's row does not say of a task, and what it has done so far."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_tasks_db.models import DBTaskResult


class Job(models.Model):
    """One task in the queue. Function, arguments and return value are in the library's ``result``.

    ``claim`` is new for each attempt: a worker that lost its claim can write nothing any more.
    ``beat`` is counted on by the worker's heart; no clock tells whether it lives.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "执行中"
        SUCCEEDED = "succeeded", "已完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    result = models.OneToOneField(DBTaskResult, on_delete=models.CASCADE, related_name="job")
    title = models.CharField("任务", max_length=60)
    # What it is about, for who asked for it; system administrators are not shown it.
    about = models.CharField("内容", max_length=200, blank=True)
    # Enqueued twice under one key, it is one job.
    key = models.CharField("唯一键", max_length=200, unique=True, null=True)  # noqa: DJ001
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="提出人",
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="机构",
    )
    # From which address it was asked for: what it does is on record as from there.
    address = models.CharField("来源地址", max_length=45, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField("已执行次数", default=0)
    limit = models.PositiveIntegerField("最多执行次数")
    claim = models.CharField(max_length=32, blank=True)
    beat = models.PositiveBigIntegerField(default=0)
    cancel_asked_at = models.DateTimeField("要求取消时间", null=True)
    done = models.PositiveIntegerField("已办", default=0)
    total = models.PositiveIntegerField("共计", null=True)
    line = models.CharField("进度说明", max_length=200, blank=True)
    error = models.CharField("未完成的原因", max_length=1000, blank=True)
    said = models.TextField("结果", blank=True)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="running", claim__gt="") | (~Q(state="running") & Q(claim="")),
                name="who_runs_a_job_has_its_claim",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "id"],
                name="jobs_to_do",
                condition=Q(state__in=["queued", "running"]),
            ),
            models.Index(fields=["asked_by", "-id"], name="jobs_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.pk} 号）"

    def get_absolute_url(self) -> str:
        """The job's page."""
        return reverse("job", args=[self.pk])

    @property
    def progress(self) -> str:
        """3/12, or nothing where nobody counts."""
        return f"{self.done}/{self.total}" if self.total else ""

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def is_being_cancelled(self) -> bool:
        """Whether it was asked to stop and has not yet."""
        return self.state == self.State.RUNNING and self.cancel_asked_at is not None


class JobStep(models.Model):
    """A part of a job that is done and must not be done twice, entered with what it wrote."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务的步骤"
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "key"], name="step_done_once")
        ]

    def __str__(self) -> str:
        return self.key


class JobFile(models.Model):
    """结果文件 or 错误文件 of a job, for who asked for it."""

    class Part(models.TextChoices):
        RESULT = "result", "结果文件"
        ERRORS = "errors", "错误文件"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="files")
    part = models.CharField("种类", max_length=10, choices=Part.choices)
    name = models.CharField("文件名", max_length=200)
    path = models.CharField("存储位置", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("字节数")

    class Meta:
        verbose_name = verbose_name_plural = "后台任务的文件"
        ordering: ClassVar = ["-part"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "part"], name="one_file_of_a_part")
        ]

    def __str__(self) -> str:
        return self.name


class WorkerSign(models.Model):
    """A sign of life of a worker process, for the page alone: nothing is decided by it."""

    name = models.CharField("进程", max_length=100, unique=True)
    started_at = models.DateTimeField("启动时间")
    seen_at = models.DateTimeField("最近一次报到")

    class Meta:
        verbose_name = verbose_name_plural = "执行进程"
        ordering: ClassVar = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
