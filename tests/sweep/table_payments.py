"""Lines of the table: slips, statements, refunds, write-offs, month closing."""

from __future__ import annotations

from tests.sweep import filled_payments as filled
from tests.sweep.filled import exactly
from tests.sweep.lines import EVERYONE, FEES, FINANCE, HEAD, Page, page, posts

# fmt: off
_LISTS = (
    # These lists show what the post may see, to some nothing.
    page("fees:desk", get=EVERYONE, shows=FEES),
    page("fees:slips", get=EVERYONE, shows=FEES),
    page("fees:refunds", get=EVERYONE, shows=FEES),
    page("fees:write_offs", get=EVERYONE, shows=FEES),
    page("fees:months", get=EVERYONE, shows=FEES),
    page("fees:fee_sources", get=EVERYONE, shows=FEES),
    page("fees:fee_sources_export", get=FEES),
    page("fees:statements", get=EVERYONE, post=posts(FINANCE), sends=filled.statement,
         refers=("organisation",), shows=FEES),
    page("fees:account_statement", "account", get=FEES),
    page("fees:new_carry_over", "account_surplus", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.carry_over, refers=("to",)),
)

_SLIPS = (
    # Recorded by a second officer: the first and the head may check it.
    page("fees:slip", "slip", get=FEES, post=FEES),
    page("fees:slip_return", "slip", post=FEES, sends=filled.reason),
    page("fees:slip_withdraw", "slip_mine", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:slip_image", "slip", get=FEES),
    page("fees:slip", "slip_compensation", get=FEES, post=FEES),
    page("fees:slip_return", "slip_compensation", post=FEES, sends=filled.reason),
)

_REFUNDS = (
    page("fees:refund_new", "account_surplus", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.refund),
    page("fees:refund", "refund_paid", get=FEES),
    page("fees:refund_file", "refund_requested", get=FEES),
    page("fees:write_off_file", "write_off_requested", get=FEES),
    page("fees:refund_verify", "refund_requested", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.verification),
    page("fees:refund_approve", "refund_verified", get=FEES, post=FEES, sends=filled.approval),
    page("fees:refund_pay", "refund_approved", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.refund_paid),
    page("fees:refund_end", "refund_requested", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.refund_end),
    page("fees:write_off_new", "account_paid_into", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.write_off),
    page("fees:write_off", "write_off_requested", get=FEES),
    page("fees:write_off_approve", "write_off_requested", get=posts(HEAD), post=posts(HEAD),
         sends=filled.today),
    page("fees:write_off_refuse", "write_off_requested", get=posts(HEAD), post=posts(HEAD),
         sends=filled.reason),
    page("fees:write_off_withdraw", "write_off_requested", get=posts(FINANCE),
         post=posts(FINANCE), sends=filled.reason),
)

_MONTHS = (
    page("fees:month_close", "ledger_office", post=posts(FINANCE)),
    page("fees:month_ask", "ledger_office", get=posts(FINANCE), post=posts(FINANCE),
         sends=filled.reason),
    page("fees:months_close", "ledger_office", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:month_sheet", "month_closed", get=FEES),
    page("fees:freeze_statement", "ledger_office", get=posts(FINANCE), post=posts(FINANCE),
         sends=exactly(as_of="2026-01-31", note="年终")),
    page("fees:frozen_statements", get=EVERYONE, shows=FEES),
    page("fees:frozen_statement", "frozen_statement", get=FEES),
    page("fees:frozen_statement_print", "frozen_statement", get=FEES),
    page("fees:fee_settings", "ledger_office", get=posts(HEAD), post=posts(HEAD),
         sends=exactly(letter_interval="7", joint_letters="on")),
    # A request of the finance officer's that the head answers.
    page("fees:month_answer", "ledger_office", post=FEES, sends=exactly(agree="yes")),
)

_STATEMENTS = (
    page("fees:statement", "statement_open", get=FEES),
    page("fees:statement_submit", "statement_settled", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:statement_rematch", "statement_open", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:statement_reopen", "statement_submitted", get=FEES, post=FEES),
    page("fees:statement_withdraw", "statement_mine", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:statement_finish", "statement_submitted", get=FEES, post=FEES),
    page("fees:statement_discard", "statement_open", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:statement_line", "line", get=FEES),
    page("fees:line_accept", "line", post=posts(FINANCE)),
    page("fees:line_confirm", "line_evidence", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:line_undo", "line_decided", get=posts(FINANCE), post=posts(FINANCE)),
    page("fees:line_irrelevant", "line", post=posts(FINANCE), sends=filled.reason),
)

_PAPERS = tuple(
    line
    for kind in ("refund_application", "refund_letter", "write_off_form", "reconciliation")
    for line in (
        page("document", kind, get=FEES),
        page("document_pdf", kind, get=FEES),
        page("document_print", kind, post=posts(FINANCE), sends=exactly(reason="")),
        page("document_void", kind, post=posts(FINANCE),
             sends=exactly(reason="内容有误，另行签发")),
    )
)

PAYMENTS: tuple[Page, ...] = (
    *_LISTS, *_SLIPS, *_REFUNDS, *_MONTHS, *_STATEMENTS, *_PAPERS,
)
