"""拆除补偿费: charged by the approval of a demolition, paid by vouchers, never rewritten."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from engineering.demolitions import apply_demolition, decide_demolition
from engineering.models import Shelter
from fees.compensation import record_compensation_payment, reverse_compensation_payment
from fees.models import Compensation, CompensationEntry
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.engineering.upkeep_cases import standing_shelter
from tests.engineering.works_cases import today

SUM = Decimal("780000.00")


@pytest.fixture
def finance(office):
    return office.who(Role.FINANCE)


def decided(office, *, approve=True, remedy="compensation", **changes):
    """A demolition of the whole works, decided today."""
    shelter = standing_shelter(office, state=Shelter.State.IN_USE, **changes)
    case = apply_demolition(
        shelter.pk,
        by=office.who(Role.CLERK),
        applicant="某城投公司",
        applied_on=today(),
        reason="道路拓宽，无法避让",
        area=shelter.built_area,
        remedy=remedy,
        compensation=SUM,
    )
    return decide_demolition(
        case.pk, by=office.who(Role.HEAD), approve=approve, on=today(), opinion="同意拆除"
    )


@pytest.fixture
def account(office):
    return Compensation.objects.get(demolition=decided(office))


def paid(account, finance, amount="300000.00", **changes):
    return record_compensation_payment(
        account.pk,
        **{
            "by": finance,
            "amount": Decimal(amount),
            "paid_on": today(),
            "voucher_number": "6201 2345a",
            "key": uuid4(),
            **changes,
        },
    )


def test_an_approval_against_compensation_charges_it(account):
    entry = account.entries.get()
    assert (entry.kind, entry.amount, account.balance) == ("charge", SUM, SUM)
    assert account.due_on == account.demolition.due_on
    assert events_of(account).first().after["应缴"] == "780,000.00 元"


def test_neither_a_refusal_nor_rebuilding_charges_anything(office):
    decided(office, approve=False)
    decided(office, remedy="rebuild", name="另一工程")
    assert not Compensation.objects.exists()


def test_payments_lower_the_debt_and_none_is_taken_beyond_it(account, finance):
    assert paid(account, finance).balance_after == Decimal("480000.00")
    with pytest.raises(Incomplete, match=r"大于欠缴 480,000\.00 元"):
        paid(account, finance, "480000.01", voucher_number="X2")
    paid(account, finance, "480000.00", voucher_number="X2")
    assert account.balance == Decimal("0.00")


def test_a_form_sent_twice_and_a_voucher_used_twice_count_once(account, finance):
    key = uuid4()
    assert paid(account, finance, key=key).pk == paid(account, finance, key=key).pk
    with pytest.raises(Incomplete, match="凭证号 62012345A 已经登记过"):
        paid(account, finance, "1.00")
    assert account.entries.count() == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"paid_on": today() + timedelta(days=1)}, "不能晚于今天"),
        ({"paid_on": today() - timedelta(days=1)}, "早于拆除审批日期"),
        ({"amount": Decimal("0.00")}, "大于 0 元"),
        ({"voucher_number": " "}, "填写缴款书或税票的号码"),
    ],
)
def test_what_no_voucher_proves_is_refused(account, finance, changes, told):
    with pytest.raises(Incomplete, match=told):
        paid(account, finance, **changes)


def test_a_mistake_is_reversed_and_its_voucher_free_again(account, finance):
    wrong = paid(account, finance)
    reverse_compensation_payment(wrong.pk, by=finance, reason="金额录入错误", key=uuid4())
    assert account.balance == SUM
    with pytest.raises(Refused, match="已经冲正"):
        reverse_compensation_payment(wrong.pk, by=finance, reason="金额录入错误", key=uuid4())
    assert paid(account, finance, "200000.00").balance_after == Decimal("580000.00")


def test_entries_are_never_rewritten(account):
    for change in (
        lambda: account.entries.update(amount=Decimal("1.00")),
        lambda: account.entries.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert account.balance == SUM


def test_only_the_offices_own_finance_records(office, account):
    with pytest.raises(NotPermitted):
        paid(account, office.who(Role.HEAD))
    with pytest.raises(NotFound):
        paid(account, office.who(Role.FINANCE, at=office.west))
    with pytest.raises(NotFound):
        reverse_compensation_payment(
            account.entries.get().pk,
            by=office.who(Role.FINANCE, at=office.west),
            reason="金额录入错误",
            key=uuid4(),
        )


def test_finance_is_reminded_until_it_is_paid(account, finance):
    titles = [task.title for task in open_tasks(Scope(finance), today())]
    assert "核对拆除补偿费缴款" in titles
    paid(account, finance, str(SUM))
    titles = [task.title for task in open_tasks(Scope(finance), today())]
    assert "核对拆除补偿费缴款" not in titles


def test_the_pages_lead_from_the_list_to_the_payment(client, account, finance, office):
    client.force_login(finance)
    address = account.get_absolute_url()
    assert address in client.get("/fees/compensations/?standing=owing").content.decode()
    sent = {"paid_on": f"{today()}", "voucher_number": "A1", "key": str(uuid4())}
    refused = client.post(address, {**sent, "amount": "99万"})
    assert (refused.status_code, "大于欠缴" in refused.content.decode()) == (422, True)
    told = client.post(address, {**sent, "amount": "78万"}, follow=True).content.decode()
    assert "已缴清，由经办人登记补偿完成" in told
    entry = CompensationEntry.objects.get(kind="payment")
    url = f"/fees/compensations/entries/{entry.pk}/reverse/"
    assert client.get(url).status_code == 200
    answer = client.post(url, {"reason": "金额录入错误", "key": str(uuid4())})
    assert (answer.status_code, answer.url) == (302, address)
    client.force_login(office.who(Role.CLERK))
    assert client.get("/fees/compensations/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "title", "told"),
    [
        ({}, "准予拆除人民防空工程决定书", "柒拾捌万元整"),
        ({"remedy": "rebuild"}, "准予拆除人民防空工程决定书", ""),
        ({"approve": False}, "不予拆除人民防空工程决定书", ""),
    ],
)
def test_every_decision_is_a_paper(office, changes, title, told):
    case = decided(office, **changes)
    paper = IssuedDocument.objects.of(case.shelter).get(kind="demolition_decision")
    assert paper.title == title
    assert told in paper.snapshot["capitals"]
    assert "行政复议" in paper.snapshot["remedies"]
