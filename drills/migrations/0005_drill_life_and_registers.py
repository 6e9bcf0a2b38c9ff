import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields


class Migration(migrations.Migration):
    dependencies = [
        ("drills", "0004_results_stand_still"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadinessTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("drills", models.PositiveSmallIntegerField(default=0, verbose_name="演练场次")),
                (
                    "team_coverage",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="专业队演练覆盖率（%）",
                    ),
                ),
                (
                    "locality_coverage",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="街道社区演练覆盖率（%）",
                    ),
                ),
                (
                    "staffing",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="满编率（%）",
                    ),
                ),
                (
                    "turnout",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="到位率（%）",
                    ),
                ),
                ("hours", models.PositiveSmallIntegerField(default=0, verbose_name="人均训练学时")),
                (
                    "pass_rate",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="考核合格率（%）",
                    ),
                ),
                (
                    "siren_rate",
                    models.PositiveSmallIntegerField(
                        default=95,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="鸣响率（%）",
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
            ],
            options={
                "verbose_name": "年度目标",
                "verbose_name_plural": "年度目标",
                "ordering": ["-year"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "year"), name="targets_once_a_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="预演日期")),
                ("headcount", models.PositiveIntegerField(verbose_name="参加人数")),
                ("content", models.CharField(max_length=500, verbose_name="预演内容")),
                ("problems", models.CharField(blank=True, max_length=500, verbose_name="发现问题")),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rehearsals",
                        to="drills.drill",
                        verbose_name="演练",
                    ),
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
                "verbose_name": "预演",
                "verbose_name_plural": "预演",
                "ordering": ["held_on", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Siren",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=100, verbose_name="设置点")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("electronic", "电声警报器"),
                            ("motor", "电动警报器"),
                            ("multimedia", "多媒体终端"),
                            ("hand", "手摇警报器"),
                            ("vehicle", "机动警报器"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=50, verbose_name="型号")),
                (
                    "power_watts",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="功率（瓦）"),
                ),
                (
                    "decibels",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="声压级（分贝）"
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="安装位置")),
                ("owner", models.CharField(blank=True, max_length=100, verbose_name="产权单位")),
                ("keeper", models.CharField(blank=True, max_length=50, verbose_name="责任人")),
                (
                    "radius",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="覆盖半径（米）"
                    ),
                ),
                (
                    "control",
                    models.CharField(
                        choices=[
                            ("wired", "有线"),
                            ("radio", "无线"),
                            ("network", "网络"),
                            ("local", "就地手动"),
                        ],
                        max_length=20,
                        verbose_name="控制方式",
                    ),
                ),
                ("is_unified", models.BooleanField(default=True, verbose_name="纳入统控")),
                ("power_supply", models.CharField(blank=True, max_length=50, verbose_name="供电")),
                ("installed_on", models.DateField(blank=True, null=True, verbose_name="安装日期")),
                (
                    "maintained_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="最近维护日期"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sound", "完好"),
                            ("faulty", "故障"),
                            ("stopped", "停用"),
                            ("dismantled", "已拆除"),
                        ],
                        default="sound",
                        editable=False,
                        max_length=20,
                        verbose_name="状态",
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
            ],
            options={
                "verbose_name": "警报器",
                "verbose_name_plural": "警报器",
                "ordering": ["organisation", "number"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["state"], name="siren_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="siren_numbered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SirenCoverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="测算日期")),
                (
                    "built_up_area",
                    renfang.quantities.fields.AreaField(verbose_name="建成区面积（㎡）"),
                ),
                (
                    "covered_area",
                    renfang.quantities.fields.AreaField(verbose_name="有效覆盖面积（㎡）"),
                ),
                ("population", models.PositiveIntegerField(verbose_name="建成区人口")),
                ("covered_population", models.PositiveIntegerField(verbose_name="有效覆盖人口")),
                ("source", models.CharField(max_length=100, verbose_name="数据来源")),
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
                "verbose_name": "音响覆盖测算",
                "verbose_name_plural": "音响覆盖测算",
                "ordering": ["-as_of", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SirenNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_on", models.DateField(verbose_name="公告日期")),
                ("medium", models.CharField(max_length=100, verbose_name="公告方式")),
                ("scope_text", models.CharField(max_length=200, verbose_name="试鸣范围")),
                (
                    "drill",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="siren_notice",
                        to="drills.drill",
                        verbose_name="警报试鸣",
                    ),
                ),
            ],
            options={
                "verbose_name": "试鸣公告",
                "verbose_name_plural": "试鸣公告",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DrillFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=500, verbose_name="问题")),
                ("action", models.CharField(max_length=500, verbose_name="整改措施")),
                ("responsible", models.CharField(max_length=100, verbose_name="责任单位")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "整改中"), ("rectified", "待复核"), ("closed", "已销号")],
                        default="open",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "rectified_on",
                    models.DateField(blank=True, null=True, verbose_name="整改完成日期"),
                ),
                (
                    "rectification",
                    models.CharField(blank=True, max_length=500, verbose_name="整改情况"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销号日期")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="drills.drill",
                        verbose_name="演练",
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
                    "rectified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="整改登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "演练问题",
                "verbose_name_plural": "演练问题",
                "ordering": ["due_on", "id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["state", "due_on"], name="finding_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("found_on"))),
                        name="finding_due_after_it_was_found",
                        violation_error_message="整改期限不能早于发现日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", False), ("state", "closed")),
                            models.Q(
                                ("closed_on__isnull", True), ("state__in", ["open", "rectified"])
                            ),
                            _connector="OR",
                        ),
                        name="finding_closed_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DrillLogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时刻")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "下达命令"),
                            ("early_warning", "预先警报"),
                            ("air_raid", "空袭警报"),
                            ("all_clear", "解除警报"),
                            ("notice", "通知"),
                            ("arrival", "到达"),
                            ("action", "处置"),
                            ("incident", "意外情况"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("what", models.CharField(max_length=500, verbose_name="内容")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="drills.drill",
                        verbose_name="演练",
                    ),
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
                "verbose_name": "执行记录",
                "verbose_name_plural": "执行记录",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DrillPhotograph",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caption", models.CharField(max_length=100, verbose_name="说明")),
                ("path", models.CharField(editable=False, max_length=200)),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photographs",
                        to="drills.drill",
                        verbose_name="演练",
                    ),
                ),
            ],
            options={
                "verbose_name": "影像资料",
                "verbose_name_plural": "影像资料",
                "ordering": ["drill", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("drill", "sha256"), name="photograph_kept_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DrillScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                ("criterion", models.CharField(max_length=100, verbose_name="评估项目")),
                (
                    "full_marks",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="满分",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="drills.drill",
                        verbose_name="演练",
                    ),
                ),
            ],
            options={
                "verbose_name": "评估项目",
                "verbose_name_plural": "评估项目",
                "ordering": ["drill", "position", "id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("full_marks__gte", 1), ("score__lte", models.F("full_marks"))
                        ),
                        name="score_within_full_marks",
                        violation_error_message="得分不能超过满分",
                    ),
                    models.UniqueConstraint(
                        fields=("drill", "criterion"), name="criterion_scored_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("post", models.CharField(blank=True, max_length=50, verbose_name="职务")),
                ("can_lead", models.BooleanField(default=False, verbose_name="可带班")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="主管机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班人员",
                "verbose_name_plural": "值班人员",
                "ordering": ["organisation", "number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="duty_person_numbered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvacuationBase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("place", models.CharField(max_length=200, verbose_name="位置")),
                (
                    "area",
                    renfang.quantities.fields.AreaField(
                        blank=True, null=True, verbose_name="面积（㎡）"
                    ),
                ),
                ("capacity", models.PositiveIntegerField(verbose_name="容量（人）")),
                ("receiving_unit", models.CharField(max_length=100, verbose_name="接收安置单位")),
                (
                    "peacetime_use",
                    models.CharField(blank=True, max_length=100, verbose_name="平时用途"),
                ),
                (
                    "approved_by",
                    models.CharField(blank=True, max_length=100, verbose_name="确定机关"),
                ),
                ("has_water", models.BooleanField(default=False, verbose_name="供水")),
                ("has_power", models.BooleanField(default=False, verbose_name="供电")),
                ("has_medical", models.BooleanField(default=False, verbose_name="医疗")),
                (
                    "conversion_score",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="转换预留",
                    ),
                ),
                (
                    "capacity_score",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="安置容量",
                    ),
                ),
                (
                    "support_score",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="保障能力",
                    ),
                ),
                (
                    "management_score",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="管理能力",
                    ),
                ),
                (
                    "equipment_score",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100, "不能超过 100")],
                        verbose_name="配备能力",
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
            ],
            options={
                "verbose_name": "疏散基地",
                "verbose_name_plural": "疏散基地",
                "ordering": ["organisation", "number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="evacuation_base_numbered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "grade",
                    models.CharField(
                        choices=[("state", "国家级"), ("province", "省级"), ("city", "市（县）级")],
                        max_length=20,
                        verbose_name="等级",
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=50, verbose_name="类别")),
                ("owner", models.CharField(max_length=100, verbose_name="权属单位")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                (
                    "site_area",
                    renfang.quantities.fields.AreaField(
                        blank=True, null=True, verbose_name="占地面积（㎡）"
                    ),
                ),
                (
                    "force_teams",
                    models.PositiveIntegerField(default=0, verbose_name="防护力量（支）"),
                ),
                (
                    "force_headcount",
                    models.PositiveIntegerField(default=0, verbose_name="防护力量（人）"),
                ),
                ("is_connected", models.BooleanField(default=False, verbose_name="接入指挥平台")),
                ("has_siren", models.BooleanField(default=False, verbose_name="安装警报")),
                ("contact", models.CharField(blank=True, max_length=50, verbose_name="联系人")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="主管机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "重要经济目标",
                "verbose_name_plural": "重要经济目标",
                "ordering": ["organisation", "number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="key_target_numbered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Locality",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("street", "街道（乡镇）"), ("community", "社区（村）")],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("above", models.CharField(blank=True, max_length=100, verbose_name="所属街道")),
                (
                    "population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="人口"),
                ),
                ("contact", models.CharField(blank=True, max_length=50, verbose_name="联系人")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="主管机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "街道社区",
                "verbose_name_plural": "街道社区",
                "ordering": ["organisation", "number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="locality_numbered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SirenEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("maintenance", "维护保养"),
                            ("fault", "报告故障"),
                            ("repair", "修复"),
                            ("stop", "停用"),
                            ("restore", "恢复使用"),
                            ("move", "迁移"),
                            ("dismantle", "拆除"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("content", models.CharField(max_length=300, verbose_name="情况")),
                ("approval", models.CharField(blank=True, max_length=100, verbose_name="批准文件")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "siren",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="drills.siren",
                        verbose_name="警报器",
                    ),
                ),
            ],
            options={
                "verbose_name": "警报器维护记录",
                "verbose_name_plural": "警报器维护记录",
                "ordering": ["-on", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SirenResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_commanded", models.BooleanField(default=True, verbose_name="应鸣")),
                ("has_sounded", models.BooleanField(verbose_name="鸣响")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="未鸣原因")),
                (
                    "decibels",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(150)],
                        verbose_name="实测分贝",
                    ),
                ),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="siren_results",
                        to="drills.drill",
                        verbose_name="警报试鸣",
                    ),
                ),
                (
                    "siren",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="drills.siren",
                        verbose_name="警报器",
                    ),
                ),
            ],
            options={
                "verbose_name": "试鸣结果",
                "verbose_name_plural": "试鸣结果",
                "ordering": ["drill", "siren__number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("drill", "siren"), name="siren_tested_once_in_a_test"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_sounded", True),
                            ("is_commanded", False),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="silent_siren_has_a_reason",
                        violation_error_message="应鸣未鸣的写明原因",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyShift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="接班时间")),
                ("ends_at", models.DateTimeField(verbose_name="交班时间")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("normal", "日常值班"),
                            ("holiday", "节假日值班"),
                            ("readiness", "战备值班"),
                        ],
                        default="normal",
                        max_length=20,
                        verbose_name="值班等级",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "待接班"),
                            ("on_duty", "值班中"),
                            ("handed_over", "已交班"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "handed_over_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="实际交班时间"),
                ),
                ("pending", models.TextField(blank=True, max_length=1000, verbose_name="移交待办")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assisted",
                        to="drills.dutyperson",
                        verbose_name="副班",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led",
                        to="drills.dutyperson",
                        verbose_name="带班领导",
                    ),
                ),
                (
                    "main",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept",
                        to="drills.dutyperson",
                        verbose_name="主班",
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
            ],
            options={
                "verbose_name": "值班班次",
                "verbose_name_plural": "值班班次",
                "ordering": ["-starts_at", "-id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["organisation", "-starts_at"], name="shift_recent")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="shift_ends_after_it_starts",
                        violation_error_message="交班时间须晚于接班时间",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "starts_at"),
                        name="one_shift_starts_at_a_time",
                        violation_error_message="同一时间已有班次",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DrillParticipant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("residents", "社区居民"),
                            ("school", "学校师生"),
                            ("unit", "机关企事业单位"),
                            ("militia", "民兵"),
                            ("volunteers", "志愿者"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("unit", models.CharField(max_length=100, verbose_name="单位")),
                (
                    "planned_headcount",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(999999),
                        ],
                        verbose_name="计划人数",
                    ),
                ),
                (
                    "arrived_headcount",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="实到人数"),
                ),
                ("notified_time", models.TimeField(blank=True, null=True, verbose_name="通知时刻")),
                ("arrived_time", models.TimeField(blank=True, null=True, verbose_name="到达时刻")),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="drills.drill",
                        verbose_name="演练",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="drills.locality",
                        verbose_name="街道社区",
                    ),
                ),
            ],
            options={
                "verbose_name": "参演单位",
                "verbose_name_plural": "参演单位",
                "ordering": ["drill", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("drill", "unit"), name="unit_takes_part_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProtectionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="编号")),
                ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "城市防空袭预案"),
                            ("implementing", "实施（保障）计划"),
                            ("key_target", "重要经济目标防护方案"),
                            ("repair", "应急抢险抢修方案"),
                            ("evacuation", "人口疏散方案"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("owner", models.CharField(max_length=100, verbose_name="编制单位")),
                ("is_secret", models.BooleanField(default=False, verbose_name="涉密")),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="内容摘要")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                ("review_due_on", models.DateField(verbose_name="下次评审日期")),
                (
                    "key_target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="drills.keytarget",
                        verbose_name="重要经济目标",
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
            ],
            options={
                "verbose_name": "预案方案",
                "verbose_name_plural": "预案方案",
                "ordering": ["organisation", "number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="plan_numbered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_secret", False),
                            models.Q(("note", ""), ("summary", "")),
                            _connector="OR",
                        ),
                        name="secret_plan_has_no_text_here",
                        violation_error_message="涉密预案只登记名称和日期，内容摘要和备注留空",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShiftSwap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="换班原因")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "待审批"), ("granted", "已批准"), ("refused", "未批准")],
                        default="asked",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="申请日期")),
                ("opinion", models.CharField(blank=True, max_length=200, verbose_name="审批意见")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "leaving",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.dutyperson",
                        verbose_name="换出",
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
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swaps",
                        to="drills.dutyshift",
                        verbose_name="班次",
                    ),
                ),
                (
                    "taking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.dutyperson",
                        verbose_name="换入",
                    ),
                ),
            ],
            options={
                "verbose_name": "换班",
                "verbose_name_plural": "换班",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DutyLogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "来电"),
                            ("paper", "来文"),
                            ("event", "事件"),
                            ("equipment", "设备检查"),
                            ("report", "上报"),
                            ("absence", "缺勤"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("content", models.CharField(max_length=500, verbose_name="内容")),
                ("handling", models.CharField(blank=True, max_length=500, verbose_name="处置")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="drills.dutyshift",
                        verbose_name="班次",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班日志",
                "verbose_name_plural": "值班日志",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CallTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("station", models.CharField(max_length=100, verbose_name="被点名单位")),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("phone", "有线电话"),
                            ("shortwave", "短波"),
                            ("satellite", "卫星"),
                            ("video", "视频"),
                        ],
                        max_length=20,
                        verbose_name="手段",
                    ),
                ),
                ("has_answered", models.BooleanField(verbose_name="应答")),
                (
                    "seconds",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(3600)],
                        verbose_name="应答用时（秒）",
                    ),
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
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_tests",
                        to="drills.dutyshift",
                        verbose_name="班次",
                    ),
                ),
            ],
            options={
                "verbose_name": "点名测试",
                "verbose_name_plural": "点名测试",
                "ordering": ["at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PlanReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reviewed_on", models.DateField(verbose_name="评审日期")),
                ("is_revised", models.BooleanField(verbose_name="已修订")),
                ("conclusion", models.CharField(max_length=300, verbose_name="评审结论")),
                ("next_due_on", models.DateField(verbose_name="下次评审日期")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="drills.protectionplan",
                        verbose_name="预案方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "预案评审",
                "verbose_name_plural": "预案评审",
                "ordering": ["-reviewed_on", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="drill",
            name="approval",
            field=models.CharField(
                choices=[
                    ("preparing", "拟制中"),
                    ("submitted", "待审批"),
                    ("approved", "已批准"),
                    ("returned", "退回修改"),
                ],
                default="preparing",
                max_length=20,
                verbose_name="计划审批",
            ),
        ),
        migrations.AddField(
            model_name="drill",
            name="approval_opinion",
            field=models.CharField(blank=True, max_length=500, verbose_name="审批意见"),
        ),
        migrations.AddField(
            model_name="drill",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审批人",
            ),
        ),
        migrations.AddField(
            model_name="drill",
            name="approved_on",
            field=models.DateField(blank=True, null=True, verbose_name="审批日期"),
        ),
        migrations.AddField(
            model_name="drill",
            name="resources",
            field=models.TextField(blank=True, max_length=2000, verbose_name="器材与保障"),
        ),
        migrations.AddField(
            model_name="drill",
            name="safety",
            field=models.TextField(blank=True, max_length=2000, verbose_name="安全措施"),
        ),
        migrations.AddField(
            model_name="drill",
            name="scenario",
            field=models.TextField(blank=True, max_length=4000, verbose_name="想定"),
        ),
        migrations.AddField(
            model_name="drillteam",
            name="arrived_time",
            field=models.TimeField(blank=True, null=True, verbose_name="到达时刻"),
        ),
        migrations.AddField(
            model_name="drillteam",
            name="notified_time",
            field=models.TimeField(blank=True, null=True, verbose_name="通知时刻"),
        ),
        migrations.AddField(
            model_name="drill",
            name="tested_plans",
            field=models.ManyToManyField(
                blank=True,
                related_name="drills",
                to="drills.protectionplan",
                verbose_name="检验的预案方案",
            ),
        ),
        migrations.AddConstraint(
            model_name="drill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("planned_by")), _negated=True),
                    _connector="OR",
                ),
                name="drill_plan_approved_by_another_person",
                violation_error_message="计划由拟制人以外的人审批",
            ),
        ),
    ]
