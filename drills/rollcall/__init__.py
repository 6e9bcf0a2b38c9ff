"""点名: what the rolls of drills, training sessions and musters share.

A roll is the members of some teams on a day, with a mark for whoever was called; nobody is on
record as present in two places at one time. The tables of marks stand in the rooms that call
people together (exercises, training, reorganisation): each makes the roll of its own thing, and
registers in ``queries.PLACES`` where its people are. So this room can stand below all three.
No act of its own: ``acts.write_marks`` is the step by which the acts of training and reorganisation
write on a roll; exercises write the roll of a drill by themselves.

Start with ``queries``; ``forms`` reads the grid, ``views`` is the page of a session or a muster.
"""
