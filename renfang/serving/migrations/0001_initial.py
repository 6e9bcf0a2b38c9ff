import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceReceipt",
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
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="documents.issueddocument",
                        verbose_name="文书",
                    ),
                ),
                (
                    "sheet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.issueddocument",
                        verbose_name="送达回证",
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
                        help_text="两人以上，以顿号分开。",
                        max_length=100,
                        verbose_name="送达人",
                    ),
                ),
                ("prepared_on", models.DateField(verbose_name="制作日期")),
                (
                    "served_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="送达时间"),
                ),
                (
                    "effective_on",
                    models.DateField(blank=True, null=True, verbose_name="送达生效日期"),
                ),
                (
                    "signatory",
                    models.CharField(blank=True, max_length=50, verbose_name="签收人"),
                ),
                (
                    "relation",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="代收人与受送达人的关系"
                    ),
                ),
                (
                    "witness",
                    models.CharField(blank=True, max_length=100, verbose_name="见证人"),
                ),
                (
                    "proof",
                    models.CharField(blank=True, max_length=200, verbose_name="送达凭证"),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="备注")),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制作人",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "送达",
                "verbose_name_plural": "送达",
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["prepared", "served"])),
                        fields=("paper",),
                        name="one_service_of_a_paper",
                        violation_error_message="该文书已在送达或已经送达",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "served"), _negated=True),
                            models.Q(
                                ("effective_on__isnull", False),
                                ("served_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="served_on_a_day",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "prepared")),
                        fields=["prepared_on", "id"],
                        name="service_under_way",
                    )
                ],
            },
        ),
    ]
