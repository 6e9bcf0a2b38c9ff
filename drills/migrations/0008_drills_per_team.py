from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drills", "0007_corrections_and_local_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name="readinesstarget",
            name="drills_per_team",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="每队演练场次"),
        ),
    ]
