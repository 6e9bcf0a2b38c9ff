"""工程履历与拆除: a shelter's life after filing, and its demolition against rebuilding or money.

Law: 人民防空法 arts 25-28; 国人防办字〔2001〕210号 arts 16-19; 浙江省实施办法 art. 27.

Acts: 投入使用, 评估鉴定, 加固改造, 封堵停用, 恢复使用, 改造转用 (``acts.changes``, one function for
all: ``take_life_step``); 拆除申请收件, 批准 or 不予批准, 登记拆除, 补建完成 or 补偿费缴清
(``acts.demolitions``).

Start with ``steps.STEPS``, the table from which states a step leads to which. ``hooks`` says who is
told of a compensation, and who says whether it was paid.
"""
