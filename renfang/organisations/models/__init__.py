"""Who works where: divisions, organisations as a tree, users, their posts, and how they come in."""

from renfang.organisations.models.factors import FactorRequest, Passkey, RecoveryCode, SecondFactor
from renfang.organisations.models.offices import (
    DecidingPeriod,
    Division,
    Organisation,
    OrganisationStyle,
    RemedyAuthority,
)
from renfang.organisations.models.people import LoginSession, PastPassword, User
from renfang.organisations.models.posts import (
    Asked,
    AskedQuerySet,
    OrganisationGrant,
    PasswordRequest,
    RoleAssignment,
    RoleAssignmentQuerySet,
    RoleProposal,
)

__all__ = [
    "Asked",
    "AskedQuerySet",
    "DecidingPeriod",
    "Division",
    "FactorRequest",
    "LoginSession",
    "Organisation",
    "OrganisationGrant",
    "OrganisationStyle",
    "Passkey",
    "PasswordRequest",
    "PastPassword",
    "RecoveryCode",
    "RemedyAuthority",
    "RoleAssignment",
    "RoleAssignmentQuerySet",
    "RoleProposal",
    "SecondFactor",
    "User",
]
