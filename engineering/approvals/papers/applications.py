"""What the papers from 受理 to the decision say: snapshots in, letters out. Queries nothing.

The parts that every letter of this room shares stand below them.

The wording names the articles it rests on: 行政许可法 arts 32, 38, 42, 44, 45; ``BASES`` of this
package has the law that each paper cites as its basis.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from renfang.documents import frames
from renfang.documents.kinds import Snapshot
from renfang.documents.wording import (
    cited,
    cited_exactly,
    contact,
    day,
    listed,
    ordinal,
    remedies,
    sentence,
)

# 本行政机关专用印章, 行政许可法 art. 32(2).
SEAL_OF_ACCEPTANCE = "行政许可专用章"
_PERMIT = "应建防空地下室的民用建筑项目报建审批"


def acceptance_notice(snapshot: Snapshot, verification: Any) -> Any:
    """受理通知书, 行政许可法 art. 32(1)(5) and (2): the dated voucher of acceptance."""
    accepted = day(snapshot["accepted_on"])
    if snapshot["accepted_by_lapse"]:
        finding = (
            "本机关未在收到材料后五个工作日内告知补正。根据《中华人民共和国行政许可法》第三十二条"
            f"第一款第（四）项，该申请自收到之日（{accepted}）起即为受理。"
        )
    else:
        finding = (
            "经审查，申请事项属于本机关职权范围，申请材料齐全、符合法定形式。根据"
            f"{cited(snapshot)}，本机关自{accepted}起予以受理。"
        )
    return letter(
        snapshot,
        verification,
        [
            f"{_applied(snapshot)}申请收悉。{finding}",
            "根据《中华人民共和国行政许可法》第四十二条，本机关自受理之日起"
            f"{snapshot['days_to_decide']}个工作日内作出决定，"
            f"最迟于{day(snapshot['due_on'])}{estimate(snapshot)}办结。",
        ],
        seal_words=SEAL_OF_ACCEPTANCE,
    )


def supplement_notice(snapshot: Snapshot, verification: Any) -> Any:
    """补正告知书, 行政许可法 art. 32(1)(4): everything that is missing, told once."""
    from renfang.typesetting import Paragraph

    note, where = snapshot["correction_note"].strip(), contact(snapshot)
    return letter(
        snapshot,
        verification,
        [
            f"{_applied(snapshot)}申请收悉。经审查，申请材料不齐全或者不符合"
            f"法定形式。根据{cited(snapshot)}的规定，现将需要补正的全部内容一次告知如下：",
            Paragraph(listed(note)),
            f"请于补齐后送交本机关{f'（{where}）' if where else ''}。"
            "本机关自收到全部补正材料之日起重新计算审查受理的期限；"
            "材料补正前，本机关暂不受理该申请。",
        ],
    )


# ground → (what was found, its article)
_REJECTIONS = {
    "not_needed": (
        "申请事项依法不需要取得行政许可，",
        "第三十二条第一款第（一）项",
    ),
    "not_ours": (
        "申请事项依法不属于本机关职权范围，",
        "第三十二条第一款第（二）项",
    ),
    "incomplete": (
        "经一次告知补正，申请材料仍不齐全或者不符合法定形式，",
        "第三十二条第一款第（四）项、第（五）项",
    ),
}


def rejection_notice(snapshot: Snapshot, verification: Any) -> Any:
    """不予受理通知书, 行政许可法 art. 32(1)(1)-(2), with reasons and remedies."""
    ground = snapshot.get("rejection_ground", "")
    found, article = _REJECTIONS.get(ground, ("", ""))
    office = snapshot.get("competent_office", "")
    return letter(
        snapshot,
        verification,
        [
            f"{_applied(snapshot)}申请收悉。经审查，{found}"
            f"根据{cited_exactly(snapshot, article)}的规定，"
            "决定不予受理。理由如下：",
            sentence(snapshot["rejection_reason"]),
            f"请向{office.rstrip('。')}提出申请。" if office else "",
            remedies(snapshot),
        ],
        seal_words=SEAL_OF_ACCEPTANCE,
    )


def refusal_decision(snapshot: Snapshot, verification: Any) -> Any:
    """不予行政许可决定书, 行政许可法 art. 38(2): reasons, and where to turn."""
    return letter(
        snapshot,
        verification,
        [
            f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}）提出的“{_PERMIT}”"
            f"（{snapshot['kind']}）申请，{taken_in(snapshot)}经审查，"
            f"你单位的申请不符合法定条件。根据{cited(snapshot)}的规定，"
            "本机关决定不予行政许可。理由和依据如下：",
            sentence(snapshot["opinion"]),
            "上述项目依法应当修建防空地下室的义务不因本决定而免除。",
            remedies(snapshot),
        ],
        annexes=[annex(snapshot, is_refused=True)],
    )


def build_approval(snapshot: Snapshot, verification: Any) -> Any:
    """防空地下室建设审批意见书, 人民防空法 art. 22; 行政许可法 art. 38(1)."""
    from renfang.typesetting import Heading

    computation = snapshot["computation"]
    return letter(
        snapshot,
        verification,
        [
            granted(snapshot),
            Heading(1, "审批意见"),
            f"同意该项目按规定修建防空地下室。经核定，该项目应建防空地下室面积"
            f"{computation['required_area']}平方米{grades(computation)}，批准修建防空地下室"
            f"{computation['planned_area']}平方米。",
            Heading(1, "防空地下室设计指标"),
            shelter_facts(snapshot),
            Heading(1, "有关要求"),
            *_building_conditions(),
            validity(snapshot),
            remedies(snapshot),
        ],
        annexes=[annex(snapshot)],
    )


def relocation_approval(snapshot: Snapshot, verification: Any) -> Any:
    """防空地下室易地建设审批意见书: wholly, or for the part that is not built.

    Source: 人民防空工程建设管理规定 art. 48; 计价格〔2000〕474号. The fee itself is assessed apart.
    """
    from renfang.typesetting import Heading

    computation = snapshot["computation"]
    partly = snapshot["shelter"] is not None
    blocks: list[Any] = [
        granted(snapshot),
        Heading(1, "审批意见"),
        f"该项目应建防空地下室面积{computation['required_area']}平方米{grades(computation)}。"
        f"申请人申请易地建设的条件为：{_ground(snapshot)}。{sentence(snapshot['ground_facts'])}"
        "经审查，符合易地建设条件，"
        + (
            f"同意就地修建防空地下室{computation['planned_area']}平方米，"
            f"其余{computation['shortfall_area']}平方米易地建设。"
            if partly
            else f"同意{computation['shortfall_area']}平方米全部易地建设。"
        ),
    ]
    if partly:
        blocks += [Heading(1, "就地修建部分的设计指标"), shelter_facts(snapshot)]
    blocks += [
        Heading(1, "有关要求"),
        *_relocation_conditions(snapshot),
        f"{ordinal(3)}建设规模、楼栋指标发生变化的，应当在变更前报本机关重新核定。",
    ]
    if partly:
        blocks += _building_conditions(first=4)
    return letter(
        snapshot,
        verification,
        [*blocks, validity(snapshot), remedies(snapshot)],
        annexes=[annex(snapshot)],
    )


def exemption_approval(snapshot: Snapshot, verification: Any) -> Any:
    """防空地下室免建确认书: nothing is owed and so nothing permitted; why, and by which law.

    Source: 行政许可法 art. 32(1)(1); 人民防空工程建设管理规定 arts 45, 47.
    """
    return letter(
        snapshot,
        verification,
        [
            f"{_stated(snapshot)}申请，{taken_in(snapshot)}",
            "经核定，该项目应建防空地下室面积为0.00平方米。"
            f"{sentence(snapshot['request_note'])}根据{cited(snapshot)}的规定，该项目依法不需要修建"
            f"防空地下室，不需要取得“{_PERMIT}”的行政许可，也不需要缴纳防空地下室易地建设费。"
            "特此确认。",
            "本确认书不是行政许可。建设规模、楼栋用途和指标发生变化的，应当在变更前报本机关重新核定。",
            remedies(snapshot),
        ],
        annexes=[annex(snapshot)],
    )


def _relocation_conditions(snapshot: Snapshot) -> list[str]:
    """The duties of an applicant who pays, or who builds elsewhere at their own cost."""
    if snapshot["relocation_way"] == "elsewhere":
        return [
            f"{ordinal(1)}易地建设部分由你单位易地自建：{snapshot['request_note'].rstrip('。')}。"
            "易地修建的人防工程应当另行办理建设手续，并与本项目同步竣工验收。",
            f"{ordinal(2)}未按批准的面积易地自建的部分，应当依法缴纳防空地下室易地建设费；"
            "未建成也未缴清的，本机关不出具竣工验收备案证明。",
        ]
    return [
        f"{ordinal(1)}易地建设部分由你单位依法缴纳防空地下室易地建设费。计费面积以本意见书批准的"
        "易地建设面积为准，收费标准、减免、金额和缴款期限由本机关按照国家和省的规定另行核定，"
        "以缴费通知书为准。",
        f"{ordinal(2)}{_gate(snapshot)}",
    ]


def _gate(snapshot: Snapshot) -> str:
    """What follows where the fee is not paid: the lawful gate, never a filing that does not come.

    A works that is built in part is filed when it is complete; a whole relocation has no works,
    and is held at the planning or construction permit where the place's law says so.
    """
    if snapshot["shelter"] is not None:
        return "易地建设费未按规定缴清的，本机关不出具竣工验收备案证明。"
    if gate := snapshot.get("gate"):
        return f"{gate['words'].rstrip('。')}（{gate['basis']}）。"
    return "易地建设费未按规定缴清的，本机关依法征收。"


def _ground(snapshot: Snapshot) -> str:
    """The ground with the article that it stands in, where the rule book of the day told it."""
    name, basis = snapshot["ground"].rstrip("。"), snapshot.get("ground_basis", "")
    return f"{name}（{basis}）" if basis else name


def validity(snapshot: Snapshot) -> str:
    """The term of a permit that has one: what is not written in the decision binds nobody."""
    until, days = snapshot["valid_until"], snapshot.get("renewal_notice_days")
    if not until:
        return ""
    renewal = f"；需要延续的，应当在有效期届满{days}日前向本机关提出申请" if days else ""
    return (
        f"本许可的有效期至{day(until)}（含当日）{renewal}。有效期届满未开工又未延续的，依法注销。"
    )


def public_project_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What anybody may compare with the paper in hand: the project it is about."""
    return [("项目名称", snapshot["project"]), ("项目代码", snapshot["project_code"])]


