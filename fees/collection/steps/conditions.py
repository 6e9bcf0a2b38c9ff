"""What has to be there before a step: each condition answers with what is missing, or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from engineering.models import OmissionCase
from fees.collection.models import (
    CollectionCase,
    CollectionContact,
    CollectionStep,
    CollectionTrack,
)
from fees.collection.penalties import (
    act_of,
    late_rule_of,
    law_day,
    law_not_in_books,
    offence_end,
    other_law,
    sanction_of,
    unpunished,
)
from fees.collection.rules import counted
from fees.ledger.models import FeeAccount
from fees.ledger.owed import owed_of
from fees.ledger.queries import handling_of
from fees.notices.models import PaymentNotice
from fees.notices.rules import LEVY_DECISION
from fees.payments.queries import waiting_payments
from fees.reconciliation.models import UNSETTLED, Statement, StatementLine
from renfang.clocks.calendars import current_calendar
from renfang.clocks.periods import Code
from renfang.organisations.models import User
from renfang.rules.vocabulary import ORDERS

ZERO = Decimal(0)
_State, _Kind = CollectionTrack.State, CollectionTrack.Kind


def owed(track: CollectionTrack, by: User, day: date) -> str:
    """Something is still to be paid."""
    return "" if track.owed > ZERO else "没有欠缴。办理“确认缴清”"


def still_owed(track: CollectionTrack) -> str:
    """All that was decided is paid: otherwise why it cannot be said to be."""
    if track.kind != _Kind.LEVY and track.amount == ZERO:
        is_decided = track.decided_on is not None
        return "没有处以罚款。办理“登记履行完毕”" if is_decided else "尚未作出处罚决定"
    if track.owed > ZERO:
        return f"尚欠缴 {track.owed:,} 元。缴款入账后再办理"
    if track.kind == _Kind.LEVY and track.case.account.written_off > ZERO:
        given_up = track.case.account.written_off
        return f"欠缴中有 {given_up:,} 元是核销的，没有缴清。办理“登记核销”"
    return added_claimed(track)


def added_claimed(track: CollectionTrack) -> str:
    """What was claimed for delay is paid or waived: otherwise how much is not."""
    if track.added_owed == ZERO:
        return ""
    return (
        f"已要求缴纳的{added_name(track)}尚有 {track.added_owed:,} 元未缴。"
        "缴款后登记；不再收取的，由负责人写明依据批准"
    )


def added_name(track: CollectionTrack) -> str:
    """What delay adds: 滞纳金 to the fee, 加处罚款 to a fine."""
    return "滞纳金" if track.kind == _Kind.LEVY else "加处罚款"


def nothing_added(track: CollectionTrack) -> str:
    """Nothing was claimed for delay, so nothing of it can be paid or waived."""
    return "" if track.added_owed else f"没有已要求缴纳而未缴的{added_name(track)}"


def fined(track: CollectionTrack) -> str:
    """A fine has to be paid; without one the track ends when the decision is carried out."""
    return "处有罚款的，缴清后办理“确认缴清”" if track.amount > ZERO else ""


def still_ordered(track: CollectionTrack, by: User, day: date) -> str:
    """The decision orders something besides the payment."""
    if not track.order or track.order_until is None or track.order_done_on is not None:
        return ""
    told = f"决定书同时责令{ORDERS[track.order]}（至 {track.order_until}）"
    return f"{told}。没有履行的，可以催告后申请法院强制执行；结案时在执行结果中写明履行情况"


def unpunished_case(case: CollectionCase, by: User, day: date) -> str:
    """The office's book punishes the act that the file shows. Source: 行政处罚法 art. 4."""
    return unpunished(case.organisation, act_of(case), day)


def law_has_changed(track: CollectionTrack, by: User, day: date) -> str:
    """Which of two laws applies. Source: 行政处罚法 art. 37."""
    return other_law(track, day)


def law_is_unknown(track: CollectionTrack, by: User, day: date) -> str:
    """The law of the act's time is not in the books. Source: 行政处罚法 art. 37."""
    return law_not_in_books(track, day)


def unpunished_track(track: CollectionTrack, by: User, day: date) -> str:
    """The same for a track that was opened, by the law that governs its act."""
    return unpunished(track.organisation, track.act or act_of(track.case), law_day(track, day))


def unreviewed(track: CollectionTrack, by: User, day: date) -> str:
    """The book wants 法制审核 before a case is opened on this act."""
    sanction = sanction_of(track, day)
    if sanction is None or not sanction.note or track.act_review:
        return ""
    return f"{sanction.note}。撤案后重新启动处罚程序并填写审核意见"


