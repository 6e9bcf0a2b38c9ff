"""Developers, their building projects, and the buildings in them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from guardian.models import UserObjectPermissionBase

from renfang.organisations.models import Division
from renfang.organisations.scope import Scoped
from renfang.personal.fields import BlindIndex, PersonalField
from renfang.personal.rules import VIEW_PERSONAL, WITH_THE_FILE, About, Entry
from renfang.quantities.fields import AreaField, DepthField
from renfang.records import Positioned, Versioned


class Developer(Scoped):
    """建设单位: who builds, and so who owes the shelter or the fee."""

    view_permission = "view_projects"

    name = models.CharField("建设单位", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    # As registered, not where it builds: decisions name the party by them (行政处罚法 art. 59).
    address = models.CharField("住所", max_length=200, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=50, blank=True)
    contact = models.CharField("联系人", max_length=50, blank=True)
    phone = PersonalField("联系电话", blank=True)
    phone_index = BlindIndex("phone")

    personal: ClassVar = {
        "legal_representative": Entry(
            About.NAME,
            "文书载明当事人",
            "看得到建设项目的岗位",
            WITH_THE_FILE,
            papers="决定书、催告书等载明当事人的文书",
        ),
        "contact": Entry(
            About.NAME,
            "联系建设单位办理手续、送达文书、催缴",
            "看得到建设项目的岗位",
            WITH_THE_FILE,
        ),
        "phone": Entry(
            About.PHONE,
            "联系建设单位办理手续、送达文书、催缴",
            "看得到建设项目的岗位（遮盖）",
            WITH_THE_FILE,
            permission=VIEW_PERSONAL,
        ),
    }
    not_personal: ClassVar = {
        "address": "营业执照登记的单位住所，依法公示",
    }

    class Meta:
        verbose_name = verbose_name_plural = "建设单位"
        ordering: ClassVar = ["name"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "credit_code"],
                name="developer_once_per_organisation",
                violation_error_message="本机构已登记此统一社会信用代码的建设单位",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Zone(models.TextChoices):
    URBAN = "urban", "城区"
    DEVELOPMENT_ZONE = "development_zone", "开发区、工业园区、保税区"


class Project(Scoped, Versioned):
    """建设项目: what one builder builds at one place, by its national project code."""

    view_permission = "view_projects"
    # What can be granted on a single project, to somebody lent to one application.
    single_permissions = (
        "view_projects",
        "register_project",
        "handle_application",
        "review_application",
        "decide_application",
        "view_shelters",
        "record_acceptance",
    )

    class Stage(models.TextChoices):
        """Where the project's latest application stands."""

        REGISTERED = "registered", "待申请"
        IN_HAND = "in_hand", "审批中"
        GRANTED = "granted", "已许可"
        CLOSED = "closed", "已结束未许可"

    code = models.CharField("项目代码", max_length=40)
    name = models.CharField("项目名称", max_length=200)
    developer = models.ForeignKey(
        Developer, on_delete=models.PROTECT, related_name="projects", verbose_name="建设单位"
    )
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="+", verbose_name="行政区划"
    )
    address = models.CharField("建设地点", max_length=200)
    zone = models.CharField("区域", max_length=20, choices=Zone.choices, default=Zone.URBAN)
    # 分期建设: each phase is a project with a permit of its own and names the one before it.
    follows = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="上一期项目",
    )
    is_last_phase = models.BooleanField("本期为最后一期", default=False)
    # 浙江办法 art. 13(2): None until somebody has checked it.
    plan_satisfied = models.BooleanField(
        "地块内已建人防工程达到专项规划要求", null=True, blank=True
    )
    note = models.CharField("备注", max_length=500, blank=True)
    registered_on = models.DateField("登记日期")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    # Follows the latest application, written by the acts that move it: lists and counts of 100,000
    # projects cannot look up every project's last application.
    stage = models.CharField(
        "审批进度", max_length=12, choices=Stage.choices, default=Stage.REGISTERED, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "建设项目"
        ordering: ClassVar = ["-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                name="project_once_per_organisation",
                violation_error_message="本机构已登记此项目代码的项目",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-registered_on", "-id"], name="project_recent"),
            models.Index(fields=["-registered_on", "-id"], name="project_newest"),
            models.Index(fields=["organisation", "stage"], name="project_stage"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The project's page."""
        return reverse("engineering:project", args=[self.pk])

    @staticmethod
    def single_grants() -> tuple[type[ProjectGrant], str]:
        """A clerk may be lent to one application: grants on single projects."""
        return ProjectGrant, "pk"


class ProjectGrant(UserObjectPermissionBase):
    """guardian's permission row on one project, by direct foreign key."""

    content_object = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="grants")

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "单项授权"


class Use(models.TextChoices):
    """Classes of use that the rules tell apart (人民防空工程建设管理规定 arts 45, 47)."""

    RESIDENTIAL = "residential", "居民住宅"
    PUBLIC = "public", "其他民用建筑"
    DILAPIDATED_RESIDENTIAL = "dilapidated_residential", "危房翻新住宅"
    INDUSTRIAL = "industrial", "工业生产厂房及其配套设施"


class Relief(models.TextChoices):
    """Grounds on which the law reduces or waives the fee for the area of a building."""

    AFFORDABLE_HOUSING = "affordable_housing", "廉租住房、经济适用住房"
    PUBLIC_RENTAL = "public_rental", "公共租赁住房"
    RESETTLEMENT = "resettlement", "棚户区改造安置住房"
    OLD_ESTATE = "old_estate", "旧住宅区（老旧小区）整治"
    POVERTY_RELOCATION = "poverty_relocation", "易地扶贫搬迁"
    SCHOOL = "school", "幼儿园、学校教学楼、养老院及为残疾人修建的生活服务设施"
    SCHOOL_SAFETY = "school_safety", "中小学校舍安全工程"
    TEMPORARY = "temporary", "临时民用建筑"
    REBUILT_SAME_AREA = "rebuilt_same_area", "不增加面积的危房翻新改造商品住宅"
    DISASTER_REPAIR = "disaster_repair", "灾后按原面积修复的民用建筑"
    NONPROFIT_CARE = "nonprofit_care", "非营利性养老和医疗机构"
    PROFIT_CARE = "profit_care", "营利性养老和医疗机构"
    COMMUNITY_CARE = "community_care", "社区养老、托育、家政服务"


class Building(Positioned):
    """楼栋: one building of a project, with the facts that decide the required area."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="buildings", verbose_name="项目"
    )
    name = models.CharField("楼栋号", max_length=60)
    use = models.CharField("用途类别", max_length=30, choices=Use.choices)
    purpose = models.CharField("具体用途", max_length=60, blank=True)
    storeys = models.PositiveSmallIntegerField(
        "地上层数",
        validators=[MinValueValidator(1, "地上层数至少 1 层"), MaxValueValidator(200)],
    )
    foundation_depth = DepthField(
        "基础埋深", validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("99"))]
    )
    ground_floor_area = AreaField(
        "首层建筑面积", validators=[MinValueValidator(Decimal("0.01"), "首层建筑面积须大于 0")]
    )
    above_ground_area = AreaField(
        "地上建筑面积", validators=[MinValueValidator(Decimal("0.01"), "地上建筑面积须大于 0")]
    )
    relief = models.CharField(
        "减免事由", max_length=30, choices=Relief.choices, blank=True, default=""
    )

    class Meta:
        verbose_name = verbose_name_plural = "楼栋"
        ordering: ClassVar = ["project", "position", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="building_named_once",
                violation_error_message="同一项目内楼栋号不能重复",
            ),
            models.CheckConstraint(
                condition=models.Q(above_ground_area__gte=models.F("ground_floor_area")),
                name="ground_floor_is_part_of_the_building",
                violation_error_message="首层建筑面积不能大于地上建筑面积",
            ),
        ]

    def __str__(self) -> str:
        return self.name