def public_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The same of a decision, with its areas; protection grades stay on the paper."""
    rows = public_project_rows(snapshot)
    computation = snapshot["computation"]
    if computation is not None:
        rows += [
            ("应建防空地下室面积", f"{computation['required_area']} 平方米"),
            ("批准修建面积", f"{computation['planned_area']} 平方米"),
            ("易地建设面积", f"{computation['shortfall_area']} 平方米"),
        ]
    return rows


def letter(
    snapshot: Snapshot,
    verification: Any,
    blocks: list[Any],
    annexes: list[Any] | None = None,
    *,
    seal_words: str = "",
) -> Any:
    """The letter around the blocks; a plain string is a paragraph.

    Decisions, which carry an annex, are headed as 文件; notices as 信函, and fit one page. What
    answers whether an application is accepted bears the 专用印章 (行政许可法 art. 32(2)).
    """
    return frames.letter(
        snapshot,
        verification,
        blocks,
        to=snapshot["developer"],
        annexes=annexes or [],
        is_notice=not annexes,
        seal_words=seal_words,
    )


def taken_in(snapshot: Snapshot) -> str:
    """Who accepted the application, and that another office decides: as it was, never 本机关."""
    accepted = day(snapshot["accepted_on"])
    office = snapshot.get("accepted_at")
    if not office:
        return f"本机关已于{accepted}受理。"
    return f"{office}已于{accepted}受理，依据{snapshot['decides_by']}由本机关作出决定。"


def granted(snapshot: Snapshot) -> str:
    """The sentence that grants."""
    return (
        f"{_stated(snapshot)}申请，{taken_in(snapshot)}根据{cited(snapshot)}的规定，"
        "经审查，准予行政许可。现提出如下审批意见："
    )


def _stated(snapshot: Snapshot) -> str:
    """What was asked for, about which project and where."""
    return (
        f"你单位就{snapshot['project']}（项目代码：{snapshot['project_code']}，建设地点："
        f"{snapshot['address']}）提出的“{_PERMIT}”"
    )


def grades(computation: dict[str, Any]) -> str:
    """（其中6级500.00平方米、6B级120.00平方米）, where there is something to tell."""
    parts = [
        f"{grade}级{'' if grade.endswith('B') else '（含）以上'}{area}平方米"
        for grade, area in computation["by_grade"].items()
        if Decimal(area.replace(",", ""))
    ]
    return f"（其中{'、'.join(parts)}）" if len(parts) > 1 else ""


def shelter_facts(snapshot: Snapshot) -> Any:
    from renfang.typesetting import KeyValues

    shelter = snapshot["shelter"]
    return KeyValues(
        [
            ("工程名称", shelter["name"]),
            ("批准修建面积", f"{shelter['approved_area']} 平方米"),
            ("战时功能", shelter["wartime_function"]),
            ("类别与抗力等级", f"{shelter['category']}，{shelter['resistance']}"),
            ("防化等级", shelter["chemical_grade"]),
        ]
    )


def _building_conditions(first: int = 1) -> list[str]:
    """What binds who builds: 人民防空法 art. 23; 建设工程质量管理条例 arts 11, 16."""
    conditions = (
        "防空地下室应当与地面建筑同步规划、同步设计、同步建设、同步竣工验收，"
        "其设计、施工质量必须符合国家规定的防护标准和质量标准，专用设备必须符合国家规定的标准。",
        "开工前应当办理人防工程质量监督手续；未经本机关同意，不得变更批准的面积、战时功能、"
        "抗力等级和防化等级。",
        "工程竣工后应当依法组织竣工验收，并向本机关办理竣工验收备案。",
    )
    return [f"{ordinal(number)}{text}" for number, text in enumerate(conditions, first)]


def _areas(computation: dict[str, Any], *, is_refused: bool) -> list[tuple[str, str]]:
    """What was asked for or approved; a refusal approves nothing, and no row says 0 elsewhere."""
    asked = "申请" if is_refused else "批准"
    rows = [("应建面积", f"{computation['required_area']} 平方米")]
    if Decimal(computation["planned_area"].replace(",", "")):
        rows.append((f"{asked}就地修建面积", f"{computation['planned_area']} 平方米"))
    if Decimal(computation["shortfall_area"].replace(",", "")):
        words = "申请易地建设面积（未予批准）" if is_refused else "批准易地建设面积"
        rows.append((words, f"{computation['shortfall_area']} 平方米"))
    return rows


def annex(snapshot: Snapshot, *, is_refused: bool = False) -> Any:
    """附件 面积核定表: the buildings as stated, and every step to the figure."""
    from renfang.typesetting import Align, Annex, KeyValues, Table

    computation = snapshot["computation"]
    right = Align.RIGHT
    return Annex(
        "防空地下室面积核定表",
        [
            KeyValues(
                [
                    ("项目名称", f"{snapshot['project']}（{snapshot['project_code']}）"),
                    ("建设单位", f"{snapshot['developer']}（{snapshot['credit_code']}）"),
                    *_areas(computation, is_refused=is_refused),
                ]
            ),
            Table(
                ["楼栋", "用途", "层数", "基础埋深（米）", "首层面积（㎡）", "地上面积（㎡）"],
                [_building_row(building) for building in snapshot["buildings"]],
                widths=[3, 4.6, 1.4, 2, 2.6, 2.8],
                align=[Align.LEFT, Align.LEFT, right, right, right, right],
                caption="楼栋指标",
            ),
            Table(
                ["序号", "规则与依据", "计算", "结果"],
                [
                    [str(number), *_step_cells(step)]
                    for number, step in enumerate(computation["steps"], 1)
                ],
                widths=[1.4, 5.5, 5.5, 3.3],
                align=[Align.CENTRE, Align.LEFT, Align.LEFT, Align.LEFT],
                caption="核定过程",
            ),
        ],
    )


def _building_row(building: dict[str, str]) -> list[str]:
    use = building["use"]
    if building["purpose"]:
        use = f"{use}（{building['purpose']}）"
    return [
        building["name"],
        use,
        building["storeys"],
        building["foundation_depth"],
        building["ground_floor_area"],
        building["above_ground_area"],
    ]


def _step_cells(step: dict[str, str]) -> list[str]:
    rule = f"{step['rule']}\n依据：{step['basis']}" if step["basis"] else step["rule"]
    return [rule, step["formula"], step["result"]]


def _applied(snapshot: Snapshot) -> str:
    """Who applied for what, and when."""
    received = day(snapshot["resubmitted_on"] or snapshot["received_on"])
    return (
        f"你单位于{received}就{snapshot['project']}（项目代码：{snapshot['project_code']}）"
        f"提出的“{_PERMIT}”（{snapshot['kind']}）"
    )


def estimate(snapshot: Snapshot) -> str:
    """A year whose holidays are not announced yet moves the day; the letter says so."""
    return "（节假日安排公布后以实际工作日为准）" if snapshot["due_is_estimated"] else ""
