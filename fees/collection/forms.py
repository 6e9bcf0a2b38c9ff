"""Forms of collection: the desk, a case, and the step that is taken next.

``StepForm`` is made from the fields that the step's line in ``steps.table`` names: its day, and
what the law wants on record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from fees.collection.evidence import EvidenceLines, as_lines
from fees.collection.instalments import InstalmentLines
from fees.collection.models import (
    CollectionBlock,
    CollectionCase,
    CollectionContact,
    CollectionTrack,
)
from fees.collection.outcomes import OWN_CHANGE, RESULTS, Instance, Road, fate_of
from fees.collection.penalties import (
    act_of,
    fine_proposals,
    governing,
    mitigations_of,
    needs_cost,
    sanction_on,
    told_order,
)
from fees.collection.queries import in_collection
from fees.collection.steps.court import (
    ALL,
    APPLICANT,
    CENTRALISED,
    GROUNDS_OF_SUSPENSION,
    GROUNDS_OF_TERMINATION,
    IMMOVABLE,
    MONEY,
    ORDER,
    claims_left,
    proposed_court,
)
from fees.collection.steps.outcomes import ANNULLED_KINDS, FIRST_RESULTS
from fees.collection.steps.table import LEVY, LawfulStep
from fees.ledger.models import FeeAccount, FeeAccountQuerySet
from fees.notices.queries import proposed_due_day
from renfang.acts import Incomplete, require_two
from renfang.pages.fields import PlainTextField, VersionField
from renfang.pages.query_forms import OneOf, Query, Words
from renfang.quantities.forms import AmountField, DateFormField
from renfang.rules.vocabulary import ORDERS
from renfang.serving.models import ServiceReceipt
from renfang.uploads.fields import DocumentField


class DeskQuery(Query):
    """查询条件 above the desk."""

    name = Words("项目或单位")
    state = OneOf(
        "催缴状态",
        [
            ("new", "尚未立卷"),
            ("level0", "尚未催缴"),
            ("level1", "已催缴 1 次"),
            ("level2", "已催缴 2 次"),
            ("level3", "已催缴 3 次"),
            ("promised", "有未到期承诺"),
            ("broken", "承诺已过期"),
            ("blocked", "暂缓催缴"),
            ("lapsing", "申请执行期限临近或已过"),
        ],
    )

    def narrow_name(self, rows: FeeAccountQuerySet, value: str) -> FeeAccountQuerySet:
        """Accounts of that name."""
        return rows.named(value)

    def narrow_state(self, rows: FeeAccountQuerySet, value: str) -> QuerySet[FeeAccount]:
        """Accounts by how far their collection has come."""
        return in_collection(rows, value, self.today)


class OpenForm(forms.Form):
    """追缴立卷."""

    source = forms.ChoiceField(label="线索来源", choices=CollectionCase.Source.choices)
    on = DateFormField(label="立卷日期")
    facts = PlainTextField(
        label="欠缴事实", max_length=1000, multiline=True, help_text="以后的文书以此为起点。"
    )

    def __init__(self, *args: Any, facts: str, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), "facts": facts}
        super().__init__(*args, initial=initial, **kwargs)


class TakeOverForm(forms.Form):
    """接收应建未建案件: the facts as the omission's file tells them, open to correction."""

    facts = PlainTextField(
        label="欠缴事实", max_length=1000, multiline=True, help_text="以后的文书以此为起点。"
    )


class ContactForm(forms.Form):
    """登记联系: what was said, and the promise where there is one."""

    kind = forms.ChoiceField(label="方式", choices=CollectionContact.Kind.choices)
    on = DateFormField(label="日期")
    person = PlainTextField(label="联系人", max_length=50, required=False)
    summary = PlainTextField(label="内容", max_length=500, multiline=True)
    promised_on = DateFormField(label="承诺日期", required=False)
    promised_amount = AmountField(
        label="承诺缴纳", required=False, max_value=9999999999, help_text="没有承诺的留空"
    )

    def __init__(self, *args: Any, case: CollectionCase, **kwargs: Any) -> None:
        initial = {
            "on": timezone.localdate(),
            "person": case.account.project.developer.contact,
        }
        super().__init__(*args, initial=initial, **kwargs)


