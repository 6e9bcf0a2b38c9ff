"""送达 of the papers of an application, and what follows for its record.

How a receipt is filled in, its methods and proofs are renfang.serving's.
"""

from __future__ import annotations

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from engineering.approvals.models.applications import Application
from engineering.approvals.models.service import Delivery
from engineering.approvals.paper_codes import DECISIONS, ENDINGS, SERVED
from engineering.approvals.papers import issue_paper
from renfang.acts import NotFound, act, require_state, require_version
from renfang.documents.models import IssuedDocument
from renfang.history.record import record
from renfang.organisations.models import User
from renfang.organisations.scope import Scope
from renfang.serving.acts import Served, address, fill_in, give_up, require_unserved, stated

_State = Delivery.State


def servable_papers(application: Application) -> QuerySet[IssuedDocument]:
    """Papers of an application that are to be served, in force, newest first."""
    return (
        IssuedDocument.objects.filter(
            subject_type=ContentType.objects.get_for_model(Application),
            subject_id=application.pk,
            kind__in=SERVED,
        )
        .current()
        .order_by("-id")
    )


@act
def prepare_delivery(
    application_id: int,
    paper_id: int,
    *,
    method: str,
    recipient: str,
    place: str,
    servers: str,
    note: str = "",
    on: date,
    by: User,
) -> Delivery:
    """制作送达回证: fill in and issue the sheet that is signed when the paper is handed over.

    Raises NotFound, NotPermitted, WrongState, or Incomplete naming the form's field.
    """
    application: Application = Application.objects.locked(
        application_id, Scope(by), "handle_application"
    )
    paper = _unserved_paper(application, paper_id, on)
    delivery = Delivery(
        organisation=application.organisation,
        application=application,
        paper=paper,
        method=method,
        note=note.strip(),
        prepared_on=on,
        prepared_by=by,
    )
    address(delivery, recipient, place, servers)
    delivery.save(force_insert=True)
    record(
        by,
        "制作送达回证",
        application,
        after={"文号": paper.number, "送达方式": delivery.get_method_display()},
        note=delivery.note,
    )
    issue_paper("delivery_receipt", application, on=on, by=by, **stated(delivery))
    return delivery


def _unserved_paper(application: Application, paper_id: int, on: date) -> IssuedDocument:
    """The paper of this application that is to be served. Raises NotFound or WrongState."""
    paper = servable_papers(application).filter(pk=paper_id).first()
    if paper is None:
        raise NotFound("文书")
    require_unserved(paper, paper.deliveries.all(), on)
    return paper


@act
def record_delivery(
    delivery_id: int, served: Served, *, version: int | None = None, by: User
) -> Delivery:
    """登记送达: the receipt is back; the paper counts as served from ``effective_on``.

    Raises NotFound, NotPermitted, Overtaken, WrongState, or Incomplete naming the form's field.
    """
    delivery: Delivery = Delivery.objects.locked(delivery_id, Scope(by), "handle_application")
    require_version(delivery, version)
    require_state(delivery, _State.PREPARED, to="登记送达")
    fill_in(delivery, served)
    delivery.save()
    _note_on_application(delivery)
    record(
        by,
        "登记送达",
        delivery.application,
        after={
            "文号": delivery.paper.number,
            "送达方式": delivery.get_method_display(),
            "送达生效日期": delivery.effective_on,
        },
        note=delivery.note,
    )
    return delivery


@act
def fail_delivery(
    delivery_id: int, *, reason: str, version: int | None = None, by: User
) -> Delivery:
    """未能送达: this attempt came to nothing; another method is prepared anew."""
    delivery: Delivery = Delivery.objects.locked(delivery_id, Scope(by), "handle_application")
    require_version(delivery, version)
    require_state(delivery, _State.PREPARED, to="登记未能送达")
    give_up(delivery, reason)
    delivery.save()
    record(
        by,
        "未能送达",
        delivery.application,
        after={"文号": delivery.paper.number, "送达方式": delivery.get_method_display()},
        note=reason.strip(),
    )
    return delivery


def _note_on_application(delivery: Delivery) -> None:
    """The decision is what the ten days of 许可法 art. 44 are about."""
    if delivery.paper.kind in DECISIONS + ENDINGS:
        application = delivery.application
        application.served_on = delivery.effective_on
        application.version += 1
        application.save(update_fields=["served_on", "version"])
