"""Records of bundled construction (结建): projects, approvals, shelters."""

from engineering.approvals.models.applications import Application, Computation, Pause
from engineering.approvals.models.materials import Attachment, CaseMaterial
from engineering.approvals.models.settings import RequiredMaterial, ServiceItem
from engineering.capacity.models import CapacitySnapshot, PopulationFigure, PopulationKind
from engineering.comparison.models import AuthorityRecord
from engineering.inspections.models import (
    InspectionMatter,
    InspectionPlan,
    InspectionTask,
    Inspector,
    ListedUnit,
    RandomDraw,
)
from engineering.lifecycle.models import Demolition
from engineering.omissions.models import OmissionCase
from engineering.peacetime_use.models import (
    PeacetimeUse,
    Regime,
    UseInspection,
    UseRegime,
    UseRequest,
)
from engineering.projects.models import (
    Building,
    Developer,
    Project,
    ProjectGrant,
    Relief,
    Use,
    Zone,
)
from engineering.shelters.models import (
    Equipment,
    LifeRecord,
    Opening,
    ProtectiveUnit,
    Shelter,
    ShelterLimit,
)
from engineering.upkeep.models import (
    CheckItem,
    ConversionMeasure,
    ConversionPlan,
    ConversionStage,
    Hazard,
    InspectionRecord,
    MaintenanceEntry,
    Reinspection,
    TimeClass,
)
from engineering.works.models import (
    AcceptanceItem,
    CompletionAcceptance,
    CompletionFiling,
    Defect,
    Rectification,
    SiteVisit,
    Supervision,
)

__all__ = [
    "AcceptanceItem",
    "Application",
    "Attachment",
    "AuthorityRecord",
    "Building",
    "CapacitySnapshot",
    "CaseMaterial",
    "CheckItem",
    "CompletionAcceptance",
    "CompletionFiling",
    "Computation",
    "ConversionMeasure",
    "ConversionPlan",
    "ConversionStage",
    "Defect",
    "Demolition",
    "Developer",
    "Equipment",
    "Hazard",
    "InspectionMatter",
    "InspectionPlan",
    "InspectionRecord",
    "InspectionTask",
    "Inspector",
    "LifeRecord",
    "ListedUnit",
    "MaintenanceEntry",
    "OmissionCase",
    "Opening",
    "Pause",
    "PeacetimeUse",
    "PopulationFigure",
    "PopulationKind",
    "Project",
    "ProjectGrant",
    "ProtectiveUnit",
    "RandomDraw",
    "Rectification",
    "Regime",
    "Reinspection",
    "Relief",
    "RequiredMaterial",
    "ServiceItem",
    "Shelter",
    "ShelterLimit",
    "SiteVisit",
    "Supervision",
    "TimeClass",
    "Use",
    "UseInspection",
    "UseRegime",
    "UseRequest",
    "Zone",
]
