"""The append-only record: every act with before and after; every entry, refusal and export."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from renfang.database.protection import AppendOnly
from renfang.history.facts import FactsField
from renfang.organisations.scope import Scoped
from renfang.personal.rules import WITH_THE_RECORD, About, Entry, mask_text


class Event(Scoped):
    """One act on one record. Names are kept as they were at that moment.

    Events of one subject form a chain: each holds the digest of its content and of the event
    before it, and a running number, so that an altered or missing event shows.
    """

    view_permission = "view_history"
    protection = AppendOnly()

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="办理人",
    )
    actor_label = models.CharField("办理人姓名", max_length=100)
    address = models.CharField("来源地址", max_length=45, blank=True)
    act = models.CharField("事项", max_length=40)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject_label = models.CharField("对象", max_length=300)
    before = FactsField("办理前", default=dict)
    after = FactsField("办理后", default=dict)
    note = models.CharField("说明", max_length=500, blank=True)
    sequence = models.PositiveIntegerField("序号")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    personal: ClassVar = {
        "actor_label": Entry(
            About.NAME,
            "记录办理人，追溯责任",
            "审计管理员；看得到该记录的岗位",
            WITH_THE_RECORD,
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering: ClassVar = ["-at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "sequence"], name="event_chain_has_no_twins"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "-at"], name="event_recent")]

    def __str__(self) -> str:
        return f"{self.actor_label}{self.act}：{self.subject_label}"

    @property
    def told_before(self) -> dict[str, Any]:
        """What was before, as it is shown: personal numbers that old events state are masked."""
        return _told(self.before)

    @property
    def told_after(self) -> dict[str, Any]:
        """What came of it, as it is shown."""
        return _told(self.after)

    @property
    def told_note(self) -> str:
        """The note, as it is shown."""
        return mask_text(self.note)

    @property
    def changes_in_words(self) -> str:
        """What the act changed, in words: 办理人：李文静 → 周建平；状态：已受理."""
        before = self.told_before
        return "；".join(
            f"{name}：{before[name]} → {value}" if name in before else f"{name}：{value}"
            for name, value in self.told_after.items()
        )


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts with the personal numbers in their text masked; the stored ones keep their hash."""
    return {
        name: mask_text(value) if isinstance(value, str) else value for name, value in facts.items()
    }


class AccessRecord(Scoped):
    """One entry, refusal, file given out or look at personal data: what is no act on a record.

    Many of these are written, so they are no chain; the table is append-only, and what is past
    ``RENFANG_ACCESS_MONTHS`` is removed by ``manage.py remove_old_access`` alone, which leaves an
    event with the count and the hash of what it removed. The name of the person is kept as it was.
    ``organisation`` is the person's; empty where nobody knows who it was.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", "登录"
        ENDED = "ended", "退出登录"
        FAILED = "failed", "登录失败"
        LOCKED = "locked", "登录锁定"
        REFUSED = "refused", "拒绝访问"
        CHECKIN = "checkin", "签到失败"
        EXPORT = "export", "导出"
        DOWNLOAD = "download", "下载文件"
        LOOK = "look", "查看文件"
        PRINT = "print", "打印"
        PERSONAL = "personal", "查看个人信息"
        SECRET = "secret", "查看不公开信息"

    class Result(models.TextChoices):
        DONE = "done", "成功"
        REFUSED = "refused", "拒绝"

    view_permission = "view_history"
    protection = AppendOnly()

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="所在机构",
    )
    at = models.DateTimeField("时间")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="人员",
    )
    person_label = models.CharField("人员姓名", max_length=100)
    address = models.CharField("来源地址", max_length=45, blank=True)
    session = models.CharField("会话标识", max_length=16, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    result = models.CharField("结果", max_length=10, choices=Result.choices, default=Result.DONE)
    subject_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, related_name="+"
    )
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField("对象", max_length=300, blank=True)
    page = models.CharField("页面", max_length=100, blank=True)
    path = models.CharField("网址", max_length=200, blank=True)
    details = FactsField("详情", default=dict)

    personal: ClassVar = {
        "person_label": Entry(About.NAME, "记录访问人，追溯责任", "审计管理员", WITH_THE_RECORD),
    }

    class Meta:
        verbose_name = verbose_name_plural = "访问记录"
        ordering: ClassVar = ["-at", "-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-at"], name="access_recent"),
            models.Index(fields=["-at"], name="access_by_time"),
            models.Index(fields=["subject_type", "subject_id"], name="access_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.person_label}{self.get_kind_display()}：{self.subject_label}"

    @property
    def details_in_words(self) -> str:
        """What else is known, in words: 条件：状态 已受理；行数：120."""
        return "；".join(f"{name}：{value}" for name, value in self.details.items())
