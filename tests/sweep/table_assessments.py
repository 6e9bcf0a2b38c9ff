"""Lines of the table: assessments under review, violations, and rule books."""

from __future__ import annotations

from tests.sweep import filled_assessments as filled
from tests.sweep.filled import exactly
from tests.sweep.lines import CASES, EVERYONE, FEES, FINANCE, HEAD, Page, page, posts

# fmt: off
ASSESSMENTS: tuple[Page, ...] = (
    page("fees:violations", get=EVERYONE, shows=FEES),
    page("fees:assess_violation", "omission_fee", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.violation),
    page("fees:drafts", get=EVERYONE, shows=FEES),
    # Finance submitted it, so the head reviews it.
    page("fees:draft", "assessment_draft", get=FEES, post=posts(HEAD), sends=filled.review),
    page("fees:draft_withdraw", "assessment_draft", get=posts(FINANCE), post=posts(FINANCE),
         by_author=True, sends=exactly(reason="楼栋面积录入有误")),
    page("fees:reliefs", get=EVERYONE, shows=FEES),
    page("fees:relief_file", "relief_file", get=FEES),
    page("fees:issue_sheet", "assessment_new", get=posts(FINANCE), post=posts(FINANCE)),

    page("fees:books", get=EVERYONE, shows=CASES),
    page("fees:book", "book_draft", get=CASES),
    page("fees:book", "book_published", get=CASES),
    page("fees:book_compare", "book_draft", get=CASES, asks=("with",)),
    page("fees:book_copy", "book_published", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.copied, refers=("organisation",)),
    page("fees:book_head", "book_draft", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.head),
    page("fees:book_row_new", "book_section", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.row),
    page("fees:book_row", "book_row", get=posts(FINANCE), post=posts(FINANCE), sends=filled.row),
    page("fees:book_row_remove", "book_row", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.revision),
    page("fees:book_case_new", "book_draft", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.case),
    page("fees:book_case", "book_case", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.case),
    page("fees:book_case_remove", "book_case", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.revision),
    page("fees:book_submit", "book_draft", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:book_return", "book_submitted", get=posts(HEAD), post=posts(HEAD),
         sends=exactly(reason="收费标准依据有误")),
    page("fees:book_publish", "book_submitted", get=posts(HEAD), post=posts(HEAD)),
    page("fees:book_end", "book_published", get=posts(HEAD), post=posts(HEAD),
         sends=filled.ending),
    page("fees:what_if", get=CASES, post=CASES, sends=filled.what_if, refers=("book_a", "book_b")),
)
