from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engineering", "0010_permits_phases_and_handlers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="liferecord",
            name="kind",
            field=models.CharField(
                choices=[
                    ("put_into_use", "投入使用"),
                    ("use_ended", "终止平时使用"),
                    ("evaluation", "评估鉴定"),
                    ("reinforcement_start", "加固改造开工"),
                    ("reinforcement_end", "加固改造完工"),
                    ("closure", "封堵停用"),
                    ("reopening", "恢复使用"),
                    ("conversion", "改造转用"),
                    ("demolition", "拆除"),
                ],
                max_length=24,
                verbose_name="事项",
            ),
        ),
    ]
