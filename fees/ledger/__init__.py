"""台账: one account per project, its signed and chained entries, and the closing of months.

What is booked stays; a mistake is reversed by another entry. docs/ledger.md tells the whole.
Law: 人民防空法 art. 28 and 国人防办字〔2001〕210号 art. 19 (拆除补偿费, which has an account of its
own and entries of the same making).

Acts: 结账, 申请反结账, 审批反结账 (``acts``).

Start with ``posting``: it alone appends entries, inside the acts of the rooms above. ``hooks`` is
what these add to the account's page, to closing and to the proof. Beside the usual files:
    posting.py       no act, for it asks nobody's permission: the acts that call it do
    compensation.py  the same for 拆除补偿费, with its proof
    proof.py         what must hold, from the entries
    audit.py         the same a second time in plain SQL without any of this code
"""