class BlockForm(forms.Form):
    """暂缓催缴."""

    kind = forms.ChoiceField(label="事由", choices=CollectionBlock.Kind.choices)
    reason = PlainTextField(label="说明", max_length=300, multiline=True)


class LiftForm(forms.Form):
    """解除暂缓."""

    reason = PlainTextField(label="解除的理由", max_length=300)


class EvidenceForm(forms.Form):
    """上传案卷附件."""

    file = DocumentField(label="文件")
    purpose = PlainTextField(
        label="证明内容", max_length=100, help_text="例如“竣工备案表，证明竣工日期”。"
    )


class ClosingForm(forms.Form):
    """结案."""

    version = VersionField(required=False)
    on = DateFormField(label="结案日期")
    result = PlainTextField(label="执行结果", max_length=300, multiline=True)

    def __init__(self, *args: Any, case: CollectionCase, **kwargs: Any) -> None:
        initial = {"on": timezone.localdate(), "version": case.version}
        super().__init__(*args, initial=initial, **kwargs)


class PenaltyForm(forms.Form):
    """启动处罚程序: asks for 法制审核 where the book wants it before a case is opened."""

    legal_review = PlainTextField(label="法制审核意见", max_length=300, multiline=True)

    def __init__(self, *args: Any, case: CollectionCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sanction = sanction_on(case.organisation, act_of(case), timezone.localdate())
        if sanction is not None and sanction.note:
            self.fields["legal_review"].help_text = f"{sanction.note}。"
        else:
            del self.fields["legal_review"]


class LettersForm(forms.Form):
    """批量催缴: how all letters are served, and by whom."""

    method = forms.ChoiceField(
        label="送达方式",
        choices=[
            (ServiceReceipt.Method.MAIL.value, ServiceReceipt.Method.MAIL.label),
            (ServiceReceipt.Method.DIRECT.value, ServiceReceipt.Method.DIRECT.label),
        ],
    )
    servers = PlainTextField(label="送达人", max_length=100, help_text="两人以上，以顿号分开。")


def _text(label: str, length: int = 1000, help_text: str = "", *, required: bool = True) -> Any:
    return lambda: PlainTextField(
        label=label, max_length=length, help_text=help_text, required=required,
        multiline=length > 200,
    )  # fmt: skip


def _choice(label: str, choices: Any, help_text: str = "", *, required: bool = True) -> Any:
    return lambda: forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, required=required
    )


def _ground(label: str, grounds: Iterable[str]) -> Any:
    """What a court named, none of which is chosen for anybody beforehand."""
    return _choice(label, [("", "选择裁定写明的情形"), *((text, text) for text in grounds)])


def _day(label: str, help_text: str = "", *, required: bool = True) -> Any:
    return lambda: DateFormField(label=label, help_text=help_text, required=required)


def _amount() -> AmountField:
    return AmountField(label="金额", min_value=Decimal("0.01"), max_value=_MOST)


def _fine() -> AmountField:
    """A fine, which may be none: 可以并处."""
    return AmountField(label="罚款金额", min_value=0, max_value=_MOST)


def _new_amount() -> AmountField:
    return AmountField(
        label="变更后的决定金额",
        min_value=Decimal("0.01"),
        max_value=_MOST,
        help_text="决定书确定缴纳的数额变更为多少，不扣除已缴的部分。",
    )


def _cost() -> AmountField:
    return AmountField(
        label="应建防空地下室造价", required=False, max_value=_MOST, help_text="处以罚款的填写。"
    )


