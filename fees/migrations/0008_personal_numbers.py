from django.db import migrations

import renfang.personal.fields
from renfang.personal.rotation import open_columns, seal_columns


class Migration(migrations.Migration):
    dependencies = [
        ("fees", "0007_the_road_to_the_court"),
    ]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="payee_account_index",
            field=renfang.personal.fields.BlindIndex("payee_account"),
        ),
        migrations.AlterField(
            model_name="refund",
            name="payee_account",
            field=renfang.personal.fields.PersonalField(
                kind="ACCOUNT", max_length=40, verbose_name="收款账号"
            ),
        ),
        migrations.RunPython(
            seal_columns("fees.Refund.payee_account"), open_columns("fees.Refund.payee_account")
        ),
    ]
