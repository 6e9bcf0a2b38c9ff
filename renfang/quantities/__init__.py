"""Exact quantities: money, areas, depths, numbers and days, as people write them and as they print.

Amounts are in yuan and fen, areas in hundredths of a square metre, and never a float.
Law: 支付结算办法 附件一 (amounts in words); GB 32100 (the check digit of 统一社会信用代码).

Acts: none.

Start with ``parsing``. Its files:
    parsing.py      what people type becomes an exact value, or Unreadable with a sentence
    identifiers.py  codes and telephone numbers, with a doubt to ask about where one is left
    capitals.py     人民币大写
    fields.py       the columns of models
    forms.py        the fields of forms
    templatetags/quantities.py  how a quantity shows on a page
"""
