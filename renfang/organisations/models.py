"""Who works where: administrative divisions, organisations as a tree, users, and their roles."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from renfang.database.protection import AppendOnly
from renfang.personal.fields import BlindIndex, PersonalField
from renfang.personal.rules import WITH_THE_RECORD, About, Entry

Row = TypeVar("Row", bound=models.Model)


class Division(models.Model):
    """An administrative division by its GB/T 2260 code, e.g. 620102."""

    code = models.CharField(
        "行政区划代码",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{6}(\d{6})?$", "行政区划代码为 6 位或 12 位数字")],
    )
    name = models.CharField("名称", max_length=100)
    population = models.PositiveIntegerField("常住人口", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Organisation(models.Model):
    """A bureau or office; grants on it reach all that stands below it in the tree.

    ``path`` lists the ids from the root down to this row (``"1/4/"``), so one prefix comparison
    finds a subtree on every engine.
    """

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级机构",
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    name = models.CharField("现用名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="seated", verbose_name="所在行政区划"
    )
    serves = models.ManyToManyField(
        Division, blank=True, related_name="served_by", verbose_name="负责的行政区划"
    )
    # 决定机关: where permits are decided by another than the one that supervises and collects.
    deciding_office = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decides_for",
        verbose_name="许可决定机关",
    )
    address = models.CharField("办公地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)

    not_personal: ClassVar = {
        "phone": "单位办公电话，依法公开",
    }

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering: ClassVar = ["path"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def lineage(self) -> list[int]:
        """Ids from the root of the tree down to this office: whose settings may reach it."""
        return [int(pk) for pk in self.path.strip("/").split("/")]

    def nearest(self, rows: models.QuerySet[Row], latest: str = "effective_from") -> Row | None:
        """Of rows that name an ``organisation``: this office's own, else its nearest superior's.

        Of several of one office the one with the greatest ``latest``; None where nobody up the
        tree has any. One query.
        """
        return (
            rows.filter(organisation__in=self.lineage)
            # Each path is a prefix of the next below it, so the nearest superior sorts last.
            .order_by("-organisation__path", f"-{latest}", "-pk")
            .first()
        )

    def style_on(self, day: date) -> OrganisationStyle:
        """Name, letterhead and seal in force on ``day``; today's name where no row is dated so."""
        style = (
            self.styles.filter(effective_from__lte=day)
            .filter(models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=day))
            .order_by("-effective_from")
            .first()
        )
        return style or OrganisationStyle(
            organisation=self, name=self.name, letterhead=self.name, seal_text=self.name
        )


