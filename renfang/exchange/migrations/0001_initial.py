import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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
                    name="ImportBatch",
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
                        ("kind", models.CharField(max_length=40, verbose_name="内容")),
                        ("subject_id", models.BigIntegerField(null=True, verbose_name="所属")),
                        ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("path", models.CharField(max_length=200, verbose_name="存储位置")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preview", "待确认"),
                                    ("applied", "已导入"),
                                    ("discarded", "已放弃"),
                                ],
                                default="preview",
                                max_length=12,
                                verbose_name="状态",
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
                        (
                            "uploaded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="上传时间"),
                        ),
                        ("reading", models.JSONField(default=dict, verbose_name="读取情况")),
                    ],
                    options={
                        "verbose_name": "导入文件",
                        "verbose_name_plural": "导入文件",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
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
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="exchange.importbatch",
                            ),
                        ),
                        (
                            "sheet",
                            models.CharField(blank=True, max_length=40, verbose_name="工作表"),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="行号")),
                        ("group", models.PositiveIntegerField(verbose_name="组号")),
                        ("cells", models.JSONField(default=dict)),
                        ("mended", models.JSONField(default=dict)),
                        (
                            "is_entered",
                            models.BooleanField(default=False, verbose_name="已导入"),
                        ),
                        ("result_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "verbose_name": "导入行",
                        "verbose_name_plural": "导入行",
                        "ordering": ["batch", "group", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "sheet", "number"), name="row_read_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
