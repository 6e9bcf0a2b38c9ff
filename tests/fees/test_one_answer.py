"""What is owed, since when, under which paper: awkward accounts, the same answer at every door."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from fees.collection.acts.letters import remind_all
from fees.ledger.audit import discrepancies
from fees.ledger.owed import owed_by, owed_of
from fees.ledger.proof import findings
from fees.models import CollectionCase, FeeAccount, PaymentNotice
from fees.reports.queries.ageing import ageing_in
from fees.reports.queries.collection import MEASURES
from renfang.acts import WrongState
from renfang.organisations.scope import Scope
from renfang.serving.acts import correct_service
from renfang.serving.models import ServiceReceipt
from renfang.workbench.tasks import open_tasks
from tests.builders.finance import Desk
from tests.builders.pursuit import Pursuit, signed
from tests.fees.awkward_accounts import (
    DUE,
    LATER,
    LATER_DUE,
    STORIES,
    TODAY,
    WHOLE,
    Answer,
    Story,
    decision_served_late,
    entered,
    paper_annulled,
)
from tests.kernel.documents.pdf import text_of, without_space


@dataclass
class Table:
    """The accounts by the name of their story, what is expected, and the officer's browser."""

    desk: Desk
    client: Client
    expected: dict[str, Answer]
    accounts: dict[str, FeeAccount]

    @property
    def scope(self) -> Scope:
        return Scope(self.desk.officer)

    def page(self, name: str, *args: int, **query: str):
        return self.client.get(reverse(name, args=args), query)

    def owing(self) -> dict[str, Answer]:
        return {name: answer for name, answer in self.expected.items() if answer.total}

    def overdue(self) -> dict[str, Answer]:
        return {name: answer for name, answer in self.expected.items() if answer.overdue}

    def paper(self, name: str) -> str:
        """The number of the paper that the answer rests on; empty for none."""
        place = self.expected[name].demand
        if place is None:
            return self.expected[name].number
        notices = PaymentNotice.objects.filter(assessment__account=self.accounts[name])
        return notices.order_by("id")[place].document.number


@pytest.fixture
def table(desk: Desk, client: Client) -> Iterator[Table]:
    expected, accounts = {}, {}
    for number, tell in enumerate(STORIES):
        story = Story(desk, f"第{number:02d}苑")
        expected[tell.__name__] = tell(story)
        accounts[tell.__name__] = FeeAccount.objects.get(pk=story.account.pk)
    with time_machine.travel(f"{TODAY}T02:00:00Z", tick=False):
        client.force_login(desk.officer)
        yield Table(desk, client, expected, accounts)


# By when a demand that nobody has received is to be served: fifteen days before the day it names.
TO_SERVE = {"notice_not_served": date(2026, 3, 26), "decision_not_served": date(2026, 5, 26)}


def late_days(text: str) -> int:
    """How many days a light says that a debt is overdue."""
    found = re.search(r"逾期 (\d+) 天", text)
    return int(found[1]) if found else 0


def the_function(table: Table) -> None:
    """One by one and all at once."""
    whole = owed_by(FeeAccount.objects.all(), TODAY)
    for name, account in table.accounts.items():
        for owed in (owed_of(account, TODAY), whole[account.pk]):
            said = Answer(owed.total, owed.overdue, owed.due_on, table.expected[name].demand)
            assert (name, said) == (name, table.expected[name])
            assert (name, owed.days) == (name, said.days)


def pages(table: Table) -> None:
    for name, answer in table.expected.items():
        page = table.page("fees:account", table.accounts[name].pk)
        account, owed = page.context["account"], page.context["owed"]
        light = page.context["standing"]
        assert (name, max(account.balance, 0)) == (name, answer.total)
        assert (name, owed.overdue, account.due_on) == (name, answer.overdue, answer.due_on)
        assert (name, late_days(light.text if light else "")) == (name, answer.days)
        text = page.content.decode()
        assert (name, table.paper(name) in text) == (name, True)
        assert (light.text if light else account.settled_words) in text
        if answer.number:
            assert (name, owed.demand.number) == (name, answer.number)
        if light and answer.due_on is None:
            unserved = answer.demand is not None
            assert (name, light.text) == (name, "缴费文书未送达" if unserved else "未发缴费通知")


