"""战备登记册: key targets, evacuation bases, localities, plans; and what all registers share.

None of the registers holds secret facts: of a secret plan only title and dates.
Law: 人民防空法 art. 38 (evacuation areas are fixed beforehand by the government of the same or the
next higher level).

Acts: 登记 and 变更 a row of any register, 登记评审 of a plan (``acts``); 导出 (``exchange``, which
also makes the columns of their files).

Start with ``catalogue``: it says what a register is. A register is described beside its table (see
``LOCALITY`` in ``models``); form, list, page, addresses, search, import and export follow from the
description. Rooms above describe their own (sirens, people on duty) and add to the pages of these.
Beside the usual files:
    catalogue.py  what describes a table, here and in rooms above
"""
