"""点名: what the rolls of drills, training sessions and musters share.

A roll is the members of some teams on a day, with a mark for whoever was called; nobody is on
record as present in two places at one time. The tables of marks stand in the rooms that call people
together (exercises, training, reorganisation): each makes the roll of its own thing, and registers
in ``queries.PLACES`` where its people are. So this room can stand below all three.
Law: none of its own.

Acts: none. ``acts.write_marks`` is what 登记训练考勤 and 点验考勤 write their rolls with; that of a
drill is written by exercises.

Start with ``queries``; ``forms`` reads the grid, ``views`` is the page of a session or a muster.
"""
