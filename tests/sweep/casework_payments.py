"""Things that the lines of table_payments are about, made by the acts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import time_machine
from django.utils import timezone

from engineering.models import Project
from fees.ledger.acts import ask_reopening, close_month
from fees.ledger.queries import next_month
from fees.models import FeeAccount, Refund, Slip, Statement
from fees.payments.acts.slips import check_slip, record_payment
from fees.reconciliation.acts.posting import finish_statement
from fees.reconciliation.acts.statements import accept_line, submit_statement
from fees.reconciliation.exchange.statements import import_statement
from fees.refunds.acts.refunds import (
    RefundEntry,
    approve_refund,
    pay_refund,
    request_refund,
    verify_refund,
)
from fees.refunds.acts.write_offs import WriteOffEntry, approve_write_off, request_write_off
from fees.reports.acts import freeze_statement
from renfang.administration.acts.roles import grant_role
from renfang.documents.registry import produce
from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.uploads.keeping import read_upload
from tests.sweep.bureau import PASSWORD, Bureau
from tests.sweep.casework import assessed
from tests.sweep.casework_approvals import picture


def furnish_payments(bureau: Bureau) -> None:
    """Everything that table_payments needs, in the bureau given."""
    bureau.keep("ledger_office", bureau.organisation)
    _months(bureau)
    _slips(bureau)
    _surplus(bureau)
    _refunds(bureau)
    _write_offs(bureau)
    _statements(bureau)
    for thing in ("refund_application", "refund_letter", "write_off_form", "reconciliation"):
        produce(bureau.pk(thing))


def second_officer(bureau: Bureau) -> User:
    """Another finance officer, whose records the first and the head may check."""
    name = f"finance2-{bureau.organisation.pk}"
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(
            name,
            password=PASSWORD,
            full_name=f"{bureau.mark}finance2",
            organisation=bureau.organisation,
        )
        grant_role(user.pk, Role.FINANCE, bureau.organisation.pk, by=None)
    return user


def _record(
    bureau: Bureau, account: FeeAccount, by: User, *, amount: str = "10.00", **options: object
) -> Slip:
    return record_payment(
        account.pk,
        by=by,
        amount=Decimal(amount),
        paid_on=timezone.localdate(),
        voucher=bureau.marked("费", str(next(bureau.numbers))),
        key=uuid4(),
        **options,
    ).slip


def _months(bureau: Bureau) -> None:
    """Entries of last month and of four months ago, which is closed; none in between."""
    this_month = timezone.localdate().replace(day=1)
    last = (this_month - timedelta(days=1)).replace(day=15)
    before = (this_month - timedelta(days=100)).replace(day=15)
    between = (before + timedelta(days=32)).replace(day=1)
    for day in (before, last):
        with time_machine.travel(f"{day}T02:00:00Z", tick=False):
            account = assessed(bureau).account
            slip = _record(bureau, account, bureau.who(Role.FINANCE))
            check_slip(slip.pk, by=bureau.who(Role.HEAD))
    month = next_month(None, bureau.organisation)
    while month is not None and month < between:
        closed = close_month(bureau.organisation.pk, month, by=bureau.who(Role.FINANCE))
        bureau.keep("month_closed", closed)
        month = (month + timedelta(days=32)).replace(day=1)
    frozen = freeze_statement(
        bureau.organisation.pk,
        as_of=last,
        note=bureau.marked("费", "年终决算"),
        by=bureau.who(Role.FINANCE),
    )
    bureau.keep("frozen_statement", frozen)
    reason = bureau.marked("费", "漏记一笔缴款")
    ask_reopening(bureau.organisation.pk, by=second_officer(bureau), reason=reason)


def _slips(bureau: Bureau) -> None:
    account = bureau.keep("account_paid_into", assessed(bureau).account)
    image = read_upload(picture(bureau))
    bureau.keep("slip", _record(bureau, account, second_officer(bureau), image=image))
    slip = record_payment(
        bureau.pk("compensation"),
        by=second_officer(bureau),
        amount=Decimal("10.00"),
        paid_on=timezone.localdate(),
        voucher=bureau.marked("费", str(next(bureau.numbers))),
        key=uuid4(),
    ).slip
    bureau.keep("slip_compensation", slip)
    bureau.keep("slip_mine", _record(bureau, account, bureau.who(Role.FINANCE)))


def _surplus(bureau: Bureau) -> FeeAccount:
    """An account of its own on which 500 yuan too much was paid."""
    account = assessed(bureau).account
    amount = str(account.balance + 500)
    slip = _record(bureau, account, bureau.who(Role.FINANCE), amount=amount, keeps_surplus=True)
    check_slip(slip.pk, by=bureau.who(Role.HEAD))
    other = bureau.keep("account_same_payer", assessed(bureau).account)
    Project.objects.filter(pk=other.project_id).update(developer=account.project.developer_id)
    return bureau.keep("account_surplus", FeeAccount.objects.get(pk=account.pk))


def _refund(bureau: Bureau) -> Refund:
    entry = RefundEntry(
        amount=Decimal("100.00"),
        ground=Refund.Ground.MISTAKE,
        reason=bureau.marked("费", "重复申报"),
        payee=bureau.marked("费", "置业有限公司"),
        payee_bank=bureau.marked("费", "银行"),
        payee_account="622200001111",
        applied_on=timezone.localdate(),
    )
    return request_refund(
        bureau.pk("account_surplus"),
        entry,
        by=second_officer(bureau),
        key=uuid4(),
        evidence=read_upload(picture(bureau)),
    )


def _refunds(bureau: Bureau) -> None:
    today, head = timezone.localdate(), bureau.who(Role.HEAD)
    requested = bureau.keep("refund_requested", _refund(bureau))
    bureau.keep("refund_application", requested.application)
    opinion = bureau.marked("费", "情况属实，同意退付")
    for name in ("refund_verified", "refund_approved", "refund_paid"):
        refund = verify_refund(
            _refund(bureau).pk, by=second_officer(bureau), on=today, opinion=opinion
        )
        bureau.keep(name, refund)
        if name == "refund_verified":
            bureau.keep("refund_letter", refund.letter)
            continue
        number = bureau.marked("费", "财综8号")
        approve_refund(refund.pk, by=head, on=today, approval_number=number)
        if name == "refund_paid":
            voucher = bureau.marked("费", str(next(bureau.numbers)))
            pay_refund(refund.pk, by=bureau.who(Role.FINANCE), on=today, voucher=voucher)


def _write_offs(bureau: Bureau) -> None:
    for name in ("write_off_requested", "write_off_approved"):
        entry = WriteOffEntry(
            amount=Decimal("100.00"),
            ground="bankruptcy",
            ruling=bureau.marked("费", "破1号"),
            decision=bureau.marked("费", "会议纪要"),
            consent=bureau.marked("费", "财综9号"),
            reason=bureau.marked("费", "破产财产分配完毕，企业已注销"),
        )
        account = assessed(bureau).account
        row = request_write_off(
            account.pk,
            entry,
            by=bureau.who(Role.FINANCE),
            key=uuid4(),
            evidence=read_upload(picture(bureau)),
        )
        bureau.keep(name, row)
        if name == "write_off_approved":
            row = approve_write_off(row.pk, by=bureau.who(Role.HEAD), on=timezone.localdate())
            bureau.keep("write_off_form", row.paper)


def statement_file(bureau: Bureau, account: FeeAccount, amount: str) -> bytes:
    """A statement of one line that names the account's project."""
    line = (
        bureau.marked("费", str(next(bureau.numbers))),
        timezone.localdate().isoformat(),
        bureau.marked("费", "缴费人"),
        account.project.code,
        amount,
    )
    return f"税票号码,入库日期,缴费人名称,项目代码,实缴金额\n{','.join(line)}\n".encode()


