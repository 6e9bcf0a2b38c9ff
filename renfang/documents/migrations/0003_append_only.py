from django.db import migrations

from renfang.database.append_only import AppendOnly


class Migration(migrations.Migration):
    """These tables only ever grow: the database itself refuses to change or delete their rows."""

    dependencies = [
        ("database", "0001_initial"),
        ("documents", "0002_initial"),
    ]

    operations = [
        AppendOnly("issueddocument"),
        AppendOnly("documentfile"),
        AppendOnly("voiding"),
        AppendOnly("printing"),
    ]
