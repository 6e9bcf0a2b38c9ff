"""工程履历与拆除: a shelter's life after filing, and its demolition against rebuilding or money.

Acts: 投入使用, 评估鉴定, 加固改造, 封堵停用, 恢复使用, 改造转用 (``acts.changes``); 拆除申请,
审批, 登记拆除, 补建或补偿 (``acts.demolitions``). Law: 人民防空法 arts 25-28;
国人防办字〔2001〕210号 arts 16-19.

Start with ``steps.STEPS``, the table from which states a step leads to which. File beside the
usual ones:
    hooks.py  who is told of a compensation, and who says whether it was paid
"""
