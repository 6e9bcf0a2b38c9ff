import django.db.models.deletion
from django.db import migrations, models

import renfang.quantities.fields
from renfang.database.append_only import Alterable, AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("engineering", "0005_shelter_register"),
        ("fees", "0002_append_only"),
    ]

    operations = [
        Alterable("assessment"),
        migrations.CreateModel(
            name="CompletionReview",
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
                            ("open", "待核定"),
                            ("assessed", "已补核"),
                            ("nothing_due", "无需补缴"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("approved_area", renfang.quantities.fields.AreaField(verbose_name="批准修建面积")),
                ("surveyed_area", renfang.quantities.fields.AreaField(verbose_name="实测建筑面积")),
                ("opened_on", models.DateField(verbose_name="提出日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
            ],
            options={
                "verbose_name": "竣工核费",
                "verbose_name_plural": "竣工核费",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="assessment",
            name="assessment_chain_unbroken",
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["first", "completion"]),
                        ("replaces__isnull", True),
                        ("version", 1),
                    ),
                    models.Q(
                        ("replaces__isnull", False),
                        ("version__gt", 1),
                        models.Q(("kind", "first"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="assessment_chain_unbroken",
            ),
        ),
        migrations.AddField(
            model_name="completionreview",
            name="acceptance",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="engineering.completionacceptance",
                verbose_name="竣工验收",
            ),
        ),
        migrations.AddField(
            model_name="completionreview",
            name="assessment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="completion_review",
                to="fees.assessment",
                verbose_name="竣工核定",
            ),
        ),
        migrations.AddField(
            model_name="completionreview",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddIndex(
            model_name="completionreview",
            index=models.Index(fields=["organisation", "state"], name="review_state"),
        ),
        AppendOnly("assessment"),
    ]
