from django.db import migrations

from renfang.database.append_only import AppendOnly


def approve_what_was_held(apps, schema_editor):
    """Drills held before plans were approved in the system count as approved; nobody is named."""
    drill = apps.get_model("drills", "Drill")
    drill.objects.filter(state__in=["held", "closed"]).update(approval="approved")


class Migration(migrations.Migration):
    """What was logged, rehearsed, reviewed and measured is never changed afterwards."""

    dependencies = [
        ("database", "0001_initial"),
        ("drills", "0005_drill_life_and_registers"),
    ]

    operations = [
        migrations.RunPython(approve_what_was_held, migrations.RunPython.noop),
        AppendOnly("rehearsal"),
        AppendOnly("drilllogentry"),
        AppendOnly("planreview"),
        AppendOnly("sirenentry"),
        AppendOnly("sirencoverage"),
        AppendOnly("dutylogentry"),
        AppendOnly("calltest"),
    ]
