from django.db import migrations

from renfang.database.append_only import AppendOnly


class Migration(migrations.Migration):
    """These tables only ever grow: the database itself refuses to change or delete their rows."""

    dependencies = [
        ("database", "0001_initial"),
        ("engineering", "0001_initial"),
    ]

    operations = [
        AppendOnly("computation"),
        AppendOnly("completionacceptance"),
    ]
