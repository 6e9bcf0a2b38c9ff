from django.db import migrations

from renfang.database.append_only import AppendOnly


class Migration(migrations.Migration):
    """What was found on site, at acceptance and along a shelter's life only ever grows."""

    dependencies = [("engineering", "0005_shelter_register")]

    operations = [
        AppendOnly("acceptanceitem"),
        AppendOnly("sitevisit"),
        AppendOnly("liferecord"),
    ]
