"""Things that the lines of table_shelters are about, made by the acts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from engineering.lifecycle.acts.demolitions import (
    apply_demolition,
    decide_demolition,
    record_demolished,
)
from engineering.models import Demolition, Shelter
from engineering.shelters.acts.register import ShelterEntry, register_shelter
from engineering.works.acts.acceptance import record_acceptance, start_construction
from engineering.works.acts.supervision import record_visit, register_supervision
from fees.models import FeeAccount, LedgerEntry
from fees.payments.acts.slips import check_slip, record_payment
from renfang.exchange.acts import upload
from renfang.organisations.permissions import Role
from tests.sweep.bureau import Bureau
from tests.sweep.casework import acceptance_findings, shelter_until

COMPLETED_ON = date(2001, 5, 1)


def furnish_shelters(bureau: Bureau) -> None:
    """Everything that table_shelters needs, in the bureau given."""
    _works(bureau)
    bureau.keep("shelter_standing", _standing(bureau))
    bureau.keep("shelter_rebuilt", _rebuilt(bureau))
    bureau.things["shelter_life"] = {
        "pk": bureau.pk("shelter_certified"),
        "kind": "put_into_use",
    }
    for until in ("applied", "approved", "demolished"):
        bureau.keep(f"demolition_{until}", _demolition(bureau, until=until))
    compensated = _demolition(bureau, until="approved", remedy=Demolition.Remedy.COMPENSATION)
    compensation = bureau.keep("compensation", FeeAccount.objects.get(demolition=compensated))
    bureau.keep("compensation_entry", _paid(bureau, compensation))
    file = shelter_table(bureau)
    name = f"{bureau.marked('账')}.csv"
    batch = upload("shelters", file, name, by=bureau.who(Role.CLERK))
    bureau.keep_file("batch_shelters", batch)


# --- works under supervision -----------------------------------------------------------------


def supervision_values(bureau: Bureau) -> dict[str, Any]:
    """What is entered when works are registered for supervision, by field."""
    return {
        "registered_on": timezone.localdate(),
        "supervisors": bureau.marked("案", "监督员"),
        "contractor": bureau.marked("案", "建工集团"),
        "supervisor": bureau.marked("案", "监理公司"),
        "designer": bureau.marked("案", "设计院"),
        "surveyor": bureau.marked("案", "勘察院"),
        "drawing_review": bureau.marked("案", "审图合格书"),
        "plan": bureau.marked("案", "四次到场检查"),
    }


def visit_values(bureau: Bureau) -> dict[str, Any]:
    """What a visit to the site finds, by field."""
    return {
        "visited_on": timezone.localdate(),
        "stage": "structure",
        "visitors": bureau.marked("案", "监督员"),
        "findings": bureau.marked("案", "抽查侧墙"),
    }


def defect(bureau: Bureau) -> tuple[str, str]:
    """Place and description of a defect."""
    return bureau.marked("案", "口部"), bureau.marked("案", "门框墙蜂窝")


def _supervised(bureau: Bureau) -> Shelter:
    """A shelter under construction whose works are registered for supervision."""
    shelter = shelter_until(bureau, until="planned")
    clerk = bureau.who(Role.CLERK)
    register_supervision(shelter.pk, by=clerk, values=supervision_values(bureau))
    return start_construction(shelter.pk, by=clerk, started_on=timezone.localdate())


def _works(bureau: Bureau) -> None:
    clerk = bureau.who(Role.CLERK)
    bureau.keep("shelter_supervised", _supervised(bureau))
    visit = record_visit(
        _supervised(bureau).pk, by=clerk, values=visit_values(bureau), defects=[defect(bureau)]
    )
    bureau.keep("rectification", visit.rectification)
    reportable = bureau.keep("shelter_reportable", _supervised(bureau))
    record_acceptance(reportable.pk, by=clerk, findings=acceptance_findings(bureau))


# --- what stood before, and what became of it ------------------------------------------------


def standing_values(bureau: Bureau) -> dict[str, Any]:
    """A page of the register for works that no approval made, by field."""
    number = next(bureau.numbers)
    return {
        "name": bureau.marked("案", f"{number}号地道"),
        "works_number": bureau.marked("案", f"{number:04d}"),
        "construction_form": "gallery",
        "is_legacy": True,
        "division_id": bureau.organisation.division_id,
        "address": bureau.marked("案", "东街"),
        "wartime_function": "personnel_second",
        "category": "first",
        "nuclear_grade": "5",
        "conventional_grade": "5",
        "chemical_grade": "c",
        "longitude": Decimal("103.800000"),
        "latitude": Decimal("36.000000"),
        "peacetime_use": bureau.marked("案", "闲置"),
        "built_area": Decimal("520.00"),
        "shelter_area": Decimal("320.00"),
        "owner": bureau.marked("案", "产权单位"),
        "operator": bureau.marked("案", "管理所"),
        "completed_on": COMPLETED_ON,
        "note": bureau.marked("案", "备注"),
    }


def _standing(bureau: Bureau) -> Shelter:
    return register_shelter(
        ShelterEntry(standing_values(bureau)),
        organisation_id=bureau.organisation.pk,
        by=bureau.who(Role.CLERK),
    )


def _rebuilt(bureau: Bureau) -> Shelter:
    """Works of their own, completed today, that may stand for demolished ones."""
    values = standing_values(bureau)
    values |= {"construction_form": "cut_and_cover", "completed_on": timezone.localdate()}
    return register_shelter(
        ShelterEntry(values),
        organisation_id=bureau.organisation.pk,
        by=bureau.who(Role.CLERK),
    )


def _demolition(
    bureau: Bureau, *, until: str, remedy: str = Demolition.Remedy.REBUILD
) -> Demolition:
    """A demolition of the whole works, to be made good by rebuilding or by paying."""
    shelter, today = _standing(bureau), timezone.localdate()
    clerk = bureau.who(Role.CLERK)
    demolition = apply_demolition(
        shelter.pk,
        by=clerk,
        applicant=bureau.marked("案", "城投公司"),
        applied_on=today,
        reason=bureau.marked("案", "道路拓宽"),
        area=shelter.built_area,
        remedy=remedy,
        compensation=Decimal("780000.00"),
    )
    if until == "applied":
        return demolition
    decide_demolition(
        demolition.pk,
        by=bureau.who(Role.HEAD),
        approve=True,
        opinion=bureau.marked("案", "同意拆除"),
        on=today,
    )
    if until == "demolished":
        record_demolished(demolition.pk, by=clerk, on=today)
    return demolition


def _paid(bureau: Bureau, compensation: FeeAccount) -> LedgerEntry:
    """A payment of part of what a demolition owes."""
    slip = record_payment(
        compensation.pk,
        by=bureau.who(Role.FINANCE),
        amount=Decimal("100.00"),
        paid_on=timezone.localdate(),
        voucher=bureau.marked("费", str(next(bureau.numbers))),
        key=uuid4(),
    ).slip
    return check_slip(slip.pk, by=bureau.who(Role.HEAD))


# --- a register in preview -------------------------------------------------------------------

_HEADS = "工程编号,工程名称,行政区划代码,工程地址,战时功能,建筑面积,产权单位"


def shelter_table(bureau: Bureau) -> bytes:
    """A register of one shelter as CSV."""
    number = next(bureau.numbers)
    row = (
        bureau.marked("账", f"{number:04d}"),
        bureau.marked("账", f"{number}号掩蔽部"),
        bureau.organisation.division.code,
        bureau.marked("账", "路"),
        "二等人员掩蔽工程",
        "615.30",
        bureau.marked("账", "产权单位"),
    )
    return f"{_HEADS}\n{','.join(row)}\n".encode("utf-8-sig")
