"""Stories of fees for the demo city: assessments, payments, collection, a bureau's own rule book.

``stories`` lists them all and is what the demo loads; ``assessments`` tells the main ones.
"""
