from django.db import migrations, models

from renfang.database.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="CalendarYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(unique=True, verbose_name="年度"),
                        ),
                        (
                            "official",
                            models.BooleanField(default=False, verbose_name="正式安排已公布"),
                        ),
                        (
                            "source_document",
                            models.CharField(blank=True, max_length=200, verbose_name="依据文件"),
                        ),
                    ],
                    options={
                        "verbose_name": "工作日历年度",
                        "verbose_name_plural": "工作日历年度",
                        "ordering": ["-year"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("official", False),
                                    models.Q(("source_document", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="official_year_names_its_document",
                                violation_error_message="填写公布节假日安排的文件名称。",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("date", models.DateField(unique=True, verbose_name="日期")),
                        ("is_working", models.BooleanField(verbose_name="上班")),
                        ("name", models.CharField(max_length=40, verbose_name="节日")),
                    ],
                    options={
                        "verbose_name": "节假日与调休日",
                        "verbose_name_plural": "节假日与调休日",
                        "ordering": ["date"],
                        "default_permissions": (),
                    },
                ),
            ],
        ),
    ]
