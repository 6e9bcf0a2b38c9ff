"""What can be done with the works of a shelter, their filing and certificate, and with orders."""

from __future__ import annotations

from datetime import date

from engineering.approvals.models.applications import Application
from engineering.approvals.queries.permits import why_permit_fails
from engineering.shelters.models import Shelter
from engineering.shelters.queries import papers_in_force
from engineering.shelters.rules import CERTIFICATE
from engineering.works.models import Rectification
from engineering.works.queries import open_matters, open_rectifications
from renfang.acts import Refused
from renfang.documents.models import IssuedDocument
from renfang.hooks import Hook
from renfang.organisations.models import User
from renfang.resting import Ending
from renfang.steps import Step, Steps, stops

_State = Shelter.State
_SUPERVISES, _ACCEPTS, _FILES = "supervise_works", "record_acceptance", "issue_certificate"
# 换发 asks for it beside the right to issue.
VOIDS = "void_certificates"
# A filed shelter whose certificate was voided without a new one may be given one again.
CERTIFIABLE = (_State.ACCEPTED, _State.FILED, _State.IN_USE)


def _is_supervised(shelter: Shelter) -> bool:
    return hasattr(shelter, "supervision")


def _registered_already(shelter: Shelter) -> str:
    return f"{shelter}已办理质量监督注册，不需再次办理" if _is_supervised(shelter) else ""


def _not_registered(shelter: Shelter) -> str:
    return "" if _is_supervised(shelter) else f"{shelter}尚未办理质量监督注册，先办理注册"


def _owes_no_report(shelter: Shelter) -> str:
    if not _is_supervised(shelter):
        return f"{shelter}没有质量监督注册，不能签发质量监督报告"
    if "supervision_report" in papers_in_force(shelter):
        return f"{shelter}已有一份现行有效的质量监督报告；内容有误的，作废后重新签发"
    return ""


def _certified_already(shelter: Shelter) -> str:
    if CERTIFICATE not in papers_in_force(shelter):
        return ""
    return f"{shelter}已有一份现行有效的备案证明；内容有误的，办理换发"


def _received_already(shelter: Shelter) -> str:
    return f"{shelter}已登记备案收件，不需再次登记" if hasattr(shelter, "filing") else ""


def _permit_ended(shelter: Shelter, by: User, on: date) -> str:
    """Works of their own (单建工程) need no permit."""
    permit = shelter.approval
    if permit is None or permit.state == Application.State.GRANTED:
        return ""
    return (
        f"{shelter}的许可现为“{permit.get_state_display()}”，不能登记开工。"
        "由建设单位重新申请，取得许可后再开工"
    )


def _permit_fails(shelter: Shelter, by: User, on: date) -> str:
    """Nothing is accepted, filed or certified on a permit that does not count any more."""
    why = why_permit_fails(shelter.approval, shelter.completed_on)
    return (
        f"{why}，不能再办理。继续建设的由建设单位重新申请许可；已建部分依法处理后登记善后处理"
        if why
        else ""
    )


def _certificates_permit_fails(certificate: IssuedDocument, by: User, on: date) -> str:
    return _permit_fails(certificate.subject, by, on)


def _orders_open(shelter: Shelter, by: User, on: date) -> str:
    orders = open_rectifications(shelter)
    if not orders:
        return ""
    return f"{shelter}尚有 {len(orders)} 份责令整改通知书未闭合，复查合格后再签发"


def _held(shelter: Shelter, by: User, on: date) -> str:
    return _why_held(shelter, "签发备案证明")


def _why_held(shelter: Shelter, to: str) -> str:
    reasons = open_matters(shelter, open_rectifications(shelter))
    return f"{shelter}暂不能{to}：{'；'.join(reasons)}" if reasons else ""