def party_unknown(track: CollectionTrack, by: User, day: date) -> str:
    """The party's address stands on the paper. Source: 行政处罚法 art. 59(1)(一)."""
    developer = track.case.account.project.developer
    if developer.address:
        return ""
    return f"没有登记当事人{developer}的住所，文书须载明。先在项目页“更正建设单位”补录"


def found_late(track: CollectionTrack, by: User, day: date) -> str:
    """The offence was found within two years of its end. Source: 行政处罚法 art. 36."""
    ended = offence_end(track)
    return "" if ended is None else limit_passed(track, ended)


def limit_passed(track: CollectionTrack, ended: date) -> str:
    """What stands against a penalty for what ended on ``ended`` and was found too late."""
    last = counted(Code.PENALTY_LIMIT, ended, current_calendar()).last_day
    found = _found_on(track.case)
    if found <= last:
        return ""
    return (
        f"违法行为 {ended} 终了，{found} 发现，已满二年未被发现的不再给予行政处罚"
        "（《行政处罚法》第三十六条）"
    )


def _found_on(case: CollectionCase) -> date:
    """When the office learned of it: with the case, or before with the omission."""
    omissions = OmissionCase.objects.filter(project=case.account.project_id)
    return min([case.opened_on, *omissions.values_list("found_on", flat=True)])


def no_hearing(track: CollectionTrack, by: User, day: date) -> str:
    """The prior notice told of the right to a hearing."""
    told = track.steps.filter(code="foretell").order_by("-id").first()
    if told is None or told.values.get("hearing_right") != "no":
        return ""
    return "事先告知书已写明不属于《行政处罚法》第六十三条第一款规定的听证范围"


def standard_untold(track: CollectionTrack, by: User, day: date) -> str:
    """What delay adds cannot be claimed where its standard was not told."""
    if late_rule_of(track, day) is None or track.late_told_on is not None:
        return ""
    return (
        f"送达的决定没有告知{added_name(track)}的标准，不计收{added_name(track)}"
        "（《行政强制法》第四十五条第一款）"
    )


def written_off(track: CollectionTrack, by: User, day: date) -> str:
    """The fee was written off in the ledger."""
    if track.kind == _Kind.LEVY and track.owed > ZERO:
        return f"缴费账户尚有欠缴 {track.owed:,} 元。先在缴费账户办理核销并入账"
    return ""


def decision_issued(track: CollectionTrack, by: User, day: date) -> str:
    """The assessment came with a 征收决定书."""
    return "" if issued_decision(track) else "核定时没有签发征收决定书，或者已经作废、已被采用"


def undecided(track: CollectionTrack, by: User, day: date) -> str:
    """No 征收决定书 was issued with the assessment."""
    found = issued_decision(track) if track.kind == _Kind.LEVY else None
    return f"核定时已签发{found}。办理“采用核定时的征收决定书”，不再另作决定" if found else ""


def issued_decision(track: CollectionTrack) -> PaymentNotice | None:
    """The 征收决定书 issued with the assessment that still counts and that no track has adopted."""
    return (
        PaymentNotice.objects.filter(
            assessment__account=track.case.account_id,
            document__kind=LEVY_DECISION,
            document__voiding__isnull=True,
            document__collection_step__isnull=True,
        )
        .select_related("document")
        .first()
    )


def order_served(track: CollectionTrack, by: User, day: date) -> str:
    """Where the debtor was ordered to pay, the order has reached him."""
    if track.state == _State.ORDERED and track.heard_until is None:
        return "责令限期缴纳通知书尚未登记送达。制作送达回证，送达后登记"
    return ""


def notice_served(track: CollectionTrack, by: User, day: date) -> str:
    """Where the penalty was foretold, the notice has reached the debtor."""
    if track.state == _State.FORETOLD and track.heard_until is None:
        return "行政处罚事先告知书尚未登记送达。制作送达回证，送达后登记"
    return ""


def heard(track: CollectionTrack, by: User, day: date) -> str:
    """The days to be heard, or of the hearing, are over."""
    if track.heard_until is not None and track.heard_until >= day:
        what = "听证日期" if track.state == _State.HEARING else "陈述申辩期限"
        return f"{what} {track.heard_until} 未过"
    return ""


def pay_by_passed(track: CollectionTrack, by: User, day: date) -> str:
    """The day to pay by is over."""
    if track.pay_by is not None and track.pay_by >= day:
        return f"缴款期限 {track.pay_by} 未届满"
    return ""


def demand_served(track: CollectionTrack, by: User, day: date) -> str:
    """The 催告书 has reached the debtor."""
    return "" if track.demand_ends_on else "催告书尚未登记送达。制作送达回证，送达后登记"


