"""All that this app tells of the demo city, in the order in which the stories are begun."""

from fees.demo import assessments, collection, payments, rule_books

TELLERS = (
    assessments.stories,
    assessments.account_stories,
    payments.payment_stories,
    collection.collection_stories,
    rule_books.stories,
)
