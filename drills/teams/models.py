"""Tables of 专业队: kinds, teams, their establishment (编制) and their members.

The establishment has units, posts and equipment, and the wartime expansion.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from renfang.organisations.models import Organisation
from renfang.organisations.scope import Scope, Scoped, ScopedQuerySet
from renfang.personal.fields import BlindIndex, PersonalField
from renfang.personal.rules import WITH_THE_ROSTER, About, Entry
from renfang.records import Positioned, Versioned


class TeamKindQuerySet(models.QuerySet["TeamKind"]):
    def known_to(self, organisation: Organisation) -> TeamKindQuerySet:
        """What an office can raise: every office's kinds, its own, and those of offices above."""
        return self.filter(
            models.Q(organisation__isnull=True) | models.Q(organisation__in=organisation.lineage)
        )

    def visible_to(self, scope: Scope) -> TeamKindQuerySet:
        """Kinds known to any office whose teams the user may see; one query more."""
        seen = Organisation.objects.filter(pk__in=scope.organisations("view_teams")).only("path")
        known = {pk for office in seen for pk in office.lineage}
        return self.filter(models.Q(organisation__isnull=True) | models.Q(organisation__in=known))


class TeamKind(Positioned):
    """专业队种类: the seven of 人民防空法 art. 42, and the new ones that offices have added.

    Everything that differs from place to place (new kinds, ages) is a row here, never code. A kind
    with an ``organisation`` is known to that office and those below it, others to all.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="增设机构",
    )
    code = models.CharField("代码", max_length=40, unique=True)
    label = models.CharField("种类", max_length=40)
    is_statutory = models.BooleanField("法定七类", default=False)
    is_new_type = models.BooleanField("新型", default=False)
    duty = models.CharField("任务", max_length=200, blank=True)
    raised_by_law = models.CharField("法定组建部门", max_length=100, blank=True)
    raised_by_today = models.CharField("现行对应部门", max_length=100, blank=True)
    legal_basis = models.CharField("依据", max_length=100, blank=True)
    # Outside these a member's age is a warning, never a refusal: the range is a local rule.
    age_from = models.PositiveSmallIntegerField("最低年龄", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("最高年龄", null=True, blank=True)

    objects = TeamKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专业队种类"
        ordering: ClassVar = ["position", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.label


class KindPractice(models.Model):
    """本地规定 about a kind that all offices share: who raises it here, and of what ages.

    Holds for the office and those below it that have none of their own.
    """

    kind = models.ForeignKey(
        TeamKind, on_delete=models.CASCADE, related_name="practices", verbose_name="种类"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    raised_by_today = models.CharField("现行对应部门", max_length=100, blank=True)
    age_from = models.PositiveSmallIntegerField("最低年龄", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("最高年龄", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专业队种类本地规定"
        ordering: ClassVar = ["kind", "organisation"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "organisation"], name="one_practice_of_a_kind_at_an_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.kind}"


def practice_at(kind: TeamKind, organisation: Organisation) -> TeamKind | KindPractice:
    """What an office follows for a kind: its own practice, the nearest above, else the kind."""
    return organisation.nearest(KindPractice.objects.filter(kind=kind), latest="pk") or kind


class TeamState(models.TextChoices):
    ACTIVE = "active", "在建"
    DISSOLVED = "dissolved", "已撤销"


class TeamQuerySet(ScopedQuerySet):
    def with_strength(self, day: date) -> TeamQuerySet:
        """Add ``strength`` (在编人数): members who serve on ``day``."""

        serving = (
            Member.objects.serving_on(day)
            .filter(team=models.OuterRef("pk"))
            .order_by()
            .values("team")
            .annotate(count=models.Count("pk"))
            .values("count")
        )
        return self.annotate(strength=Coalesce(models.Subquery(serving), 0))


class Team(Scoped, Versioned):
    """人民防空专业队: who raises it, how many it should have, and whom to call."""

    view_permission = "view_teams"

    kind = models.ForeignKey(
        TeamKind, on_delete=models.PROTECT, related_name="teams", verbose_name="种类"
    )
    name = models.CharField("队名", max_length=100)
    raising_unit = models.CharField("组建单位", max_length=100)
    supervising_unit = models.CharField("主管单位", max_length=100, blank=True)
    establishment = models.PositiveIntegerField(
        "编制人数",
        validators=[
            MinValueValidator(1, "编制人数至少 1 人"),
            MaxValueValidator(99_999, "编制人数不能超过 99,999 人"),
        ],
    )
    established_on = models.DateField("组建日期")
    liaison = models.CharField("联络员", max_length=50, blank=True)
    phone = models.CharField("值班电话", max_length=40, blank=True)
    address = models.CharField("驻地", max_length=200, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=TeamState.choices, default=TeamState.ACTIVE
    )
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    personal: ClassVar = {
        "liaison": Entry(About.NAME, "联络专业队", "看得到专业队的岗位", WITH_THE_ROSTER),
    }
    not_personal: ClassVar = {
        "phone": "专业队的值班电话，供调集使用，不属于个人",
    }

    class Meta:
        verbose_name = verbose_name_plural = "专业队"
        ordering: ClassVar = ["kind__position", "name", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="team_named_once_per_organisation",
                violation_error_message="本机构已有同名专业队",
            ),
            models.CheckConstraint(
                condition=models.Q(establishment__gte=1),
                name="team_has_an_establishment",
                violation_error_message="编制人数至少 1 人",
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", dissolved_on__isnull=True)
                | models.Q(state="dissolved", dissolved_on__isnull=False),
                name="team_dissolved_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def practice(self) -> TeamKind | KindPractice:
        """组建部门 and ages as the team's office follows them; read once."""
        return practice_at(self.kind, self.organisation)


