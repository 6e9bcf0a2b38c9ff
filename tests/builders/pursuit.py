"""A debt being pursued: what the finance officer and the head of the office do, in short words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fees.collection.acts.cases import open_case, open_penalty_track, take_step
from fees.collection.queries import papers_of
from fees.collection.steps.court import GROUNDS_OF_SUSPENSION, GROUNDS_OF_TERMINATION
from fees.collection.steps.table import DECIDE, STEPS
from fees.models import (
    CollectionCase,
    CollectionStep,
    CollectionTrack,
    FeeAccount,
)
from renfang.documents.models import IssuedDocument
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.serving.acts import Inquiry, Served, prepare_service, record_service
from renfang.serving.models import ServiceReceipt
from renfang.serving.queries import unserved
from tests.builders.office import Office

COURT = "X市东区人民法院"
EVIDENCE = [
    {"name": "现场勘验笔录", "source": "本机关制作", "proves": "地下没有建成防空地下室"},
    {"name": "施工许可证复印件", "source": "住建部门调取", "proves": "项目已经开工"},
]
# The day on the court's papers: early enough for any test.
LONG_AGO = date(2020, 1, 2)
_RULING = {"ruling_number": "（2025）X行审1号", "ruling_on": LONG_AGO}
# A paper of the second instance, which is final.
RULED = {
    "instance": "second",
    "body": "X市中级人民法院",
    "document_number": "（2025）X行终1号",
    "paper_on": date(2025, 3, 3),
}
# What the form of each step says where a test has nothing of its own to say.
GIVEN: dict[str, dict[str, Any]] = {
    "verify": {"officers": "张三（620101）、李四（620102）", "finding": "已竣工，未缴费"},
    "order": {"finding": "核定后未缴费", "pay_days": 5},
    "levy": {"finding": "核定后未缴费", "heard": "当事人未提出陈述申辩"},
    "file": {"finding": "应建未建", "officers": "张三、李四", "offence_ended_on": None},
    "investigate": {"officers": "张三、李四", "finding": "证据确凿", "legal_review": "同意"},
    "foretell": {
        "finding": "应建未建",
        "evidence": EVIDENCE,
        "amount": Decimal("70000.00"),
        "fine_grounds": "应建面积较大，全部未建",
        "hearing_right": "yes",
    },
    "penalise": {
        "finding": "应建未建",
        "evidence": EVIDENCE,
        "heard": "当事人未提出陈述申辩",
        "amount": Decimal("70000.00"),
        "fine_grounds": "应建面积较大，全部未建",
        "is_complex": "no",
    },
    "fulfil": {"finding": "警告已送达，责令的事项已经履行"},
    "waive_added": {"waive_ground": "执行和解协议（2025）X执1号", "reason": "本金已一次缴清"},
    "contest": {"contest_kind": "lawsuit", "body": COURT, "case_number": "1号"},
    "judge": {
        "body": COURT,
        "document_number": "（2025）X行初1号",
        "paper_on": date(2025, 3, 3),
        "first_result": "驳回诉讼请求",
    },
    "appeal": {"body": "X市中级人民法院", "case_number": "（2025）X行终1号"},
    "uphold": RULED,
    "change": {**RULED, "new_amount": Decimal("10000.00"), "reason": "明显不当"},
    "annul_part": {**RULED, "new_amount": Decimal("10000.00"), "reason": "部分事实不清"},
    "annul": {**RULED, "annulled_as": "annulled", "reason": "认定事实不清"},
    "redo": {**RULED, "reason": "认定事实不清"},
    "declare": {**RULED, "reason": "程序轻微违法"},
    "withdraw_contest": {
        "body": "X市中级人民法院",
        "document_number": "（2025）X行初1号裁定",
        "paper_on": date(2025, 3, 3),
    },
    "change_own": {"reason": "面积计算有误"},
    "revoke": {"reason": "事实不清"},
    "take_back": {**_RULING, "reason": "应缴已经取消"},
    "apply": {"court": COURT, "court_ground": "applicant", "property": "基本账户"},
    "accept": {"case_number": "（2025）X行审1号"},
    "reject": {**_RULING, "reason": "材料不全"},
    "deny": {**_RULING, "reason": "明显缺乏事实根据"},
    "rule": {**_RULING},
    "enforce": {"case_number": "（2025）X执1号", "finding": "已立案执行"},
    "settle": {"ruling_number": "（2025）X执1号", "settled_on": LONG_AGO, "agreed": "分三期缴清"},
    "breach": {**_RULING, "reason": "第一期未缴"},
    "extend": {"letter_number": "X动函〔2025〕1号", "reason": "同意延期三个月"},
    "suspend": {
        **_RULING,
        "suspension_ground": GROUNDS_OF_SUSPENSION[-1],
        "reason": "账户无余额",
    },
    "resume": {**_RULING, "reason": "发现新的账户"},
    "withdraw": {"letter_number": "X动函〔2025〕2号", "reason": "决定需要重新核对"},
    "terminate": {
        **_RULING,
        "termination_ground": GROUNDS_OF_TERMINATION[-1],
        "reason": "无财产可供执行",
    },
    "close_round": {**_RULING, "reason": "经财产调查未发现可供执行的财产"},
    "reopen": {**_RULING, "reason": "发现新的账户"},
    "perform": {"done_on": LONG_AGO, "finding": "经现场核查已建成"},
    "write_off": {"document_number": "X动纪〔2026〕1号", "reason": "无财产可供执行"},
    "drop": {"reason": "违法事实不能成立"},
}


@dataclass
class Pursuit:
    """One case of the east district, on the levy track unless told otherwise."""

    office: Office
    account: FeeAccount
    case: CollectionCase

    @classmethod
    def begun(cls, office: Office, account: FeeAccount, on: date) -> Pursuit:
        """A case opened on a day."""
        officer = office.who(Role.FINANCE)
        case = open_case(account.pk, source="overdue", facts="核定后未缴费", on=on, by=officer)
        return cls(office, account, case)

    @property
    def officer(self) -> Any:
        return self.office.who(Role.FINANCE)

    @property
    def head(self) -> Any:
        return self.office.who(Role.HEAD)

    def track(self, kind: str = "levy") -> CollectionTrack:
        """The track as the database holds it now."""
        return CollectionTrack.objects.select_related("case__account").get(
            case=self.case, kind=kind
        )

    def penalise(self) -> CollectionTrack:
        """Open the penalty track."""
        return open_penalty_track(self.case.pk, by=self.officer)

    def step(
        self, code: str, on: date, kind: str = "levy", *, explanation: str = "", **values: Any
    ) -> CollectionStep:
        """Take a step; the head takes those that are the head's."""
        by = self.head if STEPS[code].permission == DECIDE else self.officer
        given = {**GIVEN.get(code, {}), **values}
        if code == "levy":
            given = {"pay_by": on + timedelta(days=20), **given}
        if code in ("settle", "extend"):
            given = {"until": on + timedelta(days=90), **given}
        if code == "change_own":
            given = {"pay_by": on + timedelta(days=20), **given}
        if code == "redo":
            given = {"redo_by": on + timedelta(days=60), **given}
        if code in ("foretell", "penalise"):
            given = {"order_by": on + timedelta(days=90), **given}
        return take_step(
            self.track(kind).pk, code, on=on, values=given, explanation=explanation, by=by
        )

    def serve(self, on: date, kind: str = "levy", method: str = "direct") -> ServiceReceipt:
        """Serve the paper that waits for it; ``on`` is the day of the receipt or the notice."""
        track = self.track(kind)
        paper = unserved(papers_of(track)).first()
        note = "下落不明，其他方式无法送达" if method in ("public_notice", "left") else ""
        return served(paper, on, self.officer, method=method, note=note)

    def decided(self, levied: date, served: date) -> None:
        """Verified, decided and served on these days."""
        self.step("verify", levied)
        self.step("levy", levied)
        self.serve(served)


def served(
    paper: IssuedDocument, on: date, by: User, method: str = "direct", note: str = ""
) -> ServiceReceipt:
    """The paper handed over on a day, by a receipt of the same day."""
    receipt = prepare_service(
        paper.pk,
        method=method,
        recipient="X置业有限公司",
        place="滨河路 18 号",
        servers="张三、李四",
        note=note,
        inquiry=asked_for(on) if method == "public_notice" else None,
        explanation="按经过先后补录",
        on=on,
        by=by,
    )
    return record_service(receipt.pk, signed(on), by=by)


def asked_for(on: date) -> Inquiry:
    """Whereabouts that nobody knows, asked for on the day: what opens a public notice."""
    return Inquiry(on, "住所地居民委员会和市场监督管理局", "住所已无人经营，去向不明")


def signed(on: date) -> Served:
    """A receipt with everything that any method asks for, signed at midnight."""
    at = timezone.make_aware(datetime(on.year, on.month, on.day))
    return Served(at=at, signatory="王五", witness="社区干部", proof="X日报第 3 版")
