from django.db import migrations

from renfang.database.frozen import FrozenFrom


class Migration(migrations.Migration):
    """What is published stays as it is: only the day on which it ends may be filled in, once."""

    dependencies = [
        ("database", "0001_initial"),
        ("rules", "0003_rule_book_editions"),
    ]

    operations = [FrozenFrom("bookedition", "published", once=["ended_on"])]
