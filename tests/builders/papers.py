"""Believable documents of an office that does not exist."""

from datetime import date

from renfang.typesetting import (
    Align,
    Annex,
    Cell,
    CertificatePage,
    FormRow,
    FormSheet,
    Heading,
    KeyValues,
    OfficialLetter,
    Paragraph,
    Seal,
    Table,
    Verification,
)

OFFICE = "江滨市人民防空办公室"
ISSUED_ON = date(2026, 3, 1)
VERIFICATION = Verification(
    url="https://rf.example.gov.cn/v/8Zk3m1Qv0bTnC4yXw7LdPg",
    code="K7M2QX",
    note="扫码核对网址 rf.example.gov.cn",
)


def letter(**changes) -> OfficialLetter:
    facts = {
        "issuer_mark": f"{OFFICE}文件",
        "number": "江防审〔2026〕12号",
        "title": "关于江滨一品三期住宅小区防空地下室易地建设的批复",
        "addressee": "江滨置业发展有限公司",
        "body": (
            Paragraph("你单位报来的《关于江滨一品三期防空地下室易地建设的申请》收悉，现批复如下："),
            Heading(1, "核定面积"),
            Paragraph("该项目应建防空地下室面积3,774.45㎡（计算过程见下表），联系人䶮𬱖先生。"),
            Table(
                columns=("步骤", "依据", "算式", "结果"),
                rows=(
                    ("1", "实施办法第十二条第一项", "45,230.60 × 8%", "3,618.45㎡"),
                    ("2", "实施办法第十二条第二项", "3,120.00 × 5%", "156.00㎡"),
                ),
                widths=(1, 4, 3, 2),
                align=(Align.CENTRE, Align.LEFT, Align.RIGHT, Align.RIGHT),
                caption="应建面积计算表",
            ),
            Heading(2, "易地建设费"),
            Paragraph("应缴人民币5,661,675.00元（伍佰陆拾陆万壹仟陆佰柒拾伍元整）。"),
        ),
        "issuer": OFFICE,
        "issued_on": ISSUED_ON,
        "seal": Seal("江滨演示专用印章", "样张"),
        "annexes": (
            Annex("面积核定表", (KeyValues((("项目代码", "2026-330100-47-01-118118"),)),)),
        ),
        "note": "此件公开发布",
        "copies_to": "市自然资源和规划局，市住房和城乡建设局",
        "printed_by": f"{OFFICE}综合处",
        "verification": VERIFICATION,
    }
    return OfficialLetter(**(facts | changes))


def form(**changes) -> FormSheet:
    facts = {
        "title": "送达回证",
        "issuer": OFFICE,
        "number": "江防送〔2026〕31号",
        "columns": (2, 4, 2, 4),
        "rows": (
            FormRow((Cell("送达文书及文号", is_label=True), Cell("江防审〔2026〕12号", span=3))),
            FormRow(
                (
                    Cell("受送达人", is_label=True),
                    Cell("江滨置业发展有限公司"),
                    Cell("送达方式", is_label=True),
                    Cell("☑直接送达　☐留置送达"),
                )
            ),
            FormRow(
                (Cell("受送达人签收", is_label=True), Cell(span=3)), 30, "（签名）　年　月　日"
            ),
        ),
        "notes": ("受送达人拒绝接收的，在备注栏记明情况。",),
        "verification": VERIFICATION,
    }
    return FormSheet(**(facts | changes))


def certificate(**changes) -> CertificatePage:
    facts = {
        "title": "人防工程平时使用证",
        "number": "江防使〔2026〕12号",
        "issuer": OFFICE,
        "rows": (
            ("工程名称", "江滨一品二期地下室"),
            ("工程地址", "江滨市江东区滨江大道与文晖路交叉口西北侧地下一层、地下二层"),
            ("使用单位", "江滨䶮𬱖物业服务有限公司"),
            ("使用面积", "3,774.45㎡"),
        ),
        "statement": "经审查，该工程符合人民防空工程平时开发利用的规定，准予平时使用。",
        "issued_on": ISSUED_ON,
        "seal": Seal("江滨演示专用印章"),
        "verification": VERIFICATION,
    }
    return CertificatePage(**(facts | changes))
