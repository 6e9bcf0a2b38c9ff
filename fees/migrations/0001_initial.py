from decimal import Decimal

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields
from renfang.database.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        ("engineering", "0001_initial"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="FeeAccount",
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
                        (
                            "project",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fee_account",
                                to="engineering.project",
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "demolition",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fee_account",
                                to="engineering.demolition",
                                verbose_name="拆除审批",
                            ),
                        ),
                        (
                            "payable",
                            renfang.quantities.fields.MoneyField(
                                default=Decimal("0.00"), verbose_name="应缴"
                            ),
                        ),
                        (
                            "paid",
                            renfang.quantities.fields.MoneyField(
                                default=Decimal("0.00"), verbose_name="已缴"
                            ),
                        ),
                        (
                            "balance",
                            renfang.quantities.fields.MoneyField(
                                default=Decimal("0.00"), verbose_name="欠缴"
                            ),
                        ),
                        (
                            "surplus",
                            renfang.quantities.fields.MoneyField(
                                default=Decimal("0.00"), verbose_name="多缴"
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(blank=True, null=True, verbose_name="缴款期限"),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="缴费文书",
                            ),
                        ),
                        (
                            "last_sequence",
                            models.PositiveIntegerField(default=0, verbose_name="末笔序号"),
                        ),
                        ("last_hash", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "verbose_name": "缴费账户",
                        "verbose_name_plural": "缴费账户",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "due_on"], name="account_due"),
                            models.Index(
                                condition=models.Q(("balance__gt", Decimal("0.00"))),
                                fields=["organisation", "due_on"],
                                name="account_owing",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("demolition__isnull", True), ("project__isnull", False)
                                    ),
                                    models.Q(
                                        ("demolition__isnull", False), ("project__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="account_of_one_subject",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("demolition__isnull", True),
                                    ("balance__gte", Decimal("0.00")),
                                    _connector="OR",
                                ),
                                name="compensation_account_not_overpaid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("balance__gte", Decimal("0.00")),
                                        ("surplus", Decimal("0.00")),
                                    ),
                                    models.Q(
                                        ("balance__lt", Decimal("0.00")),
                                        (
                                            "surplus",
                                            django.db.models.expressions.CombinedExpression(
                                                models.Value(
                                                    Decimal("0"),
                                                    output_field=renfang.quantities.fields.MoneyField(),
                                                ),
                                                "-",
                                                models.F("balance"),
                                            ),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="account_surplus_is_explicit",
                                violation_error_message="多缴须登记为待退付",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("paid__gte", Decimal("0.00")),
                                    ("payable__gte", Decimal("0.00")),
                                ),
                                name="account_sums_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                        ("facts", models.JSONField(verbose_name="事实")),
                        ("rulebook", models.CharField(max_length=40, verbose_name="规则")),
                        (
                            "rulebook_version",
                            models.CharField(max_length=40, verbose_name="规则版本"),
                        ),
                        ("as_of", models.DateField(verbose_name="适用规则日期")),
                        (
                            "local_basis",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="收费标准依据"
                            ),
                        ),
                        (
                            "required_area",
                            renfang.quantities.fields.AreaField(verbose_name="应建面积"),
                        ),
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
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="fees.feeaccount",
                                verbose_name="缴费账户",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="engineering.application",
                                verbose_name="审批",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="版次")),
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
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="fees.assessment",
                                verbose_name="替代的核定",
                            ),
                        ),
                        ("assessed_on", models.DateField(verbose_name="核定日期")),
                        (
                            "assessed_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "assessed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核定人",
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
                        (
                            "opinion",
                            models.CharField(blank=True, max_length=300, verbose_name="复核意见"),
                        ),
                    ],
                    options={
                        "verbose_name": "易地建设费核定",
                        "verbose_name_plural": "易地建设费核定",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "version"), name="assessment_version_once"
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("payable__gte", Decimal("0.00")),
                                    ("relief__gte", Decimal("0.00")),
                                    (
                                        "gross",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("payable"), "+", models.F("relief")
                                        ),
                                    ),
                                ),
                                name="assessment_adds_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "violation"),
                                    ("application__isnull", False),
                                    _connector="OR",
                                ),
                                name="assessment_rests_on_a_decision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewed_by__isnull", True),
                                    models.Q(
                                        ("reviewed_by", models.F("assessed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_reviewed_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionCase",
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
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collection_cases",
                                to="fees.feeaccount",
                                verbose_name="缴费账户",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "办理中"), ("closed", "已结案")],
                                default="open",
                                max_length=8,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("overdue", "逾期未缴"),
                                    ("audit", "审计移送"),
                                    ("survey", "测绘数据比对"),
                                    ("joint_acceptance", "联合验收"),
                                    ("complaint", "举报投诉"),
                                    ("omission", "应建未建案件移送"),
                                    ("other", "其他来源"),
                                ],
                                max_length=20,
                                verbose_name="线索来源",
                            ),
                        ),
                        ("facts", models.CharField(max_length=1000, verbose_name="欠缴事实")),
                        (
                            "level",
                            models.PositiveSmallIntegerField(default=0, verbose_name="催缴次数"),
                        ),
                        ("opened_on", models.DateField(verbose_name="立卷日期")),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="承办人",
                            ),
                        ),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="结案日期"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "追缴案件",
                        "verbose_name_plural": "追缴案件",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="collection_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("account",),
                                name="one_open_collection_per_account",
                                violation_error_message="该账户已有办理中的追缴案件",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionTrack",
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tracks",
                                to="fees.collectioncase",
                                verbose_name="追缴案件",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("levy", "征收"), ("penalty", "处罚")],
                                max_length=8,
                                verbose_name="程序",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("clue", "线索待核查"),
                                    ("verified", "已核查"),
                                    ("ordered", "已责令限期缴纳"),
                                    ("levied", "征收决定待送达"),
                                    ("filed", "已立案"),
                                    ("investigated", "调查终结"),
                                    ("foretold", "已事先告知"),
                                    ("hearing", "听证中"),
                                    ("penalised", "处罚决定待送达"),
                                    ("remedy", "决定已送达"),
                                    ("contested", "复议诉讼中"),
                                    ("demanded", "已催告"),
                                    ("applied", "已申请法院执行"),
                                    ("rejected", "法院未受理或未准予"),
                                    ("accepted", "法院已受理"),
                                    ("ruled", "裁定准予执行"),
                                    ("enforcing", "法院执行中"),
                                    ("agreed", "执行协议履行中"),
                                    ("suspended", "中止执行"),
                                    ("terminated", "终结执行"),
                                    ("bankruptcy", "已申报破产债权"),
                                    ("paid", "已缴清"),
                                    ("written_off", "已核销"),
                                    ("dropped", "已撤案"),
                                ],
                                max_length=16,
                                verbose_name="状态",
                            ),
                        ),
                        ("resumes_to", models.CharField(blank=True, editable=False, max_length=16)),
                        (
                            "amount",
                            renfang.quantities.fields.MoneyField(
                                default=Decimal("0.00"), verbose_name="决定金额"
                            ),
                        ),
                        (
                            "paid",
                            renfang.quantities.fields.MoneyField(
                                default=Decimal("0.00"), verbose_name="已缴罚款"
                            ),
                        ),
                        (
                            "told_amount",
                            renfang.quantities.fields.MoneyField(
                                default=Decimal("0.00"), verbose_name="事先告知金额"
                            ),
                        ),
                        (
                            "decision_number",
                            models.CharField(blank=True, max_length=100, verbose_name="决定书文号"),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="决定日期"),
                        ),
                        (
                            "served_on",
                            models.DateField(blank=True, null=True, verbose_name="决定送达日期"),
                        ),
                        (
                            "pay_days",
                            models.PositiveSmallIntegerField(default=15, verbose_name="缴款天数"),
                        ),
                        (
                            "pay_by",
                            models.DateField(blank=True, null=True, verbose_name="缴款期限"),
                        ),
                        (
                            "heard_until",
                            models.DateField(blank=True, null=True, verbose_name="陈述申辩期限"),
                        ),
                        (
                            "remedies_end_on",
                            models.DateField(blank=True, null=True, verbose_name="救济期限届满日"),
                        ),
                        (
                            "demand_ends_on",
                            models.DateField(blank=True, null=True, verbose_name="催告期限届满日"),
                        ),
                        (
                            "apply_by",
                            models.DateField(blank=True, null=True, verbose_name="申请执行截止日"),
                        ),
                        (
                            "due_on",
                            models.DateField(blank=True, null=True, verbose_name="办理期限"),
                        ),
                        (
                            "due_for",
                            models.CharField(blank=True, max_length=60, verbose_name="期限事项"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "追缴程序",
                        "verbose_name_plural": "追缴程序",
                        "ordering": ["id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "apply_by"], name="track_apply_by"
                            ),
                            models.Index(fields=["organisation", "due_on"], name="track_due"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "kind"), name="one_track_of_a_kind"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gte", Decimal("0.00")), ("paid__gte", Decimal("0.00"))
                                ),
                                name="track_sums_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionStep",
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
                        (
                            "track",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="fees.collectiontrack",
                                verbose_name="追缴程序",
                            ),
                        ),
                        ("code", models.CharField(max_length=24)),
                        ("label", models.CharField(max_length=40, verbose_name="步骤")),
                        ("on", models.DateField(verbose_name="日期")),
                        (
                            "before",
                            models.CharField(
                                choices=[
                                    ("clue", "线索待核查"),
                                    ("verified", "已核查"),
                                    ("ordered", "已责令限期缴纳"),
                                    ("levied", "征收决定待送达"),
                                    ("filed", "已立案"),
                                    ("investigated", "调查终结"),
                                    ("foretold", "已事先告知"),
                                    ("hearing", "听证中"),
                                    ("penalised", "处罚决定待送达"),
                                    ("remedy", "决定已送达"),
                                    ("contested", "复议诉讼中"),
                                    ("demanded", "已催告"),
                                    ("applied", "已申请法院执行"),
                                    ("rejected", "法院未受理或未准予"),
                                    ("accepted", "法院已受理"),
                                    ("ruled", "裁定准予执行"),
                                    ("enforcing", "法院执行中"),
                                    ("agreed", "执行协议履行中"),
                                    ("suspended", "中止执行"),
                                    ("terminated", "终结执行"),
                                    ("bankruptcy", "已申报破产债权"),
                                    ("paid", "已缴清"),
                                    ("written_off", "已核销"),
                                    ("dropped", "已撤案"),
                                ],
                                max_length=16,
                                verbose_name="原状态",
                            ),
                        ),
                        (
                            "after",
                            models.CharField(
                                choices=[
                                    ("clue", "线索待核查"),
                                    ("verified", "已核查"),
                                    ("ordered", "已责令限期缴纳"),
                                    ("levied", "征收决定待送达"),
                                    ("filed", "已立案"),
                                    ("investigated", "调查终结"),
                                    ("foretold", "已事先告知"),
                                    ("hearing", "听证中"),
                                    ("penalised", "处罚决定待送达"),
                                    ("remedy", "决定已送达"),
                                    ("contested", "复议诉讼中"),
                                    ("demanded", "已催告"),
                                    ("applied", "已申请法院执行"),
                                    ("rejected", "法院未受理或未准予"),
                                    ("accepted", "法院已受理"),
                                    ("ruled", "裁定准予执行"),
                                    ("enforcing", "法院执行中"),
                                    ("agreed", "执行协议履行中"),
                                    ("suspended", "中止执行"),
                                    ("terminated", "终结执行"),
                                    ("bankruptcy", "已申报破产债权"),
                                    ("paid", "已缴清"),
                                    ("written_off", "已核销"),
                                    ("dropped", "已撤案"),
                                ],
                                max_length=16,
                                verbose_name="新状态",
                            ),
                        ),
                        (
                            "values",
                            models.JSONField(
                                default=dict,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                verbose_name="内容",
                            ),
                        ),
                        (
                            "limits",
                            models.JSONField(
                                default=list,
                                encoder=django.core.serializers.json.DjangoJSONEncoder,
                                verbose_name="期限",
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(blank=True, max_length=300, verbose_name="依据"),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collection_step",
                                to="documents.issueddocument",
                                verbose_name="文书",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办人",
                            ),
                        ),
                        (
                            "taken_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "追缴步骤",
                        "verbose_name_plural": "追缴步骤",
                        "ordering": ["id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="CollectionContact",
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="fees.collectioncase",
                                verbose_name="追缴案件",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "电话"),
                                    ("visit", "上门"),
                                    ("meeting", "约谈"),
                                    ("message", "短信、邮件"),
                                    ("note", "备注"),
                                ],
                                max_length=8,
                                verbose_name="方式",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="日期")),
                        (
                            "person",
                            models.CharField(blank=True, max_length=50, verbose_name="联系人"),
                        ),
                        ("summary", models.CharField(max_length=500, verbose_name="内容")),
                        (
                            "promised_amount",
                            renfang.quantities.fields.MoneyField(
                                blank=True, null=True, verbose_name="承诺缴纳"
                            ),
                        ),
                        (
                            "promised_on",
                            models.DateField(blank=True, null=True, verbose_name="承诺日期"),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "noted_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "联系记录",
                        "verbose_name_plural": "联系记录",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("promised_amount__isnull", True),
                                        ("promised_on__isnull", True),
                                    ),
                                    models.Q(
                                        ("promised_amount__gt", Decimal("0.00")),
                                        ("promised_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="promise_is_of_a_sum_on_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionBlock",
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="blocks",
                                to="fees.collectioncase",
                                verbose_name="追缴案件",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("dispute", "争议核实中"),
                                    ("court", "复议诉讼中"),
                                    ("bankruptcy", "破产程序中"),
                                    ("other", "其他"),
                                ],
                                max_length=12,
                                verbose_name="事由",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="说明")),
                        ("since", models.DateField(verbose_name="自")),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "lifted_on",
                            models.DateField(blank=True, null=True, verbose_name="解除日期"),
                        ),
                        (
                            "lifted_note",
                            models.CharField(blank=True, max_length=300, verbose_name="解除说明"),
                        ),
                    ],
                    options={
                        "verbose_name": "暂缓催缴",
                        "verbose_name_plural": "暂缓催缴",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("lifted_on__isnull", True)),
                                fields=("case",),
                                name="one_open_block_of_a_case",
                                violation_error_message="该案件已暂缓催缴",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionFile",
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="fees.collectioncase",
                                verbose_name="追缴案件",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("purpose", models.CharField(max_length=100, verbose_name="证明内容")),
                        ("media_type", models.CharField(max_length=100)),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64)),
                        ("path", models.CharField(max_length=200, unique=True)),
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
                    ],
                    options={
                        "verbose_name": "案卷附件",
                        "verbose_name_plural": "案卷附件",
                        "ordering": ["id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="LetterBatch",
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
                        ("issued_on", models.DateField(verbose_name="签发日期")),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发人",
                            ),
                        ),
                        (
                            "steps",
                            models.ManyToManyField(
                                related_name="batches",
                                to="fees.collectionstep",
                                verbose_name="催缴",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "批量催缴",
                        "verbose_name_plural": "批量催缴",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="CompletionReview",
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
                        (
                            "acceptance",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="engineering.completionacceptance",
                                verbose_name="竣工验收",
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
                        (
                            "approved_area",
                            renfang.quantities.fields.AreaField(verbose_name="批准修建面积"),
                        ),
                        (
                            "surveyed_area",
                            renfang.quantities.fields.AreaField(verbose_name="实测建筑面积"),
                        ),
                        (
                            "assessment",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completion_review",
                                to="fees.assessment",
                                verbose_name="竣工核定",
                            ),
                        ),
                        ("opened_on", models.DateField(verbose_name="提出日期")),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="办结日期"),
                        ),
                    ],
                    options={
                        "verbose_name": "竣工核费",
                        "verbose_name_plural": "竣工核费",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="review_state")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentDraft",
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
                        ("facts", models.JSONField(verbose_name="事实")),
                        ("rulebook", models.CharField(max_length=40, verbose_name="规则")),
                        (
                            "rulebook_version",
                            models.CharField(max_length=40, verbose_name="规则版本"),
                        ),
                        ("as_of", models.DateField(verbose_name="适用规则日期")),
                        (
                            "local_basis",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="收费标准依据"
                            ),
                        ),
                        (
                            "required_area",
                            renfang.quantities.fields.AreaField(verbose_name="应建面积"),
                        ),
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
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessment_drafts",
                                to="engineering.project",
                                verbose_name="项目",
                            ),
                        ),
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
                            "reason",
                            models.CharField(blank=True, max_length=500, verbose_name="核定说明"),
                        ),
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
                            "reviewed_on",
                            models.DateField(blank=True, null=True, verbose_name="复核日期"),
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
                        (
                            "opinion",
                            models.CharField(blank=True, max_length=300, verbose_name="复核意见"),
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
                    ],
                    options={
                        "verbose_name": "核定稿",
                        "verbose_name_plural": "核定稿",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="draft_state")
                        ],
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
                                        models.Q(
                                            ("reviewed_by", models.F("prepared_by")), _negated=True
                                        ),
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
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relief_decisions",
                                to="fees.assessmentdraft",
                                verbose_name="核定稿",
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
                            models.CharField(
                                blank=True, max_length=300, verbose_name="核验的证明材料"
                            ),
                        ),
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
                            "outcome",
                            models.CharField(
                                choices=[("granted", "准予减免"), ("refused", "不予减免")],
                                max_length=8,
                                verbose_name="认定结果",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=300, verbose_name="认定理由"),
                        ),
                    ],
                    options={
                        "verbose_name": "减免认定",
                        "verbose_name_plural": "减免认定",
                        "ordering": ["draft", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("draft", "position", "relief_code"),
                                name="relief_judged_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("outcome", "granted"),
                                        models.Q(("evidence", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("outcome", "refused"),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="relief_rests_on_evidence",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerEntry",
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
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="fees.feeaccount",
                                verbose_name="缴费账户",
                            ),
                        ),
                        (
                            "fee",
                            models.CharField(
                                choices=[
                                    ("relocation", "易地建设费"),
                                    ("compensation", "拆除补偿费"),
                                ],
                                max_length=12,
                                verbose_name="收费项目",
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField(verbose_name="序号")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("charge", "核定应缴"),
                                    ("reduction", "核定减少"),
                                    ("payment", "缴款"),
                                    ("refund", "退付"),
                                    ("write_off", "核销"),
                                    ("carry_over", "结转"),
                                    ("reversal", "冲正"),
                                ],
                                max_length=12,
                                verbose_name="事项",
                            ),
                        ),
                        ("amount", renfang.quantities.fields.MoneyField(verbose_name="金额")),
                        (
                            "balance_after",
                            renfang.quantities.fields.MoneyField(verbose_name="余额"),
                        ),
                        ("business_date", models.DateField(verbose_name="业务日期")),
                        ("posted_at", models.DateTimeField(verbose_name="入账时间")),
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
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "basis",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="依据文书",
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="fees.assessment",
                                verbose_name="核定",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("office", "本单位办理"),
                                    ("voucher", "凭证登记"),
                                    ("tax", "税务缴费回单"),
                                    ("treasury", "国库入库流水"),
                                    ("bank", "银行流水"),
                                    ("non_tax", "非税系统流水"),
                                ],
                                max_length=12,
                                verbose_name="来源",
                            ),
                        ),
                        (
                            "voucher",
                            models.CharField(blank=True, max_length=60, verbose_name="凭证号"),
                        ),
                        ("voucher_turn", models.PositiveSmallIntegerField(default=0)),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="fees.ledgerentry",
                                verbose_name="冲正的分录",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                        ("key", models.UUIDField(unique=True, verbose_name="表单标识")),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("prev_hash", models.CharField(blank=True, max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                    ],
                    options={
                        "verbose_name": "台账分录",
                        "verbose_name_plural": "台账分录",
                        "ordering": ["account", "sequence"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "business_date"], name="entry_by_month"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "sequence"), name="entry_sequence_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("voucher", ""), _negated=True),
                                fields=("organisation", "source", "voucher", "voucher_turn"),
                                name="voucher_used_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("amount__gt", Decimal("0.00")),
                                        ("kind__in", ["charge", "refund"]),
                                    ),
                                    models.Q(
                                        ("amount__lt", Decimal("0.00")),
                                        ("kind__in", ["reduction", "payment", "write_off"]),
                                    ),
                                    models.Q(
                                        ("kind__in", ["reversal", "carry_over"]),
                                        models.Q(("amount", Decimal("0.00")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="entry_sign_follows_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                                    models.Q(
                                        models.Q(("kind", "reversal"), _negated=True),
                                        ("reverses__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_reversal_reverses",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("assessment__isnull", False),
                                        ("fee", "relocation"),
                                        ("kind__in", ["charge", "reduction"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("fee", "relocation"),
                                            ("kind__in", ["charge", "reduction"]),
                                            _negated=True,
                                        ),
                                        ("assessment__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="charges_rest_on_an_assessment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("fee", "relocation"),
                                    models.Q(
                                        ("balance_after__gte", Decimal("0.00")),
                                        ("fee", "compensation"),
                                        ("kind__in", ["charge", "payment"]),
                                    ),
                                    models.Q(
                                        ("amount__gt", Decimal("0.00")),
                                        ("balance_after__gte", Decimal("0.00")),
                                        ("fee", "compensation"),
                                        ("kind", "reversal"),
                                    ),
                                    _connector="OR",
                                ),
                                name="compensation_is_charged_and_paid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "payment"), _negated=True),
                                    models.Q(("voucher", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="payment_names_its_voucher",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "write_off"), _negated=True),
                                    ("balance_after__gte", Decimal("0.00")),
                                    _connector="OR",
                                ),
                                name="write_off_leaves_no_overpayment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recorded_by__isnull", True),
                                    models.Q(("recorded_by", models.F("posted_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="entry_checked_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["refund", "write_off"]), _negated=True),
                                    models.Q(
                                        ("basis__isnull", False), ("recorded_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="refund_rests_on_a_paper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sequence__gte", 1)),
                                name="entry_sequence_from_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerBook",
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "closed_through",
                            models.DateField(blank=True, null=True, verbose_name="已结账至"),
                        ),
                    ],
                    options={
                        "verbose_name": "台账账簿",
                        "verbose_name_plural": "台账账簿",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="MonthEvent",
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
                        ("month", models.DateField(verbose_name="月份")),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("closed", "结账"),
                                    ("reopening", "申请反结账"),
                                    ("refused", "不同意反结账"),
                                    ("reopened", "反结账"),
                                ],
                                max_length=12,
                                verbose_name="事项",
                            ),
                        ),
                        (
                            "entries",
                            models.PositiveIntegerField(default=0, verbose_name="分录笔数"),
                        ),
                        (
                            "charged",
                            renfang.quantities.fields.MoneyField(
                                default=0, verbose_name="应缴净额"
                            ),
                        ),
                        (
                            "paid",
                            renfang.quantities.fields.MoneyField(
                                default=0, verbose_name="缴款净额"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=300, verbose_name="原因"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办理人",
                            ),
                        ),
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="办理时间")),
                    ],
                    options={
                        "verbose_name": "结账事项",
                        "verbose_name_plural": "结账事项",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "month"], name="month_events")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentNotice",
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
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="fees.assessment",
                                verbose_name="核定",
                            ),
                        ),
                        (
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="文书",
                            ),
                        ),
                        (
                            "amount",
                            renfang.quantities.fields.MoneyField(verbose_name="通知缴纳金额"),
                        ),
                        ("due_on", models.DateField(verbose_name="缴款期限")),
                    ],
                    options={
                        "verbose_name": "缴费通知",
                        "verbose_name_plural": "缴费通知",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", Decimal("0.00"))),
                                name="notice_asks_for_something",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refund",
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
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refunds",
                                to="fees.feeaccount",
                                verbose_name="缴费账户",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "待核实"),
                                    ("verified", "待财政审批"),
                                    ("approved", "待退付"),
                                    ("paid", "已退付"),
                                    ("refused", "不予退付"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="requested",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("amount", renfang.quantities.fields.MoneyField(verbose_name="退付金额")),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("mistake", "误缴、多缴或重复缴款"),
                                    ("reassessed", "核定金额减少"),
                                    ("cancelled", "项目取消或许可撤销、注销"),
                                    ("built", "改为依法修建防空地下室"),
                                    ("relief", "嗣后认定减免"),
                                    ("judgment", "行政复议决定或法院裁判"),
                                    ("technical", "技术性差错"),
                                ],
                                max_length=12,
                                verbose_name="退付事由",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="情况说明")),
                        ("payee", models.CharField(max_length=100, verbose_name="收款单位")),
                        ("payee_bank", models.CharField(max_length=100, verbose_name="开户银行")),
                        ("payee_account", models.CharField(max_length=40, verbose_name="收款账号")),
                        ("applied_on", models.DateField(verbose_name="申请日期")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "application",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="退付申请表",
                            ),
                        ),
                        (
                            "verified_on",
                            models.DateField(blank=True, null=True, verbose_name="核实日期"),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核实人",
                            ),
                        ),
                        (
                            "opinion",
                            models.CharField(blank=True, max_length=300, verbose_name="审核意见"),
                        ),
                        (
                            "letter",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="审核意见函",
                            ),
                        ),
                        (
                            "approved_on",
                            models.DateField(blank=True, null=True, verbose_name="财政审批日期"),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审批登记人",
                            ),
                        ),
                        (
                            "approval_number",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="财政审批文号"
                            ),
                        ),
                        (
                            "paid_on",
                            models.DateField(blank=True, null=True, verbose_name="退付日期"),
                        ),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="退付登记人",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refund",
                                to="fees.ledgerentry",
                                verbose_name="分录",
                            ),
                        ),
                        (
                            "ended_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="不予退付或撤回的原因"
                            ),
                        ),
                        ("key", models.UUIDField(unique=True, verbose_name="表单标识")),
                    ],
                    options={
                        "verbose_name": "退付",
                        "verbose_name_plural": "退付",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="refund_state")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", Decimal("0.00"))),
                                name="refund_gives_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entry__isnull", False), ("state", "paid")),
                                    models.Q(
                                        models.Q(("state", "paid"), _negated=True),
                                        ("entry__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="refund_paid_has_entry",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WriteOff",
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
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="write_offs",
                                to="fees.feeaccount",
                                verbose_name="缴费账户",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "待审批"),
                                    ("approved", "已核销"),
                                    ("refused", "不予核销"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="requested",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("amount", renfang.quantities.fields.MoneyField(verbose_name="核销金额")),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("enforcement", "法院裁定终结执行"),
                                    ("bankruptcy", "破产程序终结"),
                                    ("no_successor", "债务人注销且无义务承受人"),
                                ],
                                max_length=12,
                                verbose_name="核销事由",
                            ),
                        ),
                        (
                            "ruling",
                            models.CharField(max_length=100, verbose_name="裁定书或注销证明文号"),
                        ),
                        ("decision", models.CharField(max_length=100, verbose_name="集体研究决定")),
                        (
                            "consent",
                            models.CharField(max_length=100, verbose_name="财政部门意见文号"),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="追缴经过")),
                        ("requested_on", models.DateField(verbose_name="申请日期")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="申请人",
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(blank=True, null=True, verbose_name="审批日期"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审批人",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="核销审批表",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="write_off",
                                to="fees.ledgerentry",
                                verbose_name="分录",
                            ),
                        ),
                        (
                            "ended_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="不予核销或撤回的原因"
                            ),
                        ),
                        ("key", models.UUIDField(unique=True, verbose_name="表单标识")),
                    ],
                    options={
                        "verbose_name": "核销",
                        "verbose_name_plural": "核销",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="write_off_state")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", Decimal("0.00"))),
                                name="write_off_gives_up_something",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "requested")),
                                fields=("account",),
                                name="write_off_waits_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entry__isnull", False), ("state", "approved")),
                                    models.Q(
                                        models.Q(("state", "approved"), _negated=True),
                                        ("entry__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="write_off_approved_has_entry",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Slip",
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
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slips",
                                to="fees.feeaccount",
                                verbose_name="缴费账户",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("payment", "缴款"),
                                    ("reversal", "冲正"),
                                    ("carry_over", "结转"),
                                ],
                                max_length=12,
                                verbose_name="事项",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("recorded", "待复核"),
                                    ("posted", "已入账"),
                                    ("returned", "已退回"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="recorded",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("amount", renfang.quantities.fields.MoneyField(verbose_name="金额")),
                        ("business_date", models.DateField(verbose_name="凭证日期")),
                        (
                            "voucher",
                            models.CharField(blank=True, max_length=60, verbose_name="凭证号"),
                        ),
                        (
                            "reverses",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversal_slips",
                                to="fees.ledgerentry",
                                verbose_name="冲正的分录",
                            ),
                        ),
                        (
                            "carried_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slips_carried_here",
                                to="fees.feeaccount",
                                verbose_name="结转入的账户",
                            ),
                        ),
                        (
                            "keeps_surplus",
                            models.BooleanField(default=False, verbose_name="登记为多缴"),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                        ("key", models.UUIDField(unique=True, verbose_name="表单标识")),
                        ("fingerprint", models.CharField(max_length=64)),
                        (
                            "image_name",
                            models.CharField(blank=True, max_length=200, verbose_name="凭证图像"),
                        ),
                        ("image_type", models.CharField(blank=True, max_length=100)),
                        ("image_path", models.CharField(blank=True, max_length=200)),
                        ("image_sha256", models.CharField(blank=True, max_length=64)),
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
                            "recorded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="登记时间"),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "checked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
                        ),
                        (
                            "returned_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slip",
                                to="fees.ledgerentry",
                                verbose_name="分录",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "记账单",
                        "verbose_name_plural": "记账单",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="slip_waiting")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount__lt", Decimal("0.00")), ("kind", "payment")),
                                    models.Q(
                                        ("amount__gt", Decimal("0.00")),
                                        ("carried_to__isnull", False),
                                        ("kind", "carry_over"),
                                    ),
                                    models.Q(
                                        ("kind", "reversal"),
                                        models.Q(("amount", Decimal("0.00")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="slip_sign_follows_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                                    models.Q(
                                        models.Q(("kind", "reversal"), _negated=True),
                                        ("reverses__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="slip_reversal_reverses",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "payment"), ("state", "recorded")),
                                fields=("organisation", "voucher"),
                                name="slip_voucher_waits_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "recorded")),
                                fields=("reverses",),
                                name="slip_reversal_waits_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entry__isnull", False), ("state", "posted")),
                                    models.Q(
                                        models.Q(("state", "posted"), _negated=True),
                                        ("entry__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="slip_posted_has_entry",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
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
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("tax", "税务缴费回单"),
                                    ("treasury", "国库入库流水"),
                                    ("bank", "银行流水"),
                                    ("non_tax", "非税系统流水"),
                                ],
                                max_length=8,
                                verbose_name="来源",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "对账中"),
                                    ("submitted", "待复核"),
                                    ("finished", "已对账"),
                                    ("discarded", "已放弃"),
                                ],
                                default="open",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("sha256", models.CharField(max_length=64)),
                        ("first_day", models.DateField(verbose_name="自")),
                        ("last_day", models.DateField(verbose_name="至")),
                        ("line_count", models.PositiveIntegerField(verbose_name="笔数")),
                        ("total", renfang.quantities.fields.MoneyField(verbose_name="金额合计")),
                        ("reading", models.JSONField(default=dict, verbose_name="读取情况")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="导入人",
                            ),
                        ),
                        (
                            "uploaded_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="导入时间"),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="对账人",
                            ),
                        ),
                        (
                            "finished_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "finished_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.issueddocument",
                                verbose_name="对账单",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "对账文件",
                        "verbose_name_plural": "对账文件",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "state"], name="statement_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "discarded"), _negated=True),
                                fields=("organisation", "sha256"),
                                name="statement_read_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("finished_by__isnull", True),
                                    models.Q(
                                        ("finished_by", models.F("submitted_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="statement_checked_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementLine",
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
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="fees.statement",
                                verbose_name="对账文件",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="行号")),
                        ("line_key", models.CharField(max_length=80)),
                        ("booked_on", models.DateField(verbose_name="入账日期")),
                        ("amount", renfang.quantities.fields.MoneyField(verbose_name="金额")),
                        (
                            "voucher",
                            models.CharField(blank=True, max_length=60, verbose_name="凭证号"),
                        ),
                        (
                            "notice_number",
                            models.CharField(blank=True, max_length=80, verbose_name="通知书文号"),
                        ),
                        (
                            "project_code",
                            models.CharField(blank=True, max_length=60, verbose_name="项目代码"),
                        ),
                        (
                            "payer",
                            models.CharField(blank=True, max_length=200, verbose_name="缴费人"),
                        ),
                        (
                            "credit_code",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="统一社会信用代码"
                            ),
                        ),
                        (
                            "remark",
                            models.CharField(blank=True, max_length=300, verbose_name="摘要"),
                        ),
                        (
                            "lane",
                            models.CharField(
                                choices=[
                                    ("matched", "已匹配"),
                                    ("suggested", "建议"),
                                    ("unclaimed", "待认领"),
                                    ("different", "差异"),
                                    ("irrelevant", "不相关"),
                                    ("repeated", "已对账"),
                                ],
                                max_length=12,
                                verbose_name="栏目",
                            ),
                        ),
                        (
                            "finding",
                            models.CharField(blank=True, max_length=300, verbose_name="说明"),
                        ),
                        (
                            "suggested",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="fees.feeaccount",
                                verbose_name="建议的账户",
                            ),
                        ),
                        (
                            "found_entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statement_lines",
                                to="fees.ledgerentry",
                                verbose_name="已有分录",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="认领人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "对账流水",
                        "verbose_name_plural": "对账流水",
                        "ordering": ["statement", "number"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "line_key"], name="line_known"),
                            models.Index(fields=["statement", "lane"], name="line_lane"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "number"), name="statement_line_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount", Decimal("0.00")), _negated=True),
                                name="line_moves_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementClaim",
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
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="claims",
                                to="fees.statementline",
                                verbose_name="对账流水",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="fees.feeaccount",
                                verbose_name="缴费账户",
                            ),
                        ),
                        ("amount", renfang.quantities.fields.MoneyField(verbose_name="金额")),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claim",
                                to="fees.ledgerentry",
                                verbose_name="分录",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "认领",
                        "verbose_name_plural": "认领",
                        "ordering": ["line", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("line", "account"), name="claim_account_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount", Decimal("0.00")), _negated=True),
                                name="claim_moves_something",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
