"""准予/不予拆除人民防空工程决定书: what the decision on a demolition says and looks like.

Sources: 人民防空法 art. 28; 行政许可法 art. 38; 国人防办字〔2001〕210号 art. 19.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.lifecycle.models import Demolition
from engineering.shelters.rules import masked_name
from engineering.works.papers.supervision import SHELTER_RECEIPT
from renfang.documents.frames import letter
from renfang.documents.kinds import DocumentKind, Passage, Service, Snapshot, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document
from renfang.documents.wording import REMEDIES, cited, day, remedies, sentence
from renfang.organisations.models import User
from renfang.quantities.capitals import capital_amount

KIND = "demolition_decision"
LABEL = "拆除人民防空工程决定书"
GRANTED, REFUSED = "准予拆除人民防空工程决定书", "不予拆除人民防空工程决定书"


def issue_decision(demolition: Demolition, *, by: User, on: date) -> IssuedDocument:
    """The paper inside the act that decides; it lies with the shelter's papers."""
    shelter, organisation = demolition.shelter, demolition.organisation
    is_granted = demolition.state == Demolition.State.APPROVED
    money = demolition.compensation
    snapshot = {
        "is_granted": is_granted,
        "shelter": shelter.name,
        "works_number": shelter.works_number,
        "address": shelter.place,
        "developer": demolition.applicant,
        "applied_on": demolition.applied_on.isoformat(),
        "reason": demolition.reason,
        "area": f"{demolition.area:,.2f}",
        "remedy": demolition.remedy,
        "compensation": f"{money:,.2f}" if money else "",
        "capitals": capital_amount(money, prefix="人民币") if money else "",
        "due_on": demolition.due_on.isoformat() if demolition.due_on else "",
        "opinion": demolition.opinion,
    }
    return issue_document(
        KIND,
        shelter,
        snapshot,
        title=GRANTED if is_granted else REFUSED,
        organisation=organisation,
        on=on,
        by=by,
    )


def compose(snapshot: Snapshot, verification: Any) -> Any:
    """The decision as a letter to the applicant."""
    texts = _granted(snapshot) if snapshot["is_granted"] else _refused(snapshot)
    return letter(
        snapshot,
        verification,
        [*texts, remedies(snapshot)],
        to=snapshot["developer"],
        is_notice=False,
    )


def _asked(snapshot: Snapshot) -> str:
    number = f"（工程编号：{snapshot['works_number']}）" if snapshot["works_number"] else ""
    return (
        f"你单位{day(snapshot['applied_on'])}提出的拆除{snapshot['shelter']}{number}"
        f"（{snapshot['address']}）的申请收悉。申请理由：{snapshot['reason'].rstrip('。')}。"
    )


def _granted(snapshot: Snapshot) -> list[str]:
    return [
        _asked(snapshot)
        + f"经审查，根据{cited(snapshot)}的规定，本机关决定准予拆除。有关事项如下：",
        f"一、准予拆除建筑面积 {snapshot['area']} 平方米。{sentence(snapshot['opinion'])}",
        f"二、{_made_good(snapshot)}",
        "三、拆除时应当采取措施，保证相邻人民防空工程、地面建筑和地下管线的安全；"
        "拆除完毕后书面告知本机关。",
    ]


def _made_good(snapshot: Snapshot) -> str:
    """What replaces the works, and by when."""
    due_on = day(snapshot["due_on"])
    if snapshot["remedy"] == Demolition.Remedy.REBUILD:
        return (
            f"拆除后应当按照不低于原面积、原防护等级补建，补建工程于{due_on}前（含当日）竣工验收合格。"
            "逾期不补建的，依照《中华人民共和国人民防空法》第四十九条的规定处理。"
        )
    return (
        f"确实无法补建，应当缴纳拆除补偿费 {snapshot['compensation']} 元"
        f"（大写：{snapshot['capitals']}），于{due_on}前（含当日）缴清。"
    )


def _refused(snapshot: Snapshot) -> list[str]:
    return [
        _asked(snapshot) + f"经审查，你单位的申请不符合法定条件。根据{cited(snapshot)}的规定，"
        "本机关决定不予拆除。理由如下：",
        sentence(snapshot["opinion"]),
        "未经批准擅自拆除人民防空工程的，依法承担法律责任。",
    ]


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What a visitor compares."""
    return [
        ("工程名称", snapshot["shelter"]),
        ("申请单位", masked_name(snapshot["developer"])),
        ("决定", "准予拆除" if snapshot["is_granted"] else "不予拆除"),
        ("拆除面积", f"{snapshot['area']} 平方米"),
    ]


def register() -> None:
    """Make the paper known to the registry."""
    register_kind(
        DocumentKind(
            code=KIND,
            label=LABEL,
            word="防拆",
            view_permission="view_shelter_papers",
            print_permission="print_shelter_papers",
            void_permission="void_shelter_papers",
            compose=compose,
            public_rows=public_rows,
            verifiable=True,
            service=Service("《行政许可法》第四十四条", "manage_shelter_life", SHELTER_RECEIPT),
            passages={
                Passage.LEGAL_BASIS: (
                    "《中华人民共和国人民防空法》第二十八条\n《中华人民共和国行政许可法》第三十八条"
                ),
                Passage.REMEDIES: REMEDIES,
            },
            called="本决定",
        )
    )
