"""What is owed by law: 易地建设费, 逾期加收, 罚款. The whole room knows no Django.

Law: 人民防空法 arts 22, 48; 计价格〔2000〕474号; the provinces' texts, as the rule books hold them.

Acts: none.

Start with ``contract``: one question as JSON (a project, a late sum, a fine) and its answer with
every step, as ``manage.py assess`` and the pages ask it. The room is nothing but rules, so each
file is one calculation, named after what it computes:
    contract.py      the questions and answers of all the others
    lines.py         what is charged, line by line: area, grade and rate of each building
    fee.py           what is to be paid
    late_payment.py  what accrues on an unpaid sum
    penalties.py     what the law lays on an act, and what a fine may be within its range
    fines.py         the range of a fine
    milder.py        which of two laws governs an act: the older, or the present where it is milder
"""
