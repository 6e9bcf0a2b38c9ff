"""拆除补偿费: charged by the approval of a demolition, paid by vouchers, never rewritten."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from engineering.lifecycle.acts.demolitions import apply_demolition, decide_demolition
from engineering.models import Shelter
from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import Compensation, CompensationEntry
from fees.payments.acts.compensation import (
    record_compensation_payment,
    reverse_compensation_payment,
)
from fees.payments.acts.recording import UsedForm
from fees.payments.acts.slips import check_slip, return_slip
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.database.protection import maintenance
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.upkeep import standing_shelter
from tests.builders.works import today

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


@pytest.fixture
def head(office):
    return office.who(Role.HEAD)


def recorded(account, finance, amount="300000.00", **changes):
    return record_compensation_payment(
        account.pk,
        **{
            "by": finance,
            "amount": Decimal(amount),
            "paid_on": today(),
            "voucher": "6201 2345a",
            "key": uuid4(),
            **changes,
        },
    )


def paid(account, finance, head, amount="300000.00", **changes):
    """The entry of a payment that finance recorded and the head checked."""
    return check_slip(recorded(account, finance, amount, **changes).slip.pk, by=head)


def undone(entry, finance, head):
    slip = reverse_compensation_payment(
        entry.pk, by=finance, reason="金额录入错误", key=uuid4()
    ).slip
    return check_slip(slip.pk, by=head)


def test_an_approval_against_compensation_charges_it(account):
    entry = account.entries.get()
    assert (entry.kind, entry.amount, account.balance) == ("charge", SUM, SUM)
    assert account.due_on == account.demolition.due_on
    assert events_of(account).first().after["应缴"] == "780,000.00 元"


def test_neither_a_refusal_nor_rebuilding_charges_anything(office):
    decided(office, approve=False)
    decided(office, remedy="rebuild", name="另一工程")
    assert not Compensation.objects.exists()


def test_payments_lower_the_debt_and_none_is_taken_beyond_it(account, finance, head):
    assert paid(account, finance, head).balance_after == Decimal("480000.00")
    with pytest.raises(Incomplete, match=r"大于欠缴 480,000\.00 元"):
        recorded(account, finance, "480000.01", voucher="X2")
    paid(account, finance, head, "480000.00", voucher="X2")
    assert account.balance == Decimal("0.00")


def test_a_payment_counts_only_when_another_person_has_checked_it(account, finance, head):
    slip = recorded(account, finance).slip
    assert account.balance == SUM
    with pytest.raises(Refused, match="登记人不能复核"):
        check_slip(slip.pk, by=finance)
    entry = check_slip(slip.pk, by=head)
    assert (entry.recorded_by, entry.posted_by) == (finance, head)
    assert (entry.sequence, account.balance) == (2, Decimal("480000.00"))


def test_what_waits_for_a_check_is_not_taken_twice(account, finance):
    recorded(account, finance, "480000.00")
    with pytest.raises(Incomplete, match=r"另有 480,000\.00 元待复核"):
        recorded(account, finance, "300000.01", voucher="X2")


def test_a_returned_slip_posts_nothing_and_frees_its_voucher(account, finance, head):
    return_slip(recorded(account, finance).slip.pk, by=head, reason="金额与凭证不符")
    assert account.balance == SUM
    assert paid(account, finance, head, "200000.00").balance_after == Decimal("580000.00")


def test_a_form_sent_twice_and_a_voucher_used_twice_count_once(account, finance, head):
    key = uuid4()
    first = recorded(account, finance, key=key)
    again = recorded(account, finance, key=key)
    assert (again.slip, again.is_repeat) == (first.slip, True)
    with pytest.raises(UsedForm, match=r"缴款 300,000\.00 元"):
        recorded(account, finance, "1.00", key=key)
    with pytest.raises(Incomplete, match=r"凭证号 62012345A 已登记在.*待复核"):
        recorded(account, finance, "1.00")
    check_slip(first.slip.pk, by=head)
    with pytest.raises(Incomplete, match="凭证号 62012345A 已于"):
        recorded(account, finance, "1.00")
    assert account.entries.count() == 2


def test_a_voucher_of_a_compensation_pays_no_relocation_fee(account, desk, finance, head):
    paid(account, finance, head, voucher="6201777")
    fee = desk.assessed()
    with pytest.raises(Incomplete, match="凭证号 6201777 已于"):
        desk.record(fee, "1.00", voucher="6201777")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"paid_on": today() + timedelta(days=1)}, "不能晚于今天"),
        ({"paid_on": today() - timedelta(days=1)}, "早于拆除审批日期"),
        ({"amount": Decimal("0.00")}, "大于 0 元"),
        ({"voucher": " "}, "填写缴款书或税票的号码"),
    ],
)
def test_what_no_voucher_proves_is_refused(account, finance, changes, told):
    with pytest.raises(Incomplete, match=told):
        recorded(account, finance, **changes)


def test_a_mistake_is_reversed_and_its_voucher_free_again(account, finance, head):
    wrong = paid(account, finance, head)
    undone(wrong, finance, head)
    assert account.balance == SUM
    with pytest.raises(Refused, match="已经冲正"):
        reverse_compensation_payment(wrong.pk, by=finance, reason="金额录入错误", key=uuid4())
    assert paid(account, finance, head, "200000.00").balance_after == Decimal("580000.00")


def test_the_proof_and_the_audit_agree_on_a_sound_ledger(account, finance, head):
    undone(paid(account, finance, head), finance, head)
    paid(account, finance, head, "200000.00")
    assert not list(findings())
    assert not list(discrepancies())


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE fees_compensationentry SET amount = amount - 1 WHERE kind = 'payment'",
        "UPDATE fees_compensationentry SET note = '改过' WHERE kind = 'payment'",
        "UPDATE fees_compensationentry SET voucher = 'B1' WHERE kind = 'payment'",
        "UPDATE fees_compensation SET last_sequence = 1",
        "UPDATE fees_slip SET amount = amount - 1",
    ],
)
def test_whatever_was_altered_is_found_by_proof_and_audit(account, finance, head, damage):
    paid(account, finance, head)
    with maintenance("a tamper"), connection.cursor() as cursor:
        cursor.execute(damage)
    assert any("补偿费" in str(finding) for finding in findings())
    assert any("补偿费" in text for text in discrepancies())


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
        recorded(account, office.who(Role.HEAD))
    with pytest.raises(NotFound):
        recorded(account, office.who(Role.FINANCE, at=office.west))
    slip = recorded(account, office.who(Role.FINANCE)).slip
    with pytest.raises(NotFound):
        check_slip(slip.pk, by=office.who(Role.HEAD, at=office.west))
    with pytest.raises(NotFound):
        reverse_compensation_payment(
            account.entries.get().pk,
            by=office.who(Role.FINANCE, at=office.west),
            reason="金额录入错误",
            key=uuid4(),
        )


def test_finance_is_reminded_until_it_is_paid(account, finance, head):
    titles = [task.title for task in open_tasks(Scope(finance), today())]
    assert "核对拆除补偿费缴款" in titles
    paid(account, finance, head, str(SUM))
    titles = [task.title for task in open_tasks(Scope(finance), today())]
    assert "核对拆除补偿费缴款" not in titles


def test_the_pages_lead_from_the_list_to_the_payment(client, account, finance, office):
    client.force_login(finance)
    address = account.get_absolute_url()
    assert address in client.get("/fees/compensations/?standing=owing").content.decode()
    sent = {"paid_on": f"{today()}", "voucher": "A1", "key": str(uuid4())}
    refused = client.post(address, {**sent, "amount": "99万"})
    assert (refused.status_code, "大于欠缴" in refused.content.decode()) == (422, True)
    told = client.post(address, {**sent, "amount": "78万"}, follow=True).content.decode()
    assert "已登记缴款 780,000.00 元，待另一人复核入账" in told
    slip = account.slips.get()
    head = office.who(Role.HEAD)
    client.force_login(head)
    assert account.title in client.get("/fees/slips/").content.decode()
    shown = client.get(f"/fees/slips/{slip.pk}/").content.decode()
    assert "入账后欠缴" in shown
    assert "某城投公司" in shown
    answer = client.post(f"/fees/slips/{slip.pk}/")
    assert (answer.status_code, answer.url) == (302, address)
    client.force_login(finance)
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
