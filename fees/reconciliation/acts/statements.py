"""对账: from an uploaded statement through its lanes to entries that another person posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from fees.ledger.models import ZERO, Fee, FeeAccount
from fees.ledger.posting import Kind, Movement, require_sound
from fees.ledger.rules import in_words
from fees.payments.queries import beyond_owed
from fees.reconciliation.known import Known, known_to
from fees.reconciliation.matching import sort_into_lanes
from fees.reconciliation.models import Statement, StatementClaim, StatementLine
from fees.reconciliation.reading import ReadLine, ReadStatement
from fees.reconciliation.steps import (
    ACCEPT,
    CONFIRM,
    DISCARD,
    REMATCH,
    REOPEN,
    SET_ASIDE,
    SUBMIT,
    UNDO,
    WITHDRAW,
)
from renfang.acts import Incomplete, NotFound, act, require_text
from renfang.history.record import record
from renfang.organisations.models import Organisation, User
from renfang.organisations.scope import Scope
from renfang.steps import Step

Lane = StatementLine.Lane
State = Statement.State
# A payment that is looked at and not posted.
_NO_KEY = UUID(int=0)


@act
def keep_statement(
    read: ReadStatement,
    sha256: str,
    file_name: str,
    *,
    organisation: Organisation,
    source: str,
    by: User,
) -> Statement:
    """导入对账文件 that was read: sort its lines; nothing is posted.

    The same bytes are taken once. Raises Incomplete at ``file``, NotFound, NotPermitted.
    """
    _require_may(organisation, by)
    # Two uploads of one file at once: the second waits here and then finds the first.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _require_new(organisation, sha256)
    days = [line.booked_on for line in read.lines]
    statement = Statement.objects.create(
        organisation=organisation,
        source=source,
        file_name=file_name,
        sha256=sha256,
        first_day=min(days),
        last_day=max(days),
        line_count=len(read.lines),
        total=read.total,
        reading=read.reading,
        uploaded_by=by,
    )
    _store(statement, [_line_of(statement, line) for line in read.lines])
    record(
        by,
        "导入对账文件",
        statement,
        after={"笔数": statement.line_count, "金额合计": in_words(statement.total)},
    )
    return statement


def _require_may(organisation: Organisation, by: User) -> None:
    scope = Scope(by)
    if not scope.may("view_fees", organisation.pk):
        raise NotFound("机构")
    scope.require("reconcile", organisation.pk)


def _require_new(organisation: Organisation, sha256: str) -> None:
    same = (
        Statement.objects.filter(organisation=organisation, sha256=sha256)
        .exclude(state=State.DISCARDED)
        .first()
    )
    if same is not None:
        raise Incomplete(
            f"该文件已于 {timezone.localdate(same.uploaded_at)} 导入"
            f"（{same.get_state_display()}），不重复导入。在对账文件列表中打开查看",
            field="file",
        )


def _line_of(statement: Statement, line: ReadLine) -> StatementLine:
    values = asdict(line)
    values["line_key"] = values.pop("key")
    return StatementLine(
        organisation_id=statement.organisation_id, statement=statement, lane="", **values
    )


def _store(statement: Statement, lines: list[StatementLine]) -> None:
    """Sort new lines into lanes and keep them with the claims of the proven ones."""
    known = known_to(statement.organisation_id, lines, statement.source)
    claims = sort_into_lanes(lines, known)
    kept = StatementLine.objects.bulk_create(lines, batch_size=500)
    StatementClaim.objects.bulk_create(
        (
            StatementClaim(line=kept[index], account=account, amount=amount)
            for index, account, amount in claims
        ),
        batch_size=500,
    )


@act
def rematch(statement_id: int, *, by: User) -> Statement:
    """重新匹配: compare what nobody has decided yet with what the ledger says by now."""
    statement: Statement = Statement.objects.locked_for(REMATCH, statement_id, by)
    lines = list(statement.lines.filter(decided_by__isnull=True))
    _judge_again(statement, lines)
    return statement


def _judge_again(statement: Statement, lines: list[StatementLine]) -> None:
    StatementClaim.objects.filter(line__in=lines).delete()
    for line in lines:
        line.suggested = line.found_entry = None
    known = known_to(statement.organisation_id, lines, statement.source)
    _deduct_claims(known, statement)
    claims = sort_into_lanes(lines, known)
    StatementLine.objects.bulk_update(
        lines, ["lane", "finding", "suggested", "found_entry"], batch_size=200
    )
    StatementClaim.objects.bulk_create(
        StatementClaim(line=lines[index], account=account, amount=amount)
        for index, account, amount in claims
    )


def _deduct_claims(known: Known, statement: Statement) -> None:
    """What decided lines of the file take is not owed to the others any more."""
    taken = (
        StatementClaim.objects.filter(line__statement=statement, entry__isnull=True)
        .values("account", "account__balance")
        .annotate(sum=Sum("amount"))
    )
    for row in taken.order_by():
        known.left[row["account"]] = row["account__balance"] - row["sum"]


def _require_no_surplus(account: FeeAccount, amount: Decimal) -> None:
    """A project's account may be overpaid and refunded; a compensation is paid exactly."""
    if account.fee == Fee.COMPENSATION and (reason := beyond_owed(account, amount)):
        raise Incomplete(reason, field="amount")