def register(table: Table) -> None:
    def asked(**query: str) -> dict[int, FeeAccount]:
        found = {}
        for number in ("1", "2"):
            page = table.page("fees:accounts", page=number, **query)
            found |= {account.pk: account for account in page.context["page"]}
        return found

    everything = asked()
    for name, answer in table.expected.items():
        account = everything[table.accounts[name].pk]
        text = account.standing.text if account.standing else ""
        said = (name, max(account.balance, 0), account.due_on, late_days(text))
        assert said == (name, answer.total, answer.due_on, answer.days)
    overdue = {table.accounts[name].pk for name in table.overdue()}
    assert asked(standing="overdue").keys() == overdue
    unnotified = {
        table.accounts[name].pk
        for name, answer in table.owing().items()
        if answer.due_on is None and answer.demand is None
    }
    assert asked(standing="unnotified").keys() == unnotified
    tiles = table.page("fees:accounts").context
    assert tiles["overdue_count"] == len(overdue)
    assert tiles["overdue_sum"] == sum(answer.overdue for answer in table.expected.values())
    assert tiles["totals"]["balance"] == sum(answer.total for answer in table.expected.values())


def finance_desk(table: Table) -> None:
    page = table.page("fees:desk")
    owing, late = len(table.owing()), len(table.overdue())
    assert page.context["ageing_note"] == f"欠缴 {owing} 户，其中逾期 {late} 户"
    bar = sum(part.amount for part in page.context["bar"])
    assert bar == page.context["totals"]["balance"]
    soon = {account.pk for account in page.context["due_soon"]}
    week = TODAY + timedelta(days=7)
    assert soon == {
        table.accounts[name].pk
        for name, answer in table.owing().items()
        if answer.due_on and TODAY <= answer.due_on <= week
    }


def ageing_page(table: Table) -> None:
    picture = table.page("fees:ageing").context["picture"]
    debts = {debt.account_id: debt for debt in picture.debts}
    assert len(debts) == len(table.owing())
    for name, answer in table.owing().items():
        debt = debts[table.accounts[name].pk]
        said = (name, debt.total, debt.overdue, debt.oldest_days, debt.oldest_due_on)
        since = answer.due_on if answer.overdue else None
        assert said == (name, answer.total, answer.overdue, answer.days, since)


def command(table: Table) -> None:
    out = io.StringIO()
    call_command("ageing", "--format", "json", stdout=out)
    debtors = {row["account"]: row for row in json.loads(out.getvalue())["debtors"]}
    for name, answer in table.owing().items():
        row = debtors[table.accounts[name].pk]
        said = (name, Decimal(row["total"]), Decimal(row["overdue"]), row["oldest_days"])
        assert said == (name, answer.total, answer.overdue, answer.days)
    assert len(debtors) == len(table.owing())


def to_do(table: Table) -> None:
    """One line for whatever is undemanded, near its day or past it."""
    # What is to be given back is another question, with the same address.
    asked = [task for task in open_tasks(table.scope, TODAY) if task.title != "办理退付或结转"]
    tasks = {task.url: task for task in asked}
    for name, answer in table.expected.items():
        account = table.accounts[name]
        task = tasks.get(account.get_absolute_url())
        near = answer.due_on is None or answer.due_on <= TODAY + timedelta(days=7)
        is_listed = bool(answer.total) and (near or account.demolition_id is not None)
        is_listed = is_listed and not answer.is_pursued
        assert (name, task is not None) == (name, is_listed)
        if task is not None:
            said = (name, task.due, late_days(task.light.text))
            due_on = answer.due_on or TO_SERVE.get(name)
            assert said == (name, due_on, answer.days)
            assert f"欠缴 {answer.total:,} 元" in task.note


def collection_desk(table: Table) -> None:
    rows = {row.pk: row for row in table.page("fees:collection").context["page"]}
    in_case = set(CollectionCase.objects.filter(state="open").values_list("account", flat=True))
    assert rows.keys() == in_case | {table.accounts[name].pk for name in table.overdue()}
    for name, answer in table.overdue().items():
        row = rows[table.accounts[name].pk]
        assert (name, row.balance, row.desk.days) == (name, answer.total, answer.days)