START = Step(
    label="登记开工",
    url="engineering:shelter_start",
    permission=_ACCEPTS,
    start=(_State.PLANNED,),
    end=(_State.UNDER_CONSTRUCTION,),
    to_do="开工后登记开工日期。",
    is_main=True,
    asks=Hook(stops(_permit_ended)),
)
ACCEPT = Step(
    label="登记竣工验收",
    url="engineering:shelter_accept",
    permission=_ACCEPTS,
    start=(_State.UNDER_CONSTRUCTION,),
    end=(_State.ACCEPTED, _State.UNDER_CONSTRUCTION),
    law="《建设工程质量管理条例》第十六条",
    to_do="竣工验收后登记验收结果和实测面积。",
    is_main=True,
    asks=Hook(stops(_permit_fails)),
)
SUPERVISE = Step(
    label="质量监督注册",
    press="登记注册",
    to="办理质量监督注册",
    url="engineering:shelter_supervise",
    permission=_SUPERVISES,
    start=(_State.PLANNED, _State.UNDER_CONSTRUCTION),
    law="《建设工程质量管理条例》第十三条",
    lead="开工前办理；已开工的，补办并记录在案。",
    idle=_registered_already,
    asks=Hook(stops(_permit_fails)),
)
VISIT = Step(
    label="登记监督检查",
    url="engineering:shelter_visit",
    permission=_SUPERVISES,
    start=(_State.UNDER_CONSTRUCTION,),
    idle=_not_registered,
)
REPORT = Step(
    label="签发质量监督报告",
    press="签发报告并编号",
    url="engineering:shelter_report",
    permission=_SUPERVISES,
    start=(_State.ACCEPTED, _State.FILED),
    lead="监督注册、检查、整改和验收情况由系统列入报告，签发后不能修改。",
    idle=_owes_no_report,
    asks=Hook(stops(_permit_fails), stops(_orders_open, Refused)),
)
CERTIFY = Step(
    label="核对并签发备案证明",
    press="签发备案证明并编号",
    to="签发竣工验收备案证明",
    url="engineering:shelter_certify",
    permission=_FILES,
    start=CERTIFIABLE,
    end=(_State.FILED, _State.IN_USE),
    law="《建设工程质量管理条例》第四十九条",
    lead="系统即时编号并生成带二维码的证明，签发后内容不能修改。发现错误的，只能作废后换发。",
    to_do="竣工验收合格，核对后签发备案证明。",
    is_main=True,
    idle=_certified_already,
    asks=Hook(stops(_permit_fails), stops(_held, Refused)),
)
FILE = Step(
    label="登记备案收件",
    press="登记收件并生成备案表",
    url="engineering:shelter_filing",
    permission=_FILES,
    start=(_State.ACCEPTED,),
    law="《建设工程质量管理条例》第四十九条",
    idle=_received_already,
    asks=Hook(stops(_permit_fails)),
)
STEPS = Steps(Shelter, START, ACCEPT, SUPERVISE, VISIT, REPORT, CERTIFY, FILE)


def _closed_already(order: Rectification) -> str:
    return "" if order.is_open else f"该次整改已于 {order.closed_on} 复查合格"


CLOSE = Step(
    label="整改复查",
    press="登记复查合格",
    url="engineering:rectification_close",
    permission=_SUPERVISES,
    idle=_closed_already,
)
ORDER_STEPS = Steps(Rectification, CLOSE)


def _void_already(certificate: IssuedDocument) -> str:
    return f"{certificate}已经作废，不能换发" if certificate.is_void else ""


def _held_again(certificate: IssuedDocument, by: User, on: date) -> str:
    return _why_held(certificate.subject, "换发备案证明")


REISSUE = Step(
    label="换发备案证明",
    press="作废并换发",
    url="engineering:certificate_replace",
    permission=_FILES,
    law="《建设工程质量管理条例》第四十九条",
    is_danger=True,
    ends=Ending.VOID,
    idle=_void_already,
    asks=Hook(stops(_certificates_permit_fails), stops(_held_again, Refused)),
)
CERTIFICATE_STEPS = Steps(IssuedDocument, REISSUE)