def demand_over(track: CollectionTrack, by: User, day: date) -> str:
    """Its ten working days are over. Source: 行政强制法 art. 54."""
    if track.demand_ends_on is not None and track.demand_ends_on >= day:
        return f"催告书送达后十个工作日至 {track.demand_ends_on}，尚未届满"
    return ""


def remedies_over(track: CollectionTrack, by: User, day: date) -> str:
    """Reconsideration and litigation can no longer be asked for."""
    if track.remedies_end_on is not None and track.remedies_end_on >= day:
        return f"复议、诉讼期限至 {track.remedies_end_on}，尚未届满"
    return ""


def in_time(track: CollectionTrack, by: User, day: date) -> str:
    """The court is asked in time: three months, or the two years of a judgment (``judged_until``).

    Source: 行政强制法 art. 53, 法释〔2018〕1号 art. 153.
    """
    last = track.judged_until or track.apply_by
    if last is not None and last < day:
        return (
            f"申请法院强制执行的期限已于 {last} 届满，没有正当理由的法院不予受理。"
            "确有正当理由的附证据"
        )
    return ""


def money_on_its_way(account: FeeAccount) -> Decimal:
    """What stands recorded or matched for the account and is not posted yet, in yuan."""
    matched = account.claims.filter(
        entry__isnull=True,
        line__statement__state__in=[Statement.State.OPEN, Statement.State.SUBMITTED],
    ).aggregate(sum=Sum("amount"))["sum"]
    # What may be the payment of another number is none of it (``found_entry``), until accepted.
    suggested = StatementLine.objects.filter(
        suggested=account,
        lane__in=UNSETTLED,
        found_entry__isnull=True,
        statement__state=Statement.State.OPEN,
    ).aggregate(sum=Sum("amount"))["sum"]
    return waiting_payments(account) + (matched or ZERO) + (suggested or ZERO)


def payment_waits(track: CollectionTrack, by: User, day: date) -> str:
    """Money of the debtor is there already and is not posted yet."""
    return words_of_waiting(track.case.account)


def words_of_waiting(account: FeeAccount) -> str:
    """Why the debtor is not reminded yet: the office has his money on its desk."""
    waiting = money_on_its_way(account)
    if waiting <= ZERO:
        return ""
    return f"有 {waiting:,} 元缴款已登记或者已匹配、尚未入账。先办理复核入账，再核对是否仍有欠缴"


def fee_demanded(track: CollectionTrack, by: User, day: date) -> str:
    """A paper that has reached the debtor asks for the fee."""
    return words_undemanded(track.case.account)


def words_undemanded(account: FeeAccount) -> str:
    """Why nobody is reminded of a debt yet: no paper that was served obliges him to pay it."""
    if owed_of(account, timezone.localdate()).due_on is not None:
        return ""
    return "缴费文书没有签发或者尚未送达。先签发缴费通知书并办理送达，再催缴"


def promise_lives(track: CollectionTrack, by: User, day: date) -> str:
    """The debtor has promised to pay by a day that is still to come."""
    last = (
        CollectionContact.objects.filter(case=track.case_id, promised_on__isnull=False)
        .order_by("-id")
        .first()
    )
    if last is None or last.promised_on < day:
        return ""
    return (
        f"债务人承诺 {last.promised_on} 前缴纳 {last.promised_amount:,} 元，尚未到期。"
        "承诺日之后仍未缴的再催缴"
    )


def reminded_lately(track: CollectionTrack, by: User, day: date) -> str:
    """The office's fewest days between two letters to one debtor are not over."""
    interval = handling_of(track.organisation_id).letter_interval
    last = reminded_on(track.case.account) if interval else None
    if last is None or last + timedelta(days=interval) <= day:
        return ""
    return (
        f"上一次催缴为 {last}，本机构规定至少相隔 {interval} 天，"
        f"{last + timedelta(days=interval)} 起再催缴"
    )


def reminded_on(account: FeeAccount) -> date | None:
    """When the debtor was last sent a letter for the account that still counts."""
    return (
        CollectionStep.objects.filter(
            track__case__account=account, code="remind", paper__voiding__isnull=True
        )
        .order_by("-on")
        .values_list("on", flat=True)
        .first()
    )


def not_blocked(track: CollectionTrack, by: User, day: date) -> str:
    """Nobody holds reminders back."""
    block = next((row for row in track.case.blocks.all() if row.lifted_on is None), None)
    return f"已暂缓催缴（{block}）。解除后再发催缴通知" if block else ""
