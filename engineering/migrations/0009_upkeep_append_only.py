from django.db import migrations

from renfang.database.append_only import AppendOnly


class Migration(migrations.Migration):
    """What was inspected, drawn, logged and computed is never changed afterwards."""

    dependencies = [
        ("database", "0001_initial"),
        ("engineering", "0008_peacetime_use_and_upkeep"),
    ]

    operations = [
        AppendOnly("useinspection"),
        AppendOnly("randomdraw"),
        AppendOnly("inspectionrecord"),
        AppendOnly("reinspection"),
        AppendOnly("maintenanceentry"),
        AppendOnly("capacitysnapshot"),
    ]
