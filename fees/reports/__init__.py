"""财务工作台, 账龄分析, 收缴情况表: what is owed and collected, seen from above.

Law: none of its own.

Acts: ``acts.freeze_statement`` (期末快照); else it writes nothing.

Start with ``queries``: ``ageing`` shows the books as they were at the end of any day,
``collection`` the year by office and month. ``exchange`` makes the workbooks, ``papers`` the print,
``views.charts`` the pictures.
"""
