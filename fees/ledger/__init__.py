"""台账: one account per project, its signed and chained entries, and the closing of months.

What is booked stays; a mistake is reversed by another entry. 拆除补偿费 (人民防空法 art. 28;
国人防办字〔2001〕210号 art. 19) has an account of its own and entries of the same making.
docs/ledger.md tells the whole.

Start with ``posting``: it alone appends entries, inside the acts of the rooms above. The acts of
this room close a month and open it again. Files beside the usual ones:
``posting`` is no act, for it asks nobody's permission: the acts that call it do ·
``compensation`` the same for 拆除补偿费, with its proof · ``proof`` what must hold, from the
entries; ``audit`` the same a second time in plain SQL without any of this code ·
``hooks`` what the rooms above add to the account's page, to closing and to the proof.
"""