_MOST = 99_999


class Unit(Positioned):
    """分队: a part of a team, of any depth; levels are named as the office names them."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="units", verbose_name="专业队"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name="上级分队",
    )
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "分队"
        ordering: ClassVar = ["team", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "name"], name="unit_named_once_in_a_team"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """岗位 of a unit: how many hold it, and the qualification that it asks for."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="posts", verbose_name="分队"
    )
    title = models.CharField("岗位", max_length=50)
    headcount = models.PositiveIntegerField("编制人数", validators=[MaxValueValidator(_MOST)])
    qualification = models.CharField("资格要求", max_length=100, blank=True)
    is_key = models.BooleanField("骨干岗位", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering: ClassVar = ["unit", "-is_key", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "title"], name="post_once_in_a_unit"),
            models.CheckConstraint(
                condition=models.Q(headcount__gte=1), name="post_has_a_headcount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.title}"


class Equipment(Versioned):
    """装备: what a team should have, has, and has in order."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="equipment", verbose_name="专业队"
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="equipment",
        null=True,
        blank=True,
        verbose_name="分队",
    )
    name = models.CharField("装备名称", max_length=60)
    model = models.CharField("型号", max_length=60, blank=True)
    measure = models.CharField("计量单位", max_length=10, default="件")
    allotted = models.PositiveIntegerField("编配数量", validators=[MaxValueValidator(_MOST)])
    on_hand = models.PositiveIntegerField("实有数量", validators=[MaxValueValidator(_MOST)])
    serviceable = models.PositiveIntegerField("完好数量", validators=[MaxValueValidator(_MOST)])
    keeper = models.CharField("保管人", max_length=50, blank=True)
    place = models.CharField("存放地点", max_length=100, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)

    personal: ClassVar = {
        "keeper": Entry(About.NAME, "落实装备保管责任", "看得到专业队的岗位", WITH_THE_ROSTER),
    }

    class Meta:
        verbose_name = verbose_name_plural = "装备"
        ordering: ClassVar = ["team", "name", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "name", "model", "place"], name="equipment_listed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(serviceable__lte=models.F("on_hand")),
                name="no_more_in_order_than_there_is",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.name, self.model]))


class ExpansionState(models.TextChoices):
    ACTIVE = "active", "扩编中"
    CANCELLED = "cancelled", "已撤销"


class Expansion(models.Model):
    """战时扩编 of a team: reserves called into service until the order is cancelled."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="expansions", verbose_name="专业队"
    )
    order_number = models.CharField("命令文号", max_length=60)
    ordered_on = models.DateField("扩编日期")
    reason = models.CharField("扩编任务", max_length=300)
    headcount = models.PositiveIntegerField("扩编人数")
    state = models.CharField(
        "状态", max_length=10, choices=ExpansionState.choices, default=ExpansionState.ACTIVE
    )
    cancelled_on = models.DateField("撤销日期", null=True, blank=True)
    cancel_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "战时扩编"
        ordering: ClassVar = ["team", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(state="active"),
                name="one_expansion_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}扩编（{self.order_number}）"

    @property
    def organisation_id(self) -> int:
        """The office of the team: its posts handle this, too."""
        return self.team.organisation_id


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Service(models.TextChoices):
    """编组类别: on the peacetime roster, in the reserve pool, or called in by an expansion."""

    REGULAR = "regular", "在编"
    RESERVE = "reserve", "后备"
    EXPANSION = "expansion", "扩编"


class PoliticalStatus(models.TextChoices):
    """政治面貌, as far as the rates of the yearly reorganisation ask."""

    PARTY = "party", "党员"
    LEAGUE = "league", "团员"
    OTHER = "other", "群众或其他"


class MemberQuerySet(models.QuerySet["Member"]):
    def serving_on(self, day: date) -> MemberQuerySet:
        """Members in service on ``day``; the day of leaving is no longer one of service.

        The reserve pool is not in service: it counts only once an expansion has called it in.
        """
        return self.exclude(service="reserve").filter(
            models.Q(left_on__isnull=True) | models.Q(left_on__gt=day), joined_on__lte=day
        )


class Member(Versioned):
    """队员: one person's service in one team. Belongs to the team's organisation.

    No identity number is kept: name, date of birth and telephone tell people apart well enough
    for rosters and drills, and what is not kept cannot leak.
    """

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="members", verbose_name="专业队"
    )
    name = models.CharField("姓名", max_length=50)
    sex = models.CharField("性别", max_length=10, choices=Sex.choices)
    born_on = models.DateField("出生日期", null=True, blank=True)
    phone = PersonalField("联系电话", blank=True)
    phone_index = BlindIndex("phone")
    post = models.CharField("职务", max_length=50, blank=True)
    speciality = models.CharField("专业", max_length=50, blank=True)
    raising_unit = models.CharField("所在单位", max_length=100, blank=True)
    joined_on = models.DateField("入队日期")
    left_on = models.DateField("离队日期", null=True, blank=True)
    leaving_reason = models.CharField("离队原因", max_length=200, blank=True)
    service = models.CharField(
        "编组类别", max_length=10, choices=Service.choices, default=Service.REGULAR
    )
    post_held = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        related_name="holders",
        null=True,
        blank=True,
        verbose_name="编制岗位",
    )
    expansion = models.ForeignKey(
        Expansion,
        on_delete=models.PROTECT,
        related_name="members",
        null=True,
        blank=True,
        verbose_name="扩编命令",
    )
    qualification = models.CharField("资格证书", max_length=100, blank=True)
    qualified_until = models.DateField("资格有效期至", null=True, blank=True)
    political_status = models.CharField(
        "政治面貌", max_length=10, choices=PoliticalStatus.choices, blank=True
    )
    is_veteran = models.BooleanField("退役军人", default=False)

    objects = MemberQuerySet.as_manager()

    personal: ClassVar = {
        "name": Entry(
            About.NAME,
            "编组、训练、考勤",
            "看得到专业队的岗位",
            WITH_THE_ROSTER,
            papers="花名册、考勤记录、成绩登记表、训练考核合格证",
        ),
        "sex": Entry(About.PARTICULARS, "编组", "看得到专业队的岗位", WITH_THE_ROSTER),
        "born_on": Entry(About.PARTICULARS, "核对编组年龄", "看得到专业队的岗位", WITH_THE_ROSTER),
        "phone": Entry(
            About.PHONE,
            "集结、召训时联系；区分同名队员",
            "看得到专业队的岗位（遮盖）",
            WITH_THE_ROSTER,
            permission="view_contacts",
            through="team",
        ),
        "political_status": Entry(
            About.PARTICULARS, "编组政治条件", "看得到专业队的岗位", WITH_THE_ROSTER
        ),
        "is_veteran": Entry(
            About.PARTICULARS, "优先编组退役军人", "看得到专业队的岗位", WITH_THE_ROSTER
        ),
    }

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        ordering: ClassVar = ["team", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "name", "phone_index"],
                condition=models.Q(left_on__isnull=True),
                name="member_serves_once_in_a_team",
                violation_error_message="该队已有同名、同电话的在编队员",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True)
                | models.Q(left_on__gte=models.F("joined_on")),
                name="member_leaves_after_joining",
                violation_error_message="离队日期不能早于入队日期",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["name", "phone_index"], name="member_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> int:
        """The office of the team: its posts handle this, too."""
        return self.team.organisation_id

    @property
    def skills(self) -> str:
        """Speciality and qualification, as the roster shows them."""
        return "，".join(filter(None, [self.speciality, self.qualification]))

    def age_on(self, day: date) -> int | None:
        """Full years on ``day``; None where the birth date is not known."""
        return age_on(self.born_on, day)


def age_on(born_on: date | None, day: date) -> int | None:
    """周岁: full years completed on ``day`` (a birthday counts from the day itself)."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
