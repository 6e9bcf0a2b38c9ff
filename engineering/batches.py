"""批量签发: many certificates at one go, each an act of its own, with a report for every one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engineering.certificates import issue_certificate
from engineering.models import Shelter
from renfang.acts import Refused
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.organisations.scope import Scope

MOST = 200


@dataclass
class BatchReport:
    """What was issued, and what was not with the reason."""

    issued: list[IssuedDocument] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def issue_certificates(shelter_ids: Sequence[int], *, by: User) -> BatchReport:
    """签发 each of the shelters' certificates in the given order.

    Each one is a transaction of its own: one that is held keeps none of the others waiting, and
    numbers stay without gaps. Raises Refused for an empty or too long choice.
    """
    if not shelter_ids:
        raise Refused("没有选中工程。勾选要签发的工程后再办理")
    if len(shelter_ids) > MOST:
        raise Refused(f"一次最多签发 {MOST} 件，已选 {len(shelter_ids)} 件。分几次办理")
    report = BatchReport()
    names = dict(
        Shelter.objects.visible_to(Scope(by)).filter(pk__in=shelter_ids).values_list("pk", "name")
    )
    for shelter_id in dict.fromkeys(shelter_ids):
        try:
            report.issued.append(issue_certificate(shelter_id, by=by))
        except Refused as refusal:
            report.refused.append((names.get(shelter_id, "未找到的工程"), refusal.message))
    return report
