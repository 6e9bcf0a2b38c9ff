"""Rule books: the law of a place as data, in editions, with results that carry their reasons.

No number of law stands in code: a book is a TOML file or a bureau's own edition in the database,
each row with its article and dates (docs/rules.md). What is computed from a book is the business of
engineering.area and fees.calculation.

books        a book, what it inherits, what is in force on a day: start reading here
rows, vocabulary, rounding, explained, book_checks   pure, like books: they know no Django
editions     books in the database; published ones never change, and never_overlap holds them apart
shipping     the books under books/, entered after each migrate
models       which book an organisation applies, and its local figures
"""
