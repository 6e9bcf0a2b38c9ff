import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import drills.fields


class Migration(migrations.Migration):
    dependencies = [
        ("drills", "0002_team_kinds"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("order_number", models.CharField(max_length=60, verbose_name="下达文号")),
                ("ordered_on", models.DateField(verbose_name="下达日期")),
                (
                    "approved_by",
                    models.CharField(blank=True, max_length=100, verbose_name="批准机关"),
                ),
                (
                    "approval_number",
                    models.CharField(blank=True, max_length=60, verbose_name="批准文号"),
                ),
                ("due_on", models.DateField(verbose_name="完成期限")),
                (
                    "requirements",
                    models.TextField(blank=True, max_length=2000, verbose_name="整组要求"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "整组中"), ("closed", "已归档")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "audited_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="交叉审核时间"),
                ),
                ("audited_people", models.PositiveIntegerField(default=0, verbose_name="审核人数")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="归档日期")),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="整组总结")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                "verbose_name": "年度整组",
                "verbose_name_plural": "年度整组",
                "ordering": ["-year", "organisation"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "year"),
                        name="one_reorganisation_a_year",
                        violation_error_message="本机构该年度已下达整组",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Expansion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order_number", models.CharField(max_length=60, verbose_name="命令文号")),
                ("ordered_on", models.DateField(verbose_name="扩编日期")),
                ("reason", models.CharField(max_length=300, verbose_name="扩编任务")),
                ("headcount", models.PositiveIntegerField(verbose_name="扩编人数")),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "扩编中"), ("cancelled", "已撤销")],
                        default="active",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="撤销原因"),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expansions",
                        to="drills.team",
                        verbose_name="专业队",
                    ),
                ),
            ],
            options={
                "verbose_name": "战时扩编",
                "verbose_name_plural": "战时扩编",
                "ordering": ["team", "-id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("team",),
                        name="one_expansion_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GradingScale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("full_score", drills.fields.ScoreField(verbose_name="满分")),
                (
                    "overall_rule",
                    models.CharField(
                        choices=[
                            ("mean", "各课目平均分，有一门不合格即不合格"),
                            ("lowest", "取各课目最低的成绩"),
                        ],
                        max_length=10,
                        verbose_name="总评规则",
                    ),
                ),
                (
                    "retake_caps_at_pass",
                    models.BooleanField(default=True, verbose_name="补考合格只记合格"),
                ),
                ("is_retired", models.BooleanField(default=False, verbose_name="已停用")),
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
                "verbose_name": "评分标准",
                "verbose_name_plural": "评分标准",
                "ordering": ["is_retired", "-id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name"), name="grading_scale_named_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="下达文号"),
                ),
                (
                    "requirements",
                    models.TextField(blank=True, max_length=2000, verbose_name="训练要求"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "拟制中"), ("issued", "已下达")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="下达日期")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                "verbose_name": "年度训练计划",
                "verbose_name_plural": "年度训练计划",
                "ordering": ["-year", "organisation"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "year"),
                        name="one_training_plan_a_year",
                        violation_error_message="本机构该年度已有训练计划",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issued_on__isnull", True), ("state", "draft")),
                            models.Q(("issued_on__isnull", False), ("state", "issued")),
                            _connector="OR",
                        ),
                        name="training_plan_issued_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("level", models.CharField(blank=True, max_length=20, verbose_name="级别")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="drills.unit",
                        verbose_name="上级分队",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="drills.team",
                        verbose_name="专业队",
                    ),
                ),
            ],
            options={
                "verbose_name": "分队",
                "verbose_name_plural": "分队",
                "ordering": ["team", "position", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "name"), name="unit_named_once_in_a_team"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=50, verbose_name="岗位")),
                (
                    "headcount",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(99999)],
                        verbose_name="编制人数",
                    ),
                ),
                (
                    "qualification",
                    models.CharField(blank=True, max_length=100, verbose_name="资格要求"),
                ),
                ("is_key", models.BooleanField(default=False, verbose_name="骨干岗位")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="drills.unit",
                        verbose_name="分队",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "verbose_name_plural": "岗位",
                "ordering": ["unit", "-is_key", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "title"), name="post_once_in_a_unit"),
                    models.CheckConstraint(
                        condition=models.Q(("headcount__gte", 1)), name="post_has_a_headcount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="考核名称")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("training", "训练考核"),
                            ("muster", "拉练任务"),
                            ("examination", "考试"),
                        ],
                        max_length=20,
                        verbose_name="考核形式",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="考核日期")),
                ("place", models.CharField(max_length=200, verbose_name="地点")),
                ("examiner", models.CharField(max_length=50, verbose_name="主考人")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "登分中"), ("signed", "已核定")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="核定日期")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核定人",
                    ),
                ),
                (
                    "teams",
                    models.ManyToManyField(
                        related_name="assessments", to="drills.team", verbose_name="参考专业队"
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.gradingscale",
                        verbose_name="评分标准",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="drills.trainingplan",
                        verbose_name="训练计划",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核",
                "verbose_name_plural": "考核",
                "ordering": ["-held_on", "-id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_on__isnull", True), ("state", "open")),
                            models.Q(("signed_on__isnull", False), ("state", "signed")),
                            _connector="OR",
                        ),
                        name="assessment_signed_on_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("phone", "同名、同电话"), ("birth", "同名、同出生日期")],
                        max_length=10,
                        verbose_name="依据",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "待核"), ("kept", "已替换"), ("different", "不是同一人")],
                        default="open",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.member",
                        verbose_name="队员",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.member",
                        verbose_name="保留在",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.member",
                        verbose_name="另一名册中的队员",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="drills.campaign",
                        verbose_name="整组",
                    ),
                ),
            ],
            options={
                "verbose_name": "交叉审核发现",
                "verbose_name_plural": "交叉审核发现",
                "ordering": ["campaign", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "first", "second"), name="pair_found_once_a_campaign"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignTeam",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_confirmed", models.BooleanField(default=False, verbose_name="名册已核定")),
                ("roster_matches", models.BooleanField(default=False, verbose_name="人册相符")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核定时间"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("figures", models.JSONField(blank=True, default=dict, verbose_name="归档数据")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="drills.campaign",
                        verbose_name="整组",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核定人",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reorganisations",
                        to="drills.team",
                        verbose_name="专业队",
                    ),
                ),
            ],
            options={
                "verbose_name": "参加整组的专业队",
                "verbose_name_plural": "参加整组的专业队",
                "ordering": ["campaign", "team__kind__position", "team__name", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "team"), name="team_once_in_a_campaign"
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="装备名称")),
                ("model", models.CharField(blank=True, max_length=60, verbose_name="型号")),
                ("measure", models.CharField(default="件", max_length=10, verbose_name="计量单位")),
                (
                    "allotted",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(99999)],
                        verbose_name="编配数量",
                    ),
                ),
                (
                    "on_hand",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(99999)],
                        verbose_name="实有数量",
                    ),
                ),
                (
                    "serviceable",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(99999)],
                        verbose_name="完好数量",
                    ),
                ),
                ("keeper", models.CharField(blank=True, max_length=50, verbose_name="保管人")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="存放地点")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="drills.team",
                        verbose_name="专业队",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="drills.unit",
                        verbose_name="分队",
                    ),
                ),
            ],
            options={
                "verbose_name": "装备",
                "verbose_name_plural": "装备",
                "ordering": ["team", "name", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "name", "model", "place"), name="equipment_listed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serviceable__lte", models.F("on_hand"))),
                        name="no_more_in_order_than_there_is",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeBand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("excellent", "优秀"),
                            ("good", "良好"),
                            ("pass", "合格"),
                            ("fail", "不合格"),
                        ],
                        max_length=10,
                        verbose_name="等级",
                    ),
                ),
                ("lowest_score", drills.fields.ScoreField(verbose_name="最低分")),
                (
                    "team_pass_rate",
                    models.PositiveSmallIntegerField(default=0, verbose_name="团体合格率（%）"),
                ),
                (
                    "team_good_rate",
                    models.PositiveSmallIntegerField(default=0, verbose_name="团体优良率（%）"),
                ),
                (
                    "team_excellent_rate",
                    models.PositiveSmallIntegerField(default=0, verbose_name="团体优秀率（%）"),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bands",
                        to="drills.gradingscale",
                        verbose_name="评分标准",
                    ),
                ),
            ],
            options={
                "verbose_name": "等级",
                "verbose_name_plural": "等级",
                "ordering": ["scale", "-lowest_score"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scale", "grade"), name="grade_once_in_a_scale"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("team_excellent_rate__lte", 100),
                            ("team_good_rate__lte", 100),
                            ("team_pass_rate__lte", 100),
                        ),
                        name="team_rates_are_per_cent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                ("name", models.CharField(max_length=60, verbose_name="课目")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("common", "共同课目"),
                            ("professional", "专业课目"),
                            ("collective", "合成课目"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("required_hours", drills.fields.HoursField(verbose_name="规定学时")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="drills.trainingplan",
                        verbose_name="训练计划",
                    ),
                ),
                (
                    "team_kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.teamkind",
                        verbose_name="适用种类",
                    ),
                ),
            ],
            options={
                "verbose_name": "训练课目",
                "verbose_name_plural": "训练课目",
                "ordering": ["plan", "position", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "name", "team_kind"), name="subject_once_for_a_kind"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("team_kind__isnull", True)),
                        fields=("plan", "name"),
                        name="subject_once_for_all_kinds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessedSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="drills.assessment",
                        verbose_name="考核",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.trainingsubject",
                        verbose_name="课目",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核课目",
                "verbose_name_plural": "考核课目",
                "ordering": ["assessment", "position", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "subject"), name="subject_assessed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EquipmentCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found", models.PositiveIntegerField(verbose_name="清点数量")),
                ("serviceable", models.PositiveIntegerField(verbose_name="其中完好")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="drills.campaignteam",
                        verbose_name="专业队",
                    ),
                ),
                (
                    "equipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="drills.equipment",
                        verbose_name="装备",
                    ),
                ),
            ],
            options={
                "verbose_name": "装备清点",
                "verbose_name_plural": "装备清点",
                "ordering": ["entry", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "equipment"), name="equipment_checked_once_a_campaign"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serviceable__lte", models.F("found"))),
                        name="no_more_in_order_than_was_found",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Muster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("called_at", models.DateTimeField(verbose_name="下达集结命令时间")),
                ("due_at", models.DateTimeField(verbose_name="规定到位时间")),
                ("place", models.CharField(max_length=200, verbose_name="集结地点")),
                ("leader", models.CharField(max_length=50, verbose_name="带队人")),
                ("roster_matches", models.BooleanField(default=False, verbose_name="人册相符")),
                ("equipment_complete", models.BooleanField(default=False, verbose_name="装备齐全")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="点验情况")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="musters",
                        to="drills.campaignteam",
                        verbose_name="专业队",
                    ),
                ),
            ],
            options={
                "verbose_name": "拉动点验",
                "verbose_name_plural": "拉动点验",
                "ordering": ["entry", "-called_at", "-id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("called_at"))),
                        name="muster_due_after_it_is_called",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "score",
                    drills.fields.ScoreField(blank=True, null=True, verbose_name="总评成绩"),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "优秀"),
                            ("good", "良好"),
                            ("pass", "合格"),
                            ("fail", "不合格"),
                        ],
                        max_length=10,
                        verbose_name="等级",
                    ),
                ),
                ("is_retaken", models.BooleanField(default=False, verbose_name="补考")),
                ("hours", drills.fields.HoursField(verbose_name="累计学时")),
                ("required_hours", drills.fields.HoursField(verbose_name="规定学时")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="drills.assessment",
                        verbose_name="考核",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="drills.member",
                        verbose_name="队员",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="drills.team",
                        verbose_name="专业队",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核结果",
                "verbose_name_plural": "考核结果",
                "ordering": ["assessment", "team", "member"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "member"), name="one_result_for_a_member"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("expected", models.PositiveIntegerField(verbose_name="应考")),
                ("took", models.PositiveIntegerField(verbose_name="参考")),
                ("excellent", models.PositiveIntegerField(verbose_name="优秀")),
                ("good", models.PositiveIntegerField(verbose_name="良好")),
                ("passed", models.PositiveIntegerField(verbose_name="合格")),
                ("failed", models.PositiveIntegerField(verbose_name="不合格")),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "优秀"),
                            ("good", "良好"),
                            ("pass", "合格"),
                            ("fail", "不合格"),
                        ],
                        max_length=10,
                        verbose_name="团体等级",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_results",
                        to="drills.assessment",
                        verbose_name="考核",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_results",
                        to="drills.team",
                        verbose_name="专业队",
                    ),
                ),
            ],
            options={
                "verbose_name": "团体成绩",
                "verbose_name_plural": "团体成绩",
                "ordering": ["assessment", "team"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "team"), name="one_result_for_a_team"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.CharField(blank=True, max_length=300, verbose_name="训练内容")),
                ("starts_at", models.DateTimeField(verbose_name="开始时间")),
                ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                ("hours", drills.fields.HoursField(verbose_name="计入学时")),
                ("place", models.CharField(max_length=200, verbose_name="地点")),
                ("instructor", models.CharField(max_length=50, verbose_name="教员")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "待组织"),
                            ("closed", "已办结"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="取消原因"),
                ),
                (
                    "checkin_key",
                    models.CharField(
                        blank=True, editable=False, max_length=32, verbose_name="签到码"
                    ),
                ),
                (
                    "checkin_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="签到截止"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="安排人",
                    ),
                ),
                (
                    "teams",
                    models.ManyToManyField(
                        related_name="sessions", to="drills.team", verbose_name="参训专业队"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="drills.trainingsubject",
                        verbose_name="课目",
                    ),
                ),
            ],
            options={
                "verbose_name": "训练课",
                "verbose_name_plural": "训练课",
                "ordering": ["-starts_at", "-id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["organisation", "-starts_at"], name="session_recent")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="session_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("required_hours", drills.fields.HoursField(verbose_name="规定学时")),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drills.team",
                        verbose_name="专业队",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_hours",
                        to="drills.trainingsubject",
                        verbose_name="课目",
                    ),
                ),
            ],
            options={
                "verbose_name": "本队规定学时",
                "verbose_name_plural": "本队规定学时",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "team"), name="hours_of_a_team_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MusterMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "到"),
                            ("late", "迟到"),
                            ("absent", "缺席"),
                            ("leave", "请假"),
                        ],
                        max_length=10,
                        verbose_name="考勤",
                    ),
                ),
                ("arrived_at", models.TimeField(blank=True, null=True, verbose_name="到达时刻")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="muster_marks",
                        to="drills.member",
                        verbose_name="队员",
                    ),
                ),
                (
                    "muster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="drills.muster",
                        verbose_name="拉动点验",
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
                "verbose_name": "点验考勤",
                "verbose_name_plural": "点验考勤",
                "ordering": ["muster", "member"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("muster", "member"), name="member_attends_a_muster_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MusterPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=40, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("path", models.CharField(max_length=200, verbose_name="存放位置")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "muster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="drills.muster",
                        verbose_name="拉动点验",
                    ),
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
            ],
            options={
                "verbose_name": "点验照片",
                "verbose_name_plural": "点验照片",
                "ordering": ["muster", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("muster", "sha256"), name="photo_once_a_muster")
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="次数")),
                (
                    "value",
                    drills.fields.ScoreField(blank=True, null=True, verbose_name="成绩"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登分时间")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="drills.member",
                        verbose_name="队员",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="drills.assessedsubject",
                        verbose_name="考核课目",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登分人",
                    ),
                ),
            ],
            options={
                "verbose_name": "成绩",
                "verbose_name_plural": "成绩",
                "ordering": ["part", "member", "attempt"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("part", "member", "attempt"), name="one_score_an_attempt"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempt__in", [1, 2])), name="examination_or_retake"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "到"),
                            ("late", "迟到"),
                            ("absent", "缺席"),
                            ("leave", "请假"),
                        ],
                        max_length=10,
                        verbose_name="考勤",
                    ),
                ),
                ("arrived_at", models.TimeField(blank=True, null=True, verbose_name="到达时刻")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                (
                    "source",
                    models.CharField(
                        choices=[("sheet", "点名"), ("checkin", "扫码签到"), ("import", "导入")],
                        max_length=10,
                        verbose_name="登记方式",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session_marks",
                        to="drills.member",
                        verbose_name="队员",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="drills.trainingsession",
                        verbose_name="训练课",
                    ),
                ),
            ],
            options={
                "verbose_name": "训练考勤",
                "verbose_name_plural": "训练考勤",
                "ordering": ["session", "member"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "member"),
                        name="member_attends_a_session_once",
                        violation_error_message="该队员在本次训练课中已有考勤",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived_at__isnull", True),
                            ("status__in", ["present", "late"]),
                            _connector="OR",
                        ),
                        name="only_who_came_to_a_session_has_arrived",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="is_veteran",
            field=models.BooleanField(default=False, verbose_name="退役军人"),
        ),
        migrations.AddField(
            model_name="member",
            name="political_status",
            field=models.CharField(
                blank=True,
                choices=[("party", "党员"), ("league", "团员"), ("other", "群众或其他")],
                max_length=10,
                verbose_name="政治面貌",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="qualification",
            field=models.CharField(blank=True, max_length=100, verbose_name="资格证书"),
        ),
        migrations.AddField(
            model_name="member",
            name="qualified_until",
            field=models.DateField(blank=True, null=True, verbose_name="资格有效期至"),
        ),
        migrations.AddField(
            model_name="member",
            name="service",
            field=models.CharField(
                choices=[("regular", "在编"), ("reserve", "后备"), ("expansion", "扩编")],
                default="regular",
                max_length=10,
                verbose_name="编组类别",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="expansion",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="drills.expansion",
                verbose_name="扩编命令",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="post_held",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holders",
                to="drills.post",
                verbose_name="编制岗位",
            ),
        ),
    ]
