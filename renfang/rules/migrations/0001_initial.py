import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields
from renfang.database.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="BookEdition",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="book_editions",
                                to="organisations.organisation",
                                verbose_name="编制机构",
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="代码")),
                        ("version", models.CharField(max_length=20, verbose_name="版本")),
                        ("title", models.CharField(max_length=100, verbose_name="名称")),
                        (
                            "jurisdiction",
                            models.CharField(blank=True, max_length=12, verbose_name="适用区划"),
                        ),
                        (
                            "jurisdiction_name",
                            models.CharField(max_length=100, verbose_name="适用地区"),
                        ),
                        ("basis", models.CharField(max_length=1000, verbose_name="法律依据")),
                        (
                            "effective_from",
                            models.DateField(blank=True, null=True, verbose_name="施行日期"),
                        ),
                        (
                            "effective_to",
                            models.DateField(blank=True, null=True, verbose_name="有效期至"),
                        ),
                        (
                            "ended_on",
                            models.DateField(blank=True, null=True, verbose_name="停止施行日期"),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="rules.bookedition",
                                verbose_name="上级规则库",
                            ),
                        ),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="rules.bookedition",
                                verbose_name="复制自",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "编辑中"),
                                    ("submitted", "待批准发布"),
                                    ("published", "已发布"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("content", models.JSONField(default=dict, verbose_name="条目")),
                        (
                            "cases",
                            models.JSONField(blank=True, default=list, verbose_name="试算案例"),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="编制人",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="批准人",
                            ),
                        ),
                        (
                            "published_on",
                            models.DateField(blank=True, null=True, verbose_name="发布日期"),
                        ),
                        ("revision", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "规则库",
                        "verbose_name_plural": "规则库",
                        "ordering": ["jurisdiction", "-effective_from", "-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["state", "jurisdiction"], name="edition_place")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("code", "version"), name="edition_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation__isnull", True),
                                    models.Q(("state", "published"), _negated=True),
                                    models.Q(
                                        ("effective_from__isnull", False),
                                        ("published_by__isnull", False),
                                        models.Q(
                                            ("published_by", models.F("prepared_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="edition_published_by_a_second_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LocalPractice",
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
                                related_name="practices",
                                to="organisations.organisation",
                                verbose_name="机构",
                            ),
                        ),
                        ("rulebook", models.CharField(max_length=40, verbose_name="规则")),
                        (
                            "city_class",
                            models.CharField(
                                choices=[
                                    ("first", "国家一类人防重点城市"),
                                    ("second", "国家二类人防重点城市"),
                                    ("third", "国家三类人防重点城市"),
                                    ("provincial", "省人防重点城市（含县城）"),
                                    ("town", "人防重点镇"),
                                    ("other", "其他城市"),
                                ],
                                max_length=12,
                                verbose_name="城市类别",
                            ),
                        ),
                        (
                            "division_level",
                            models.CharField(
                                choices=[("city", "设区市"), ("county", "县（市）")],
                                max_length=8,
                                verbose_name="行政级别",
                            ),
                        ),
                        (
                            "local_share_bp",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="例如 200 表示 2%",
                                null=True,
                                verbose_name="本地核定比例（万分之）",
                            ),
                        ),
                        (
                            "local_rate",
                            renfang.quantities.fields.MoneyField(
                                blank=True, null=True, verbose_name="本地收费标准（元/平方米）"
                            ),
                        ),
                        (
                            "phase_method",
                            models.CharField(
                                choices=[
                                    ("PER_PERMIT", "各期按各自的规划许可分别计算"),
                                    ("CUMULATIVE", "各期累计计算，结转以前各期的余缺"),
                                    ("LAST_PHASE_BALANCE", "各期分别计算，最后一期按总量结算"),
                                ],
                                default="PER_PERMIT",
                                max_length=20,
                                verbose_name="分期建设",
                            ),
                        ),
                        ("legal_basis", models.CharField(max_length=300, verbose_name="依据文件")),
                        ("effective_from", models.DateField(verbose_name="施行日期")),
                        (
                            "effective_to",
                            models.DateField(blank=True, null=True, verbose_name="失效日期"),
                        ),
                    ],
                    options={
                        "verbose_name": "本地执行口径",
                        "verbose_name_plural": "本地执行口径",
                        "ordering": ["organisation", "-effective_from"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "effective_from"),
                                name="one_practice_from_a_day",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
