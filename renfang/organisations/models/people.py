"""Who works here, with their passwords of before and the sessions in which they are logged in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone

from renfang.organisations.models.offices import Organisation
from renfang.personal.fields import BlindIndex, PersonalField
from renfang.personal.rules import WITH_THE_RECORD, About, Entry


class User(AbstractUser):
    """A member of staff. What they may do comes from role assignments alone."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("姓名", max_length=50)
    job_title = models.CharField("职务", max_length=50, blank=True)
    phone = PersonalField("联系电话", blank=True)
    phone_index = BlindIndex("phone")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name="所在机构",
    )

    # A one-time password (account opened, password reset) lets nobody further than to a new one.
    must_change_password = models.BooleanField("须修改密码", default=False)
    password_set_at = models.DateTimeField("密码设定时间", default=timezone.now)

    objects = UserManager()
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    personal: ClassVar = {
        "full_name": Entry(
            About.NAME,
            "办理人、签批人署名和追溯",
            "使用本系统的人员",
            WITH_THE_RECORD,
            papers="署名的各类文书",
        ),
        "phone": Entry(About.PHONE, "系统管理员与本人联系", "不在页面显示；本人", WITH_THE_RECORD),
    }
    not_personal: ClassVar = {
        "email": "不采集，不使用",
    }

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering: ClassVar = ["username"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class PastPassword(models.Model):
    """A password that the user has or had, as its hash: it may not come back at once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField("设定时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering: ClassVar = ["-set_at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"


class LoginSession(models.Model):
    """登录: one session of a user, from where, on what, until when and why it ended."""

    class End(models.TextChoices):
        LOGOUT = "logout", "本人退出"
        IDLE = "idle", "长时间未操作"
        LIMIT = "limit", "登录已满时限"
        ENDED = "ended", "被结束"
        PASSWORD = "password", "密码已更改"
        DISABLED = "disabled", "账号已停用"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField("登录地址", max_length=45, blank=True)
    device = models.CharField("浏览器", max_length=200, blank=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近操作")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end = models.CharField("结束原因", max_length=10, choices=End.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录"
        ordering: ClassVar = ["-began_at", "-id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "ended_at"], name="login_session_open")]

    def __str__(self) -> str:
        return f"{self.user} {timezone.localtime(self.began_at):%Y-%m-%d %H:%M}"
