from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields


class Migration(migrations.Migration):
    """Peacetime use, inspections, hazards, upkeep, conversion and capacity."""

    dependencies = [
        ("engineering", "0007_shelters_filed"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConversionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
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
                ("quantity", models.CharField(blank=True, max_length=40, verbose_name="数量")),
                ("responsible", models.CharField(max_length=100, verbose_name="责任单位")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="engineering.conversionplan",
                        verbose_name="预案",
                    ),
                ),
            ],
            options={
                "verbose_name": "转换措施",
                "verbose_name_plural": "转换措施",
                "ordering": ["plan", "position", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="InspectionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("made_on", models.DateField(verbose_name="制定日期")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制定人",
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
                "verbose_name": "检查计划",
                "verbose_name_plural": "检查计划",
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("inspected_on", models.DateField(verbose_name="检查日期")),
                ("inspectors", models.CharField(max_length=200, verbose_name="检查人员")),
                ("findings", models.JSONField(verbose_name="检查情况")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="检查意见")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                    "shelter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="engineering.shelter",
                        verbose_name="人防工程",
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        choices=[("open", "待整改"), ("rectified", "待复查"), ("closed", "已销号")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("measures", models.CharField(blank=True, max_length=500, verbose_name="整改情况")),
                (
                    "rectified_on",
                    models.DateField(blank=True, null=True, verbose_name="整改完成日期"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销号日期")),
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
            ],
            options={
                "verbose_name": "隐患",
                "verbose_name_plural": "隐患",
                "ordering": ["due_on", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="InspectionTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待检查"), ("done", "已检查"), ("dropped", "已取消")],
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
            ],
            options={
                "verbose_name": "检查任务",
                "verbose_name_plural": "检查任务",
                "ordering": ["due_on", "id"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="inspectionrecord",
            name="task",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="record",
                to="engineering.inspectiontask",
                verbose_name="检查任务",
            ),
        ),
        migrations.CreateModel(
            name="Inspector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("certificate", models.CharField(max_length=40, verbose_name="执法证号")),
                ("is_active", models.BooleanField(default=True, verbose_name="在库")),
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
                "verbose_name": "检查人员",
                "verbose_name_plural": "检查人员",
                "ordering": ["organisation", "certificate"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="inspectiontask",
            name="inspectors",
            field=models.ManyToManyField(
                blank=True,
                related_name="tasks",
                to="engineering.inspector",
                verbose_name="检查人员",
            ),
        ),
        migrations.CreateModel(
            name="MaintenanceEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                    "shelter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="maintenance",
                        to="engineering.shelter",
                        verbose_name="人防工程",
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
        migrations.CreateModel(
            name="PeacetimeUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="使用面积",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="使用期限自")),
                ("ends_on", models.DateField(verbose_name="使用期限至")),
                (
                    "inspection_due_on",
                    models.DateField(blank=True, null=True, verbose_name="下次年检日期"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="注销日期")),
                (
                    "close_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="注销原因"),
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
                    "shelter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peacetime_uses",
                        to="engineering.shelter",
                        verbose_name="人防工程",
                    ),
                ),
            ],
            options={
                "verbose_name": "平时使用",
                "verbose_name_plural": "平时使用",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PopulationFigure",
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
                "verbose_name": "人口数据",
                "verbose_name_plural": "人口数据",
                "ordering": ["division", "kind", "-as_of"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RandomDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("algorithm", models.CharField(max_length=40, verbose_name="抽取算法")),
                ("seed", models.CharField(max_length=64, verbose_name="随机种子")),
                ("shelters", models.JSONField(verbose_name="工程名录")),
                ("inspectors", models.JSONField(verbose_name="检查人员名录")),
                ("shelter_count", models.PositiveSmallIntegerField(verbose_name="抽取工程数")),
                ("team_size", models.PositiveSmallIntegerField(verbose_name="每组人数")),
                ("result", models.JSONField(verbose_name="抽取结果")),
                ("drawn_at", models.DateTimeField(auto_now_add=True, verbose_name="抽取时间")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="抽取人",
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
            ],
            options={
                "verbose_name": "双随机抽取",
                "verbose_name_plural": "双随机抽取",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Reinspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("inspected_on", models.DateField(verbose_name="复查日期")),
                ("is_passed", models.BooleanField(verbose_name="复查合格")),
                ("note", models.CharField(max_length=500, verbose_name="复查意见")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reinspections",
                        to="engineering.hazard",
                        verbose_name="隐患",
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
                "verbose_name": "隐患复查",
                "verbose_name_plural": "隐患复查",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="UseInspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("inspected_on", models.DateField(verbose_name="年检日期")),
                (
                    "conclusion",
                    models.CharField(
                        choices=[("passed", "合格"), ("rectify", "限期整改"), ("failed", "不合格")],
                        max_length=8,
                        verbose_name="年检结论",
                    ),
                ),
                ("rectify_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="年检意见")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="engineering.peacetimeuse",
                        verbose_name="平时使用",
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
            name="UseRegime",
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
                        choices=[("permit", "许可"), ("filing", "备案"), ("registration", "登记")],
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="use_regimes",
                        to="organisations.organisation",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "平时使用管理方式",
                "verbose_name_plural": "平时使用管理方式",
                "ordering": ["organisation", "-effective_from"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="peacetimeuse",
            name="regime",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="engineering.useregime",
                verbose_name="管理方式",
            ),
        ),
        migrations.CreateModel(
            name="UseRequest",
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
                        choices=[("new", "首次申请"), ("renewal", "延续"), ("change", "变更")],
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
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="使用面积",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="使用期限自")),
                ("ends_on", models.DateField(verbose_name="使用期限至")),
                ("received_on", models.DateField(verbose_name="收件日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理时限")),
                ("due_is_estimated", models.BooleanField(default=False, verbose_name="时限为预估")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="办理意见")),
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
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
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
            ],
            options={
                "verbose_name": "平时使用申请",
                "verbose_name_plural": "平时使用申请",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CapacitySnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_on", models.DateField(verbose_name="计算日期")),
                ("taken_at", models.DateTimeField(auto_now_add=True, verbose_name="计算时间")),
                ("shelter_count", models.PositiveIntegerField(verbose_name="工程数")),
                ("built_area", renfang.quantities.fields.AreaField(verbose_name="人防建筑面积")),
                ("shelter_area", renfang.quantities.fields.AreaField(verbose_name="人员掩蔽面积")),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="主管机构",
                    ),
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
            name="ConversionStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="机构",
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
        migrations.AddConstraint(
            model_name="inspectionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="inspection_plan_ends_after_it_starts",
                violation_error_message="完成期限不能早于开始日期",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(fields=["organisation", "state", "due_on"], name="hazard_due"),
        ),
        migrations.AddConstraint(
            model_name="hazard",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("found_on"))),
                name="hazard_due_after_it_is_found",
                violation_error_message="整改期限不能早于发现日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspector",
            constraint=models.UniqueConstraint(
                fields=("organisation", "certificate"),
                name="inspector_once",
                violation_error_message="本机构已登记此执法证号",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectiontask",
            index=models.Index(
                fields=["organisation", "state", "due_on"], name="inspection_task_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectiontask",
            constraint=models.UniqueConstraint(
                fields=("plan", "shelter"), name="inspected_once_a_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="populationfigure",
            constraint=models.UniqueConstraint(
                fields=("organisation", "division", "kind", "as_of"),
                name="population_once_a_day",
                violation_error_message="该区划、口径和时点的人口数已经登记",
            ),
        ),
        migrations.AddConstraint(
            model_name="useregime",
            constraint=models.UniqueConstraint(
                fields=("organisation", "effective_from"),
                name="one_use_regime_from_a_day",
                violation_error_message="这一天起施行的管理方式已经登记",
            ),
        ),
        migrations.AddIndex(
            model_name="peacetimeuse",
            index=models.Index(
                fields=["organisation", "state", "ends_on"], name="peacetime_use_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="peacetimeuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="peacetime_use_ends_after_it_starts",
                violation_error_message="使用期限的止日不能早于起日",
            ),
        ),
        migrations.AddConstraint(
            model_name="userequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")),
                fields=("use",),
                name="one_undecided_use_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="userequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="use_request_ends_after_it_starts",
                violation_error_message="使用期限的止日不能早于起日",
            ),
        ),
    ]
