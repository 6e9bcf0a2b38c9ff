from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields
from renfang.database.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("engineering", "0011_peacetime_use_ended"),
        ("fees", "0003_completion_review"),
        ("organisations", "0002_deciding_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Compensation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="缴款期限")),
                ("opened_on", models.DateField(verbose_name="入账日期")),
                (
                    "demolition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engineering.demolition",
                        verbose_name="拆除审批",
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
                "verbose_name": "拆除补偿费",
                "verbose_name_plural": "拆除补偿费",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CompensationEntry",
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
                            ("charge", "应缴补偿费"),
                            ("payment", "缴款"),
                            ("reversal", "冲正"),
                        ],
                        max_length=12,
                        verbose_name="事项",
                    ),
                ),
                ("amount", renfang.quantities.fields.MoneyField(verbose_name="金额")),
                ("balance_after", renfang.quantities.fields.MoneyField(verbose_name="余额")),
                ("business_date", models.DateField(verbose_name="业务日期")),
                ("voucher", models.CharField(blank=True, max_length=60, verbose_name="凭证号")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("key", models.UUIDField(unique=True, verbose_name="表单标识")),
                ("posted_at", models.DateTimeField(auto_now_add=True, verbose_name="入账时间")),
                (
                    "compensation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="fees.compensation",
                        verbose_name="拆除补偿费",
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="入账人",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="fees.compensationentry",
                        verbose_name="冲正的分录",
                    ),
                ),
            ],
            options={
                "verbose_name": "补偿费分录",
                "verbose_name_plural": "补偿费分录",
                "ordering": ["compensation", "id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("balance_after__gte", Decimal("0.00"))),
                        name="compensation_not_overpaid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__lt", Decimal("0.00")), ("kind", "payment")),
                            models.Q(
                                ("amount__gt", Decimal("0.00")),
                                ("kind__in", ["charge", "reversal"]),
                            ),
                            _connector="OR",
                        ),
                        name="compensation_sign_follows_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "payment"), _negated=True),
                            models.Q(("voucher", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="compensation_payment_names_its_voucher",
                    ),
                ],
            },
        ),
        AppendOnly("compensation"),
        AppendOnly("compensationentry"),
    ]
