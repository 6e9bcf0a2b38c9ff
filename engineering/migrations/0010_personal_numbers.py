from django.db import migrations

import renfang.personal.fields
from renfang.personal.rotation import open_columns, seal_columns


class Migration(migrations.Migration):
    dependencies = [
        ("engineering", "0009_draws_by_units_and_matters"),
    ]

    operations = [
        migrations.AddField(
            model_name="developer",
            name="phone_index",
            field=renfang.personal.fields.BlindIndex("phone"),
        ),
        migrations.AddField(
            model_name="peacetimeuse",
            name="phone_index",
            field=renfang.personal.fields.BlindIndex("phone"),
        ),
        migrations.AddField(
            model_name="userequest",
            name="phone_index",
            field=renfang.personal.fields.BlindIndex("phone"),
        ),
        migrations.AlterField(
            model_name="developer",
            name="phone",
            field=renfang.personal.fields.PersonalField(
                blank=True, kind="PHONE", max_length=40, verbose_name="联系电话"
            ),
        ),
        migrations.AlterField(
            model_name="peacetimeuse",
            name="phone",
            field=renfang.personal.fields.PersonalField(
                kind="PHONE", max_length=40, verbose_name="联系电话"
            ),
        ),
        migrations.AlterField(
            model_name="userequest",
            name="phone",
            field=renfang.personal.fields.PersonalField(
                kind="PHONE", max_length=40, verbose_name="联系电话"
            ),
        ),
        migrations.RunPython(
            seal_columns(
                "engineering.Developer.phone",
                "engineering.PeacetimeUse.phone",
                "engineering.UseRequest.phone",
            ),
            open_columns(
                "engineering.Developer.phone",
                "engineering.PeacetimeUse.phone",
                "engineering.UseRequest.phone",
            ),
        ),
    ]
