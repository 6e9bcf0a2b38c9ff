from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import renfang.quantities.fields
from renfang.database.append_only import Alterable, AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_append_only"),
        ("engineering", "0009_upkeep_append_only"),
        ("fees", "0004_demolition_compensation"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Alterable("ledgerentry"),
        migrations.CreateModel(
            name="LedgerBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "closed_through",
                    models.DateField(blank=True, null=True, verbose_name="已结账至"),
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("entries", models.PositiveIntegerField(default=0, verbose_name="分录笔数")),
                (
                    "charged",
                    renfang.quantities.fields.MoneyField(default=0, verbose_name="核定净额"),
                ),
                ("paid", renfang.quantities.fields.MoneyField(default=0, verbose_name="缴款净额")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="办理时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
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
                "verbose_name": "结账事项",
                "verbose_name_plural": "结账事项",
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["organisation", "month"], name="month_events")],
            },
        ),
        migrations.CreateModel(
            name="Refund",
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
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="核实日期")),
                ("opinion", models.CharField(blank=True, max_length=300, verbose_name="审核意见")),
                (
                    "approved_on",
                    models.DateField(blank=True, null=True, verbose_name="财政审批日期"),
                ),
                (
                    "approval_number",
                    models.CharField(blank=True, max_length=60, verbose_name="财政审批文号"),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="退付日期")),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="不予退付或撤回的原因"
                    ),
                ),
                ("key", models.UUIDField(unique=True, verbose_name="表单标识")),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="主管机构",
                    ),
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
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
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
            ],
            options={
                "verbose_name": "退付",
                "verbose_name_plural": "退付",
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["organisation", "state"], name="refund_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", Decimal("0.00"))),
                        name="refund_gives_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry__isnull", False), ("state", "paid")),
                            models.Q(
                                models.Q(("state", "paid"), _negated=True), ("entry__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="refund_paid_has_entry",
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("payment", "缴款"), ("reversal", "冲正"), ("carry_over", "结转")],
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
                ("voucher", models.CharField(blank=True, max_length=60, verbose_name="凭证号")),
                ("keeps_surplus", models.BooleanField(default=False, verbose_name="登记为多缴")),
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
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
                ),
                (
                    "returned_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
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
            ],
            options={
                "verbose_name": "记账单",
                "verbose_name_plural": "记账单",
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["organisation", "state"], name="slip_waiting")],
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
                                ("reverses__isnull", False),
                                models.Q(("amount", Decimal("0.00")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="slip_sign_follows_kind",
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="导入时间")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
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
                        related_name="+",
                        to="documents.issueddocument",
                        verbose_name="对账单",
                    ),
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
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "对账文件",
                "verbose_name_plural": "对账文件",
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["organisation", "state"], name="statement_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "discarded"), _negated=True),
                        fields=("organisation", "sha256"),
                        name="statement_read_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_by__isnull", True),
                            models.Q(("finished_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="statement_checked_by_another",
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("ruling", models.CharField(max_length=100, verbose_name="裁定书或注销证明文号")),
                ("decision", models.CharField(max_length=100, verbose_name="集体研究决定")),
                ("consent", models.CharField(max_length=100, verbose_name="财政部门意见文号")),
                ("reason", models.CharField(max_length=300, verbose_name="追缴经过")),
                ("requested_on", models.DateField(verbose_name="申请日期")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审批日期")),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="不予核销或撤回的原因"
                    ),
                ),
                ("key", models.UUIDField(unique=True, verbose_name="表单标识")),
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
                        related_name="+",
                        to="documents.issueddocument",
                        verbose_name="核销审批表",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
            ],
            options={
                "verbose_name": "核销",
                "verbose_name_plural": "核销",
                "ordering": ["-id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["organisation", "state"], name="write_off_state")],
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
            name="StatementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="行号")),
                ("line_key", models.CharField(max_length=80)),
                ("booked_on", models.DateField(verbose_name="入账日期")),
                ("amount", renfang.quantities.fields.MoneyField(verbose_name="金额")),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="凭证号")),
                (
                    "notice_number",
                    models.CharField(blank=True, max_length=80, verbose_name="通知书文号"),
                ),
                (
                    "project_code",
                    models.CharField(blank=True, max_length=60, verbose_name="项目代码"),
                ),
                ("payer", models.CharField(blank=True, max_length=200, verbose_name="缴费人")),
                (
                    "credit_code",
                    models.CharField(blank=True, max_length=40, verbose_name="统一社会信用代码"),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="摘要")),
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
                ("finding", models.CharField(blank=True, max_length=300, verbose_name="说明")),
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", renfang.quantities.fields.MoneyField(verbose_name="金额")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="fees.feeaccount",
                        verbose_name="缴费账户",
                    ),
                ),
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
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="fees.statementline",
                        verbose_name="对账流水",
                    ),
                ),
            ],
            options={
                "verbose_name": "认领",
                "verbose_name_plural": "认领",
                "ordering": ["line", "id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("line", "account"), name="claim_account_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", Decimal("0.00")), _negated=True),
                        name="claim_moves_something",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="feeaccount",
            name="account_not_overpaid",
        ),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="entry_sign_follows_kind",
        ),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="entry_leaves_no_overpayment",
        ),
        migrations.AddField(
            model_name="feeaccount",
            name="surplus",
            field=renfang.quantities.fields.MoneyField(
                default=Decimal("0.00"), verbose_name="多缴"
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="basis",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.issueddocument",
                verbose_name="依据文书",
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="ledgerentry",
            name="source",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="feeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("balance__gte", Decimal("0.00")), ("surplus", Decimal("0.00"))),
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
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", Decimal("0.00")), ("kind__in", ["charge", "refund"])),
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
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "write_off"), _negated=True),
                    ("balance_after__gte", Decimal("0.00")),
                    _connector="OR",
                ),
                name="write_off_leaves_no_overpayment",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by__isnull", True),
                    models.Q(("recorded_by", models.F("posted_by")), _negated=True),
                    _connector="OR",
                ),
                name="entry_checked_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["refund", "write_off"]), _negated=True),
                    models.Q(("basis__isnull", False), ("recorded_by__isnull", False)),
                    _connector="OR",
                ),
                name="refund_rests_on_a_paper",
            ),
        ),
        AppendOnly("ledgerentry"),
        AppendOnly("monthevent"),
    ]
