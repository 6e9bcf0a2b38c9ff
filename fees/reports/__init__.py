"""What is owed and collected from above: 财务工作台, 账龄分析, 收缴情况表, 收入预测, 欠费试算,
三方对账, 余额调节表.

Law: none of its own.

Acts: ``acts.freeze_statement`` (期末快照); else it writes nothing.

Start with ``queries``: ``ageing`` shows the books as they were at the end of any day,
``collection`` the year by office and month, ``forecast`` what may come in (``rules``),
``recharging`` what another book would have charged, ``sources`` which of them report a payment.
``exchange`` makes the workbooks, ``papers`` the print, ``views.charts`` the pictures.
"""
