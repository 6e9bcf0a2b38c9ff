"""Every kind of paper, in every state that can print it, held against the law and its layout.

The states are those of the demo city's stories and of ``states``; the law is the table of
tests/data/papers.toml. What is read is the PDF, as a person would.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from renfang.demo import stories
from renfang.documents.kinds import all_kinds
from renfang.documents.models import IssuedDocument
from renfang.documents.registry import compose, produced_on_first_reading
from renfang.typesetting import CertificatePage, LetterForm, render
from tests.builders.office import found_office
from tests.kernel.documents.law import Printed, Rule, faults, read_table
from tests.kernel.documents.pdf import page_runs, rows_of
from tests.kernel.documents.states import make_all

# The papers are made in the test database, so it has to be there.
pytestmark = pytest.mark.django_db
TABLE = read_table()
# 行政强制法 arts 34, 39, 40, 42, 53: execution is the court's, and so is what becomes of it.
NOT_OURS = {"execution_agreement", "suspension_decision", "termination_decision"}
# Codes that people copy or read out, and numbers of papers: all in one piece.
CODES = re.compile(
    r"\d{4}-\d{6}-\d\d-\d\d-\d{6,7}|9\d{7}[0-9A-Z]{10}|(?<=核验码)[0-9A-Z]{6}"
    r"|[一-鿿A-Z]{2}〔\d{4}〕\d+号"
)
# A gap within a cell may grow by this share of a character.
WIDEST = 0.1


def printed_now() -> list[Printed]:
    """Every paper in the database, those that say the same but for names and numbers once."""
    found = {}
    for paper in IssuedDocument.objects.order_by("id"):
        contents = compose(paper)
        found[paper.pk] = Printed.of(paper, contents, render(contents))
    return list(found.values())


@pytest.fixture(scope="module")
def papers(django_db_setup: None, django_db_blocker: Any) -> list[Printed]:
    """The papers of the demo city and of the test office; nothing of them stays."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO", True)
        found = []
        with transaction.atomic():
            stories.load(timezone.localdate())
            found += printed_now()
            transaction.set_rollback(True)
        with transaction.atomic():
            with produced_on_first_reading():
                make_all(found_office())
            found += printed_now()
            transaction.set_rollback(True)
    return found


def fullest(papers: list[Printed]) -> list[Printed]:
    """Of each kind the paper that says most, and the one with most pages before its annexes."""
    kinds: dict[str, list[Printed]] = {}
    for paper in papers:
        kinds.setdefault(paper.kind, []).append(paper)
    found = [(max(of, key=lambda p: len(p.text)), max(of, key=lambda p: p.main_pages))
             for of in kinds.values()]  # fmt: skip
    return [paper for pair in found for paper in dict.fromkeys(pair)]


def test_every_kind_has_its_lines() -> None:
    assert TABLE.kinds == {kind.code for kind in all_kinds()} - NOT_OURS


def test_the_office_ends_no_execution() -> None:
    issued = {kind.code for kind in all_kinds() if not kind.is_former}
    assert not NOT_OURS & issued


def test_every_paper_says_what_the_law_wants_and_nothing_that_it_forbids(
    papers: list[Printed],
) -> None:
    met: set[Rule] = set()
    broken: dict[str, str] = {}
    for paper in papers:
        for rule, where in faults(paper, TABLE, met):
            broken.setdefault(str(rule), f"{paper.kind} {where}")
    assert not broken, "\n".join(f"{rule}\n    {where}" for rule, where in broken.items())
    unmet = [str(rule) for rule in TABLE.rules if rule not in met]
    assert not unmet, "no paper was held against\n" + "\n".join(unmet)


def test_sentences_end_with_a_full_stop(papers: list[Printed]) -> None:
    found = {f"{paper.kind}: {text}" for paper in papers for text in paper.unfinished()}
    assert not found, "\n".join(sorted(found))


def test_short_papers_keep_to_their_pages(papers: list[Printed]) -> None:
    found = {
        f"{paper.kind} {paper.number}: {paper.main_pages} pages"
        for paper in papers
        if paper.main_pages > TABLE.pages_of(paper.kind, paper.facts)
    }
    assert not found, "\n".join(sorted(found))


def test_no_page_holds_a_seal_alone(papers: list[Printed]) -> None:
    found = {
        f"{paper.kind} {paper.number}: {page}" for paper in papers for page in paper.empty_pages()
    }
    assert not found, "\n".join(sorted(found))


def test_codes_and_numbers_stand_on_one_line(papers: list[Printed]) -> None:
    found = set()
    for paper in fullest(papers):
        rows = rows_of(paper.pdf)
        whole = "\n".join(rows)
        for code in set(CODES.findall("".join(rows))):
            if code not in whole:
                found.add(f"{paper.kind} {paper.number}: {code}")
    assert not found, "\n".join(sorted(found))


def test_cells_are_not_stretched(papers: list[Printed]) -> None:
    """Measured between the characters of tables and forms, on the fullest paper of each kind."""
    found = [
        f"{paper.kind} {paper.number}: {run.text}"
        for paper in fullest(papers)
        # The labels of certificates are spread over their column, as on printed ones.
        if not isinstance(paper.contents, CertificatePage)
        for run in page_runs(paper.pdf)
        if run.size <= 12 and run.widest_gap > WIDEST
    ]
    assert not found, "\n".join(found)


def test_documents_end_with_their_imprint(papers: list[Printed]) -> None:
    """版记 of what is headed as 文件 (GB/T 9704-2012, 7.4), on its last page; 信函 has none."""
    for paper in papers:
        letter = paper.letter
        if letter is None:
            continue
        day = letter.issued_on
        imprint = f"{letter.issuer}{day.year}年{day.month}月{day.day}日印发"
        assert (imprint in paper.pages[-1]) == (letter.form is LetterForm.DOCUMENT), paper.number
        assert paper.text.count(imprint) <= 1