def balances(said: Mapping[str, Decimal]) -> bool:
    """Whether a line of figures adds up from its opening to its closing."""
    added = said["opening"] + said["charged"] + said["supplemented"] + said["refunded"]
    taken = said["reduced"] + said["paid_in"] + said["written_off"]
    return added - taken == said["outstanding"] - said["surplus"]


def tables_balance(table: Table) -> None:
    """Every table of sums adds up, and all give the same debt."""
    owed = sum(answer.total for answer in table.expected.values())
    figures = table.page("fees:figures", year="2026").context
    lines = [figures["total"].year, *figures["total"].months]
    assert [balances(line) for line in lines] == [True] * len(lines)
    assert figures["total"].year["outstanding"] == owed
    assert {name for name, _ in MEASURES if figures["total"].year[name]} == {
        name for name, _ in MEASURES if name != "opening"
    }
    for name in ("fees:desk", "fees:accounts"):
        sums = table.page(name).context["totals"]
        net = sums["payable"] - sums["paid"] - sums["written_off"]
        assert (name, net) == (name, sums["balance"] - sums["surplus"])
        assert (name, sums["balance"]) == (name, owed)
    month = table.page("fees:months").context["statement"]
    moved = [amount for _, amount in month["moved"]]
    charged, supplemented, reduced, paid, refunded, given_up = moved
    closing = month["opening"] + charged + supplemented - reduced - paid + refunded - given_up
    assert closing == month["outstanding"] - month["surplus"]


def workbooks(table: Table) -> None:
    """What is taken away as a file says the same as the pages."""
    owed = sum(answer.total for answer in table.expected.values())

    def sheets(name: str, **query: str) -> dict[str, list[dict[str, Any]]]:
        book = load_workbook(io.BytesIO(table.page(name, **query).content), data_only=True)
        return {sheet.title: lines_of(sheet) for sheet in book.worksheets}

    (accounts,) = sheets("fees:accounts", format="xlsx").values()
    for line in accounts:
        net = line["应缴"] - line["已缴"] - line["核销"]
        assert (line["项目或工程"], net) == (line["项目或工程"], line["欠缴"] - line["多缴"])
    assert sum(line["欠缴"] for line in accounts) == owed
    ageing = sheets("fees:ageing_export")
    assert sum(line["欠缴合计"] for line in ageing["债务人"]) == owed
    assert ageing["账龄"][-1]["欠缴合计"] == owed
    assert sum(line["最长逾期（天）"] for line in ageing["债务人"]) == sum(
        answer.days for answer in table.overdue().values()
    )
    (months,) = sheets("fees:figures_export", year="2026").values()
    assert months[-1]["期末欠缴（元）"] == owed


def lines_of(sheet: Any) -> list[dict[str, Any]]:
    """The rows under their headings; amounts to the 分."""
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [
        {
            head: Decimal(str(value)) if isinstance(value, int | float) else value
            for head, value in zip(heads, row, strict=True)
        }
        for row in rows
    ]


def papers(table: Table) -> None:
    """缴费对账清单 of each account adds up on paper."""
    for name, account in table.accounts.items():
        text = without_space(text_of(table.page("fees:account_statement", account.pk).content))

        def said(label: str, text: str = text) -> Decimal:
            return Decimal(re.search(rf"{label}([\d,]+\.\d\d)元", text)[1].replace(",", ""))

        closing = said("首次核定") + said("补充核定") - said("核定减少") - said("缴款")
        closing += said("退付") - said("核销")
        assert (name, closing) == (name, said("欠缴") - said("多缴"))
        assert (name, said("欠缴")) == (name, table.expected[name].total)


def fee_sources(table: Table) -> None:
    """费源信息 asks for each debt that is demanded once, for what is owed."""
    rows = [
        row
        for number in ("1", "2")
        for row in table.page("fees:fee_sources", page=number).context["page"]
    ]
    asked = {row.assessment.account_id: row.assessment.account.balance for row in rows}
    # A page beyond the last is the last.
    assert len({row.pk for row in rows}) == len(asked)
    owing = {table.accounts[name].pk: answer.total for name, answer in table.owing().items()}
    assert asked.items() <= owing.items()


