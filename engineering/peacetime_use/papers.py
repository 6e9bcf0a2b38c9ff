"""平时使用证 and 使用和维护责任书: what they state and what they look like."""

from __future__ import annotations

from datetime import date
from typing import Any

from engineering.peacetime_use.models import PeacetimeUse
from engineering.shelters.papers import masked_grades
from engineering.shelters.rules import masked_name
from renfang.documents.frames import certificate, sheet
from renfang.documents.kinds import DocumentKind, Passage, Service, Snapshot, Text, register_kind
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import issue_document, void_document
from renfang.documents.wording import cited
from renfang.organisations.models import User
from renfang.serving.papers import register_receipt

CERTIFICATE = "peacetime_use_certificate"
LETTER = "peacetime_use_letter"
# The receipt that proves the service of the certificate.
RECEIPT = "peacetime_use_receipt"
TITLES = {
    CERTIFICATE: "人民防空工程平时使用证",
    LETTER: "人民防空工程使用和维护责任书",
}
# 人民防空法 arts. 26-28; 人民防空工程维护管理办法 (〔2001〕国人防办字第210号).
_DUTIES = (
    (
        "使用要求",
        "乙方按照核准的用途和期限使用工程，不得改变主体结构，不得拆除、损坏防护设备设施，"
        "不得在工程内生产、储存爆炸、剧毒、易燃、放射性和腐蚀性物品。",
    ),
    (
        "安全责任",
        "乙方落实防火、防汛、治安和安全生产责任制，配齐消防、防汛器材，保持孔口和通道畅通，"
        "发现险情立即处置并向甲方报告。",
    ),
    (
        "维护管理",
        "乙方对工程结构、防护设备和通风、给排水、供电系统进行检查、维护和保养，做好记录，"
        "使工程保持良好使用状态，所需费用由乙方承担。",
    ),
    (
        "平战转换",
        "乙方保管好平战转换的构件和资料。战时或者紧急状态时，乙方按照人民防空主管部门的要求"
        "在规定时限内撤出，并配合完成转换。",
    ),
    (
        "变更与终止",
        "变更使用单位、用途、面积或者延长期限的，乙方提前向甲方申请；终止使用的，乙方办理注销"
        "并完好移交工程。转让、转租不免除本责任书的义务。",
    ),
)


def papers_of(use: PeacetimeUse) -> Any:
    """All papers of a use, newest first."""
    return IssuedDocument.objects.of(use).filter(kind__in=TITLES).with_state()


def issue_papers(
    use: PeacetimeUse, *, on: date, by: User, reason: str = "内容变更，换发新证"
) -> list[IssuedDocument]:
    """Issue what the regime gives, each in place of the one in force, inside the caller's act."""
    wanted = []
    if use.regime.issues_certificate:
        wanted.append(CERTIFICATE)
    if use.regime.issues_letter:
        wanted.append(LETTER)
    current = {paper.kind: paper for paper in papers_of(use).current()}
    for paper in current.values():
        void_document(paper.pk, by=by, reason=reason)
    snapshot = snapshot_of(use)
    return [
        issue_document(
            kind,
            use,
            snapshot,
            title=TITLES[kind],
            organisation=use.organisation,
            on=on,
            by=by,
            replaces=current.get(kind),
        )
        for kind in wanted
    ]


def void_papers(use: PeacetimeUse, *, by: User, reason: str) -> None:
    """Void whatever is in force, inside the caller's act."""
    for paper in papers_of(use).current():
        void_document(paper.pk, by=by, reason=reason[:300])


def snapshot_of(use: PeacetimeUse) -> dict[str, Any]:
    """Every value that the papers print, as text."""
    shelter = use.shelter
    return {
        "shelter": shelter.name,
        "address": shelter.place,
        "developer": shelter.owner_name,
        "wartime_function": shelter.get_wartime_function_display(),
        "resistance": f"{shelter.get_nuclear_grade_display()}、"
        f"{shelter.get_conventional_grade_display()}",
        "regime": use.regime.get_kind_display(),
        "local_basis": use.regime.legal_basis,
        "inspection_months": use.regime.inspection_months,
        "renewal_days": use.regime.renewal_days,
        "operator": use.operator,
        "responsible": use.responsible,
        # Masked: whom to call does not have to hang on the wall.
        "phone": str(use.phone),
        "purpose": use.purpose,
        "used_area": f"{use.used_area:,.2f}",
        "starts_on": use.starts_on.isoformat(),
        "ends_on": use.ends_on.isoformat(),
        "inspection_due_on": use.inspection_due_on.isoformat() if use.inspection_due_on else "",
    }


def _term(snapshot: Snapshot) -> str:
    from renfang.typesetting.page import chinese_date

    first, last = (chinese_date(date.fromisoformat(snapshot[k])) for k in ("starts_on", "ends_on"))
    return f"{first}至{last}"


