"""规则库: a bureau's own edition of the rules, copied, edited, proven on examples, published.

What is published is frozen; a later version ends the one before it. Nobody publishes what he has
edited himself. The tables are those of ``renfang.rules``; this room has the acts and pages.

Start with ``acts`` (copy, amend, save a row or an example, submit, return, publish, end).
Files beside the usual ones:
``columns`` what each value of a row is called, its unit and how it reads; forms, acts and pages
share it · ``trials`` computes a book's examples and tells two books apart; it asks no database.
"""
