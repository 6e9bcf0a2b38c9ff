"""No period of law is counted in Python: each is asked of ``renfang.clocks.periods``.

Every count of days, months or years that product code does fix is listed here with the reason
why it is nobody's law.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from renfang.clocks.periods import Code, latest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("renfang", "engineering", "fees", "drills")
A_TERM = re.compile(r"(?:^|_)(?:days|months|years)$", re.IGNORECASE)

# file: name → what the number is, where not law.
OUR_OWN = {
    "fees/reports/queries/forecast.py: MONTHS": "how far the forecast looks, a year",
    # When a light changes, or a line appears on a list: the program's own choice.
    "renfang/clocks/rules.py: _NEAR_WORKING_DAYS": "a light turns amber",
    "engineering/peacetime_use/models.py: reminder_days": "an office's regime says when to remind",
    "engineering/peacetime_use/workbench.py: _INSPECTION_AHEAD": "a line on the to-do list",
    "engineering/peacetime_use/workbench.py: _LONGEST_REMINDER": "the longest reminder there is",
    "engineering/upkeep/workbench.py: _REVIEW_AHEAD": "a line on the to-do list",
    "renfang/drafts/keeping.py: KEPT_DAYS": "how long what was not sent is offered",
    "renfang/background/rules.py: KEPT": "how long the queue shows what is done",
    "renfang/background/rules.py: KEPT_FAILURES": "how long the queue shows what failed",
    "fees/collection/workbench.py: NEAR": "a line on the to-do list",
    "fees/ledger/queries.py: NEAR_WORKING_DAYS": "a light turns amber",
    "fees/notices/workbench.py: NEAR": "a line on the to-do list",
    "fees/payments/queries.py: SAME_MONEY_DAYS": "how far apart one payment is asked about",
    "fees/refunds/queries.py: NEAR_WORKING_DAYS": "a light turns amber",
    "drills/assessments/workbench.py: SIGNING": "a line on the to-do list",
    "drills/deadlines.py: MONTH": "a light turns amber",
    "drills/deadlines.py: NOTICE": "a line on the to-do list",
    "drills/exercises/workbench.py: FILING": "a line on the to-do list",
    "drills/teams/queries.py: NOTICE_DAYS": "a light turns amber: equipment whose term runs out",
    "drills/teams/queries.py: QUALIFICATION_NOTICE_DAYS": "the same for certificates",
    # What a form proposes where no national text fixes a term; whoever fills it in decides.
    "engineering/omissions/forms.py: days": "the term of a notice to apply",
    "engineering/peacetime_use/models.py: inspection_months": "an office's regime fixes the cycle",
    "engineering/inspections/models.py: publish_days": "an office's list of matters fixes it",
    "fees/collection/models.py: pay_days": "the term of an order to pay",
    "fees/notices/rules.py: PROPOSED_WORKING_DAYS": "the term of a payment notice",
    # No limit of an office towards anybody, and below the room of periods: how long logs are kept.
    "renfang/organisations/second_factor.py: LIFTING_TERM": "how long a second person may confirm",
    "renfang/history/checks.py: LEAST_MONTHS": "网络安全法: logs, six months at least",
    "renfang/settings.py: IMPORT_DAYS": "how long uploaded tables are kept as they came",
    "renfang/settings.py: ACCESS_MONTHS": "a setting of the server, never below the law's",
    # How much a page shows, or takes at once.
    "renfang/administration/acts/calendar.py: LONGEST": "days off entered at once",
    "drills/readiness/queries.py: years": "years side by side",
}


def product_files() -> list[Path]:
    """Modules that run in an office; a demo's stories choose their own days."""
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if not {"migrations", "demo"} & set(path.parts)
    ]


def is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value > 0


