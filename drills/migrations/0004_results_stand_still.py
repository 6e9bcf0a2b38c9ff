from django.db import migrations

from renfang.database.append_only import AppendOnly
from renfang.database.frozen_with_owner import FrozenWith


class Migration(migrations.Migration):
    """Signed results are only ever appended; a signed assessment, a closed campaign stand still."""

    dependencies = [
        ("database", "0001_initial"),
        ("drills", "0003_teams_training_assessment"),
    ]

    operations = [
        AppendOnly("result"),
        AppendOnly("teamresult"),
        FrozenWith("assessment", (), "signed"),
        FrozenWith("assessedsubject", ("assessment",), "signed"),
        FrozenWith("score", ("part", "assessment"), "signed"),
        FrozenWith("campaign", (), "closed"),
        FrozenWith("campaignteam", ("campaign",), "closed"),
        FrozenWith("equipmentcheck", ("entry", "campaign"), "closed"),
        FrozenWith("auditfinding", ("campaign",), "closed"),
        FrozenWith("muster", ("entry", "campaign"), "closed"),
        FrozenWith("mustermark", ("muster", "entry", "campaign"), "closed"),
        FrozenWith("musterphoto", ("muster", "entry", "campaign"), "closed"),
    ]
