"""Stories of arrears for the demo city: a case in every state that the collection desk knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from engineering.deliveries import Served
from engineering.demo import Case, tell, tower
from fees.collection.cases import close_case, open_case, open_penalty_track, take_step
from fees.collection.contacts import block_reminders, log_contact
from fees.collection.deliveries import papers_to_serve, prepare_service, record_service
from fees.collection.lawful_steps import DECIDE, STEPS
from fees.demo import tell_fee
from fees.models import CollectionCase, CollectionTrack, FeeAccount
from renfang.organisations.permissions import Role
from renfang.workbench.demo import DemoCity, Story

_OFFICERS = "何晓梅（执法证 620011）、李文静（执法证 620012）"
_FACTS = "经核查，该项目已开工建设，未按核定缴纳防空地下室易地建设费"
# What the forms of the steps say.
_SAID: dict[str, dict[str, Any]] = {
    "verify": {"officers": _OFFICERS, "finding": _FACTS},
    "order": {"finding": _FACTS, "pay_days": 10},
    "levy": {"finding": _FACTS, "heard": "当事人未提出陈述申辩", "pay_days": 15},
    "file": {"finding": _FACTS, "officers": _OFFICERS, "offence_ended_on": None},
    "investigate": {"officers": _OFFICERS, "finding": _FACTS, "legal_review": "事实清楚，同意"},
    "foretell": {
        "finding": _FACTS,
        "amount": Decimal("60000.00"),
        "punish_basis": "《中华人民共和国人民防空法》第四十八条",
    },
    "penalise": {
        "finding": _FACTS,
        "heard": "当事人未提出陈述申辩，未要求听证",
        "amount": Decimal("60000.00"),
        "punish_basis": "《中华人民共和国人民防空法》第四十八条",
    },
    "contest": {
        "contest_kind": "lawsuit",
        "body": "云川市东川区人民法院",
        "case_number": "行初 31 号",
    },
    "apply": {
        "court": "云川市中级人民法院",
        "property": "被申请人在云川银行的基本账户，名下商铺 3 间",
        "justification": "",
    },
    "accept": {"case_number": "行审 18 号"},
    "rule": {"document_number": "行审 18 号裁定"},
    "enforce": {"case_number": "执 206 号", "finding": "已立案执行，查封商铺 3 间"},
    "suspend": {
        "suspension_ground": "当事人履行行政决定确有困难或者暂无履行能力",
        "reason": "账户无余额，商铺已设定抵押",
    },
    "drop": {"reason": "复核属于不应缴纳的范围"},
}
_TO_DECISION = ((66, "open"), (68, "verify"), (70, "levy"), (72, "serve"))
_TO_COURT = (*_TO_DECISION, (300, "demand"), (302, "serve"), (325, "apply"))
# name, developer, storeys, days ago, (days after the application, what is done, of which track)
_STORIES: tuple[tuple[str, str, int, int, tuple[tuple[Any, ...], ...]], ...] = (
    ("金桂雅苑", "云川金桂置业有限公司", 18, 96, ((70, "open"), (72, "promise"))),
    ("银杏公馆", "云川银杏置业有限公司", 16, 128, ((70, "open"), (72, "verify"), (74, "order"),
     (76, "serve"), (80, "block"))),
    ("丁香花园", "云川丁香置业有限公司", 17, 150, ((70, "open"), (72, "verify"), (74, "levy"))),
    ("玉兰名邸", "云川玉兰置业有限公司", 20, 176, _TO_DECISION),
    ("海棠春晓", "云川海棠置业有限公司", 18, 240, (*_TO_DECISION, (100, "contest"))),
    # Served some 260 days ago: the right to apply lapses within a fortnight.
    ("紫薇华庭", "云川紫薇置业有限公司", 22, 336, (*_TO_DECISION, (318, "demand"))),
    ("青枫里", "云川青枫置业有限公司", 15, 372, _TO_DECISION),
    ("白桦林居", "云川白桦置业有限公司", 19, 380, _TO_COURT),
    ("红杉国际", "云川红杉置业有限公司", 24, 460, (*_TO_COURT, (330, "accept"), (340, "rule"),
     (350, "enforce"), (400, "suspend"))),
    ("云杉半岛", "云川云杉置业有限公司", 21, 290, (*_TO_DECISION, (80, "penalise it"),
     (82, "file", "penalty"), (96, "investigate", "penalty"), (100, "foretell", "penalty"),
     (102, "serve", "penalty"), (116, "penalise", "penalty"), (118, "serve", "penalty"))),
    ("木棉小筑", "云川木棉置业有限公司", 12, 140, ((66, "open"), (80, "drop"), (82, "close"))),
)  # fmt: skip
_FIRST_NUMBER = 140


def collection_stories(city: DemoCity) -> Iterator[Story]:
    """One story for each debtor, from the application for relocation to the present state."""
    for number, row in enumerate(_STORIES, _FIRST_NUMBER):
        yield _story(city, number, *row)


def _story(
    city: DemoCity,
    number: int,
    name: str,
    developer: str,
    storeys: int,
    ago: int,
    script: tuple[tuple[Any, ...], ...],
) -> Story:
    ground = Decimal("612.40")
    building = tower(1, storeys, f"{ground}", f"{ground * storeys}")
    address = f"高新技术产业开发区云科路 {number} 号"
    case = Case(name, "city", developer, address, (building,), ago, "granted", built="0")
    yield from tell(city, number, case)
    yield from tell_fee(city, case, "overdue")
    for after, deed, *kind in script:
        day = city.day(ago - after)
        yield day
        _do(city, name, deed, day, kind[0] if kind else "levy")


def _do(city: DemoCity, name: str, deed: str, day: date, kind: str) -> None:
    """One act of the story on its day."""
    account = FeeAccount.objects.get(project=city.left[name])
    finance, head = city.who(Role.FINANCE), city.who(Role.HEAD)
    if deed == "open":
        open_case(account.pk, source="overdue", facts=_FACTS, on=day, by=finance)
        return
    case = CollectionCase.objects.get(account=account)
    if deed in _SAID:
        by = head if STEPS[deed].permission == DECIDE else finance
        track = case.tracks.get(kind=kind)
        take_step(track.pk, deed, on=day, values=_SAID[deed], by=by)
    elif deed == "demand":
        take_step(case.tracks.get(kind=kind).pk, deed, on=day, values={}, by=finance)
    elif deed == "serve":
        _serve(case.tracks.get(kind=kind), account, day, city)
    elif deed == "penalise it":
        open_penalty_track(case.pk, by=finance)
    elif deed == "close":
        close_case(case.pk, result="经复核不属于应缴范围，已撤案", on=day, by=head)
    else:
        _talk(case, deed, day, city)


def _serve(track: CollectionTrack, account: FeeAccount, day: date, city: DemoCity) -> None:
    paper = papers_to_serve(track).first()
    if paper is None:
        return
    finance = city.who(Role.FINANCE)
    service = prepare_service(
        track.pk,
        paper.pk,
        method="direct",
        recipient=account.project.developer.name,
        place=account.project.address,
        servers="何晓梅、李文静",
        on=day,
        by=finance,
    )
    at = timezone.make_aware(datetime.combine(day, time(9)))
    record_service(service.pk, Served(at=at, signatory="前台收件人"), by=finance)


def _talk(case: CollectionCase, deed: str, day: date, city: DemoCity) -> None:
    finance = city.who(Role.FINANCE)
    if deed == "block":
        reason = "债务人对核定面积提出异议，正在复核"
        block_reminders(case.pk, kind="dispute", reason=reason, by=finance)
        return
    log_contact(
        case.pk,
        kind="call",
        summary="财务经理称正在筹款，承诺先缴十万元",
        on=day,
        person="王经理",
        promised_amount=Decimal("100000.00"),
        promised_on=day + timedelta(days=30),
        by=finance,
    )
