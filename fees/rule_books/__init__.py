"""规则库: a bureau's own edition of the rules, copied, edited, proven on examples, published.

What is published is frozen; a later version ends the one before it. Nobody publishes what he has
edited himself. The tables are those of ``renfang.rules``; this room has the acts and pages.
Law: what the books hold, each row with its article.

Acts: 复制, 修改基本信息, 登记或修改条目, 删除条目, 登记试算案例, 删除试算案例, 送批, 退回,
批准发布, 停止施行 (``acts``).

Start with ``steps``, then ``acts``. Beside the usual files:
    columns.py  what each value of a row is called, its unit and how it reads
    trials.py   computes a book's examples and tells two books apart; it asks no database
"""