def compose_certificate(snapshot: Snapshot, verification: Any) -> Any:
    """平时使用证 as one A4 page."""
    from renfang.typesetting.page import chinese_date

    rows = [
        ("工程名称", snapshot["shelter"]),
        ("工程地址", snapshot["address"]),
        ("隶属单位", snapshot["developer"]),
        ("使用单位", snapshot["operator"]),
        ("负责人", f"{snapshot['responsible']}（{snapshot['phone']}）"),
        ("使用面积", f"{snapshot['used_area']} 平方米"),
        ("战时用途", f"{snapshot['wartime_function']}（{snapshot['resistance']}）"),
        ("平时用途", snapshot["purpose"]),
        ("使用期限", _term(snapshot)),
    ]
    if snapshot["inspection_due_on"]:
        due = chinese_date(date.fromisoformat(snapshot["inspection_due_on"]))
        rows.append(("年检", f"每 {snapshot['inspection_months']} 个月一次，首次不晚于{due}"))
    return certificate(
        snapshot,
        verification,
        rows,
        f"依照{snapshot['local_basis']}，同意上列单位平时使用该人民防空工程，特发此证。"
        "使用单位应当按照核准的用途使用和维护工程，不得改变主体结构和防护设备；"
        f"变更或者延续的，提前 {snapshot['renewal_days']} 日申请；"
        "战时或者紧急状态时，按照要求撤出并完成平战转换。",
    )


def compose_letter(snapshot: Snapshot, verification: Any) -> Any:
    """责任书 as a form that both sides sign: who, what each undertakes, one row a duty."""
    from renfang.typesetting import Cell, FormRow

    operator = f"{snapshot['operator']}（负责人：{snapshot['responsible']}）"
    rows = [
        _wide("甲方", snapshot["issuer"]),
        _wide("乙方", operator),
        _wide("工程", f"{snapshot['shelter']}（{snapshot['address']}）"),
        _use_and_term(snapshot),
        _wide(
            "依据",
            f"依照{cited(snapshot)}，甲乙双方就上列人民防空工程的平时使用和维护签订本责任书。",
        ),
        *(_wide(heading, text) for heading, text in (*_DUTIES, _supervision(snapshot))),
        FormRow(
            (
                Cell("乙方签署", is_label=True),
                Cell("乙方（盖章）：　　　　　　负责人（签字）：　　　　　年　月　日", span=3),
            ),
            height=13,
        ),
    ]
    return sheet(snapshot, verification, rows, columns=(0.75, 1.9, 0.75, 2.6))


def _use_and_term(snapshot: Snapshot) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow(
        (
            Cell("平时用途", is_label=True),
            Cell(f"{snapshot['purpose']}，{snapshot['used_area']} 平方米"),
            Cell("使用期限", is_label=True),
            Cell(_term(snapshot)),
        ),
        height=9,
    )


def _wide(label: str, text: str) -> Any:
    from renfang.typesetting import Cell, FormRow

    return FormRow((Cell(label, is_label=True), Cell(text, span=3)), height=9)


def _supervision(snapshot: Snapshot) -> tuple[str, str]:
    """What the office does, beside what the operator undertakes."""
    return (
        "监督检查",
        f"甲方每 {snapshot['inspection_months']} 个月对工程使用和维护情况检查一次，并可以进行抽查；"
        "发现隐患的，乙方应当在规定期限内整改。违反本责任书的，依法承担责任。本责任书一式两份，双方各执一份。",
    )


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What a visitor compares; wartime function and grade are left out."""
    return [
        ("工程名称", snapshot["shelter"]),
        ("使用单位", masked_name(snapshot["operator"])),
        ("平时用途", snapshot["purpose"]),
        ("使用面积", f"{snapshot['used_area']} 平方米"),
        ("使用期限", f"{snapshot['starts_on']} 至 {snapshot['ends_on']}"),
    ]


# The locality's own text follows from the regime.
_PASSAGES: dict[Passage, Text] = {Passage.LEGAL_BASIS: "《中华人民共和国人民防空法》"}


def register() -> None:
    """Make both papers known, and the receipt that proves the service of the certificate."""
    register_receipt(RECEIPT, "平时使用文书送达回证", "用送", "peacetime_use_papers")
    service = Service(
        "《行政许可法》第四十四条",
        "handle_peacetime_use",
        RECEIPT,
        unclocked="使用期限由证书载明，不自送达起计算",
    )
    for code, word, compose in (
        (CERTIFICATE, "防用证", compose_certificate),
        (LETTER, "防用责", compose_letter),
    ):
        register_kind(
            DocumentKind(
                code=code,
                label=TITLES[code],
                word=word,
                view_permission="view_peacetime_use_papers",
                print_permission="print_peacetime_use_papers",
                void_permission="void_peacetime_use_papers",
                compose=compose,
                public_rows=public_rows,
                verifiable=True,
                mask=masked_grades,
                whole_permission="view_confidential",
                service=service if code == CERTIFICATE else None,
                passages=_PASSAGES if code == LETTER else {},
                called="本责任书",
            )
        )
