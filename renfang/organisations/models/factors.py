"""The second step of a login: authenticator app, recovery codes, passkeys, and losing them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from renfang.organisations.models.people import User
from renfang.organisations.models.posts import Asked, asked_once, decided_by_another


class SecondFactor(models.Model):
    """两步验证 of one user: the key that he shares with an authenticator app, and wrong codes.

    ``key`` is sealed (renfang.organisations.second_factor) and empty where he uses no app. A code
    of ``last_step`` (thirty seconds each) or before is spent.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    key = models.CharField(max_length=300, blank=True)
    last_step = models.BigIntegerField(default=-1)
    enrolled_at = models.DateTimeField("启用时间", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("错误次数", default=0)
    failing_since = models.DateTimeField("首次错误时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "两步验证"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}的两步验证"


class RecoveryCode(models.Model):
    """恢复码, as its hash: stands once for a code while the phone is not at hand."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    number = models.PositiveSmallIntegerField("序号")
    code = models.CharField(max_length=128)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        ordering: ClassVar = ["user", "number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "number"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.number}"


class Passkey(models.Model):
    """通行密钥: the public half of a key that stays in the owner's device (W3C WebAuthn).

    It answers only at ``host``, where it was added. ``sign_count`` only rises; a copy of the device
    would show by one that does not.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField("名称", max_length=40)
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    host = models.CharField("使用地址", max_length=255)
    added_at = models.DateTimeField("添加时间", auto_now_add=True)
    used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通行密钥"
        ordering: ClassVar = ["user", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} {self.name}"


class FactorRequest(Asked):
    """解除两步验证申请: a lost phone; carried out by two persons, and the owner is told."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="factor_requests", verbose_name="用户"
    )

    class Meta:
        verbose_name = verbose_name_plural = "解除两步验证申请"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            asked_once("factor_asked_once"),
            decided_by_another("factor_lifted_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.user}解除两步验证"
