"""Forms of table_approvals, filled in as they should be."""

from __future__ import annotations

from django.utils import timezone

from engineering.models import Application, OmissionCase
from fees.assessments.acts.completion import propose_completion
from fees.models import CompletionReview
from renfang.serving.models import ServiceReceipt
from tests.sweep.bureau import Bureau
from tests.sweep.casework_approvals import clue, never_applied, picture, receipt, verification
from tests.sweep.filled import Filled, Form


def materials(bureau: Bureau) -> Form:
    application = Application.objects.get(pk=bureau.pk("received"))
    return {"received": application.materials.first().pk, "version": application.version}


def file(bureau: Bureau) -> Form:
    application = Application.objects.get(pk=bureau.pk("received"))
    return {"file": picture(bureau), "material": application.materials.first().pk}


def service(bureau: Bureau) -> Form:
    return {"on": timezone.localdate().isoformat(), **receipt(bureau)}


def served(bureau: Bureau, thing: str = "receipt") -> Form:
    return {
        "version": ServiceReceipt.objects.get(pk=bureau.pk(thing)).version,
        "on": timezone.localdate().isoformat(),
        "time": "00:00",
        "signatory": bureau.marked("案", "王五"),
        "relation": "",
        "witness": "",
        "proof": "",
        "note": "",
    }


def corrected(bureau: Bureau) -> Form:
    values = served(bureau, "receipt_served")
    del values["note"]
    return {**values, "reason": bureau.marked("案", "签收人姓名写错")}


def new_clue(bureau: Bureau) -> Form:
    return {
        "organisation": bureau.organisation.pk,
        "found_on": timezone.localdate().isoformat(),
        **clue(bureau),
    }


def on_omission(thing: str, **fields: str) -> Filled:
    """An act on the case ``thing`` today."""

    def filled(bureau: Bureau) -> Form:
        version = OmissionCase.objects.get(pk=bureau.pk(thing)).version
        return {"on": timezone.localdate().isoformat(), "version": version, **fields}

    return filled


def verified(bureau: Bureau) -> Form:
    project = {"project": never_applied(bureau).code}
    return {**on_omission("omission")(bureau), **project, **verification(bureau)}


def limits(bureau: Bureau) -> Form:
    return {
        "kind": "build",
        "effective_from": "2035-01-01",
        "completeness_days": "5",
        "statutory_days": "20",
        "promised_days": "15",
        "extension_days": "10",
        "service_days": "10",
        "validity_months": "",
        "legal_basis": "X政办发〔2034〕1号",
    }


def completion(bureau: Bureau) -> Form:
    review = CompletionReview.objects.get(pk=bureau.pk("completion"))
    return {"expected": f"{propose_completion(review).payable:.2f}"}


def papers(thing: str) -> Filled:
    """The paper ``thing`` ticked in the queue, as one that nobody has printed."""
    return lambda bureau: {"document": bureau.pk(thing), "reason": ""}


def assignment(bureau: Bureau) -> Form:
    return {"application": bureau.pk("received"), "handler": bureau.who("colleague").pk}
