"""Records of professional teams (人民防空专业队) and their drills."""

from drills.models.attendance import Attendance, Presence
from drills.models.drills import Drill, DrillKind, DrillLevel, DrillState, DrillTeam, Phase
from drills.models.members import Member, Sex
from drills.models.teams import Team, TeamKind, TeamState

__all__ = [
    "Attendance",
    "Drill",
    "DrillKind",
    "DrillLevel",
    "DrillState",
    "DrillTeam",
    "Member",
    "Phase",
    "Presence",
    "Sex",
    "Team",
    "TeamKind",
    "TeamState",
]
