"""A payment notice that was not served sets no day to pay by: 民事诉讼法 arts 87-95, by analogy."""

from django.db import migrations


def take_back_days(apps, schema_editor):
    """Take the day from accounts whose notice has no service on record."""
    accounts = apps.get_model("fees", "FeeAccount")
    receipts = apps.get_model("serving", "ServiceReceipt")
    served = receipts.objects.filter(state="served").values("paper")
    accounts.objects.filter(demand__kind="payment_notice", due_on__isnull=False).exclude(
        demand__in=served
    ).update(due_on=None)


class Migration(migrations.Migration):
    dependencies = [
        ("fees", "0005_outcomes_of_reconsideration_and_suits"),
        ("serving", "0001_initial"),
    ]

    operations = [migrations.RunPython(take_back_days, migrations.RunPython.noop)]
