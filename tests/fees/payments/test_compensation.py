"""拆除补偿费: charged by the approval of a demolition, paid by vouchers, never rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from fees.collection.acts.cases import open_case
from fees.ledger.acts import close_month
from fees.ledger.audit import discrepancies
from fees.ledger.proof import findings
from fees.models import FeeAccount, LedgerEntry
from fees.payments.acts.recording import UsedForm
from fees.payments.acts.slips import check_slip, record_payment, return_slip, reverse_entry
from fees.reports.queries.ageing import ageing_in
from fees.reports.queries.collection import collection
from renfang.acts import Incomplete, NotFound, NotPermitted, Refused
from renfang.database.protection import maintenance
from renfang.documents.models import IssuedDocument
from renfang.history.record import events_of
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope
from renfang.workbench.tasks import open_tasks
from tests.builders.demolitions import SUM, decided
from tests.builders.works import today


@pytest.fixture
def finance(office):
    return office.who(Role.FINANCE)


@pytest.fixture
def account(office):
    return FeeAccount.objects.get(demolition=decided(office))


@pytest.fixture
def head(office):
    return office.who(Role.HEAD)


def recorded(account, finance, amount="300000.00", **changes):
    return record_payment(
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


def owed(account):
    """Yuan that the account owes as the database has it now."""
    return FeeAccount.objects.get(pk=account.pk).balance


def paid(account, finance, head, amount="300000.00", **changes):
    """The entry of a payment that finance recorded and the head checked."""
    return check_slip(recorded(account, finance, amount, **changes).slip.pk, by=head)


def undone(entry, finance, head):
    slip = reverse_entry(entry.pk, by=finance, reason="金额录入错误", key=uuid4()).slip
    return check_slip(slip.pk, by=head)


def test_an_approval_against_compensation_charges_it(account):
    entry = account.entries.get()
    assert (entry.kind, entry.amount, account.balance) == ("charge", SUM, SUM)
    assert (entry.fee, entry.get_kind_display()) == ("compensation", "应缴补偿费")
    assert (account.payable, account.paid) == (SUM, Decimal("0.00"))
    assert account.due_on == account.demolition.due_on
    assert events_of(account).first().after["应缴"] == "780,000.00 元"


def test_neither_a_refusal_nor_rebuilding_charges_anything(office):
    decided(office, approve=False)
    decided(office, remedy="rebuild", name="另一工程")
    assert not FeeAccount.objects.exists()


def test_payments_lower_the_debt_and_none_is_taken_beyond_it(account, finance, head):
    assert paid(account, finance, head).balance_after == Decimal("480000.00")
    with pytest.raises(Incomplete, match=r"大于应缴余额 480,000\.00 元"):
        recorded(account, finance, "480000.01", voucher="X2")
    paid(account, finance, head, "480000.00", voucher="X2")
    assert owed(account) == Decimal("0.00")


def test_a_payment_counts_only_when_another_person_has_checked_it(account, finance, head):
    slip = recorded(account, finance).slip
    assert owed(account) == SUM
    with pytest.raises(Refused, match="登记人不能复核"):
        check_slip(slip.pk, by=finance)
    entry = check_slip(slip.pk, by=head)
    assert (entry.recorded_by, entry.posted_by) == (finance, head)
    assert (entry.sequence, owed(account)) == (2, Decimal("480000.00"))


def test_what_waits_for_a_check_is_not_taken_twice(account, finance):
    recorded(account, finance, "480000.00")
    with pytest.raises(Incomplete, match=r"另有 480,000\.00 元待复核"):
        recorded(account, finance, "300000.01", voucher="X2")


def test_a_returned_slip_posts_nothing_and_frees_its_voucher(account, finance, head):
    return_slip(recorded(account, finance).slip.pk, by=head, reason="金额与凭证不符")
    assert owed(account) == SUM
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
    assert owed(account) == SUM
    with pytest.raises(Refused, match="已经冲正"):
        reverse_entry(wrong.pk, by=finance, reason="金额录入错误", key=uuid4())
    assert paid(account, finance, head, "200000.00").balance_after == Decimal("580000.00")


def test_the_proof_and_the_audit_agree_on_a_sound_ledger(account, finance, head):
    undone(paid(account, finance, head), finance, head)
    paid(account, finance, head, "200000.00")
    assert not list(findings())
    assert not list(discrepancies())


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE fees_ledgerentry SET amount = amount - 1 WHERE kind = 'payment'",
        "UPDATE fees_ledgerentry SET note = '改过' WHERE kind = 'payment'",
        "UPDATE fees_ledgerentry SET voucher = 'B1' WHERE kind = 'payment'",
        "UPDATE fees_ledgerentry SET fee = 'relocation' WHERE kind = 'payment'",
        "UPDATE fees_feeaccount SET last_sequence = 1",
        "UPDATE fees_feeaccount SET due_on = '2030-01-01'",
        "UPDATE fees_slip SET amount = amount - 1",
        "UPDATE engineering_demolition SET compensation = compensation - 1",
    ],
)
def test_whatever_was_altered_is_found_by_proof_and_audit(account, finance, head, damage):
    paid(account, finance, head)
    with maintenance("a tamper"), connection.cursor() as cursor:
        cursor.execute(damage)
    assert any(f"账户 {account.pk}（{account.title}）" in str(finding) for finding in findings())
    assert any(f"账户 {account.pk}" in text for text in discrepancies())


def test_entries_are_never_rewritten(account):
    for change in (
        lambda: account.entries.update(amount=Decimal("1.00")),
        lambda: account.entries.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert owed(account) == SUM


def test_only_the_offices_own_finance_records(office, account):
    with pytest.raises(NotPermitted):
        recorded(account, office.who(Role.HEAD))
    with pytest.raises(NotFound):
        recorded(account, office.who(Role.FINANCE, at=office.west))
    slip = recorded(account, office.who(Role.FINANCE)).slip
    with pytest.raises(NotFound):
        check_slip(slip.pk, by=office.who(Role.HEAD, at=office.west))
    with pytest.raises(NotFound):
        reverse_entry(
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
    shown = client.get(address).content.decode()
    assert "应缴补偿费" in shown
    assert "某城投公司" in shown
    url = f"/fees/accounts/{account.pk}/payments/new/"
    assert "登记为多缴" not in client.get(url).content.decode()
    sent = {"paid_on": f"{today()}", "voucher": "A1", "key": str(uuid4()), "keeps_surplus": "on"}
    refused = client.post(url, {**sent, "amount": "99万", "step": "check"})
    assert (refused.status_code, "大于应缴余额" in refused.content.decode()) == (422, True)
    assert "柒拾捌万元整" in client.post(url, {**sent, "amount": "78万"}).content.decode()
    done = client.post(url, {**sent, "amount": "78万", "step": "post"}, follow=True)
    assert "已登记缴款 780,000.00 元，待另一人复核入账" in done.content.decode()
    slip = account.slips.get()
    client.force_login(office.who(Role.HEAD))
    assert account.title in client.get("/fees/slips/?words=A1").content.decode()
    shown = client.get(f"/fees/slips/{slip.pk}/").content.decode()
    assert "入账后欠缴" in shown
    assert "某城投公司" in shown
    answer = client.post(f"/fees/slips/{slip.pk}/")
    assert (answer.status_code, answer.url) == (302, address)
    client.force_login(finance)
    entry = LedgerEntry.objects.get(kind="payment")
    url = f"/fees/entries/{entry.pk}/reverse/"
    assert "冲正后欠缴" in client.get(url).content.decode()
    answer = client.post(url, {"reason": "金额录入错误", "key": str(uuid4())})
    assert (answer.status_code, answer.url) == (302, address)
    client.force_login(office.who(Role.CLERK))
    assert client.get("/fees/compensations/").status_code == 403


def test_the_list_of_accounts_and_the_search_find_both_fees(client, account, desk, finance):
    fee = desk.assessed()
    client.force_login(finance)
    every = client.get("/fees/accounts/").content.decode()
    assert f"应缴 ¥{SUM + fee.payable:,}" in every
    for kind, there, away in (("compensation", account, fee), ("relocation", fee, account)):
        shown = client.get(f"/fees/accounts/?fee={kind}").content.decode()
        assert there.get_absolute_url() in shown
        assert away.get_absolute_url() not in shown
    assert client.get("/search/?q=某城投公司").url == account.get_absolute_url()


def test_a_compensation_is_neither_refunded_written_off_carried_over_nor_pursued(
    client, account, finance
):
    client.force_login(finance)
    for path in ("refunds/new", "write-offs/new", "carry-over", "collection"):
        assert client.get(f"/fees/accounts/{account.pk}/{path}/").status_code == 404
    with pytest.raises(NotFound):
        open_case(account.pk, source="overdue", facts="逾期", on=today(), by=finance)


def test_the_database_holds_a_compensation_to_what_it_may_be(account, finance, head):
    entry = paid(account, finance, head)
    for changes in (
        {"kind": "refund", "amount": Decimal("1.00")},
        {"amount": -SUM - 1, "balance_after": Decimal("-1.00")},
        {"kind": "charge", "amount": Decimal("1.00"), "fee": "relocation"},
    ):
        wrong = LedgerEntry.objects.get(pk=entry.pk)
        wrong.pk, wrong.sequence, wrong.key, wrong.voucher = None, 3, uuid4(), "X9"
        for name, value in changes.items():
            setattr(wrong, name, value)
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong.save(force_insert=True)
    for changes in (
        {"balance": Decimal("-1.00"), "surplus": Decimal("1.00")},
        {"demolition": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            FeeAccount.objects.filter(pk=account.pk).update(**changes)


def test_a_month_closes_over_both_fees(office, desk, finance, head):
    with time_machine.travel("2026-03-10 02:00Z", tick=False):
        fee = desk.assessed()
        account = FeeAccount.objects.get(demolition=decided(office))
        paid(account, finance, head)
        desk.pay(fee, "1000.00", "TP001")
    with time_machine.travel("2026-04-08 02:00Z", tick=False):
        month = date(2026, 3, 1)
        event = close_month(office.east.pk, month, by=finance)
        assert (event.entries, event.paid) == (4, Decimal("301000.00"))
        assert event.charged == fee.payable + SUM
        late = paid(account, finance, head, "5.00", voucher="X2", paid_on=date(2026, 3, 20))
        assert late.business_date == date(2026, 4, 1)
        with maintenance("a tamper"), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE fees_ledgerentry SET business_date = '2026-03-20' WHERE id = %s", [late.pk]
            )
        assert any("结账后台账有变动" in str(finding) for finding in findings())
        assert any("结账后台账有变动" in text for text in discrepancies())


def test_the_figures_cover_both_fees_and_each(office, desk, finance, head):
    fee = desk.assessed()
    account = FeeAccount.objects.get(demolition=decided(office))
    paid(account, finance, head)
    scope = Scope(finance)

    def year(kind):
        return collection(scope, today().year, today(), kind)[-1].year

    assert year("")["expected"] == fee.payable + SUM
    assert year("compensation")["collected"] == Decimal("300000.00")
    assert year("relocation")["outstanding"] == fee.payable
    debts = {debt.account_id: debt for debt in ageing_in(scope, account.due_on).debts}
    assert (debts[account.pk].debtor, debts[account.pk].total) == ("某城投公司", SUM - 300000)
    later = ageing_in(
        scope, account.due_on + timedelta(days=31), division=debts[account.pk].division
    )
    assert {debt.account_id: debt.oldest_days for debt in later.debts}[account.pk] == 31


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
    assert "行政复议" in paper.snapshot["wording"]["remedies"]