def _days() -> forms.IntegerField:
    return forms.IntegerField(label="缴款天数", min_value=1, max_value=180, initial=15)


_MOST = Decimal("9999999999")
_COURT_GROUNDS = (
    (APPLICANT, "申请人所在地的基层人民法院"),
    (IMMOVABLE, "执行对象为不动产，不动产所在地的基层人民法院"),
    (CENTRALISED, "集中管辖，指定的人民法院"),
)
_ASKED = {MONEY: "缴纳欠款", ORDER: "履行责令的事项", ALL: "缴纳欠款并履行责令的事项"}
_FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "officers": _text("办理人员及执法证号", 150, "两人以上，以顿号分开。"),
    "finding": _text("事实和证据", 1000, "印在文书上，写明时间、地点、经过和证据名称。"),
    "heard": _text("陈述申辩情况", 500, "没有提出的，写“当事人未提出陈述申辩”。"),
    "legal_review": _text(
        "法制审核意见",
        300,
        "审核人员和意见。经过听证的，情节复杂、疑难的，决定前必须经法制审核（处罚法第五十八条）。",
        required=False,
    ),
    "evidence": EvidenceLines,
    "order": _choice("责令事项", ()),
    "order_by": _day("责令的最后日期"),
    "fine_grounds": _text("罚款的裁量理由", 300, "处以罚款的填写，写明裁量基准。", required=False),
    "shelter_cost": _cost,
    "mitigation": _choice("减轻处罚的情形", (), required=False),
    "mitigation_facts": _text("减轻处罚的事实", 300, required=False),
    "hearing_right": _choice(
        "拟作出的处罚是否属于听证范围",
        (("yes", "属于，当事人有权要求听证"), ("no", "不属于")),
        "处罚法第六十三条第一款：较大数额罚款等；多大数额为较大，按本地规定。",
    ),
    "is_complex": _choice(
        "是否情节复杂或者重大违法行为",
        (("no", "否"), ("yes", "是，经负责人集体讨论决定")),
        "处罚法第五十七条第二款。",
    ),
    "discussed_on": _day("集体讨论日期", "情节复杂或者重大的填写。", required=False),
    "discussants": _text("参加讨论人员", 150, "两人以上，以顿号分开。", required=False),
    "discussion": _text("讨论结论", 300, required=False),
    "limit_reason": _text(
        "超过二年的说明",
        300,
        "终了二年后才立卷的，写明二年内已被发现或者行为仍在继续的事实（处罚法第三十六条）。",
        required=False,
    ),
    "presider": _text("听证主持人", 60, "姓名和职务；由非本案调查人员主持。"),
    "late_told": _choice(
        "决定书是否告知加处罚款、滞纳金的标准",
        (("no", "未告知"), ("yes", "已告知")),
        "没有告知的不能加收（强制法第四十五条第一款）。",
    ),
    "ordered_until": _day("责令限期缴纳的届满日", "决定前责令过限期缴纳的填写。", required=False),
    "waive_ground": _text("减免的依据", 300, "法律条款，法院裁定或者和解协议的文号。"),
    "pay_days": _days,
    "amount": _amount,
    "decision_number": _text("决定书文号", 100),
    "served_on": _day("送达日期"),
    "pay_by": _day("缴款期限"),
    "rights_told": _choice(
        "决定书是否告知复议、诉讼权利",
        (("yes", "已告知"), ("no", "未告知")),
        "未告知的，救济期限最长一年。",
    ),
    "offence_ended_on": _day(
        "违法行为终了日期", "已竣工的填竣工日期；仍在继续的留空。", required=False
    ),
    "requested_on": _day("当事人要求听证的日期"),
    "hearing_on": _day("听证日期"),
    "hearing_place": _text("听证时间和地点", 150),
    "contest_kind": _choice("类别", (("reconsideration", "行政复议"), ("lawsuit", "行政诉讼"))),
    "instance": _choice(
        "作出的审级",
        (
            ("reconsideration", "复议决定"),
            ("first", "一审判决，无人上诉"),
            ("second", "二审、再审裁判"),
        ),
    ),
    "first_result": _choice("判决结果", FIRST_RESULTS),
    "annulled_as": _choice("结果", ANNULLED_KINDS),
    "paper_on": _day("文书日期"),
    "new_amount": _new_amount,
    "new_pay_by": _day("另定的缴款期限", "决定、判决没有另定的留空，按原期限。", required=False),
    "redo_by": _day("重新作出决定的期限", "决定、判决写明期限的按其填写，从速办理。"),
    "body": _text("作出或者受理机关", 100),
    "case_number": _text("案号", 100),
    "document_number": _text("决定、裁定或者批准文件文号", 100),
    "reason": _text("理由", 500),
    "asks_for": _choice("要求履行的内容", ()),
    "court_ground": _choice("管辖", _COURT_GROUNDS, "行诉解释第一百五十七条。"),
    "court": _text("人民法院", 100, "写全称。"),
    "centralised_by": _text("指定集中管辖的文件", 150, "选择集中管辖的填写。", required=False),
    "property": _text("执行标的情况", 500, "被执行人的财产、账户、住所，责令事项的现场等情况。"),
    "voucher": _text("凭证号", 60, "缴款书或税票号码。"),
    "until": _day("最后期限"),
    "administrator": _text("破产管理人", 100),
    "accepted_on": _day("法院受理破产申请日期"),
    "instalments": InstalmentLines,
    "default": _choice(
        "一期没有缴清的",
        (("ends", "分期到此终止，其余罚款一并到期"), ("goes_on", "不影响其余各期")),
        "分期的填写，印在决定书上。",
    ),
    "ruling_number": _text("法院文书文号", 100),
    "ruling_on": _day("法院文书日期"),
    "settled_on": _day("和解协议记入笔录的日期"),
    "agreed": _text("和解协议的内容", 500, "履行的时间、方式；照笔录填写。"),
    "letter_number": _text("本机关致法院文书的文号", 100),
    "done_on": _day("履行日期"),
    "suspension_ground": _ground("中止的情形", GROUNDS_OF_SUSPENSION),
    "termination_ground": _ground("终结的情形", GROUNDS_OF_TERMINATION),
}
_SUM_LABELS = {"foretell": "拟处罚款金额", "penalise": "罚款金额", "pay_fine": "缴纳金额",
               "enter_decision": "决定金额", "pay_added": "缴纳金额",
               "waive_added": "不再收取的金额", "refund_fine": "退还金额",
               "refund_added": "退还金额"}  # fmt: skip
