"""What is read about permits: which is in force, its number and term, its figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from engineering.approvals.models.applications import Application, Computation
from engineering.approvals.paper_codes import DECISIONS
from engineering.projects.models import Project
from engineering.shelters.models import Shelter
from renfang.acts import WrongState
from renfang.documents.models import IssuedDocument, Voiding

_State, _Kind = Application.State, Application.Kind


def permit_in_force(project: Project) -> Application | None:
    """The granted application that counts; a project has one at most."""
    return project.applications.filter(state=_State.GRANTED).first()


def granted_among(applications: Iterable[Application]) -> Application | None:
    """``permit_in_force`` among a project's applications that were read already."""
    return next((row for row in applications if row.state == _State.GRANTED), None)


def number_of(permit: Application) -> str:
    """The number of the decision by which a permit was granted; it keeps it after its end."""
    paper = (
        IssuedDocument.objects.of(permit)
        .filter(kind__in=DECISIONS)
        .exclude(voiding__word=Voiding.VOID)
        .first()
    )
    return paper.number if paper else "原行政许可决定"


def papers_of_permit(permit: Application) -> list[IssuedDocument]:
    """The decisions in force by which it stands: its own, those that it changed, its renewals."""
    chain = [permit.pk]
    while permit.supersedes is not None:
        permit = permit.supersedes
        chain.append(permit.pk)
    renewals = Application.objects.filter(supersedes__in=chain, state=_State.RENEWED)
    return list(
        IssuedDocument.objects.filter(
            subject_type=ContentType.objects.get_for_model(Application),
            subject_id__in=[*chain, *renewals.values_list("pk", flat=True)],
            kind__in=DECISIONS,
        )
        .current()
        .with_state()
        .order_by("id")
    )


def lapsed_permits(today: date) -> QuerySet[Application]:
    """Permits whose term ran out before anything was begun under them (许可法 art. 70)."""
    unused = Q(shelter__isnull=True) | Q(
        shelter__state__in=[Shelter.State.PLANNED, Shelter.State.ABANDONED]
    )
    return Application.objects.filter(unused, state=_State.GRANTED, valid_until__lt=today)


def why_permit_fails(permit: Application | None, since: date | None = None) -> str:
    """Why nothing more can rest on the permit: it ended. Empty while it stands.

    ``since`` is the day on which the works were complete: a permit that ended only later, and was
    not revoked, carries them still.
    """
    if permit is None or not permit.has_ended:
        return ""
    is_revoked = permit.state == _State.REVOKED
    if not is_revoked and since is not None and permit.ended_on and since <= permit.ended_on:
        return ""
    day = f"（{permit.ended_on}）" if permit.ended_on else ""
    return f"所依据的许可{number_of(permit)}{permit.get_state_display()}{day}"


def superseded_facts(application: Application) -> dict[str, Any]:
    """What the papers of a change or renewal state about the permit it is about."""
    permit = application.supersedes
    if permit is None:
        return {}
    stated: dict[str, Any] = {
        "superseded": {
            "number": number_of(permit),
            "valid_until": permit.valid_until.isoformat() if permit.valid_until else None,
        }
    }
    if application.kind == _Kind.CHANGE:
        stated["differences"] = differences(application)
    return stated


def latest_computation(application: Application) -> Computation | None:
    """The computation that counts; read from prefetched ones where there are some."""
    return next(iter(application.computations.all()), None)


def differences(application: Application) -> list[tuple[str, str, str, str]]:
    """应建, 批准修建 and 易地建设 before and after, with the signed difference, as text in ㎡."""
    before = latest_computation(application.supersedes) if application.supersedes else None
    after = latest_computation(application)
    if before is None or after is None:
        return []
    names = {
        "required_area": "应建面积",
        "planned_area": "批准修建面积",
        "shortfall_area": "易地建设面积",
    }
    return [
        _difference(label, getattr(before, name), getattr(after, name))
        for name, label in names.items()
    ]


def _difference(label: str, before: Decimal, after: Decimal) -> tuple[str, str, str, str]:
    change = f"{after - before:+,.2f}" if after != before else "0.00"
    return (label, f"{before:,.2f}", f"{after:,.2f}", change)


_DECISIONS = {
    _Kind.BUILD: "build_approval",
    _Kind.RELOCATION: "relocation_approval",
    _Kind.EXEMPTION: "exemption_approval",
    _Kind.CHANGE: "change_decision",
    _Kind.RENEWAL: "renewal_decision",
}


def is_renewed_by_silence(application: Application, day: date) -> bool:
    """Whether a renewal counts as granted because its permit ran out undecided (许可法 art. 50)."""
    return (
        application.kind == _Kind.RENEWAL
        and application.is_open
        and application.supersedes.valid_until < day
    )


def granted_state(application: Application) -> str:
    """A renewal lengthens another permit; everything else is a permit itself."""
    return _State.RENEWED if application.kind == _Kind.RENEWAL else _State.GRANTED


def decision_kind(application: Application, grant: bool) -> str:
    """Code of the paper that a decision issues."""
    if not grant:
        return "refusal_decision"
    return _DECISIONS[_Kind(application.kind)]


def current_computation(application: Application) -> Computation:
    """The computation that counts: the last one made."""
    computation = application.computations.first()
    if computation is None:
        raise WrongState(f"{application}还没有面积核定。先办理受理")
    return computation
