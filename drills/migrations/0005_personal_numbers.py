from django.db import migrations, models

import renfang.personal.fields
from renfang.personal.rotation import open_columns, seal_columns


class Migration(migrations.Migration):
    dependencies = [
        ("drills", "0004_government_behind_a_siren_test"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="member",
            name="member_serves_once_in_a_team",
        ),
        migrations.RemoveIndex(
            model_name="member",
            name="member_by_name",
        ),
        migrations.AddField(
            model_name="member",
            name="phone_index",
            field=renfang.personal.fields.BlindIndex("phone"),
        ),
        migrations.AlterField(
            model_name="member",
            name="phone",
            field=renfang.personal.fields.PersonalField(
                blank=True, kind="PHONE", max_length=40, verbose_name="联系电话"
            ),
        ),
        migrations.RunPython(
            seal_columns("drills.Member.phone"), open_columns("drills.Member.phone")
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["name", "phone_index"], name="member_by_name"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("team", "name", "phone_index"),
                name="member_serves_once_in_a_team",
                violation_error_message="该队已有同名、同电话的在编队员",
            ),
        ),
    ]
