"""All that this app tells of the demo city, in the order in which the stories are begun."""

from fees import demo, demo_accounts, demo_books, demo_collection, demo_payments

TELLERS = (
    demo.stories,
    demo_accounts.account_stories,
    demo_payments.payment_stories,
    demo_collection.collection_stories,
    demo_books.stories,
)
