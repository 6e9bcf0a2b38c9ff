"""Exact quantities: money, areas, depths, numbers and days, as people write them and as they print.

Amounts are in yuan and fen, areas in hundredths of a square metre, and never a float. Sources:
支付结算办法 附件一 for amounts in words; GB 32100 for the check digit of 统一社会信用代码.

parsing      what people type becomes an exact value, or Unreadable with a sentence: start here
identifiers  codes and telephone numbers, with a doubt to ask about where one is left
capitals     人民币大写
fields       the columns of models        forms  the fields of forms
templatetags/quantities                   how a quantity shows on a page
"""
