"""Founding and renaming organisations.

No act of its own, for nobody signs here: the acts of ``offices`` take these steps, and so does the
command that founds the first office.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from renfang.organisations.authorities import LAW, Body
from renfang.organisations.models import (
    Division,
    Organisation,
    OrganisationStyle,
    RemedyAuthority,
)


@transaction.atomic
def found_organisation(
    name: str,
    short_name: str,
    division: Division,
    *,
    parent: Organisation | None = None,
    founded_on: date,
    letterhead: str = "",
    address: str = "",
    phone: str = "",
) -> Organisation:
    """Add an organisation to the tree, serving the division it sits in, with its first style."""
    organisation = Organisation.objects.create(
        name=name,
        short_name=short_name,
        division=division,
        parent=parent,
        path=f"new:{name}"[:255],
        address=address,
        phone=phone,
    )
    # The path holds the row's own id, which the database gives only now.
    organisation.path = f"{parent.path if parent else ''}{organisation.pk}/"
    organisation.save(update_fields=["path"])
    organisation.serves.add(division)
    OrganisationStyle.objects.create(
        organisation=organisation,
        name=name,
        letterhead=letterhead or name,
        seal_text=name,
        effective_from=founded_on,
    )
    return organisation


def name_authorities(organisation: Organisation, names: dict[Body, str], *, on: date) -> None:
    """Put 复议机关 and 法院 of a new organisation on record, as far as they are named."""
    for body, name in names.items():
        if name:
            RemedyAuthority.objects.create(
                organisation=organisation,
                body=body,
                name=name,
                effective_from=on,
                basis=LAW[body],
            )


@transaction.atomic
def rename_organisation(organisation: Organisation, name: str, *, on: date) -> OrganisationStyle:
    """Give an organisation a new name from ``on``; papers of earlier days keep the old one."""
    organisation.styles.filter(effective_to__isnull=True, effective_from__lt=on).update(
        effective_to=on - timedelta(days=1)
    )
    Organisation.objects.filter(pk=organisation.pk).update(name=name)
    return OrganisationStyle.objects.create(
        organisation=organisation,
        name=name,
        letterhead=name,
        seal_text=name,
        effective_from=on,
    )
