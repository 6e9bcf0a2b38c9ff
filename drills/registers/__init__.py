"""战备登记册: key targets, evacuation bases, localities, plans; and what all registers share.

Law: 人民防空法 art. 38 (evacuation areas are fixed beforehand by the government of the same or the
next higher level). None of the registers holds secret facts: of a secret plan only title and
dates.
Acts: enter and amend a row of any register, review a plan; files go out and come in again.

Start with ``catalogue``: it says what a register is. A register is described beside its table (see
``LOCALITY`` in ``models``); form, list, page, addresses, search, import and export follow from the
description. Rooms above describe their own (sirens, people on duty) and add to the pages of these.

Extra file: ``catalogue``, by which tables are described, here and in rooms above.
"""