class DecidingPeriod(models.Model):
    """指定许可决定机关: which office decides for another, from which day, by which document.

    ``Organisation.deciding_office`` is the last row's answer. An office that has decided keeps its
    reach afterwards (``has_decided``): it alone, or its superior, may revoke what it granted
    (行政许可法 art. 69).
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="deciding_periods",
        verbose_name="机构",
    )
    # Null: the office's own decisions again.
    office = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="许可决定机关",
    )
    effective_from = models.DateField("自")
    basis = models.CharField("依据文件", max_length=300)
    reason = models.CharField("交由非上级机关的理由", max_length=300, blank=True)
    has_decided = models.BooleanField("已作出过许可决定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "许可决定机关"
        ordering: ClassVar = ["organisation", "-effective_from", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.office or self.organisation}自{self.effective_from}起"


class RemedyAuthority(models.Model):
    """复议机关与管辖法院: who hears remedies against an office, from which day, by which document.

    Never overwritten: of several rows the last by day, then by entry, holds; a paper of an earlier
    day named whom it named. ``renfang.organisations.authorities`` answers from these rows.
    """

    class Body(models.TextChoices):
        GOVERNMENT = "government", "复议机关"
        COURT = "court", "所在地基层人民法院"
        SUITS = "suits", "集中管辖行政诉讼案件的人民法院"
        ENFORCEMENT = "enforcement", "集中管辖非诉执行案件的人民法院"

    # What another court hears only as long as somebody says so: an empty name ends it.
    CENTRAL = (Body.SUITS, Body.ENFORCEMENT)

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="remedy_authorities",
        verbose_name="机构",
    )
    body = models.CharField("登记事项", max_length=12, choices=Body)
    name = models.CharField("名称", max_length=100, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    effective_from = models.DateField("自")
    basis = models.CharField("依据文件", max_length=300)

    protection = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "复议机关与管辖法院"
        ordering: ClassVar = ["organisation", "-effective_from", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(name="") | models.Q(body__in=["suits", "enforcement"]),
                name="remedy_authority_is_named",
                violation_error_message="复议机关和所在地基层人民法院须写明名称",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_body_display()}：{self.name or '不再集中管辖'}（自{self.effective_from}起）"
        )


class OrganisationStyle(models.Model):
    """What an organisation was called, and how its papers and seal were headed, between two days.

    Offices are merged and renamed (人防办 became 国动办 in most places in 2022-2023); a paper keeps
    the name that was in force on the day it was signed.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="styles", verbose_name="机构"
    )
    name = models.CharField("全称", max_length=100)
    letterhead = models.CharField("发文机关标志", max_length=100)
    seal_text = models.CharField("印章名称", max_length=60)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构名称与印章"
        ordering: ClassVar = ["organisation", "-effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "effective_from"], name="organisation_style_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="organisation_style_ends_after_it_starts",
                violation_error_message="停用日期不能早于启用日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name


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


class RoleAssignmentQuerySet(models.QuerySet):
    """Posts by the days on which they are held."""

    def not_ended(self, today: date) -> RoleAssignmentQuerySet:
        """Those of today and those to come."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today))

    def in_force(self, today: date) -> RoleAssignmentQuerySet:
        """Those of today."""
        begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today)
        return self.not_ended(today).filter(begun)


class RoleAssignment(models.Model):
    """A user holds a role at an organisation, and so at everything below it, for a period.

    Proposed by one security administrator and confirmed by another person (``RoleProposal``).
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="assignments", verbose_name="用户"
    )
    role = models.CharField("岗位", max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="assignments", verbose_name="机构"
    )
    granted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="授权人",
    )
    granted_at = models.DateTimeField("授权时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    starts_on = models.DateField("自", null=True, blank=True)
    ends_on = models.DateField("至", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位授权"
        ordering: ClassVar = ["user", "role"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], name="role_assigned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} @ {self.organisation}"


class AskedQuerySet(models.QuerySet):
    """What waits for its second person."""

    def waiting(self) -> AskedQuerySet:
        """Neither confirmed nor declined."""
        return self.filter(state=Asked.State.ASKED)

    def waiting_for(self, user: User) -> AskedQuerySet:
        """What the user did not ask for himself, nor for himself, the oldest first."""
        return self.waiting().exclude(asked_by=user).exclude(user=user).order_by("id")


class Asked(models.Model):
    """What one administrator asks for and another person confirms or declines.

    ``user``, of each kind of it, is the one whom it is for.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待确认"
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "不同意"

    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_anothers(self, user: User) -> bool:
        """Whether the user may be its second person: he neither asked, nor is it for him."""
        return user.pk not in (self.asked_by_id, self.user_id)


class RoleProposal(Asked):
    """岗位授权建议: a post that a security administrator proposes and another person confirms."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="proposals", verbose_name="用户"
    )
    role = models.CharField("岗位", max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    starts_on = models.DateField("自", null=True, blank=True)
    ends_on = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位授权建议"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=models.Q(state="asked"),
                name="role_proposed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | (
                    ~models.Q(decided_by=models.F("asked_by"))
                    & ~models.Q(decided_by=models.F("user"), state="confirmed")
                ),
                name="role_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} @ {self.organisation}"


class PasswordRequest(Asked):
    """重设密码申请, of a new account too: carried out by two persons.

    ``half`` is the first half of the one-time password, which the asking person has seen: it opens
    nothing without the second, which the confirming person sees. It is wiped when that is made.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="password_requests", verbose_name="用户"
    )
    half = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重设密码申请"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state="asked"),
                name="password_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | (
                    ~models.Q(decided_by=models.F("asked_by"))
                    & ~models.Q(decided_by=models.F("user"))
                ),
                name="password_reset_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}重设密码"


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
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state="asked"),
                name="factor_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | (
                    ~models.Q(decided_by=models.F("asked_by"))
                    & ~models.Q(decided_by=models.F("user"))
                ),
                name="factor_lifted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}解除两步验证"


class OrganisationGrant(UserObjectPermissionBase):
    """guardian's permission row on an organisation, by direct foreign key.

    A direct key keeps grants from outliving their object and being inherited by a later row
    with the same primary key, and spares the cast that makes generic rows unindexable.
    """

    content_object = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="grants"
    )
    # The period of the post that gives it (renfang.organisations.posts.rights_of).
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "机构权限"
