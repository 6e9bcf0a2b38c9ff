"""点名: who is called to a drill, a training session or a muster, and who came.

A drill, session or muster has an ``Occasion``: from when to when, and whether its roll is still
open. All marks stand in one table, on the occasion. Nobody is on record as present at two occasions
that share any time: the acts say so in words, the database holds it (``one_place``). What is filed,
closed or cancelled keeps its marks as they are.
Law: none of its own.

Acts: 登记考勤 (``acts.mark_roll``; in the history of each kind under its own name, also for a sheet
that is imported), 导出考勤 (``exchange``). What the acts of other rooms do to a roll:
``call_together``, ``move``, ``settle``, ``write_marks`` (``acts``).

Start with ``hooks``: a room that calls people together describes them as a ``RollKind``, which says
who is called, who may mark and whose history keeps it, and gives it to ``workbench.open_rolls``.
Beside the usual files:
    one_place.py  the protection that nobody is in two places
"""
