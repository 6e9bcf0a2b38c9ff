"""Rule books: the law of a place as data, in editions, with results that carry their reasons.

A book is a TOML file or a bureau's own edition in the database, each row with its article and dates
(docs/rules.md). What is computed from a book is the business of engineering.area and
fees.calculation.
Law: what the books hold.

Acts: none; those on a bureau's own edition are fees.rule_books', on local practice
renfang.administration's.

Start with ``books``. Its files:
    books.py         a book, what it inherits, what is in force on a day
    books/           the shipped books
    rows.py, vocabulary.py, rounding.py, explained.py, book_checks.py  pure, like books
    editions.py      books in the database; published ones never change
    never_overlap.py  the protection that holds published editions apart
    shipping.py      the shipped books, entered after each migrate
    models.py        what an organisation fixes locally, from which day
    law.py           which book and which local figures apply at an office on a day
    reading.py       facts as JSON values, read strictly
"""
