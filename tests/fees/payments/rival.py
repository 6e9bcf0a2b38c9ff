"""A process of its own that records payments: what a second office computer is to the first.

Reads from standard input the database's name, the payments as JSON, and then a line to start on;
writes a line of JSON as soon as a payment is done: its key and what became of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import date
from decimal import Decimal
from uuid import UUID

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def main() -> None:
    """Connect, wait for the start, pay."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = json.loads(sys.stdin.readline())
    django.setup()
    payments = json.loads(sys.stdin.readline())

    from fees.payments.acts.slips import check_slip, record_payment
    from renfang.acts import Refused
    from renfang.organisations.models import User

    officer = User.objects.get(pk=payments[0]["by"])
    checker = User.objects.get(pk=payments[0]["checked_by"])
    sys.stdout.write("ready" + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for payment in payments:
        try:
            made = record_payment(
                payment["account"],
                by=officer,
                amount=Decimal(payment["amount"]),
                paid_on=date.fromisoformat(payment["paid_on"]),
                voucher=payment["voucher"],
                key=UUID(payment["key"]),
            )
            if not made.is_repeat:
                check_slip(made.slip.pk, by=checker)
        except Refused as refusal:
            outcome = f"refused: {refusal.message}"
        else:
            outcome = "repeat" if made.is_repeat else "posted"
        sys.stdout.write(json.dumps([payment["key"], outcome]) + "\n")
        sys.stdout.flush()
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


if __name__ == "__main__":
    main()