@act
def accept_line(line_id: int, *, by: User, parts: Mapping[int, Decimal] | None = None) -> None:
    """认领: say which account (or accounts, with their parts in yuan) a line pays.

    Without ``parts`` the suggestion is accepted for the whole amount. Raises Incomplete when the
    parts do not add up, NotFound for an account of another office.
    """
    line, statement = _locked_line(ACCEPT, line_id, by)
    if parts is None:
        if line.suggested_id is None:
            raise Incomplete("没有建议的账户。打开该笔流水，选择账户后认领", field="account")
        parts = {line.suggested_id: line.amount}
    _require_parts(line, parts)
    line.claims.all().delete()
    accounts = {
        account.pk: account
        for account in FeeAccount.objects.filter(
            pk__in=parts, organisation=statement.organisation_id
        ).with_subject()
    }
    if len(accounts) != len(parts):
        raise NotFound("缴费账户")
    for pk, amount in parts.items():
        _require_no_surplus(accounts[pk], amount)
        movement = Movement(kind=Kind.PAYMENT, amount=-amount, on=line.booked_on, key=_NO_KEY)
        require_sound(accounts[pk], movement, label="入库日期", field="amount")
        StatementClaim.objects.create(line=line, account=accounts[pk], amount=amount)
    names = "、".join(account.title for account in accounts.values())
    line.lane, line.finding = Lane.MATCHED, f"由{by.full_name}认领到“{names}”"[:300]
    line.decided_by, line.found_entry = by, None
    line.save(update_fields=["lane", "finding", "decided_by", "found_entry"])
    record(
        by,
        "认领流水",
        statement,
        after={"行": line.number, "金额": in_words(line.amount), "账户": names},
    )


@act
def confirm_line(line_id: int, *, by: User) -> None:
    """确认同一笔: the line is further evidence of a payment that is booked; nothing is posted.

    Raises Refused where no payment was found, or one of another amount.
    """
    line, statement = _locked_line(CONFIRM, line_id, by)
    entry = line.found_entry
    assert entry is not None
    line.claims.all().delete()
    line.lane, line.decided_by = Lane.MATCHED, by
    line.finding = (
        f"由{by.full_name}确认与“{entry.account.title}”{entry.business_date} 的缴款"
        f"（{entry.voucher}）为同一笔"
    )[:300]
    line.save(update_fields=["lane", "finding", "decided_by"])
    record(
        by,
        "确认同一笔",
        statement,
        after={"行": line.number, "金额": in_words(line.amount), "凭证号": entry.voucher},
    )