# The steps whose form the book shapes: what it does not know is not asked.
_PENALISING = ("foretell", "penalise")


def day_in(data: Mapping[str, Any]) -> date:
    """The day that a step is to bear, as it was sent; today where none was, or none is readable."""
    try:
        day = DateFormField(required=False).clean(data.get("on"))
    except ValidationError:
        day = None  # told with the field
    return day or timezone.localdate()


class StepForm(forms.Form):
    """One step on one track; ``values()`` is what the act takes.

    ``day`` is that of the step: by its law the form asks what it asks.
    """

    version = VersionField(required=False)
    on = DateFormField(label="日期")

    def __init__(
        self, *args: Any, step: LawfulStep, track: CollectionTrack, day: date, **kwargs: Any
    ) -> None:
        initial = {"on": day, "version": track.version, **_proposed(step, track, day)}
        super().__init__(*args, initial=initial, **kwargs)
        self.step = step
        for name in step.fields:
            self.fields[name] = _FIELDS[name]()
        if step.code in _PENALISING:
            self._keep_to_the_book(track, day)
        elif step.code == "enter_decision":
            self._keep_to_the_kind(track)
        elif step.code in ("demand", "apply"):
            self._keep_to_the_road(track, day)
        elif step.code == "defer":
            self._keep_to_the_plan()
        elif step.code == OWN_CHANGE and track.kind == LEVY:
            # What the reviewed assessment lowered, nobody types once more.
            del self.fields["new_amount"]
        self._name_the_day(step)
        if "amount" in self.fields:
            self.fields["amount"].label = _SUM_LABELS[step.code]

    def _keep_to_the_book(self, track: CollectionTrack, day: date) -> None:
        """Only what the office's book lays on the act: its orders, a fine where it has one."""
        self.fields["finding"].label = "违法事实"
        self.fields["finding"].help_text = "印在文书上，写明时间、地点和经过；证据在下面列出。"
        sanction = governing(track, day, self._cost_sent()).sanction
        orders = sanction.orders if sanction else ()
        if len(orders) > 1:
            self.fields["order"].choices = [(code, f"责令{ORDERS[code]}") for code in orders]
        else:
            del self.fields["order"]
        if orders:
            only = f"责令{ORDERS[orders[0]]}的最后日期" if len(orders) == 1 else "责令的最后日期"
            self.fields["order_by"].label = only
        else:
            del self.fields["order_by"]
        if sanction and sanction.may_fine:
            self._keep_the_fine(track, day, must=sanction.must_fine)
        else:
            for name in ("amount", "shelter_cost", "fine_grounds", "mitigation",
                         "mitigation_facts"):  # fmt: skip
                del self.fields[name]

    def _cost_sent(self) -> Decimal | None:
        """The shelter's cost as typed: of two laws it may tell which governs."""
        field = self.fields["shelter_cost"]
        typed = field.widget.value_from_datadict(self.data, self.files, "shelter_cost")
        try:
            cost: Decimal | None = field.clean(typed)
        except ValidationError:
            return None  # told with the field
        return cost

    def _keep_the_fine(self, track: CollectionTrack, day: date, *, must: bool) -> None:
        amount = self.fields["amount"] = _fine()
        amount.required = must
        if not must:
            amount.help_text = "可以并处：不处罚款的留空，只给予警告和责令。"
        if not needs_cost(track, day):
            del self.fields["shelter_cost"]
        grounds = [(code, row.name) for code, row in mitigations_of(track, day).items()]
        self.fields["mitigation"].choices = [("", "不减轻"), *grounds]

    def _name_the_day(self, step: LawfulStep) -> None:
        """A result counts from its day in force, which is none of the office's choosing."""
        if step.code in RESULTS:
            self.fields["on"].label = "生效日期"
            self.fields["on"].help_text = "复议决定填送达之日，裁判填发生法律效力之日。"
        elif step.code == "judge":
            self.fields["on"].label = "判决送达日期"

    def _keep_to_the_kind(self, track: CollectionTrack) -> None:
        """No 责令限期缴纳 goes before a penalty."""
        if track.kind != LEVY:
            del self.fields["ordered_until"]

    def _keep_to_the_road(self, track: CollectionTrack, day: date) -> None:
        """What can be asked for; after a judgment only the court of first instance."""
        asked = claims_left(track, day, self.step.code)
        if len(asked) > 1:
            self.fields["asks_for"].choices = [(code, _ASKED[code]) for code in asked]
        else:
            del self.fields["asks_for"]
        if self.step.code == "apply" and fate_of(track).road is Road.JUDGED:
            del self.fields["court_ground"], self.fields["centralised_by"]
            self.fields["court"].label = "第一审人民法院"
            self.fields["court"].help_text = "生效裁判由第一审人民法院执行。"

    def _keep_to_the_plan(self) -> None:
        """One last day, or parts; what a part that is not paid brings about."""
        self.fields["requested_on"].label = "当事人申请的日期"
        self.fields["reason"].label = "申请的理由"
        self.fields["pay_by"].label = "暂缓至"
        self.fields["pay_by"].required = False
        self.fields["pay_by"].help_text = "不分期的填写；分期的在下面填写各期。"

    def values(self) -> dict[str, Any]:
        """What the form said besides the day, by field; what it did not ask is not there."""
        names = (name for name in self.step.fields if name in self.fields)
        return {name: self.cleaned_data[name] for name in names}

    def clean_officers(self) -> str:
        """Two people at least. Source: 行政处罚法 art. 42."""
        try:
            return require_two(self.cleaned_data["officers"], "办理人员", field="officers")
        except Incomplete as refusal:
            raise ValidationError(f"{refusal.message}。") from refusal


