import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields
from renfang.database.append_only import Alterable, AppendOnly
from renfang.database.frozen import FrozenFrom


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_append_only"),
        ("engineering", "0009_upkeep_append_only"),
        ("fees", "0005_payments_checked_by_another"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Alterable("assessment"),
        migrations.CreateModel(
            name="AssessmentDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facts", models.JSONField(verbose_name="事实")),
                ("rulebook", models.CharField(max_length=40, verbose_name="规则")),
                ("rulebook_version", models.CharField(max_length=40, verbose_name="规则版本")),
                ("as_of", models.DateField(verbose_name="适用规则日期")),
                (
                    "local_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="收费标准依据"),
                ),
                ("required_area", renfang.quantities.fields.AreaField(verbose_name="应建面积")),
                (
                    "shortfall_area",
                    renfang.quantities.fields.AreaField(verbose_name="易地建设面积"),
                ),
                (
                    "rate",
                    renfang.quantities.fields.MoneyField(
                        null=True, verbose_name="收费标准（元/㎡）"
                    ),
                ),
                ("gross", renfang.quantities.fields.MoneyField(verbose_name="应缴金额")),
                ("relief", renfang.quantities.fields.MoneyField(verbose_name="减免金额")),
                ("payable", renfang.quantities.fields.MoneyField(verbose_name="实缴金额")),
                ("steps", models.JSONField(verbose_name="计算步骤")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "首次核定"),
                            ("change", "变更核定"),
                            ("completion", "竣工核定"),
                            ("violation", "违法未建核定"),
                        ],
                        max_length=12,
                        verbose_name="核定类别",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="核定说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "待复核"),
                            ("approved", "已生效"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="submitted",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("prepared_on", models.DateField(verbose_name="核定日期")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="复核日期")),
                ("opinion", models.CharField(blank=True, max_length=300, verbose_name="复核意见")),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment_drafts",
                        to="engineering.application",
                        verbose_name="审批",
                    ),
                ),
                (
                    "assessment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="fees.assessment",
                        verbose_name="生效的核定",
                    ),
                ),
                (
                    "completion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="fees.completionreview",
                        verbose_name="竣工核费",
                    ),
                ),
                (
                    "omission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment_drafts",
                        to="engineering.omissioncase",
                        verbose_name="应建未建案件",
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
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核定人",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment_drafts",
                        to="engineering.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fees.assessment",
                        verbose_name="拟替代的核定",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "核定稿",
                "verbose_name_plural": "核定稿",
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["organisation", "state"], name="draft_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "submitted")),
                        fields=("project",),
                        name="one_draft_under_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assessment__isnull", False), ("state", "approved")),
                            models.Q(
                                models.Q(("state", "approved"), _negated=True),
                                ("assessment__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="draft_approved_has_assessment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("prepared_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="draft_reviewed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReliefDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="楼栋序号")),
                ("building_name", models.CharField(max_length=100, verbose_name="楼栋")),
                ("relief_code", models.CharField(max_length=40, verbose_name="减免代码")),
                ("relief_name", models.CharField(max_length=100, verbose_name="减免事由")),
                ("basis", models.CharField(max_length=300, verbose_name="减免依据")),
                (
                    "evidence_required",
                    models.CharField(max_length=300, verbose_name="应有证明材料"),
                ),
                (
                    "evidence",
                    models.CharField(blank=True, max_length=300, verbose_name="核验的证明材料"),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("granted", "准予减免"), ("refused", "不予减免")],
                        max_length=8,
                        verbose_name="认定结果",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="认定理由")),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engineering.attachment",
                        verbose_name="附件",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relief_decisions",
                        to="fees.assessmentdraft",
                        verbose_name="核定稿",
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
                "verbose_name": "减免认定",
                "verbose_name_plural": "减免认定",
                "ordering": ["draft", "position", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draft", "position", "relief_code"), name="relief_judged_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", "granted"), models.Q(("evidence", ""), _negated=True)
                            ),
                            models.Q(
                                ("outcome", "refused"), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="relief_rests_on_evidence",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="assessment",
            name="assessment_chain_unbroken",
        ),
        migrations.AddField(
            model_name="assessment",
            name="opinion",
            field=models.CharField(blank=True, max_length=300, verbose_name="复核意见"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="复核人",
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="engineering.application",
                verbose_name="审批",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["first", "completion", "violation"]),
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
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "violation"), ("application__isnull", False), _connector="OR"
                ),
                name="assessment_rests_on_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("assessed_by")), _negated=True),
                    _connector="OR",
                ),
                name="assessment_reviewed_by_another",
            ),
        ),
        AppendOnly("assessment"),
        AppendOnly("reliefdecision"),
        FrozenFrom(
            model_name="assessmentdraft",
            value="approved",
            once=[],
        ),
    ]