def _require_parts(line: StatementLine, parts: Mapping[int, Decimal]) -> None:
    if not parts or any(not amount > ZERO for amount in parts.values()):
        raise Incomplete("每个账户的金额须大于 0 元", field="amount")
    total = sum(parts.values(), ZERO)
    if total != line.amount:
        raise Incomplete(
            f"各账户合计 {total:,} 元，流水为 {line.amount:,} 元。分配到与流水相等", field="amount"
        )


@act
def undo_line(line_id: int, *, by: User) -> None:
    """撤销: take back a decision, or an automatic match that the officer doubts."""
    line, statement = _locked_line(UNDO, line_id, by)
    if line.decided_by_id is not None:
        line.decided_by = None
        line.save(update_fields=["decided_by"])
        _judge_again(statement, [line])
    else:
        line.claims.all().delete()
        line.lane, line.finding = Lane.SUGGESTED, "已取消自动匹配"
        line.save(update_fields=["lane", "finding"])
    record(by, "撤销认领", statement, after={"行": line.number, "金额": in_words(line.amount)})


@act
def mark_irrelevant(line_id: int, *, by: User, reason: str) -> None:
    """不相关: the line is no payment of the fee; the reason stays with it."""
    line, statement = _locked_line(SET_ASIDE, line_id, by)
    reason = require_text(reason, "写明不相关的原因", least=2, example="其他非税收入")
    line.claims.all().delete()
    line.lane, line.finding, line.decided_by = Lane.IRRELEVANT, reason[:300], by
    line.save(update_fields=["lane", "finding", "decided_by"])
    record(by, "标为不相关", statement, after={"行": line.number}, note=line.finding)


@act
def submit_statement(statement_id: int, *, by: User) -> Statement:
    """送复核: every line has its place; another person will post."""
    statement: Statement = Statement.objects.locked_for(SUBMIT, statement_id, by)
    statement.state, statement.submitted_by = State.SUBMITTED, by
    statement.save(update_fields=["state", "submitted_by"])
    record(by, "对账送复核", statement)
    return statement


@act
def reopen_statement(statement_id: int, *, by: User) -> Statement:
    """退回对账: the second person sends it back to the lanes before anything is posted."""
    statement: Statement = Statement.objects.locked_for(REOPEN, statement_id, by)
    _back_to_lanes(statement)
    record(by, "退回对账", statement)
    return statement


@act
def withdraw_statement(statement_id: int, *, by: User) -> Statement:
    """撤回送复核: whoever sent it takes it back to the lanes before anything is posted."""
    statement: Statement = Statement.objects.locked_for(WITHDRAW, statement_id, by)
    _back_to_lanes(statement)
    record(by, "撤回送复核", statement)
    return statement


def _back_to_lanes(statement: Statement) -> None:
    statement.state, statement.submitted_by = State.OPEN, None
    statement.save(update_fields=["state", "submitted_by"])


@act
def discard_statement(statement_id: int, *, by: User) -> Statement:
    """放弃: a wrong file, before anything of it is posted; it may be uploaded again."""
    statement: Statement = Statement.objects.locked_for(DISCARD, statement_id, by)
    StatementClaim.objects.filter(line__statement=statement).delete()
    statement.state = State.DISCARDED
    statement.save(update_fields=["state"])
    record(by, "放弃对账文件", statement)
    return statement


def _locked_line(step: Step, line_id: int, by: User) -> tuple[StatementLine, Statement]:
    """A line that the step lets this user work on, the statement locked first."""
    scope = Scope(by)
    seen = StatementLine.objects.visible_to(scope).filter(pk=line_id).first()
    if seen is None:
        raise NotFound("流水")
    statement: Statement = Statement.objects.locked(seen.statement_id, scope, step.permission)
    line: StatementLine = StatementLine.objects.locked(line_id, scope, step.permission)
    line.statement = statement
    step.require(line, by)
    return line, statement
