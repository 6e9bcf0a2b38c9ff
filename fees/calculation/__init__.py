"""What is owed by law: 应建面积, 易地建设费, 逾期加收, 罚款. The whole room knows no Django.

Source: 人民防空法 art. 22, 48; 计价格〔2000〕474号; the provinces' texts, as the rule books
hold them.

``contract`` is where to start: one question as JSON (a project, a late sum, a fine) and its answer
with every step, as ``manage.py assess`` and the pages ask it. Each other file is one calculation,
named after what it computes, because the room is nothing but rules:
``lines`` the shares of each building · ``fee`` what is to be paid · ``late_payment`` what accrues
on an unpaid sum · ``fines`` the range of a fine.
"""