def letters_and_cases(table: Table) -> None:
    """A reminder to each overdue debtor, and the case that it opens."""
    names = list(table.overdue())
    report = remind_all(
        [table.accounts[name].pk for name in names],
        method="mail",
        servers="张三、李四",
        by=table.desk.officer,
    )
    assert report.refused == []
    for name, step in zip(names, report.steps, strict=True):
        answer, letter = table.expected[name], step.paper.snapshot
        said = (name, letter["owed"], letter["pay_by"], letter["notice"])
        assert said == (name, f"{answer.total:,}", f"{answer.due_on}", table.paper(name))
        page = table.page("fees:collection_case", step.track.case_id)
        assert page.context["account"].balance == answer.total
        assert page.context["tracks"][0]["row"].last_day_to_pay == answer.due_on


def audits(table: Table) -> None:
    """What the accounts keep is what the entries and papers give, counted twice."""
    assert [str(finding) for finding in findings()] == []
    assert list(discrepancies()) == []


# The letters come after the lists, for they open cases.
DOORS = (
    the_function,
    pages,
    register,
    finance_desk,
    ageing_page,
    command,
    to_do,
    collection_desk,
    tables_balance,
    workbooks,
    papers,
    fee_sources,
    letters_and_cases,
    audits,
)


def test_every_door_gives_the_same_answer(table: Table):
    for door in DOORS:
        door(table)


def test_a_past_day_shows_what_the_papers_said_on_it(desk: Desk):
    """Until the decision is served the notice stands; a voided paper stood until then."""
    story = Story(desk, "往日苑")
    decision_served_late(story)
    annulled = Story(desk, "作废苑")
    paper_annulled(annulled)
    with time_machine.travel(f"{TODAY}T02:00:00Z", tick=False):
        before = {
            debt.account_id: debt.oldest_days
            for debt in ageing_in(Scope(desk.officer), LATER - timedelta(days=1)).debts
        }
        after = {
            debt.account_id: debt.oldest_days
            for debt in ageing_in(Scope(desk.officer), date(2026, 7, 5)).debts
        }
    late = (LATER - timedelta(days=1) - DUE).days
    assert before == {story.account.pk: late, annulled.account.pk: late}
    assert after == {story.account.pk: 3, annulled.account.pk: 0}


def test_a_decision_of_before_is_decided_and_demanded_once(desk: Desk):
    story = Story(desk, "登记苑")
    entered(story)
    with pytest.raises(WrongState, match="已登记征收决定书"):
        story.decide()
    other = Story(desk, "已发苑")
    other.assess()
    other.decide()
    pursuit = Pursuit.begun(desk.office, other.account, LATER)
    with pytest.raises(WrongState, match="采用核定时的征收决定书"):
        pursuit.step(
            "enter_decision",
            LATER,
            decision_number="X防征决〔2026〕9号",
            amount=WHOLE,
            served_on=LATER,
            pay_by=LATER_DUE,
            rights_told="yes",
        )


def test_many_accounts_cost_as_many_queries_as_one(desk: Desk):
    for number in range(3):
        Story(desk, f"第{number}苑").noticed()
    first = FeeAccount.objects.values_list("pk", flat=True)[:1]
    counts = []
    for accounts in (FeeAccount.objects.filter(pk__in=list(first)), FeeAccount.objects.all()):
        with CaptureQueriesContext(connection) as queries:
            owed_by(accounts, TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_a_corrected_day_of_service_counts_anew(desk: Desk, read_back):
    story = Story(desk, "更正苑")
    story.assess()
    story.serve(story.demand(), date(2026, 6, 1))
    assert read_back(story.account).due_on == date(2026, 6, 16)
    with story.on(TODAY):
        said = signed(date(2026, 6, 3))
        correct_service(
            ServiceReceipt.objects.get().pk, said, reason="回证上的日期是三日", by=desk.officer
        )
    assert read_back(story.account).due_on == date(2026, 6, 18)


def test_a_debt_is_told_to_the_tax_bureau_once(desk: Desk, client: Client):
    story = Story(desk, "两份苑")
    story.noticed()
    decision = story.decide()
    with time_machine.travel(f"{TODAY}T02:00:00Z", tick=False):
        client.force_login(desk.officer)
        page = client.get(reverse("fees:fee_sources"))
    assert [row.document for row in page.context["page"]] == [decision.document]
