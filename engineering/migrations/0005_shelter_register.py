from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import engineering.shelters.models
import renfang.quantities.fields
from renfang.database.append_only import Alterable, AppendOnly


class Migration(migrations.Migration):
    """The register of shelters: units, equipment, supervision, acceptance, life."""

    dependencies = [
        ("documents", "0003_append_only"),
        ("engineering", "0004_approvals_whole"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AcceptanceItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("discipline", models.CharField(max_length=40, verbose_name="专业")),
                ("item", models.CharField(max_length=200, verbose_name="核查内容")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
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
            },
        ),
        migrations.CreateModel(
            name="CompletionFiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="备案收件日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="备案期限")),
                ("is_late", models.BooleanField(default=False, verbose_name="逾期备案")),
                ("materials", models.JSONField(default=list, verbose_name="备案材料")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "竣工验收备案",
                "verbose_name_plural": "竣工验收备案",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Defect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="部位")),
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
            name="Demolition",
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
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
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
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="审批意见")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="补建或缴费期限")),
                ("demolished_on", models.DateField(blank=True, null=True, verbose_name="拆除日期")),
                (
                    "settled_on",
                    models.DateField(blank=True, null=True, verbose_name="补偿完成日期"),
                ),
                (
                    "settlement",
                    models.CharField(blank=True, max_length=300, verbose_name="补偿凭证或说明"),
                ),
            ],
            options={
                "verbose_name": "拆除审批",
                "verbose_name_plural": "拆除审批",
                "ordering": ["-id"],
                "default_permissions": (),
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
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
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
            name="LifeRecord",
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
                            ("put_into_use", "投入使用"),
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
                ("grade", models.CharField(blank=True, max_length=8, verbose_name="鉴定等级")),
                (
                    "grade_name",
                    models.CharField(blank=True, max_length=60, verbose_name="鉴定结论"),
                ),
                (
                    "evaluator",
                    models.CharField(blank=True, max_length=200, verbose_name="鉴定（实施）单位"),
                ),
                (
                    "basis",
                    models.CharField(blank=True, max_length=300, verbose_name="批准文件或依据"),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="情况说明")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "工程履历",
                "verbose_name_plural": "工程履历",
                "ordering": ["-on", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
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
                    models.CharField(blank=True, max_length=200, verbose_name="位置及坐标、高程"),
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
            },
        ),
        migrations.CreateModel(
            name="ProtectiveUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                ("number", models.CharField(max_length=20, verbose_name="单元编号")),
                ("floor", models.CharField(blank=True, max_length=20, verbose_name="所在层")),
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
                ("built_area", renfang.quantities.fields.AreaField(verbose_name="建筑面积")),
                ("shelter_area", renfang.quantities.fields.AreaField(verbose_name="掩蔽面积")),
                (
                    "shared_area",
                    renfang.quantities.fields.AreaField(
                        blank=True, null=True, verbose_name="公用面积"
                    ),
                ),
                ("headcount", models.PositiveIntegerField(default=0, verbose_name="掩蔽人数")),
                (
                    "blast_units",
                    models.PositiveSmallIntegerField(default=0, verbose_name="抗爆单元数"),
                ),
                ("exits", models.PositiveSmallIntegerField(default=0, verbose_name="出入口数")),
                (
                    "outdoor_exits",
                    models.PositiveSmallIntegerField(default=0, verbose_name="室外出入口数"),
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
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordered_on", models.DateField(verbose_name="责令日期")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="复查合格日期")),
                (
                    "closing_note",
                    models.CharField(blank=True, max_length=500, verbose_name="复查意见"),
                ),
            ],
            options={
                "verbose_name": "责令整改",
                "verbose_name_plural": "责令整改",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ShelterLimit",
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
            },
        ),
        migrations.CreateModel(
            name="SiteVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "监督检查记录",
                "verbose_name_plural": "监督检查记录",
                "ordering": ["-visited_on", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("registered_on", models.DateField(verbose_name="监督注册日期")),
                ("supervisors", models.CharField(max_length=100, verbose_name="监督人员")),
                ("contractor", models.CharField(max_length=200, verbose_name="施工单位")),
                ("supervisor", models.CharField(max_length=200, verbose_name="监理单位")),
                ("designer", models.CharField(max_length=200, verbose_name="设计单位")),
                ("surveyor", models.CharField(blank=True, max_length=200, verbose_name="勘察单位")),
                (
                    "drawing_review",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="施工图审查合格书编号"
                    ),
                ),
                ("plan", models.CharField(blank=True, max_length=1000, verbose_name="监督计划")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "质量监督注册",
                "verbose_name_plural": "质量监督注册",
                "default_permissions": (),
            },
        ),
        Alterable("completionacceptance"),
        migrations.AddField(
            model_name="completionacceptance",
            name="attendees",
            field=models.CharField(blank=True, max_length=500, verbose_name="参加验收人员"),
        ),
        migrations.AddField(
            model_name="completionacceptance",
            name="passage_area",
            field=renfang.quantities.fields.AreaField(
                blank=True, null=True, verbose_name="口部外通道面积"
            ),
        ),
        migrations.AddField(
            model_name="completionacceptance",
            name="protected_area",
            field=renfang.quantities.fields.AreaField(
                blank=True, null=True, verbose_name="防护面积"
            ),
        ),
        AppendOnly("completionacceptance"),
        migrations.AddField(
            model_name="shelter",
            name="address",
            field=models.CharField(blank=True, max_length=200, verbose_name="工程地址"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="built_area",
            field=renfang.quantities.fields.AreaField(
                blank=True, null=True, verbose_name="建筑面积"
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="completed_on",
            field=models.DateField(blank=True, null=True, verbose_name="竣工日期"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="construction_form",
            field=models.CharField(
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
        migrations.AddField(
            model_name="shelter",
            name="division",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.division",
                verbose_name="行政区划",
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="filing_due_is_estimated",
            field=models.BooleanField(default=False, verbose_name="备案期限为预估"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="filing_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="备案期限"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="headcount",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="掩蔽人数"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="is_legacy",
            field=models.BooleanField(default=False, verbose_name="早期工程"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="latitude",
            field=engineering.shelters.models.DegreesField(
                blank=True, null=True, verbose_name="纬度"
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="longitude",
            field=engineering.shelters.models.DegreesField(
                blank=True, null=True, verbose_name="经度"
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="note",
            field=models.CharField(blank=True, max_length=500, verbose_name="备注"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="operator",
            field=models.CharField(blank=True, max_length=200, verbose_name="使用管理单位"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="owner",
            field=models.CharField(blank=True, max_length=200, verbose_name="产权（建设）单位"),
        ),
        migrations.AddField(
            model_name="shelter",
            name="passage_area",
            field=renfang.quantities.fields.AreaField(
                blank=True, null=True, verbose_name="口部外通道面积"
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="protected_area",
            field=renfang.quantities.fields.AreaField(
                blank=True, null=True, verbose_name="防护面积"
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="shelter_area",
            field=renfang.quantities.fields.AreaField(
                blank=True, null=True, verbose_name="掩蔽面积"
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="storeys_above",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="上部建筑层数"
            ),
        ),
        migrations.AddField(
            model_name="shelter",
            name="works_number",
            field=models.CharField(blank=True, max_length=60, verbose_name="工程编号"),
        ),
        migrations.AlterField(
            model_name="shelter",
            name="approval",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shelter",
                to="engineering.application",
                verbose_name="审批",
            ),
        ),
        migrations.AlterField(
            model_name="shelter",
            name="project",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shelters",
                to="engineering.project",
                verbose_name="项目",
            ),
        ),
        migrations.AlterField(
            model_name="shelter",
            name="state",
            field=models.CharField(
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
                ],
                default="planned",
                max_length=24,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="shelter",
            name="wartime_function",
            field=models.CharField(
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
        migrations.AddIndex(
            model_name="shelter",
            index=models.Index(fields=["organisation", "filing_due_on"], name="shelter_filing_due"),
        ),
        migrations.AddConstraint(
            model_name="shelter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("works_number", ""), _negated=True),
                fields=("organisation", "works_number"),
                name="works_number_once_per_organisation",
                violation_error_message="本机构已登记此工程编号",
            ),
        ),
        migrations.AddConstraint(
            model_name="shelter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shelter_area__isnull", True),
                    ("built_area__isnull", True),
                    ("shelter_area__lte", models.F("built_area")),
                    _connector="OR",
                ),
                name="shelter_area_within_built_area",
                violation_error_message="掩蔽面积不能大于建筑面积",
            ),
        ),
        migrations.AddField(
            model_name="acceptanceitem",
            name="acceptance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="engineering.completionacceptance",
                verbose_name="验收",
            ),
        ),
        migrations.AddField(
            model_name="completionfiling",
            name="acceptance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="engineering.completionacceptance",
                verbose_name="验收",
            ),
        ),
        migrations.AddField(
            model_name="completionfiling",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="收件人",
            ),
        ),
        migrations.AddField(
            model_name="completionfiling",
            name="shelter",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filing",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="demolition",
            name="applied_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="demolition",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="决定人",
            ),
        ),
        migrations.AddField(
            model_name="demolition",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddField(
            model_name="demolition",
            name="rebuilt_as",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="engineering.shelter",
                verbose_name="补建工程",
            ),
        ),
        migrations.AddField(
            model_name="demolition",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="demolitions",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="equipment",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="equipment",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="liferecord",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="liferecord",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="life",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="openings",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="protectiveunit",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="units",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="equipment",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="equipment",
                to="engineering.protectiveunit",
                verbose_name="防护单元",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="acceptance",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rectification",
                to="engineering.completionacceptance",
                verbose_name="竣工验收",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="closed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="复查人",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="document",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.issueddocument",
                verbose_name="责令整改通知书",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rectifications",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="defect",
            name="rectification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="defects",
                to="engineering.rectification",
                verbose_name="责令整改",
            ),
        ),
        migrations.AddField(
            model_name="shelterlimit",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="机构",
            ),
        ),
        migrations.AddField(
            model_name="sitevisit",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="sitevisit",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="visit",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rectification",
                to="engineering.sitevisit",
                verbose_name="监督检查",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="shelter",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supervision",
                to="engineering.shelter",
                verbose_name="人防工程",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptanceitem",
            constraint=models.UniqueConstraint(
                fields=("acceptance", "position"), name="checklist_row_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="demolition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("shelter",),
                name="one_demolition_per_shelter",
                violation_error_message="该工程已有一件拆除审批",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                fields=("shelter", "number"), name="opening_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveunit",
            constraint=models.UniqueConstraint(
                fields=("shelter", "number"), name="unit_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("shelter_area__lte", models.F("built_area"))),
                name="unit_shelter_area_within_built_area",
                violation_error_message="单元掩蔽面积不能大于单元建筑面积",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("outdoor_exits__lte", models.F("exits"))),
                name="outdoor_exits_among_exits",
                violation_error_message="室外出入口数不能大于出入口数",
            ),
        ),
        migrations.AddConstraint(
            model_name="shelterlimit",
            constraint=models.UniqueConstraint(
                fields=("organisation", "item", "effective_from"),
                name="one_shelter_limit_from_a_day",
                violation_error_message="该事项在这一天已登记时限",
            ),
        ),
        migrations.AddIndex(
            model_name="rectification",
            index=models.Index(
                condition=models.Q(("closed_on__isnull", True)),
                fields=["due_on"],
                name="rectification_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acceptance__isnull", False), ("visit__isnull", True)),
                    models.Q(("acceptance__isnull", True), ("visit__isnull", False)),
                    _connector="OR",
                ),
                name="rectification_of_visit_or_acceptance",
            ),
        ),
    ]
