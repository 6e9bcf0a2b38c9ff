from django.db import migrations

import renfang.personal.fields
from renfang.personal.rotation import open_columns, seal_columns


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_second_factor"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="phone_index",
            field=renfang.personal.fields.BlindIndex("phone"),
        ),
        migrations.AlterField(
            model_name="user",
            name="phone",
            field=renfang.personal.fields.PersonalField(
                blank=True, kind="PHONE", max_length=40, verbose_name="联系电话"
            ),
        ),
        migrations.RunPython(
            seal_columns("organisations.User.phone"), open_columns("organisations.User.phone")
        ),
    ]
