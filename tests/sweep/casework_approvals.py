"""Things that the lines of table_approvals are about, made by the acts."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from engineering.approvals.acts.attachments import attach_file
from engineering.approvals.acts.permit_endings import end_permit
from engineering.models import Application, OmissionCase, Project, Shelter
from engineering.omissions.acts import Clue, notify_omission, open_omission, verify_omission
from engineering.works.acts.acceptance import record_acceptance, start_construction
from fees.models import CompletionReview
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.serving.acts import Served, prepare_service, record_service
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import unserved
from renfang.uploads.keeping import read_upload
from tests.builders.pictures import picture as picture_of
from tests.sweep.bureau import Bureau
from tests.sweep.casework import _granted, _registered, acceptance_findings


def furnish_approvals(bureau: Bureau) -> None:
    """Everything that table_approvals needs, in the bureau given."""
    office = {"pk": bureau.organisation.pk}
    bureau.things["approval_office"] = office
    bureau.things["worded_passage"] = {**office, "passage": "remedies", "kind": "every"}
    bureau.things["material_list"] = {**office, "kind": Application.Kind.BUILD.value}
    attached = attach_file(
        bureau.pk("received"), read_upload(picture(bureau)), by=bureau.who(Role.CLERK)
    )
    bureau.keep("attachment", attached)
    _ended(bureau)
    _services(bureau)
    _omissions(bureau)
    _completion(bureau)


def picture(bureau: Bureau) -> SimpleUploadedFile:
    """A picture like no other of the bureau."""
    number = next(bureau.numbers)
    name = bureau.marked("案", f"现场照片{number}.png")
    return SimpleUploadedFile(name, picture_of("PNG", number), "image/png")


def _ended(bureau: Bureau) -> None:
    """A permit revoked after its works were begun: what is left is to be dealt with."""
    permit = bureau.keep("revoked", _granted(bureau))
    end_permit(
        permit.pk,
        "revoke",
        ground="procedure",
        facts=bureau.marked("案", "许可程序违法，已经核实"),
        hearing_note="被许可人未提出陈述、申辩",
        begun=True,
        on=timezone.localdate(),
        by=bureau.who(Role.HEAD),
    )


def _services(bureau: Bureau) -> None:
    """A permit on its way to its holder."""
    application = Shelter.objects.get(pk=bureau.pk("shelter_planned")).approval
    [paper] = unserved(IssuedDocument.objects.of(application))
    clerk = bureau.who(Role.CLERK)
    today = timezone.localdate()
    bureau.keep("receipt", prepare_service(paper.pk, on=today, by=clerk, **receipt(bureau)))
    waiting = Application.objects.get(pk=bureau.pk("granted"))
    bureau.keep("paper_to_serve", unserved(IssuedDocument.objects.of(waiting))[0])
    _served(bureau)


def _served(bureau: Bureau) -> None:
    """A notice that was handed over today."""
    case = proved(bureau)
    clerk, today = bureau.who(Role.CLERK), timezone.localdate()
    notice = notify_omission(case.pk, days=15, on=today, by=clerk)
    bureau.keep("receipt_served", served_by_hand(bureau, notice, clerk))


def served_by_hand(bureau: Bureau, paper: IssuedDocument, by: User) -> ServiceReceipt:
    """A paper that was handed over today."""
    today = timezone.localdate()
    row = prepare_service(paper.pk, on=today, by=by, **receipt(bureau))
    at = timezone.make_aware(datetime.combine(today, time()))
    return record_service(row.pk, Served(at=at, signatory=bureau.marked("案", "王五")), by=by)


def receipt(bureau: Bureau) -> dict[str, str]:
    """What is filled in on a receipt before the paper is handed over."""
    return {
        "method": "direct",
        "recipient": bureau.marked("案", "置业有限公司"),
        "place": bureau.marked("案", "路 8 号"),
        "servers": f"{bureau.marked('案', '张三')}、{bureau.marked('案', '李四')}",
        "note": "",
    }


def _omissions(bureau: Bureau) -> None:
    """A clue nobody has followed yet, and one that proved true."""
    bureau.keep("omission", _clue(bureau))
    bureau.keep("omission_project", _registered(bureau))
    bureau.keep("omission_verified", proved(bureau))


def proved(bureau: Bureau) -> OmissionCase:
    """A clue that proved true, about a registered project."""
    return verify_omission(
        _clue(bureau).pk,
        project_id=_registered(bureau).pk,
        on=timezone.localdate(),
        by=bureau.who(Role.CLERK),
        **verification(bureau),
    )


def clue(bureau: Bureau) -> dict[str, str]:
    """What became known, but for the day."""
    return {
        "source": "survey",
        "name": bureau.marked("案", "未申请的项目"),
        "developer_name": bureau.marked("案", "置业有限公司"),
        "address": bureau.marked("案", "路 9 号"),
        "clue": bureau.marked("案", "测绘数据显示该处新建住宅一栋"),
    }


def _clue(bureau: Bureau) -> OmissionCase:
    return open_omission(
        Clue(found_on=timezone.localdate(), **clue(bureau)),
        organisation_id=bureau.organisation.pk,
        by=bureau.who(Role.CLERK),
    )


def verification(bureau: Bureau) -> dict[str, str]:
    """Who looked and what they found."""
    return {
        "verifiers": "张三（执法证 620012）、李四（执法证 620013）",
        "finding": bureau.marked("案", "现场核查，主体已封顶，未见人防工程"),
    }


def never_applied(bureau: Bureau) -> Project:
    """The registered project that the open clue is about."""
    return Project.objects.get(pk=bureau.pk("omission_project"))


def _completion(bureau: Bureau) -> None:
    """A shelter that the survey found smaller than approved."""
    shelter = Shelter.objects.get(approval=_granted(bureau))
    clerk = bureau.who(Role.CLERK)
    start_construction(shelter.pk, by=clerk, started_on=timezone.localdate())
    findings = {**acceptance_findings(bureau), "built_area": Decimal("800.00")}
    acceptance = record_acceptance(shelter.pk, by=clerk, findings=findings)
    bureau.keep("completion", CompletionReview.objects.get(acceptance=acceptance))
