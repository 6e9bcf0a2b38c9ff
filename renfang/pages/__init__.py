"""What all pages share: the page of an act, lists, form fields, components, refusals in words.

Stands above organisations, because forms offer the offices that the user's scope reaches.
docs/frontend.md says how pages look and speak.
Law: none.

Acts: none.

Start with ``act_forms``. Its files:
    act_forms.py   a page with one form that performs one act
    answers.py     answers that are a file: to keep, or to look at
    lists.py       pages of a list, and what a form view asks of a request
    forms.py       forms that many acts share: a reason, a version, one of the user's offices
    fields.py      form fields that read what people write
    formsets.py    rows that grow
    years.py       which year a page shows
    wording.py     the house wording for what Django says by itself
    middleware.py, errors.py  security headers; refusals and lost sessions told in words
    templatetags/  components, forms, lists: the tags that templates load
"""
