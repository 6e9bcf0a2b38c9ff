"""The days of a notice to apply run from its service: one that was not served has no last day."""

from django.db import migrations


def take_back_days(apps, schema_editor):
    """Take the day from cases whose notice has no service on record."""
    cases = apps.get_model("engineering", "OmissionCase").objects.filter(state="notified")
    receipts = apps.get_model("serving", "ServiceReceipt")
    served = receipts.objects.filter(
        paper__kind="omission_notice", paper__voiding__isnull=True, state="served"
    )
    cases.exclude(pk__in=served.values("paper__subject_id")).update(remedy_by=None)


class Migration(migrations.Migration):
    dependencies = [
        ("engineering", "0007_gate_of_a_relocation"),
        ("serving", "0001_initial"),
    ]

    operations = [migrations.RunPython(take_back_days, migrations.RunPython.noop)]
