from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields


class Migration(migrations.Migration):
    """Approvals from materials to delivery: permits, relocation, batches, omissions."""

    dependencies = [
        ("documents", "0003_append_only"),
        ("engineering", "0003_append_only"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=100, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("path", models.CharField(max_length=100, unique=True)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
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
            },
        ),
        migrations.CreateModel(
            name="CaseMaterial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                            ("prepared", "待送达"),
                            ("served", "已送达"),
                            ("failed", "未能送达"),
                        ],
                        default="prepared",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("direct", "直接送达"),
                            ("left", "留置送达"),
                            ("electronic", "电子送达"),
                            ("entrusted", "委托送达"),
                            ("mail", "邮寄送达"),
                            ("transfer", "转交送达"),
                            ("public_notice", "公告送达"),
                        ],
                        max_length=16,
                        verbose_name="送达方式",
                    ),
                ),
                ("recipient", models.CharField(max_length=200, verbose_name="受送达人")),
                ("place", models.CharField(max_length=200, verbose_name="送达地点")),
                (
                    "servers",
                    models.CharField(
                        help_text="两人以上，以顿号分开。", max_length=100, verbose_name="送达人"
                    ),
                ),
                ("prepared_on", models.DateField(verbose_name="制作日期")),
                ("served_at", models.DateTimeField(blank=True, null=True, verbose_name="送达时间")),
                (
                    "effective_on",
                    models.DateField(blank=True, null=True, verbose_name="送达生效日期"),
                ),
                ("signatory", models.CharField(blank=True, max_length=50, verbose_name="签收人")),
                (
                    "relation",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="代收人与受送达人的关系"
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=100, verbose_name="见证人")),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="送达凭证")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "送达",
                "verbose_name_plural": "送达",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OmissionCase",
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
                ("developer_name", models.CharField(max_length=200, verbose_name="建设单位")),
                ("address", models.CharField(max_length=200, verbose_name="建设地点")),
                ("clue", models.CharField(max_length=1000, verbose_name="线索内容")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                (
                    "verifiers",
                    models.CharField(blank=True, max_length=100, verbose_name="核查人员"),
                ),
                ("finding", models.CharField(blank=True, max_length=1000, verbose_name="核查情况")),
                (
                    "required_area",
                    renfang.quantities.fields.AreaField(
                        default=Decimal("0"), verbose_name="应建面积"
                    ),
                ),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="告知日期")),
                ("remedy_by", models.DateField(blank=True, null=True, verbose_name="限期办理至")),
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
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结案日期")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "应建未建案件",
                "verbose_name_plural": "应建未建案件",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PaperWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "passage",
                    models.CharField(
                        choices=[("legal_basis", "准予许可的法律依据"), ("remedies", "救济途径")],
                        max_length=20,
                        verbose_name="段落",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="文字")),
                ("effective_from", models.DateField(verbose_name="启用日期")),
            ],
            options={
                "verbose_name": "文书用语",
                "verbose_name_plural": "文书用语",
                "ordering": ["organisation", "passage", "-effective_from"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RequiredMaterial",
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
            },
        ),
        migrations.CreateModel(
            name="ServiceItem",
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
                            django.core.validators.MinValueValidator(1, "时限至少 1 个工作日"),
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
                            django.core.validators.MinValueValidator(1, "时限至少 1 个工作日"),
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
                            django.core.validators.MinValueValidator(1, "时限至少 1 个工作日"),
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
                            django.core.validators.MinValueValidator(1, "时限至少 1 个工作日"),
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
                ("legal_basis", models.CharField(max_length=300, verbose_name="依据文件")),
            ],
            options={
                "verbose_name": "事项时限",
                "verbose_name_plural": "事项时限",
                "ordering": ["organisation", "kind", "-effective_from"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="one_open_application_per_project",
        ),
        migrations.AddField(
            model_name="application",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="许可终止日期"),
        ),
        migrations.AddField(
            model_name="application",
            name="ending_reason",
            field=models.CharField(blank=True, max_length=1000, verbose_name="许可终止理由"),
        ),
        migrations.AddField(
            model_name="application",
            name="extended_by_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="延长（工作日）"),
        ),
        migrations.AddField(
            model_name="application",
            name="extended_on",
            field=models.DateField(blank=True, null=True, verbose_name="延长日期"),
        ),
        migrations.AddField(
            model_name="application",
            name="extension_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="延长理由"),
        ),
        migrations.AddField(
            model_name="application",
            name="promised_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="承诺时限（工作日）"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="relocation_way",
            field=models.CharField(
                blank=True,
                choices=[("pay", "缴纳易地建设费"), ("elsewhere", "易地自建")],
                max_length=12,
                verbose_name="易地建设方式",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="request_note",
            field=models.CharField(blank=True, max_length=500, verbose_name="申请说明"),
        ),
        migrations.AddField(
            model_name="application",
            name="serve_by",
            field=models.DateField(blank=True, null=True, verbose_name="送达时限"),
        ),
        migrations.AddField(
            model_name="application",
            name="served_on",
            field=models.DateField(blank=True, null=True, verbose_name="送达日期"),
        ),
        migrations.AddField(
            model_name="application",
            name="statutory_days",
            field=models.PositiveSmallIntegerField(default=20, verbose_name="法定时限（工作日）"),
        ),
        migrations.AddField(
            model_name="application",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successors",
                to="engineering.application",
                verbose_name="原许可",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="许可有效期至"),
        ),
        migrations.AddField(
            model_name="pause",
            name="expected_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="所需时间（工作日）"
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="application",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
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
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("serve_by__isnull", False), ("served_on__isnull", True)),
                fields=["organisation", "serve_by"],
                name="application_to_serve",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["received", "correction_requested", "accepted", "returned", "reviewed"],
                    )
                ),
                fields=("project",),
                name="one_open_application_per_project",
                violation_error_message="该项目已有一件在办的申请",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="engineering.application",
                verbose_name="申请",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="上传人",
            ),
        ),
        migrations.AddField(
            model_name="casematerial",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="materials",
                to="engineering.application",
                verbose_name="申请",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="material",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="engineering.casematerial",
                verbose_name="材料",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="engineering.application",
                verbose_name="申请",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="documents.issueddocument",
                verbose_name="文书",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="制作人",
            ),
        ),
        migrations.AddField(
            model_name="omissioncase",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddField(
            model_name="omissioncase",
            name="project",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="omissions",
                to="engineering.project",
                verbose_name="登记的项目",
            ),
        ),
        migrations.AddField(
            model_name="paperwording",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddField(
            model_name="requiredmaterial",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddConstraint(
            model_name="casematerial",
            constraint=models.UniqueConstraint(
                fields=("application", "name"), name="material_once_per_application"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_reason", "")),
                fields=("application", "sha256"),
                name="file_once_per_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["prepared", "served"])),
                fields=("paper",),
                name="one_delivery_of_a_paper",
                violation_error_message="该文书已在送达或已经送达",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "served"), _negated=True),
                    models.Q(("effective_on__isnull", False), ("served_at__isnull", False)),
                    _connector="OR",
                ),
                name="served_on_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="omissioncase",
            index=models.Index(fields=["organisation", "state", "remedy_by"], name="omission_due"),
        ),
        migrations.AddConstraint(
            model_name="omissioncase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=("project",),
                name="one_open_omission_per_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperwording",
            constraint=models.UniqueConstraint(
                fields=("organisation", "passage", "effective_from"),
                name="one_wording_from_a_day",
                violation_error_message="本机构该段落在这一天已有一条用语",
            ),
        ),
        migrations.AddConstraint(
            model_name="requiredmaterial",
            constraint=models.UniqueConstraint(
                fields=("organisation", "kind", "name"),
                name="material_listed_once",
                violation_error_message="目录中已有同名材料",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceitem",
            constraint=models.UniqueConstraint(
                fields=("organisation", "kind", "effective_from"),
                name="one_service_item_from_a_day",
                violation_error_message="本机构该事项在这一天已有一条时限",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("promised_days__isnull", True),
                    ("promised_days__lte", models.F("statutory_days")),
                    _connector="OR",
                ),
                name="promise_is_within_the_law",
                violation_error_message="承诺时限不能长于法定时限",
            ),
        ),
    ]
