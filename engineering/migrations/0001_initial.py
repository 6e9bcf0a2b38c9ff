from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import engineering.fields
import renfang.quantities.fields
from renfang.database.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("documents", "0001_initial"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Developer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="建设单位")),
                        (
                            "credit_code",
                            models.CharField(max_length=18, verbose_name="统一社会信用代码"),
                        ),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=50, verbose_name="联系人"),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=40, verbose_name="联系电话"),
                        ),
                    ],
                    options={
                        "verbose_name": "建设单位",
                        "verbose_name_plural": "建设单位",
                        "ordering": ["name"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "credit_code"),
                                name="developer_once_per_organisation",
                                violation_error_message="本机构已登记此统一社会信用代码的建设单位",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="项目代码")),
                        ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                        (
                            "developer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="engineering.developer",
                                verbose_name="建设单位",
                            ),
                        ),
                        (
                            "division",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.division",
                                verbose_name="行政区划",
                            ),
                        ),
                        ("address", models.CharField(max_length=200, verbose_name="建设地点")),
                        (
                            "zone",
                            models.CharField(
                                choices=[
                                    ("urban", "城区"),
                                    ("development_zone", "开发区、工业园区、保税区"),
                                ],
                                default="urban",
                                max_length=20,
                                verbose_name="区域",
                            ),
                        ),
                        (
                            "follows",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="engineering.project",
                                verbose_name="上一期项目",
                            ),
                        ),
                        (
                            "is_last_phase",
                            models.BooleanField(default=False, verbose_name="本期为最后一期"),
                        ),
                        (
                            "plan_satisfied",
                            models.BooleanField(
                                blank=True,
                                null=True,
                                verbose_name="地块内已建人防工程达到专项规划要求",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                        ("registered_on", models.DateField(verbose_name="登记日期")),
                        (
                            "registered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("registered", "待申请"),
                                    ("in_hand", "审批中"),
                                    ("granted", "已许可"),
                                    ("closed", "已结束未许可"),
                                ],
                                default="registered",
                                editable=False,
                                max_length=12,
                                verbose_name="审批进度",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "建设项目",
                        "verbose_name_plural": "建设项目",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-registered_on", "-id"],
                                name="project_recent",
                            ),
                            models.Index(fields=["-registered_on", "-id"], name="project_newest"),
                            models.Index(fields=["organisation", "stage"], name="project_stage"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "code"),
                                name="project_once_per_organisation",
                                violation_error_message="本机构已登记此项目代码的项目",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "permission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "content_object",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to="engineering.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "单项授权",
                        "verbose_name_plural": "单项授权",
                        "unique_together": {("user", "permission", "content_object")},
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Building",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="buildings",
                                to="engineering.project",
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="楼栋号")),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("residential", "居民住宅"),
                                    ("public", "其他民用建筑"),
                                    ("dilapidated_residential", "危房翻新住宅"),
                                    ("industrial", "工业生产厂房及其配套设施"),
                                ],
                                max_length=30,
                                verbose_name="用途类别",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(blank=True, max_length=60, verbose_name="具体用途"),
                        ),
                        (
                            "storeys",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        1, "地上层数至少 1 层"
                                    ),
                                    django.core.validators.MaxValueValidator(200),
                                ],
                                verbose_name="地上层数",
                            ),
                        ),
                        (
                            "foundation_depth",
                            renfang.quantities.fields.DepthField(
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("99")),
                                ],
                                verbose_name="基础埋深",
                            ),
                        ),
                        (
                            "ground_floor_area",
                            renfang.quantities.fields.AreaField(
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("0.01"), "首层建筑面积须大于 0"
                                    )
                                ],
                                verbose_name="首层建筑面积",
                            ),
                        ),
                        (
                            "above_ground_area",
                            renfang.quantities.fields.AreaField(
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        Decimal("0.01"), "地上建筑面积须大于 0"
                                    )
                                ],
                                verbose_name="地上建筑面积",
                            ),
                        ),
                        (
                            "relief",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("affordable_housing", "廉租住房、经济适用住房"),
                                    ("public_rental", "公共租赁住房"),
                                    ("resettlement", "棚户区改造安置住房、易地扶贫搬迁"),
                                    (
                                        "school",
                                        "幼儿园、学校教学楼、养老院及为残疾人修建的生活服务设施",
                                    ),
                                    ("school_safety", "中小学校舍安全工程"),
                                    ("temporary", "临时民用建筑"),
                                    ("rebuilt_same_area", "不增加面积的危房翻新改造商品住宅"),
                                    ("disaster_repair", "灾后按原面积修复的民用建筑"),
                                    ("nonprofit_care", "非营利性养老和医疗机构"),
                                    ("profit_care", "营利性养老和医疗机构"),
                                    ("community_care", "社区养老、托育、家政服务"),
                                ],
                                default="",
                                max_length=30,
                                verbose_name="减免事由",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "楼栋",
                        "verbose_name_plural": "楼栋",
                        "ordering": ["project", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("project", "name"),
                                name="building_named_once",
                                violation_error_message="同一项目内楼栋号不能重复",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("above_ground_area__gte", models.F("ground_floor_area"))
                                ),
                                name="ground_floor_is_part_of_the_building",
                                violation_error_message="首层建筑面积不能大于地上建筑面积",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="engineering.project",
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("build", "修建防空地下室"),
                                    ("relocation", "易地建设"),
                                    ("exemption", "免建确认"),
                                    ("change", "变更许可"),
                                    ("renewal", "延续许可"),
                                ],
                                max_length=20,
                                verbose_name="申请事项",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "已收件"),
                                    ("correction_requested", "待补正"),
                                    ("not_accepted", "不予受理"),
                                    ("accepted", "已受理"),
                                    ("returned", "退回重核"),
                                    ("reviewed", "已复核"),
                                    ("granted", "准予许可"),
                                    ("refused", "不予许可"),
                                    ("withdrawn", "申请人撤回"),
                                    ("renewed", "准予延续"),
                                    ("superseded", "已变更"),
                                    ("retracted", "已撤回许可"),
                                    ("revoked", "已撤销许可"),
                                    ("cancelled", "已注销许可"),
                                ],
                                default="received",
                                max_length=24,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "planned_area",
                            renfang.quantities.fields.AreaField(
                                default=Decimal("0"),
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="拟建人防面积",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="易地建设条件"
                            ),
                        ),
                        (
                            "ground_name",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="易地建设条件内容"
                            ),
                        ),
                        (
                            "ground_facts",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="条件说明及证明材料"
                            ),
                        ),
                        (
                            "relocation_way",
                            models.CharField(
                                blank=True,
                                choices=[("pay", "缴纳易地建设费"), ("elsewhere", "易地自建")],
                                max_length=12,
                                verbose_name="易地建设方式",
                            ),
                        ),
                        (
                            "request_note",
                            models.CharField(blank=True, max_length=500, verbose_name="申请说明"),
                        ),
                        (
                            "supersedes",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successors",
                                to="engineering.application",
                                verbose_name="原许可",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办理人",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="收件日期")),
                        (
                            "correction_note",
                            models.CharField(
                                blank=True, max_length=1000, verbose_name="需补正内容"
                            ),
                        ),
                        (
                            "correction_requested_on",
                            models.DateField(blank=True, null=True, verbose_name="补正告知日期"),
                        ),
                        (
                            "resubmitted_on",
                            models.DateField(blank=True, null=True, verbose_name="补正收件日期"),
                        ),
                        (
                            "rejection_reason",
                            models.CharField(
                                blank=True, max_length=1000, verbose_name="不予受理理由"
                            ),
                        ),
                        (
                            "accepted_on",
                            models.DateField(blank=True, null=True, verbose_name="受理日期"),
                        ),
                        (
                            "due_on",
                            models.DateField(blank=True, null=True, verbose_name="办理时限"),
                        ),
                        (
                            "due_is_estimated",
                            models.BooleanField(default=False, verbose_name="时限为预估"),
                        ),
                        (
                            "statutory_days",
                            models.PositiveSmallIntegerField(
                                default=20, verbose_name="法定时限（工作日）"
                            ),
                        ),
                        (
                            "promised_days",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="承诺时限（工作日）"
                            ),
                        ),
                        (
                            "extended_by_days",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="延长（工作日）"
                            ),
                        ),
                        (
                            "extension_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="延长理由"),
                        ),
                        (
                            "extended_on",
                            models.DateField(blank=True, null=True, verbose_name="延长日期"),
                        ),
                        (
                            "reviewed_on",
                            models.DateField(blank=True, null=True, verbose_name="复核日期"),
                        ),
                        (
                            "review_opinion",
                            models.CharField(blank=True, max_length=1000, verbose_name="复核意见"),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="决定日期"),
                        ),
                        (
                            "decision_opinion",
                            models.CharField(blank=True, max_length=1000, verbose_name="决定意见"),
                        ),
                        (
                            "withdrawal_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="撤回理由"),
                        ),
                        (
                            "serve_by",
                            models.DateField(blank=True, null=True, verbose_name="送达时限"),
                        ),
                        (
                            "served_on",
                            models.DateField(blank=True, null=True, verbose_name="送达日期"),
                        ),
                        (
                            "valid_until",
                            models.DateField(blank=True, null=True, verbose_name="许可有效期至"),
                        ),
                        (
                            "ended_on",
                            models.DateField(blank=True, null=True, verbose_name="许可终止日期"),
                        ),
                        (
                            "ending_reason",
                            models.CharField(
                                blank=True, max_length=1000, verbose_name="许可终止理由"
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="受理人",
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定人",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "结建审批",
                        "verbose_name_plural": "结建审批",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "state", "due_on"], name="application_due"
                            ),
                            models.Index(
                                fields=["organisation", "-received_on", "-id"],
                                name="application_recent",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "received",
                                            "correction_requested",
                                            "accepted",
                                            "returned",
                                            "reviewed",
                                        ],
                                    )
                                ),
                                fields=("project",),
                                name="one_open_application_per_project",
                                violation_error_message="该项目已有一件在办的申请",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "granted")),
                                fields=("project",),
                                name="one_permit_in_force_per_project",
                                violation_error_message="该项目已有一件有效的许可",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hearing", "听证"),
                                    ("testing", "检验、检测、鉴定"),
                                    ("expert_review", "专家评审"),
                                    ("site_check", "现场踏勘"),
                                    ("public_notice", "公示"),
                                ],
                                default="expert_review",
                                max_length=16,
                                verbose_name="程序",
                            ),
                        ),
                        (
                            "expected_days",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="所需时间（工作日）"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pauses",
                                to="engineering.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="暂停日期")),
                        (
                            "ends_on",
                            models.DateField(blank=True, null=True, verbose_name="恢复前一日"),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="暂停事由")),
                    ],
                    options={
                        "verbose_name": "计时暂停",
                        "verbose_name_plural": "计时暂停",
                        "ordering": ["starts_on"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="pause_ends_after_it_starts",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ends_on__isnull", True)),
                                fields=("application",),
                                name="one_open_pause",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Computation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="computations",
                                to="engineering.application",
                                verbose_name="申请",
                            ),
                        ),
                        (
                            "computed_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="计算时间"),
                        ),
                        (
                            "computed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计算人",
                            ),
                        ),
                        ("as_of", models.DateField(verbose_name="适用规则日期")),
                        ("rulebook", models.CharField(max_length=40, verbose_name="规则")),
                        (
                            "rulebook_version",
                            models.CharField(max_length=40, verbose_name="规则版本"),
                        ),
                        ("facts", models.JSONField(verbose_name="事实")),
                        (
                            "required_area",
                            renfang.quantities.fields.AreaField(verbose_name="应建面积"),
                        ),
                        (
                            "planned_area",
                            renfang.quantities.fields.AreaField(verbose_name="拟建面积"),
                        ),
                        (
                            "shortfall_area",
                            renfang.quantities.fields.AreaField(verbose_name="易地建设面积"),
                        ),
                        (
                            "required_by_grade",
                            models.JSONField(default=dict, verbose_name="分等级应建面积"),
                        ),
                        (
                            "may_relocate",
                            models.BooleanField(null=True, verbose_name="符合易地建设面积条件"),
                        ),
                        ("steps", models.JSONField(verbose_name="计算步骤")),
                    ],
                    options={
                        "verbose_name": "面积核定",
                        "verbose_name_plural": "面积核定",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Shelter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shelters",
                                to="engineering.project",
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "approval",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shelter",
                                to="engineering.application",
                                verbose_name="审批",
                            ),
                        ),
                        (
                            "works_number",
                            models.CharField(blank=True, max_length=60, verbose_name="工程编号"),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="工程名称")),
                        (
                            "construction_form",
                            models.CharField(
                                choices=[
                                    ("attached", "附建式（结建）"),
                                    ("cut_and_cover", "单建掘开式"),
                                    ("tunnel", "单建坑道式"),
                                    ("gallery", "单建地道式"),
                                    ("dual_use", "兼顾人防需要的地下空间"),
                                ],
                                default="attached",
                                max_length=16,
                                verbose_name="建设形式",
                            ),
                        ),
                        ("is_legacy", models.BooleanField(default=False, verbose_name="早期工程")),
                        (
                            "division",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.division",
                                verbose_name="行政区划",
                            ),
                        ),
                        (
                            "address",
                            models.CharField(blank=True, max_length=200, verbose_name="工程地址"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "待开工"),
                                    ("under_construction", "在建"),
                                    ("accepted", "已验收"),
                                    ("filed", "已备案"),
                                    ("in_use", "使用中"),
                                    ("reinforcing", "加固改造中"),
                                    ("closed", "封堵停用"),
                                    ("converted", "已改造转用"),
                                    ("demolished", "已拆除"),
                                    ("abandoned", "许可终止未建"),
                                ],
                                default="planned",
                                max_length=24,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[("first", "甲类"), ("second", "乙类")],
                                default="first",
                                max_length=8,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "wartime_function",
                            models.CharField(
                                choices=[
                                    ("personnel_second", "二等人员掩蔽工程"),
                                    ("personnel_first", "一等人员掩蔽工程"),
                                    ("medical", "医疗救护工程"),
                                    ("team_personnel", "防空专业队队员掩蔽工程"),
                                    ("team_equipment", "防空专业队装备掩蔽工程"),
                                    ("supplies", "物资库"),
                                    ("power_station", "区域电站"),
                                    ("water_station", "区域供水站"),
                                    ("command", "指挥工程"),
                                    ("vehicles", "人防汽车库"),
                                    ("monitoring", "核生化监测中心"),
                                    ("food", "食品站"),
                                    ("workshop", "生产车间"),
                                    ("siren", "警报站"),
                                    ("trunk_road", "人防交通干（支）道"),
                                ],
                                default="personnel_second",
                                max_length=24,
                                verbose_name="战时功能",
                            ),
                        ),
                        (
                            "nuclear_grade",
                            models.CharField(
                                choices=[
                                    ("4", "核4级"),
                                    ("4B", "核4B级"),
                                    ("5", "核5级"),
                                    ("6", "核6级"),
                                    ("6B", "核6B级"),
                                ],
                                default="6",
                                max_length=4,
                                verbose_name="抗力等级（核）",
                            ),
                        ),
                        (
                            "conventional_grade",
                            models.CharField(
                                choices=[("5", "常5级"), ("6", "常6级")],
                                default="6",
                                max_length=4,
                                verbose_name="抗力等级（常）",
                            ),
                        ),
                        (
                            "chemical_grade",
                            models.CharField(
                                choices=[
                                    ("a", "甲级"),
                                    ("b", "乙级"),
                                    ("c", "丙级"),
                                    ("d", "丁级"),
                                ],
                                default="c",
                                max_length=4,
                                verbose_name="防化等级",
                            ),
                        ),
                        (
                            "peacetime_use",
                            models.CharField(blank=True, max_length=60, verbose_name="平时用途"),
                        ),
                        (
                            "approved_area",
                            renfang.quantities.fields.AreaField(
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.01"))
                                ],
                                verbose_name="批准修建面积",
                            ),
                        ),
                        (
                            "built_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="建筑面积"
                            ),
                        ),
                        (
                            "protected_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="防护面积"
                            ),
                        ),
                        (
                            "shelter_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="掩蔽面积"
                            ),
                        ),
                        (
                            "passage_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="口部外通道面积"
                            ),
                        ),
                        (
                            "headcount",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="掩蔽人数"
                            ),
                        ),
                        (
                            "storeys_above",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="上部建筑层数"
                            ),
                        ),
                        (
                            "owner",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="产权（建设）单位"
                            ),
                        ),
                        (
                            "operator",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="使用管理单位"
                            ),
                        ),
                        (
                            "longitude",
                            engineering.fields.DegreesField(
                                blank=True, null=True, verbose_name="经度"
                            ),
                        ),
                        (
                            "latitude",
                            engineering.fields.DegreesField(
                                blank=True, null=True, verbose_name="纬度"
                            ),
                        ),
                        (
                            "completed_on",
                            models.DateField(blank=True, null=True, verbose_name="竣工日期"),
                        ),
                        (
                            "filing_due_on",
                            models.DateField(blank=True, null=True, verbose_name="备案期限"),
                        ),
                        (
                            "filing_due_is_estimated",
                            models.BooleanField(default=False, verbose_name="备案期限为预估"),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                        (
                            "started_on",
                            models.DateField(blank=True, null=True, verbose_name="开工日期"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "人防工程",
                        "verbose_name_plural": "人防工程",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "state", "-id"], name="shelter_recent"
                            ),
                            models.Index(
                                fields=["organisation", "filing_due_on"], name="shelter_filing_due"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("works_number", ""), _negated=True),
                                fields=("organisation", "works_number"),
                                name="works_number_once_per_organisation",
                                violation_error_message="本机构已登记此工程编号",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("shelter_area__isnull", True),
                                    ("built_area__isnull", True),
                                    ("shelter_area__lte", models.F("built_area")),
                                    _connector="OR",
                                ),
                                name="shelter_area_within_built_area",
                                violation_error_message="掩蔽面积不能大于建筑面积",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CompletionAcceptance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acceptances",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        ("accepted_on", models.DateField(verbose_name="验收日期")),
                        (
                            "conclusion",
                            models.CharField(
                                choices=[("passed", "合格"), ("failed", "不合格")],
                                max_length=8,
                                verbose_name="验收结论",
                            ),
                        ),
                        (
                            "built_area",
                            renfang.quantities.fields.AreaField(
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.01"))
                                ],
                                verbose_name="实测人防建筑面积",
                            ),
                        ),
                        (
                            "surveyed_required_area",
                            renfang.quantities.fields.AreaField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="实测应建面积",
                            ),
                        ),
                        (
                            "shelter_area",
                            renfang.quantities.fields.AreaField(
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="掩蔽面积",
                            ),
                        ),
                        (
                            "protective_units",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="防护单元数",
                            ),
                        ),
                        (
                            "headcount",
                            models.PositiveIntegerField(default=0, verbose_name="掩蔽人数"),
                        ),
                        ("developer", models.CharField(max_length=200, verbose_name="建设单位")),
                        ("designer", models.CharField(max_length=200, verbose_name="设计单位")),
                        ("surveyor", models.CharField(max_length=200, verbose_name="勘察单位")),
                        ("contractor", models.CharField(max_length=200, verbose_name="施工单位")),
                        ("supervisor", models.CharField(max_length=200, verbose_name="监理单位")),
                        (
                            "supervision_report",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="质量监督报告编号"
                            ),
                        ),
                        (
                            "note",
                            models.CharField(blank=True, max_length=1000, verbose_name="验收意见"),
                        ),
                        (
                            "protected_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="防护面积"
                            ),
                        ),
                        (
                            "passage_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="口部外通道面积"
                            ),
                        ),
                        (
                            "attendees",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="参加验收人员"
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "竣工验收",
                        "verbose_name_plural": "竣工验收",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("shelter_area__lte", models.F("built_area"))),
                                name="sheltered_part_fits_the_works",
                                violation_error_message="掩蔽面积不能大于实测人防建筑面积",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AcceptanceItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "acceptance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="engineering.completionacceptance",
                                verbose_name="验收",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("discipline", models.CharField(max_length=40, verbose_name="专业")),
                        ("item", models.CharField(max_length=200, verbose_name="核查内容")),
                        (
                            "basis",
                            models.CharField(blank=True, max_length=200, verbose_name="依据"),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("passed", "符合"),
                                    ("failed", "不符合"),
                                    ("not_applicable", "无此项"),
                                ],
                                max_length=16,
                                verbose_name="结果",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                    ],
                    options={
                        "verbose_name": "验收核查",
                        "verbose_name_plural": "验收核查",
                        "ordering": ["acceptance", "position"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("acceptance", "position"), name="checklist_row_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CompletionFiling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filing",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "acceptance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engineering.completionacceptance",
                                verbose_name="验收",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="备案收件日期")),
                        (
                            "due_on",
                            models.DateField(blank=True, null=True, verbose_name="备案期限"),
                        ),
                        ("is_late", models.BooleanField(default=False, verbose_name="逾期备案")),
                        ("materials", models.JSONField(default=list, verbose_name="备案材料")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="收件人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "竣工验收备案",
                        "verbose_name_plural": "竣工验收备案",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="PopulationFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "division",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.division",
                                verbose_name="行政区划",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("resident", "常住人口"),
                                    ("registered", "户籍人口"),
                                    ("staying", "留城人口"),
                                ],
                                max_length=12,
                                verbose_name="人口口径",
                            ),
                        ),
                        (
                            "population",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="人口数",
                            ),
                        ),
                        ("as_of", models.DateField(verbose_name="统计时点")),
                        ("source", models.CharField(max_length=200, verbose_name="数据来源")),
                    ],
                    options={
                        "verbose_name": "人口数据",
                        "verbose_name_plural": "人口数据",
                        "ordering": ["division", "kind", "-as_of"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "division", "kind", "as_of"),
                                name="population_once_a_day",
                                violation_error_message="该区划、口径和时点的人口数已经登记",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CapacitySnapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "division",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.division",
                                verbose_name="行政区划",
                            ),
                        ),
                        ("taken_on", models.DateField(verbose_name="计算日期")),
                        (
                            "taken_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="计算时间"),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计算人",
                            ),
                        ),
                        ("shelter_count", models.PositiveIntegerField(verbose_name="工程数")),
                        (
                            "built_area",
                            renfang.quantities.fields.AreaField(verbose_name="人防建筑面积"),
                        ),
                        (
                            "shelter_area",
                            renfang.quantities.fields.AreaField(verbose_name="人员掩蔽面积"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("resident", "常住人口"),
                                    ("registered", "户籍人口"),
                                    ("staying", "留城人口"),
                                ],
                                max_length=12,
                                verbose_name="人口口径",
                            ),
                        ),
                        ("population", models.PositiveIntegerField(verbose_name="人口数")),
                        ("population_as_of", models.DateField(verbose_name="人口统计时点")),
                        (
                            "population_source",
                            models.CharField(max_length=200, verbose_name="人口数据来源"),
                        ),
                        (
                            "built_per_capita",
                            renfang.quantities.fields.AreaField(verbose_name="人均人防建筑面积"),
                        ),
                        (
                            "shelter_per_capita",
                            renfang.quantities.fields.AreaField(verbose_name="人均掩蔽面积"),
                        ),
                    ],
                    options={
                        "verbose_name": "人均占有面积",
                        "verbose_name_plural": "人均占有面积",
                        "ordering": ["-taken_on", "division", "-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "division", "kind", "taken_on"),
                                name="capacity_once_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseMaterial",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="materials",
                                to="engineering.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("name", models.CharField(max_length=200, verbose_name="材料名称")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="要求")),
                        ("is_mandatory", models.BooleanField(default=True, verbose_name="必备")),
                        ("is_received", models.BooleanField(default=False, verbose_name="已收到")),
                    ],
                    options={
                        "verbose_name": "材料清单",
                        "verbose_name_plural": "材料清单",
                        "ordering": ["application", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("application", "name"), name="material_once_per_application"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="engineering.application",
                                verbose_name="申请",
                            ),
                        ),
                        (
                            "material",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="engineering.casematerial",
                                verbose_name="材料",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("media_type", models.CharField(max_length=100, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        ("path", models.CharField(max_length=100, unique=True)),
                        (
                            "uploaded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="上传时间"),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        (
                            "removed_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="移除理由"),
                        ),
                    ],
                    options={
                        "verbose_name": "附件",
                        "verbose_name_plural": "附件",
                        "ordering": ["id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_reason", "")),
                                fields=("application", "sha256"),
                                name="file_once_per_application",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConversionStage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="机构",
                            ),
                        ),
                        (
                            "time_class",
                            models.CharField(
                                choices=[
                                    ("early", "早期转换"),
                                    ("imminent", "临战转换"),
                                    ("urgent", "紧急转换"),
                                ],
                                max_length=10,
                                verbose_name="阶段",
                            ),
                        ),
                        ("label", models.CharField(max_length=30, verbose_name="本地名称")),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="时限（日）",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "平战转换阶段",
                        "verbose_name_plural": "平战转换阶段",
                        "ordering": ["organisation", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "time_class"),
                                name="one_name_for_a_conversion_stage",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConversionPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "shelter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversion_plan",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        ("prepared_by", models.CharField(max_length=200, verbose_name="编制单位")),
                        ("prepared_on", models.DateField(verbose_name="编制日期")),
                        (
                            "reviewed_on",
                            models.DateField(blank=True, null=True, verbose_name="最近复核日期"),
                        ),
                        ("review_due_on", models.DateField(verbose_name="下次复核日期")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "平战转换预案",
                        "verbose_name_plural": "平战转换预案",
                        "ordering": ["review_due_on", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ConversionMeasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="measures",
                                to="engineering.conversionplan",
                                verbose_name="预案",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        (
                            "time_class",
                            models.CharField(
                                choices=[
                                    ("early", "早期转换"),
                                    ("imminent", "临战转换"),
                                    ("urgent", "紧急转换"),
                                ],
                                max_length=10,
                                verbose_name="阶段",
                            ),
                        ),
                        ("content", models.CharField(max_length=200, verbose_name="转换内容")),
                        (
                            "quantity",
                            models.CharField(blank=True, max_length=40, verbose_name="数量"),
                        ),
                        ("responsible", models.CharField(max_length=100, verbose_name="责任单位")),
                    ],
                    options={
                        "verbose_name": "转换措施",
                        "verbose_name_plural": "转换措施",
                        "ordering": ["plan", "position", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="OmissionCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("clue", "线索待核查"),
                                    ("verified", "已核查应建"),
                                    ("notified", "已告知限期办理"),
                                    ("closed", "已结案"),
                                ],
                                default="clue",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("audit", "审计移送"),
                                    ("survey", "测绘数据比对"),
                                    ("joint_acceptance", "联合验收"),
                                    ("inspection", "日常巡查"),
                                    ("complaint", "举报投诉"),
                                    ("other_authority", "其他部门通报"),
                                ],
                                max_length=20,
                                verbose_name="线索来源",
                            ),
                        ),
                        ("found_on", models.DateField(verbose_name="发现日期")),
                        ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                        (
                            "developer_name",
                            models.CharField(max_length=200, verbose_name="建设单位"),
                        ),
                        ("address", models.CharField(max_length=200, verbose_name="建设地点")),
                        ("clue", models.CharField(max_length=1000, verbose_name="线索内容")),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="omissions",
                                to="engineering.project",
                                verbose_name="登记的项目",
                            ),
                        ),
                        (
                            "verified_on",
                            models.DateField(blank=True, null=True, verbose_name="核查日期"),
                        ),
                        (
                            "verifiers",
                            models.CharField(blank=True, max_length=100, verbose_name="核查人员"),
                        ),
                        (
                            "finding",
                            models.CharField(blank=True, max_length=1000, verbose_name="核查情况"),
                        ),
                        (
                            "required_area",
                            renfang.quantities.fields.AreaField(
                                default=Decimal("0"), verbose_name="应建面积"
                            ),
                        ),
                        (
                            "notified_on",
                            models.DateField(blank=True, null=True, verbose_name="告知日期"),
                        ),
                        (
                            "remedy_by",
                            models.DateField(blank=True, null=True, verbose_name="限期办理至"),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_owed", "不属于应建项目"),
                                    ("applied", "已补办结建审批"),
                                    ("handed_over", "移送行政执法"),
                                ],
                                max_length=16,
                                verbose_name="处理结果",
                            ),
                        ),
                        (
                            "closing_note",
                            models.CharField(blank=True, max_length=500, verbose_name="结案说明"),
                        ),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="结案日期"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "应建未建案件",
                        "verbose_name_plural": "应建未建案件",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "state", "remedy_by"], name="omission_due"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=("project",),
                                name="one_open_omission_per_project",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UseRegime",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="use_regimes",
                                to="organisations.organisation",
                                verbose_name="机构",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("permit", "许可"),
                                    ("filing", "备案"),
                                    ("registration", "登记"),
                                ],
                                max_length=12,
                                verbose_name="管理方式",
                            ),
                        ),
                        (
                            "decision_days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="自收件之日起；空白表示即时办结",
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                                verbose_name="办理期限（工作日）",
                            ),
                        ),
                        (
                            "longest_months",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="空白表示以合同期限为准",
                                null=True,
                                verbose_name="最长期限（月）",
                            ),
                        ),
                        (
                            "renewal_days",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="应提前申请延续（日）"
                            ),
                        ),
                        (
                            "reminder_days",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[django.core.validators.MaxValueValidator(366)],
                                verbose_name="到期前提醒（日）",
                            ),
                        ),
                        (
                            "inspection_months",
                            models.PositiveSmallIntegerField(
                                default=12,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="年检周期（月）",
                            ),
                        ),
                        (
                            "issues_certificate",
                            models.BooleanField(default=True, verbose_name="核发平时使用证"),
                        ),
                        (
                            "issues_letter",
                            models.BooleanField(default=True, verbose_name="签订使用和维护责任书"),
                        ),
                        ("legal_basis", models.CharField(max_length=300, verbose_name="依据文件")),
                        ("effective_from", models.DateField(verbose_name="施行日期")),
                    ],
                    options={
                        "verbose_name": "平时使用管理方式",
                        "verbose_name_plural": "平时使用管理方式",
                        "ordering": ["organisation", "-effective_from"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "effective_from"),
                                name="one_use_regime_from_a_day",
                                violation_error_message="这一天起施行的管理方式已经登记",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeacetimeUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="peacetime_uses",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "regime",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engineering.useregime",
                                verbose_name="管理方式",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "办理中"),
                                    ("in_force", "使用中"),
                                    ("refused", "不予同意"),
                                    ("withdrawn", "申请人撤回"),
                                    ("cancelled", "已注销"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("operator", models.CharField(max_length=200, verbose_name="使用单位")),
                        ("responsible", models.CharField(max_length=50, verbose_name="负责人")),
                        ("phone", models.CharField(max_length=40, verbose_name="联系电话")),
                        ("purpose", models.CharField(max_length=60, verbose_name="平时用途")),
                        (
                            "used_area",
                            renfang.quantities.fields.AreaField(
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.01"))
                                ],
                                verbose_name="使用面积",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="使用期限自")),
                        ("ends_on", models.DateField(verbose_name="使用期限至")),
                        (
                            "inspection_due_on",
                            models.DateField(blank=True, null=True, verbose_name="下次年检日期"),
                        ),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="注销日期"),
                        ),
                        (
                            "close_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="注销原因"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "平时使用",
                        "verbose_name_plural": "平时使用",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "state", "ends_on"],
                                name="peacetime_use_ends",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="peacetime_use_ends_after_it_starts",
                                violation_error_message="使用期限的止日不能早于起日",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UseRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "use",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="engineering.peacetimeuse",
                                verbose_name="平时使用",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("new", "首次申请"),
                                    ("renewal", "延续"),
                                    ("change", "变更"),
                                ],
                                max_length=8,
                                verbose_name="申请事项",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "待决定"),
                                    ("granted", "同意"),
                                    ("refused", "不予同意"),
                                    ("withdrawn", "申请人撤回"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("operator", models.CharField(max_length=200, verbose_name="使用单位")),
                        ("responsible", models.CharField(max_length=50, verbose_name="负责人")),
                        ("phone", models.CharField(max_length=40, verbose_name="联系电话")),
                        ("purpose", models.CharField(max_length=60, verbose_name="平时用途")),
                        (
                            "used_area",
                            renfang.quantities.fields.AreaField(
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.01"))
                                ],
                                verbose_name="使用面积",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="使用期限自")),
                        ("ends_on", models.DateField(verbose_name="使用期限至")),
                        ("received_on", models.DateField(verbose_name="收件日期")),
                        (
                            "received_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="收件人",
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(blank=True, null=True, verbose_name="办理时限"),
                        ),
                        (
                            "due_is_estimated",
                            models.BooleanField(default=False, verbose_name="时限为预估"),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="决定日期"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定人",
                            ),
                        ),
                        (
                            "opinion",
                            models.CharField(blank=True, max_length=500, verbose_name="办理意见"),
                        ),
                    ],
                    options={
                        "verbose_name": "平时使用申请",
                        "verbose_name_plural": "平时使用申请",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "pending")),
                                fields=("use",),
                                name="one_undecided_use_request",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="use_request_ends_after_it_starts",
                                violation_error_message="使用期限的止日不能早于起日",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UseInspection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "use",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspections",
                                to="engineering.peacetimeuse",
                                verbose_name="平时使用",
                            ),
                        ),
                        ("inspected_on", models.DateField(verbose_name="年检日期")),
                        (
                            "conclusion",
                            models.CharField(
                                choices=[
                                    ("passed", "合格"),
                                    ("rectify", "限期整改"),
                                    ("failed", "不合格"),
                                ],
                                max_length=8,
                                verbose_name="年检结论",
                            ),
                        ),
                        (
                            "rectify_by",
                            models.DateField(blank=True, null=True, verbose_name="整改期限"),
                        ),
                        (
                            "note",
                            models.CharField(blank=True, max_length=500, verbose_name="年检意见"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "平时使用年检",
                        "verbose_name_plural": "平时使用年检",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ServiceItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("build", "修建防空地下室"),
                                    ("relocation", "易地建设"),
                                    ("exemption", "免建确认"),
                                    ("change", "变更许可"),
                                    ("renewal", "延续许可"),
                                ],
                                max_length=20,
                                verbose_name="申请事项",
                            ),
                        ),
                        ("effective_from", models.DateField(verbose_name="施行日期")),
                        (
                            "completeness_days",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        1, "时限至少 1 个工作日"
                                    ),
                                    django.core.validators.MaxValueValidator(
                                        5,
                                        "法定时限为 5 个工作日（《行政许可法》第三十二条），承诺时限只能更短",
                                    ),
                                ],
                                verbose_name="一次告知补正",
                            ),
                        ),
                        (
                            "statutory_days",
                            models.PositiveSmallIntegerField(
                                default=20,
                                help_text="单独办理的 20 个工作日；统一、联合或集中办理的 45 个工作日。",
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        1, "时限至少 1 个工作日"
                                    ),
                                    django.core.validators.MaxValueValidator(
                                        45,
                                        "法定时限为 45 个工作日（《行政许可法》第四十二条，统一或联合办理的四十五日），承诺时限只能更短",
                                    ),
                                ],
                                verbose_name="法定审批时限",
                            ),
                        ),
                        (
                            "promised_days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="承诺审批时限",
                            ),
                        ),
                        (
                            "extension_days",
                            models.PositiveSmallIntegerField(
                                default=10,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        1, "时限至少 1 个工作日"
                                    ),
                                    django.core.validators.MaxValueValidator(
                                        15,
                                        "法定时限为 15 个工作日（《行政许可法》第四十二条），承诺时限只能更短",
                                    ),
                                ],
                                verbose_name="经批准可以延长",
                            ),
                        ),
                        (
                            "service_days",
                            models.PositiveSmallIntegerField(
                                default=10,
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        1, "时限至少 1 个工作日"
                                    ),
                                    django.core.validators.MaxValueValidator(
                                        10,
                                        "法定时限为 10 个工作日（《行政许可法》第四十四条），承诺时限只能更短",
                                    ),
                                ],
                                verbose_name="决定后送达",
                            ),
                        ),
                        (
                            "validity_months",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="没有规定有效期的不填。",
                                null=True,
                                verbose_name="许可有效期（月）",
                            ),
                        ),
                        (
                            "renewal_notice_days",
                            models.PositiveSmallIntegerField(
                                default=30,
                                help_text="《行政许可法》第五十条为届满三十日前；法律、法规、规章另有规定的填其日数。",
                                validators=[
                                    django.core.validators.MaxValueValidator(180, "最多 180 日")
                                ],
                                verbose_name="届满前提出延续（日）",
                            ),
                        ),
                        (
                            "accepts_late_renewal",
                            models.BooleanField(
                                default=False,
                                help_text="依据文件允许的才勾选；受理时须写明逾期原因，记入办理记录。",
                                verbose_name="逾期提出的延续申请可以受理",
                            ),
                        ),
                        ("legal_basis", models.CharField(max_length=300, verbose_name="依据文件")),
                    ],
                    options={
                        "verbose_name": "事项时限",
                        "verbose_name_plural": "事项时限",
                        "ordering": ["organisation", "kind", "-effective_from"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "effective_from"),
                                name="one_service_item_from_a_day",
                                violation_error_message="本机构该事项在这一天已有一条时限",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("promised_days__isnull", True),
                                    ("promised_days__lte", models.F("statutory_days")),
                                    _connector="OR",
                                ),
                                name="promise_is_within_the_law",
                                violation_error_message="承诺时限不能长于法定时限",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequiredMaterial",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("build", "修建防空地下室"),
                                    ("relocation", "易地建设"),
                                    ("exemption", "免建确认"),
                                    ("change", "变更许可"),
                                    ("renewal", "延续许可"),
                                ],
                                max_length=20,
                                verbose_name="申请事项",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("name", models.CharField(max_length=200, verbose_name="材料名称")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="要求")),
                        ("is_mandatory", models.BooleanField(default=True, verbose_name="必备")),
                    ],
                    options={
                        "verbose_name": "申请材料目录",
                        "verbose_name_plural": "申请材料目录",
                        "ordering": ["organisation", "kind", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "name"),
                                name="material_listed_once",
                                violation_error_message="目录中已有同名材料",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LifeRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="life",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("put_into_use", "投入使用"),
                                    ("use_ended", "终止平时使用"),
                                    ("evaluation", "评估鉴定"),
                                    ("reinforcement_start", "加固改造开工"),
                                    ("reinforcement_end", "加固改造完工"),
                                    ("closure", "封堵停用"),
                                    ("reopening", "恢复使用"),
                                    ("conversion", "改造转用"),
                                    ("demolition", "拆除"),
                                ],
                                max_length=24,
                                verbose_name="事项",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="日期")),
                        (
                            "grade",
                            models.CharField(blank=True, max_length=8, verbose_name="鉴定等级"),
                        ),
                        (
                            "grade_name",
                            models.CharField(blank=True, max_length=60, verbose_name="鉴定结论"),
                        ),
                        (
                            "evaluator",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="鉴定（实施）单位"
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="批准文件或依据"
                            ),
                        ),
                        (
                            "note",
                            models.CharField(blank=True, max_length=1000, verbose_name="情况说明"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "工程履历",
                        "verbose_name_plural": "工程履历",
                        "ordering": ["-on", "-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Demolition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demolitions",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("applied", "待审批"),
                                    ("refused", "不予批准"),
                                    ("approved", "已批准"),
                                    ("demolished", "已拆除待补偿"),
                                    ("settled", "已补建或补偿"),
                                ],
                                default="applied",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("applicant", models.CharField(max_length=200, verbose_name="申请单位")),
                        ("applied_on", models.DateField(verbose_name="申请日期")),
                        ("reason", models.CharField(max_length=500, verbose_name="拆除理由")),
                        (
                            "area",
                            renfang.quantities.fields.AreaField(
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0.01"))
                                ],
                                verbose_name="拆除面积",
                            ),
                        ),
                        (
                            "remedy",
                            models.CharField(
                                choices=[("rebuild", "补建"), ("compensation", "缴纳补偿费")],
                                max_length=16,
                                verbose_name="补偿方式",
                            ),
                        ),
                        (
                            "compensation",
                            renfang.quantities.fields.MoneyField(
                                blank=True, null=True, verbose_name="补偿费"
                            ),
                        ),
                        (
                            "applied_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办人",
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="决定日期"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定人",
                            ),
                        ),
                        (
                            "opinion",
                            models.CharField(blank=True, max_length=500, verbose_name="审批意见"),
                        ),
                        (
                            "due_on",
                            models.DateField(blank=True, null=True, verbose_name="补建或缴费期限"),
                        ),
                        (
                            "demolished_on",
                            models.DateField(blank=True, null=True, verbose_name="拆除日期"),
                        ),
                        (
                            "settled_on",
                            models.DateField(blank=True, null=True, verbose_name="补偿完成日期"),
                        ),
                        (
                            "rebuilt_as",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engineering.shelter",
                                verbose_name="补建工程",
                            ),
                        ),
                        (
                            "settlement",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="补偿凭证或说明"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "拆除审批",
                        "verbose_name_plural": "拆除审批",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("shelter",),
                                name="one_demolition_per_shelter",
                                violation_error_message="该工程已有一件拆除审批",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShelterLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="机构",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("filing", "竣工验收备案"),
                                    ("supervision_report", "提交质量监督报告"),
                                    ("rectification", "整改（建议期限）"),
                                    ("rebuild", "拆除后补建或缴纳补偿费"),
                                ],
                                max_length=24,
                                verbose_name="事项",
                            ),
                        ),
                        (
                            "count",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="期限",
                            ),
                        ),
                        (
                            "unit",
                            models.CharField(
                                choices=[
                                    ("working_day", "个工作日"),
                                    ("calendar_day", "日"),
                                    ("month", "个月"),
                                    ("year", "年"),
                                ],
                                max_length=16,
                                verbose_name="单位",
                            ),
                        ),
                        ("basis", models.CharField(max_length=300, verbose_name="依据文件")),
                        ("effective_from", models.DateField(verbose_name="施行日期")),
                    ],
                    options={
                        "verbose_name": "工程时限",
                        "verbose_name_plural": "工程时限",
                        "ordering": ["item", "-effective_from"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "item", "effective_from"),
                                name="one_shelter_limit_from_a_day",
                                violation_error_message="该事项在这一天已登记时限",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProtectiveUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="units",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        ("number", models.CharField(max_length=20, verbose_name="单元编号")),
                        (
                            "floor",
                            models.CharField(blank=True, max_length=20, verbose_name="所在层"),
                        ),
                        (
                            "wartime_function",
                            models.CharField(
                                choices=[
                                    ("personnel_second", "二等人员掩蔽工程"),
                                    ("personnel_first", "一等人员掩蔽工程"),
                                    ("medical", "医疗救护工程"),
                                    ("team_personnel", "防空专业队队员掩蔽工程"),
                                    ("team_equipment", "防空专业队装备掩蔽工程"),
                                    ("supplies", "物资库"),
                                    ("power_station", "区域电站"),
                                    ("water_station", "区域供水站"),
                                    ("command", "指挥工程"),
                                    ("vehicles", "人防汽车库"),
                                    ("monitoring", "核生化监测中心"),
                                    ("food", "食品站"),
                                    ("workshop", "生产车间"),
                                    ("siren", "警报站"),
                                    ("trunk_road", "人防交通干（支）道"),
                                ],
                                max_length=24,
                                verbose_name="战时功能",
                            ),
                        ),
                        (
                            "built_area",
                            renfang.quantities.fields.AreaField(verbose_name="建筑面积"),
                        ),
                        (
                            "shelter_area",
                            renfang.quantities.fields.AreaField(verbose_name="掩蔽面积"),
                        ),
                        (
                            "shared_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="公用面积"
                            ),
                        ),
                        (
                            "headcount",
                            models.PositiveIntegerField(default=0, verbose_name="掩蔽人数"),
                        ),
                        (
                            "blast_units",
                            models.PositiveSmallIntegerField(default=0, verbose_name="抗爆单元数"),
                        ),
                        (
                            "exits",
                            models.PositiveSmallIntegerField(default=0, verbose_name="出入口数"),
                        ),
                        (
                            "outdoor_exits",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="室外出入口数"
                            ),
                        ),
                        (
                            "peacetime_use",
                            models.CharField(blank=True, max_length=60, verbose_name="平时用途"),
                        ),
                        (
                            "parking_spaces",
                            models.PositiveSmallIntegerField(default=0, verbose_name="停车位数"),
                        ),
                    ],
                    options={
                        "verbose_name": "防护单元",
                        "verbose_name_plural": "防护单元",
                        "ordering": ["shelter", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shelter", "number"), name="unit_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shelter_area__lte", models.F("built_area"))),
                                name="unit_shelter_area_within_built_area",
                                violation_error_message="单元掩蔽面积不能大于单元建筑面积",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("outdoor_exits__lte", models.F("exits"))),
                                name="outdoor_exits_among_exits",
                                violation_error_message="室外出入口数不能大于出入口数",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="openings",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        ("number", models.CharField(max_length=20, verbose_name="口部编号")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("main_exit", "主要出入口"),
                                    ("second_exit", "次要出入口"),
                                    ("spare_exit", "备用出入口"),
                                    ("link", "连通口"),
                                    ("vent", "通风口"),
                                ],
                                max_length=16,
                                verbose_name="类型",
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="位置及坐标、高程"
                            ),
                        ),
                        (
                            "doors",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="防护门、密闭门、活门"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "口部",
                        "verbose_name_plural": "口部",
                        "ordering": ["shelter", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shelter", "number"), name="opening_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Equipment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="equipment",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="equipment",
                                to="engineering.protectiveunit",
                                verbose_name="防护单元",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("doors", "防护密闭门、密闭门"),
                                    ("valves", "防爆波活门"),
                                    ("ventilation", "通风滤毒"),
                                    ("water", "给排水"),
                                    ("power", "供电照明"),
                                    ("signals", "通信警报"),
                                    ("sealing", "封堵构件"),
                                    ("other", "其他"),
                                ],
                                max_length=16,
                                verbose_name="大类",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="名称")),
                        ("model", models.CharField(blank=True, max_length=60, verbose_name="型号")),
                        (
                            "quantity",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="数量",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "防护设备",
                        "verbose_name_plural": "防护设备",
                        "ordering": ["shelter", "position", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Supervision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supervision",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        ("registered_on", models.DateField(verbose_name="监督注册日期")),
                        ("supervisors", models.CharField(max_length=100, verbose_name="监督人员")),
                        ("contractor", models.CharField(max_length=200, verbose_name="施工单位")),
                        ("supervisor", models.CharField(max_length=200, verbose_name="监理单位")),
                        ("designer", models.CharField(max_length=200, verbose_name="设计单位")),
                        (
                            "surveyor",
                            models.CharField(blank=True, max_length=200, verbose_name="勘察单位"),
                        ),
                        (
                            "drawing_review",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="施工图审查合格书编号"
                            ),
                        ),
                        (
                            "plan",
                            models.CharField(blank=True, max_length=1000, verbose_name="监督计划"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "质量监督注册",
                        "verbose_name_plural": "质量监督注册",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="SiteVisit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        ("visited_on", models.DateField(verbose_name="检查日期")),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("foundation", "基础、底板"),
                                    ("structure", "主体结构"),
                                    ("embedded", "预埋预留及隐蔽工程"),
                                    ("equipment", "防护设备安装"),
                                    ("services", "通风、给排水、电气安装"),
                                    ("measurement", "气密性等检测"),
                                    ("other", "其他"),
                                ],
                                max_length=16,
                                verbose_name="检查部位",
                            ),
                        ),
                        ("findings", models.CharField(max_length=1000, verbose_name="检查情况")),
                        ("visitors", models.CharField(max_length=100, verbose_name="检查人员")),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "监督检查记录",
                        "verbose_name_plural": "监督检查记录",
                        "ordering": ["-visited_on", "-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Rectification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rectifications",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "visit",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rectification",
                                to="engineering.sitevisit",
                                verbose_name="监督检查",
                            ),
                        ),
                        (
                            "acceptance",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rectification",
                                to="engineering.completionacceptance",
                                verbose_name="竣工验收",
                            ),
                        ),
                        (
                            "document",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="责令整改通知书",
                            ),
                        ),
                        ("ordered_on", models.DateField(verbose_name="责令日期")),
                        ("due_on", models.DateField(verbose_name="整改期限")),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="复查合格日期"),
                        ),
                        (
                            "closing_note",
                            models.CharField(blank=True, max_length=500, verbose_name="复查意见"),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复查人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "责令整改",
                        "verbose_name_plural": "责令整改",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_on__isnull", True)),
                                fields=["due_on"],
                                name="rectification_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("acceptance__isnull", False), ("visit__isnull", True)
                                    ),
                                    models.Q(
                                        ("acceptance__isnull", True), ("visit__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="rectification_of_visit_or_acceptance",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Defect",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "rectification",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="defects",
                                to="engineering.rectification",
                                verbose_name="责令整改",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        (
                            "place",
                            models.CharField(blank=True, max_length=100, verbose_name="部位"),
                        ),
                        ("description", models.CharField(max_length=500, verbose_name="问题")),
                    ],
                    options={
                        "verbose_name": "质量问题",
                        "verbose_name_plural": "质量问题",
                        "ordering": ["rectification", "position"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Inspector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("name", models.CharField(max_length=50, verbose_name="姓名")),
                        ("certificate", models.CharField(max_length=40, verbose_name="执法证号")),
                        ("is_active", models.BooleanField(default=True, verbose_name="在库")),
                    ],
                    options={
                        "verbose_name": "检查人员",
                        "verbose_name_plural": "检查人员",
                        "ordering": ["organisation", "certificate"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "certificate"),
                                name="inspector_once",
                                violation_error_message="本机构已登记此执法证号",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InspectionPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="计划名称")),
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(2000),
                                    django.core.validators.MaxValueValidator(2100),
                                ],
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("planned", "年度检查"), ("random", "双随机抽查")],
                                max_length=8,
                                verbose_name="检查方式",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="开始日期")),
                        ("ends_on", models.DateField(verbose_name="完成期限")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="制定人",
                            ),
                        ),
                        ("made_on", models.DateField(verbose_name="制定日期")),
                    ],
                    options={
                        "verbose_name": "检查计划",
                        "verbose_name_plural": "检查计划",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="inspection_plan_ends_after_it_starts",
                                violation_error_message="完成期限不能早于开始日期",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InspectionTask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="engineering.inspectionplan",
                                verbose_name="检查计划",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspection_tasks",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "待检查"),
                                    ("done", "已检查"),
                                    ("dropped", "已取消"),
                                ],
                                default="pending",
                                max_length=8,
                                verbose_name="状态",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="完成期限")),
                        (
                            "drop_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="取消原因"),
                        ),
                        (
                            "inspectors",
                            models.ManyToManyField(
                                blank=True,
                                related_name="tasks",
                                to="engineering.inspector",
                                verbose_name="检查人员",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "检查任务",
                        "verbose_name_plural": "检查任务",
                        "ordering": ["due_on", "id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "state", "due_on"],
                                name="inspection_task_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "shelter"), name="inspected_once_a_plan"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RandomDraw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "plan",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draw",
                                to="engineering.inspectionplan",
                                verbose_name="检查计划",
                            ),
                        ),
                        ("algorithm", models.CharField(max_length=40, verbose_name="抽取算法")),
                        ("seed", models.CharField(max_length=64, verbose_name="随机种子")),
                        ("shelters", models.JSONField(verbose_name="工程名录")),
                        ("inspectors", models.JSONField(verbose_name="检查人员名录")),
                        (
                            "shelter_count",
                            models.PositiveSmallIntegerField(verbose_name="抽取工程数"),
                        ),
                        ("team_size", models.PositiveSmallIntegerField(verbose_name="每组人数")),
                        ("result", models.JSONField(verbose_name="抽取结果")),
                        (
                            "drawn_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="抽取时间"),
                        ),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="抽取人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "双随机抽取",
                        "verbose_name_plural": "双随机抽取",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="InspectionRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspections",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "task",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="record",
                                to="engineering.inspectiontask",
                                verbose_name="检查任务",
                            ),
                        ),
                        ("inspected_on", models.DateField(verbose_name="检查日期")),
                        ("inspectors", models.CharField(max_length=200, verbose_name="检查人员")),
                        ("findings", models.JSONField(verbose_name="检查情况")),
                        (
                            "note",
                            models.CharField(blank=True, max_length=1000, verbose_name="检查意见"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "检查记录",
                        "verbose_name_plural": "检查记录",
                        "ordering": ["-inspected_on", "-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Hazard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hazards",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hazards",
                                to="engineering.inspectionrecord",
                                verbose_name="检查记录",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("structure", "主体结构"),
                                    ("leakage", "渗漏积水"),
                                    ("doors", "防护设备"),
                                    ("systems", "通风、给排水、供电"),
                                    ("corrosion", "锈蚀腐蚀"),
                                    ("openings", "口部与防汛"),
                                    ("signs", "标识标牌"),
                                    ("fire", "消防设施"),
                                    ("illegal_use", "违规使用"),
                                ],
                                max_length=12,
                                verbose_name="隐患类别",
                            ),
                        ),
                        ("description", models.CharField(max_length=500, verbose_name="隐患内容")),
                        (
                            "grade",
                            models.CharField(
                                choices=[("general", "一般隐患"), ("major", "重大隐患")],
                                max_length=8,
                                verbose_name="隐患等级",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待整改"),
                                    ("rectified", "待复查"),
                                    ("closed", "已销号"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("found_on", models.DateField(verbose_name="发现日期")),
                        ("due_on", models.DateField(verbose_name="整改期限")),
                        (
                            "measures",
                            models.CharField(blank=True, max_length=500, verbose_name="整改情况"),
                        ),
                        (
                            "rectified_on",
                            models.DateField(blank=True, null=True, verbose_name="整改完成日期"),
                        ),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="销号日期"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "隐患",
                        "verbose_name_plural": "隐患",
                        "ordering": ["due_on", "id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "state", "due_on"], name="hazard_due"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gte", models.F("found_on"))),
                                name="hazard_due_after_it_is_found",
                                violation_error_message="整改期限不能早于发现日期",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reinspection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "hazard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reinspections",
                                to="engineering.hazard",
                                verbose_name="隐患",
                            ),
                        ),
                        ("inspected_on", models.DateField(verbose_name="复查日期")),
                        ("is_passed", models.BooleanField(verbose_name="复查合格")),
                        ("note", models.CharField(max_length=500, verbose_name="复查意见")),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "隐患复查",
                        "verbose_name_plural": "隐患复查",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="MaintenanceEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shelter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="maintenance",
                                to="engineering.shelter",
                                verbose_name="人防工程",
                            ),
                        ),
                        ("done_on", models.DateField(verbose_name="日期")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("patrol", "日常巡查"),
                                    ("service", "设备维护保养"),
                                    ("repair", "维修"),
                                    ("flood", "防汛"),
                                    ("trial", "设备试运行"),
                                ],
                                max_length=8,
                                verbose_name="类别",
                            ),
                        ),
                        ("content", models.CharField(max_length=500, verbose_name="内容")),
                        ("unit", models.CharField(max_length=200, verbose_name="维护单位")),
                        (
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "维护记录",
                        "verbose_name_plural": "维护记录",
                        "ordering": ["-done_on", "-id"],
                        "default_permissions": (),
                    },
                ),
            ],
        ),
    ]
