import hashlib
import json
from datetime import UTC
from decimal import Decimal
from itertools import groupby

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from renfang.database.append_only import Alterable, AppendOnly


def chain(apps, schema_editor):
    """Number the entries that stand already and seal them, as fees.ledger.compensation_entries does."""
    compensations = apps.get_model("fees", "Compensation")
    entries = apps.get_model("fees", "CompensationEntry").objects.order_by("compensation", "id")
    for compensation_id, rows in groupby(entries, key=lambda entry: entry.compensation_id):
        sequence, tail = 0, ""
        for entry in rows:
            sequence += 1
            entry.sequence, entry.prev_hash = sequence, tail
            entry.fingerprint = _digest(_form(entry))
            entry.hash = tail = _digest(_content(entry))
            entry.save(update_fields=["sequence", "prev_hash", "fingerprint", "hash"])
        tails = {"last_sequence": sequence, "last_hash": tail}
        compensations.objects.filter(pk=compensation_id).update(**tails)


def _form(entry):
    """What the form said; a reversal is the same on whatever day it is sent again."""
    day = "" if entry.reverses_id else entry.business_date.isoformat()
    reference = str(entry.reverses_id) if entry.reverses_id else entry.external_ref
    return [entry.compensation_id, entry.kind, f"{entry.amount:.2f}", day, reference]


def _content(entry):
    return [
        "compensation",
        entry.compensation_id,
        entry.sequence,
        entry.kind,
        f"{entry.amount:.2f}",
        f"{entry.balance_after:.2f}",
        entry.business_date.isoformat(),
        entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.posted_by_id,
        entry.recorded_by_id,
        entry.external_ref,
        entry.reverses_id,
        entry.note,
        str(entry.key),
        entry.fingerprint,
        entry.prev_hash,
    ]


def _digest(content):
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("fees", "0007_collection"),
        ("organisations", "0002_deciding_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The account keeps the tail of its chain from here on; its entries stay append-only.
        Alterable("compensation"),
        Alterable("compensationentry"),
        migrations.AlterModelOptions(
            name="compensationentry",
            options={
                "default_permissions": (),
                "ordering": ["compensation", "sequence"],
                "verbose_name": "补偿费分录",
                "verbose_name_plural": "补偿费分录",
            },
        ),
        migrations.RemoveConstraint(
            model_name="compensationentry",
            name="compensation_payment_names_its_voucher",
        ),
        migrations.RemoveConstraint(
            model_name="slip",
            name="slip_sign_follows_kind",
        ),
        migrations.RemoveConstraint(
            model_name="slip",
            name="slip_posted_has_entry",
        ),
        migrations.RenameField(
            model_name="compensationentry",
            old_name="voucher",
            new_name="external_ref",
        ),
        migrations.AddField(
            model_name="compensation",
            name="last_hash",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="compensation",
            name="last_sequence",
            field=models.PositiveIntegerField(default=0, verbose_name="末笔序号"),
        ),
        migrations.AddField(
            model_name="compensationentry",
            name="fingerprint",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="compensationentry",
            name="hash",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="compensationentry",
            name="prev_hash",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="compensationentry",
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
        migrations.AddField(
            model_name="compensationentry",
            name="sequence",
            field=models.PositiveIntegerField(default=0, verbose_name="序号"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="slip",
            name="compensation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slips",
                to="fees.compensation",
                verbose_name="拆除补偿费",
            ),
        ),
        migrations.AddField(
            model_name="slip",
            name="compensation_entry",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slip",
                to="fees.compensationentry",
                verbose_name="补偿费分录",
            ),
        ),
        migrations.AddField(
            model_name="slip",
            name="reverses_compensation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversal_slips",
                to="fees.compensationentry",
                verbose_name="冲正的补偿费分录",
            ),
        ),
        migrations.AlterField(
            model_name="compensationentry",
            name="posted_at",
            field=models.DateTimeField(verbose_name="入账时间"),
        ),
        migrations.AlterField(
            model_name="slip",
            name="account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slips",
                to="fees.feeaccount",
                verbose_name="缴费账户",
            ),
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="compensationentry",
            constraint=models.UniqueConstraint(
                fields=("compensation", "sequence"), name="compensation_sequence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="compensationentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                    models.Q(
                        models.Q(("kind", "reversal"), _negated=True), ("reverses__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="compensation_reversal_reverses",
            ),
        ),
        migrations.AddConstraint(
            model_name="compensationentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "payment"), _negated=True),
                    models.Q(("external_ref", ""), _negated=True),
                    _connector="OR",
                ),
                name="compensation_payment_has_voucher",
            ),
        ),
        migrations.AddConstraint(
            model_name="compensationentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by__isnull", True),
                    models.Q(("recorded_by", models.F("posted_by")), _negated=True),
                    _connector="OR",
                ),
                name="compensation_checked_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__lt", Decimal("0.00")), ("kind", "payment")),
                    models.Q(
                        ("amount__gt", Decimal("0.00")),
                        ("carried_to__isnull", False),
                        ("kind", "carry_over"),
                    ),
                    models.Q(
                        ("kind", "reversal"), models.Q(("amount", Decimal("0.00")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="slip_sign_follows_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account__isnull", False),
                        ("compensation__isnull", True),
                        ("compensation_entry__isnull", True),
                        ("reverses_compensation__isnull", True),
                    ),
                    models.Q(
                        ("account__isnull", True),
                        ("carried_to__isnull", True),
                        ("compensation__isnull", False),
                        ("entry__isnull", True),
                        ("reverses__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="slip_of_one_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "reversal"),
                        ("reverses__isnull", False),
                        ("reverses_compensation__isnull", True),
                    ),
                    models.Q(
                        ("kind", "reversal"),
                        ("reverses__isnull", True),
                        ("reverses_compensation__isnull", False),
                    ),
                    models.Q(
                        models.Q(("kind", "reversal"), _negated=True),
                        ("reverses__isnull", True),
                        ("reverses_compensation__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="slip_reversal_reverses",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "recorded")),
                fields=("reverses_compensation",),
                name="slip_undoes_compensation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", False), ("state", "posted")),
                    models.Q(("compensation_entry__isnull", False), ("state", "posted")),
                    models.Q(
                        models.Q(("state", "posted"), _negated=True),
                        ("compensation_entry__isnull", True),
                        ("entry__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="slip_posted_has_entry",
            ),
        ),
        AppendOnly("compensationentry"),
    ]
