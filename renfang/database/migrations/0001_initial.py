from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Maintenance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="开始时间")),
            ],
            options={
                "verbose_name": "计划维护",
                "verbose_name_plural": "计划维护",
                "default_permissions": (),
            },
        ),
    ]
