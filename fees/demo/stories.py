"""All that this app tells of the demo city, in the order in which the stories are begun."""

from fees.demo import assessments as demo
from fees.demo import collection as demo_collection
from fees.demo import payments as demo_payments
from fees.demo import rule_books as demo_books

TELLERS = (
    demo.stories,
    demo.account_stories,
    demo_payments.payment_stories,
    demo_collection.collection_stories,
    demo_books.stories,
)