# Which sum of the track a step is about.
_SUMS = {
    **dict.fromkeys(("pay_added", "waive_added"), "added_owed"),
    "pay_fine": "owed",
    "refund_fine": "fine_to_refund",
    "refund_added": "added_to_refund",
}


def _proposed(step: LawfulStep, track: CollectionTrack, day: date) -> dict[str, Any]:
    """What the form offers: the facts of the case, what was told, what is owed."""
    proposed: dict[str, Any] = {}
    if "finding" in step.fields:
        proposed["finding"] = track.case.facts
    if step.code == "levy":
        proposed["pay_by"] = proposed_due_day(day)
    if step.code in _PENALISING:
        proposed |= _proposed_penalty(step, track, day)
    if step.code == "apply":
        proposed |= proposed_court(track, day)
    if step.code in _SUMS:
        proposed["amount"] = getattr(track, _SUMS[step.code])
    if step.code in (*RESULTS, "judge", "appeal"):
        proposed |= _proposed_paper(track)
    if step.code == OWN_CHANGE:
        proposed["pay_by"] = track.pay_by
    if step.code == "enter_decision" and track.kind == LEVY:
        proposed["amount"] = track.owed
    return proposed


def _proposed_paper(track: CollectionTrack) -> dict[str, Any]:
    """Who decides, and what its first judgment said already."""
    steps = sorted(track.steps.all(), key=lambda step: step.pk)
    said: dict[str, Any] = {}
    for step in steps:
        if step.code == "contest":
            is_suit = step.values.get("contest_kind") == "lawsuit"
            second, first = Instance.SECOND, Instance.RECONSIDERATION
            said = {
                "body": step.values.get("body", ""),
                "instance": (second if is_suit else first).value,
            }
        elif step.code == "judge":
            kept = ("body", "document_number", "paper_on")
            said = {name: step.values.get(name, "") for name in kept}
            said["instance"] = Instance.FIRST.value
        elif step.code == "appeal":
            said = {"body": step.values.get("body", ""), "instance": Instance.SECOND.value}
    return said


def _proposed_penalty(step: LawfulStep, track: CollectionTrack, day: date) -> dict[str, Any]:
    """The prior notice from the file and the 裁量基准; the decision from what was told."""
    if step.code == "foretell":
        proposed: dict[str, Any] = {"evidence": as_lines(_evidence_on_file(track))}
        rows = [row for row in fine_proposals(track, day) if not row.mitigates]
        if len(rows) == 1:
            row = rows[0]
            proposed["amount"] = row.minimum
            proposed["fine_grounds"] = f"{row.circumstance or row.name}，按{row.basis}"
        return proposed
    told = track.steps.filter(code="foretell").order_by("-id").first()
    said = told.values if told else {}
    kept = ("fine_grounds", "shelter_cost", "mitigation", "mitigation_facts", "order_by")
    return {
        **{name: said[name] for name in kept if name in said},
        "evidence": as_lines(said.get("evidence", [])),
        "order": told_order(track),
        "amount": track.told_amount or None,
    }


def _evidence_on_file(track: CollectionTrack) -> list[dict[str, str]]:
    """The files of the case, each with what it was said to prove."""
    return [
        {"name": row.name.rsplit(".", 1)[0], "source": "案卷附件", "proves": row.purpose}
        for row in track.case.files.all()
    ]
