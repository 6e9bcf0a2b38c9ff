"""台账: an account per project or demolition, its signed and chained entries, closing of months.

What is booked stays; a mistake is reversed by another entry. 易地建设费 and 拆除补偿费 are booked
alike; docs/ledger.md tells the whole.
Law: 人民防空法 art. 28 and 国人防办字〔2001〕210号 art. 19 for 拆除补偿费.

Acts: 结账, 申请反结账, 审批反结账 (``acts``).

Start with ``posting``: it alone appends entries, inside the acts of the rooms above. ``hooks`` is
what these add to the account's page, to closing and to the proof. Beside the usual files:
    posting.py       no act, for it asks nobody's permission: the acts that call it do
    owed.py          what is owed, since when, under which paper: the one answer for every door
    proof.py         what must hold, from the entries
    audit.py         the same a second time in plain SQL without any of this code
"""
