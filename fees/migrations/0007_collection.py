from decimal import Decimal

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields
from renfang.database.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0001_initial"),
        ("documents", "0003_append_only"),
        ("engineering", "0009_upkeep_append_only"),
        ("fees", "0006_assessments_reviewed"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CollectionCase",
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
                ("level", models.PositiveSmallIntegerField(default=0, verbose_name="催缴次数")),
                ("opened_on", models.DateField(verbose_name="立卷日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结案日期")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承办人",
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
            name="CollectionBlock",
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
                ("lifted_on", models.DateField(blank=True, null=True, verbose_name="解除日期")),
                (
                    "lifted_note",
                    models.CharField(blank=True, max_length=300, verbose_name="解除说明"),
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
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
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
            name="CollectionContact",
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
                ("person", models.CharField(blank=True, max_length=50, verbose_name="联系人")),
                ("summary", models.CharField(max_length=500, verbose_name="内容")),
                (
                    "promised_amount",
                    renfang.quantities.fields.MoneyField(
                        blank=True, null=True, verbose_name="承诺缴纳"
                    ),
                ),
                ("promised_on", models.DateField(blank=True, null=True, verbose_name="承诺日期")),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
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
                "verbose_name": "联系记录",
                "verbose_name_plural": "联系记录",
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("promised_amount__isnull", True), ("promised_on__isnull", True)
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
            name="CollectionFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("purpose", models.CharField(max_length=100, verbose_name="证明内容")),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(max_length=200, unique=True)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="fees.collectioncase",
                        verbose_name="追缴案件",
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
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
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
            name="CollectionTrack",
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
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="决定送达日期")),
                ("pay_days", models.PositiveSmallIntegerField(default=15, verbose_name="缴款天数")),
                ("pay_by", models.DateField(blank=True, null=True, verbose_name="缴款期限")),
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
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                ("due_for", models.CharField(blank=True, max_length=60, verbose_name="期限事项")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                "verbose_name": "追缴程序",
                "verbose_name_plural": "追缴程序",
                "ordering": ["id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["organisation", "apply_by"], name="track_apply_by"),
                    models.Index(fields=["organisation", "due_on"], name="track_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "kind"), name="one_track_of_a_kind"),
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("taken_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="fees.collectiontrack",
                        verbose_name="追缴程序",
                    ),
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
            name="CollectionService",
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
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collection_services",
                        to="documents.issueddocument",
                        verbose_name="文书",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制作人",
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
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="fees.collectiontrack",
                        verbose_name="追缴程序",
                    ),
                ),
            ],
            options={
                "verbose_name": "追缴文书送达",
                "verbose_name_plural": "追缴文书送达",
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["prepared", "served"])),
                        fields=("paper",),
                        name="one_collection_service_of_a_paper",
                        violation_error_message="该文书已在送达或已经送达",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "served"), _negated=True),
                            models.Q(("effective_on__isnull", False), ("served_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="collection_served_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="主管机构",
                    ),
                ),
                (
                    "steps",
                    models.ManyToManyField(
                        related_name="batches", to="fees.collectionstep", verbose_name="催缴"
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
        AppendOnly("collectionstep"),
        AppendOnly("collectioncontact"),
    ]
