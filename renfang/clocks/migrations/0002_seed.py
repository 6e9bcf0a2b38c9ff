"""Enter the published years. Later years are entered by the office in the browser."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

OFFICIAL_DAYS = Path(__file__).resolve().parent.parent / "official_days.json"


def enter_published_years(apps, schema_editor):
    published = json.loads(OFFICIAL_DAYS.read_text(encoding="utf-8"))
    calendar_year = apps.get_model("clocks", "CalendarYear")
    special_day = apps.get_model("clocks", "SpecialDay")
    calendar_year.objects.bulk_create(
        calendar_year(year=year, official=True, source_document=published["source"])
        for year in published["years"]
    )
    special_day.objects.bulk_create(
        special_day(date=date.fromisoformat(day), is_working=working, name=name)
        for day, (working, name) in published["days"].items()
    )


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]
    operations = [migrations.RunPython(enter_published_years, migrations.RunPython.noop)]
