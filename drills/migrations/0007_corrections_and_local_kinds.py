import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from renfang.database.frozen_with_owner import FrozenWith


class Migration(migrations.Migration):
    """Corrections of signed results stand still with them; kinds of teams belong to an office."""

    dependencies = [
        ("drills", "0006_drill_life_append_only"),
        ("organisations", "0002_deciding_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="arranged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="安排人",
            ),
        ),
        migrations.AddField(
            model_name="teamkind",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="增设机构",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="更正原因")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "corrected",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrects",
                        to="drills.assessment",
                        verbose_name="更正后的考核",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "original",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="drills.assessment",
                        verbose_name="原考核",
                    ),
                ),
            ],
            options={
                "verbose_name": "成绩更正",
                "verbose_name_plural": "成绩更正",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="KindPractice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "raised_by_today",
                    models.CharField(blank=True, max_length=100, verbose_name="现行对应部门"),
                ),
                (
                    "age_from",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="最低年龄"
                    ),
                ),
                (
                    "age_to",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="最高年龄"
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="practices",
                        to="drills.teamkind",
                        verbose_name="种类",
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
                "verbose_name": "专业队种类本地规定",
                "verbose_name_plural": "专业队种类本地规定",
                "ordering": ["kind", "organisation"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "organisation"), name="one_practice_of_a_kind_at_an_office"
                    )
                ],
            },
        ),
        FrozenWith("correction", ("corrected",), "signed"),
    ]
