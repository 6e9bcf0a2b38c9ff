"""The closed list of 行政许可法 art. 45, and how many working days a notice of omission leaves.

A pause for 现场踏勘 or 公示 that is over stays what it was: the applicant was told of it on a numbered
paper, and the application was decided by that count. One that is still open ends with the day before
this migration, because the law never let it stop the clock; its last day is counted anew with the
next change of the calendar, or by 核对在办期限 on its page.
"""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone

_NOTE = "（依法不停止计时，系统升级时恢复计时）"


def end_unlawful_pauses(apps, schema_editor):
    pauses = apps.get_model("engineering", "Pause").objects.filter(
        kind__in=("site_check", "public_notice"), ends_on__isnull=True
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    for pause in pauses:
        pause.ends_on = max(pause.starts_on, yesterday)
        pause.reason = pause.reason[: 200 - len(_NOTE)] + _NOTE
        pause.save(update_fields=["ends_on", "reason"])


class Migration(migrations.Migration):
    dependencies = [
        ("engineering", "0002_relief_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="omissioncase",
            name="remedy_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="限期（工作日）"
            ),
        ),
        migrations.AlterField(
            model_name="pause",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hearing", "听证"),
                    ("bidding", "招标"),
                    ("auction", "拍卖"),
                    ("inspection", "检验"),
                    ("measurement", "检测"),
                    ("quarantine", "检疫"),
                    ("appraisal", "鉴定"),
                    ("expert_review", "专家评审"),
                    ("testing", "检验、检测、鉴定"),
                    ("site_check", "现场踏勘"),
                    ("public_notice", "公示"),
                ],
                default="expert_review",
                max_length=16,
                verbose_name="程序",
            ),
        ),
        migrations.RunPython(end_unlawful_pauses, migrations.RunPython.noop),
    ]
