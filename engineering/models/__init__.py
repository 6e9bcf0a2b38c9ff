"""Records of bundled construction (结建): projects, approvals, shelters."""

from engineering.models.approvals import Application, Computation, Pause
from engineering.models.projects import (
    Building,
    Developer,
    Project,
    ProjectGrant,
    Relief,
    Use,
    Zone,
)
from engineering.models.shelters import CompletionAcceptance, Shelter

__all__ = [
    "Application",
    "Building",
    "CompletionAcceptance",
    "Computation",
    "Developer",
    "Pause",
    "Project",
    "ProjectGrant",
    "Relief",
    "Shelter",
    "Use",
    "Zone",
]