def _imported(bureau: Bureau, amount: str = "") -> Statement:
    account = assessed(bureau).account
    return import_statement(
        statement_file(bureau, account, amount or str(account.balance)),
        f"{bureau.marked('费', '回单')}.csv",
        organisation=bureau.organisation,
        source="tax",
        by=second_officer(bureau),
    )


def _statements(bureau: Bureau) -> None:
    officer = second_officer(bureau)
    part = bureau.keep("statement_open", _imported(bureau, "1.00"))
    bureau.keep("line", part.lines.get())
    decided = bureau.keep("statement_settled", _imported(bureau, "2.00"))
    line = bureau.keep("line_decided", decided.lines.get())
    accept_line(line.pk, by=officer)
    submitted = bureau.keep("statement_submitted", _imported(bureau))
    submit_statement(submitted.pk, by=officer)
    mine = bureau.keep("statement_mine", _imported(bureau))
    submit_statement(mine.pk, by=bureau.who(Role.FINANCE))
    finished = _imported(bureau)
    submit_statement(finished.pk, by=officer)
    done = finish_statement(finished.pk, by=bureau.who(Role.HEAD))
    bureau.keep("reconciliation", done.paper)
    # The treasury reports under its own number what is booked already.
    account = finished.lines.get().claims.get().account
    paid = str(finished.total)
    evidence = import_statement(
        statement_file(bureau, account, paid),
        f"{bureau.marked('费', '入库')}.csv",
        organisation=bureau.organisation,
        source="treasury",
        by=officer,
    )
    bureau.keep("line_evidence", evidence.lines.get())
