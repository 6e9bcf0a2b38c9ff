"""Records of bundled construction (结建): projects, approvals, shelters."""

from engineering.models.acceptance import (
    AcceptanceItem,
    CompletionAcceptance,
    CompletionFiling,
)
from engineering.models.approvals import Application, Computation, Pause
from engineering.models.capacity import (
    CapacitySnapshot,
    PopulationFigure,
    PopulationKind,
)
from engineering.models.case_materials import Attachment, CaseMaterial
from engineering.models.conversion import (
    ConversionMeasure,
    ConversionPlan,
    ConversionStage,
    TimeClass,
)
from engineering.models.deliveries import Delivery
from engineering.models.omissions import OmissionCase
from engineering.models.peacetime_use import (
    PeacetimeUse,
    Regime,
    UseInspection,
    UseRegime,
    UseRequest,
)
from engineering.models.projects import (
    Building,
    Developer,
    Project,
    ProjectGrant,
    Relief,
    Use,
    Zone,
)
from engineering.models.service_items import PaperWording, RequiredMaterial, ServiceItem
from engineering.models.shelter_life import Demolition, LifeRecord, ShelterLimit
from engineering.models.shelter_parts import Equipment, Opening, ProtectiveUnit
from engineering.models.shelters import Shelter
from engineering.models.supervision import Defect, Rectification, SiteVisit, Supervision
from engineering.models.upkeep import (
    CheckItem,
    Hazard,
    InspectionPlan,
    InspectionRecord,
    InspectionTask,
    Inspector,
    MaintenanceEntry,
    RandomDraw,
    Reinspection,
)

__all__ = [
    "AcceptanceItem",
    "Application",
    "Attachment",
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
    "Delivery",
    "Demolition",
    "Developer",
    "Equipment",
    "Hazard",
    "InspectionPlan",
    "InspectionRecord",
    "InspectionTask",
    "Inspector",
    "LifeRecord",
    "MaintenanceEntry",
    "OmissionCase",
    "Opening",
    "PaperWording",
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
