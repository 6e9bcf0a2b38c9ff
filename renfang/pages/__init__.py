"""What all pages share: the page of an act, lists, form fields, components, refusals in words.

Stands above organisations, because forms offer the offices that the user's scope reaches.
docs/frontend.md says how pages look and speak.

act_forms     a page with one form that performs one act: start reading here
lists         pages of a list, and what a form view asks of a request
fields        form fields that read what people write     formsets  rows that grow
years         which year a page shows
wording       the house wording for what Django says by itself
middleware, errors   security headers; refusals and lost sessions told in words
templatetags  components, forms, lists: the tags that templates load
"""