def fixes_a_count(value: ast.expr | None) -> bool:
    """A bare number, a span of several days, or a field whose default is a number."""
    if not isinstance(value, ast.Call):
        return is_number(value)
    wanted = {"days", "weeks"} if called(value) == "timedelta" else {"default", "initial"}
    return any(
        keyword.arg in wanted and is_number(keyword.value) and ast.unparse(keyword.value) != "1"
        for keyword in value.keywords
    )


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def names_bound(tree: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Every name that a module, a class or a signature binds, with what it is bound to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from ((ast.unparse(target), node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target), node.value
        elif isinstance(node, ast.arguments):
            positional = [*node.posonlyargs, *node.args]
            with_default = positional[len(positional) - len(node.defaults) :]
            yield from (
                (a.arg, value) for a, value in zip(with_default, node.defaults, strict=True)
            )
            pairs = zip(node.kwonlyargs, node.kw_defaults, strict=True)
            yield from ((a.arg, value) for a, value in pairs)


def counts_in(source: str) -> Iterator[str]:
    """What fixes a count of days, months or years in a module, by name."""
    tree = ast.parse(source)
    for name, value in names_bound(tree):
        span = isinstance(value, ast.Call) and called(value) == "timedelta" and name.isupper()
        if (A_TERM.search(name) or span) and fixes_a_count(value):
            yield name
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in {"Limit", "Period", "deadline"}:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from (ast.unparse(node) for value in given if is_number(value))


def test_a_count_of_days_is_a_period_of_the_law_or_named_as_our_own() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in product_files()
        for name in counts_in(path.read_text(encoding="utf-8"))
    }
    assert found == set(OUR_OWN)


@pytest.mark.parametrize(
    "line",
    [
        "NOTICE_DAYS = 30",
        "_RENEWAL_DAYS: Final = 30",
        "TERM_MONTHS: int = 6",
        "NOTICE = timedelta(days=5)",
        "class Limits:\n    service_days: int = 10",
        "class Item:\n    service_days = models.PositiveSmallIntegerField('送达', default=10)",
        "def due(on: date, days: int = 20) -> date: ...",
        "def due(on: date, *, within_days: int = 20) -> date: ...",
        "LAWSUIT = Limit('起诉期限', 6, Unit.MONTH, '《行政诉讼法》第四十六条')",
        "LAWSUIT = Period('起诉期限', count=6, unit=Unit.MONTH, basis='')",
        "last = deadline(on, 15, Unit.WORKING_DAY, calendar=calendar)",
    ],
)
def test_a_number_of_law_in_code_is_found(line: str) -> None:
    assert list(counts_in(line))


@pytest.mark.parametrize(
    "line",
    [
        "NOTICE_DAYS = latest(Code.PUBLIC_NOTICE).count",
        "yesterday = today - timedelta(days=1)",
        "last = deadline(on, days, Unit.WORKING_DAY, calendar=calendar)",
        "class Item:\n    service_days = IntegerField(default=latest(Code.PERMIT_SERVICE).count)",
        "class Item:\n    extended_by_days = IntegerField(default=0)",
    ],
)
def test_what_asks_the_table_is_left_alone(line: str) -> None:
    assert not list(counts_in(line))


def test_every_period_of_the_table_is_asked_for() -> None:
    """A period that nothing counts says nothing true about the program."""
    asked = {
        name
        for path in product_files()
        for name in re.findall(r"\bCode\.([A-Z_]+)\b", path.read_text(encoding="utf-8"))
    }
    assert {code.name for code in Code} <= asked


# How sentences name a period; the words before 日内 or 个月内 are its count.
NUMERAL = "([一二三四五六七八九十]+)"
SENTENCES = {
    rf"{NUMERAL}日内[^，。\n]*申请行政复议": Code.RECONSIDERATION,
    rf"{NUMERAL}个月内[^，。\n]*提起行政诉讼": Code.LAWSUIT,
    rf"{NUMERAL}个工作日内(?:受理|告知补正)": Code.PERMIT_COMPLETENESS,
    rf"{NUMERAL}个工作日内向申请人送达": Code.PERMIT_SERVICE,
    rf"{NUMERAL}个工作日内[^，。\n]*要求听证": Code.HEARING_REQUEST,
    rf"听证[^。\n]*?{NUMERAL}个工作日[前后]": Code.HEARING_NOTICE,
    rf"{NUMERAL}日内作出处罚决定": Code.PENALTY_DECISION,
    rf"{NUMERAL}日内，[^。\n]*缴纳罚款": Code.FINE_PAYMENT,
    rf"催告书[^，。\n]*?{NUMERAL}个工作日": Code.DEMAND,
    rf"满之日起{NUMERAL}个月内提出": Code.COURT_APPLICATION,
    rf"公告之日起经过{NUMERAL}日": Code.PUBLIC_NOTICE,
    rf"试鸣[^。\n]*?{NUMERAL}日以?前": Code.SIREN_TEST_NOTICE,
    rf"自收到之日起{NUMERAL}日内缴清": Code.LEVY_PAYMENT,
}


def value_of(numeral: str) -> int:
    """六 → 6, 十五 → 15, 六十 → 60."""
    tens, ten, ones = numeral.rpartition("十")
    digit = "零一二三四五六七八九".index
    return (digit(tens) if tens else 1) * 10 * bool(ten) + (digit(ones) if ones else 0)


@cache
def said() -> str:
    """Every text of templates and code, one a line; a value that is filled in shows as ○."""
    pages = sorted((ROOT / "templates").rglob("*.html"))
    texts = [path.read_text(encoding="utf-8") for path in pages]
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                texts.append("".join(map(words, node.values)))
            elif isinstance(node, ast.Constant):
                texts.append(words(node))
    return "\n".join(texts)


def words(node: ast.expr) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else "○"


@pytest.mark.parametrize(("sentence", "code"), SENTENCES.items(), ids=SENTENCES.values())
def test_sentences_name_the_count_of_the_table(sentence: str, code: Code) -> None:
    named = {value_of(match[1]) for match in re.finditer(sentence, said())}
    assert named == {latest(code).count}
