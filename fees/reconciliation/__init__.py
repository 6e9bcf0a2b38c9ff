"""对账: what tax bureau, treasury, bank or non-tax system say was paid, line by line.

A file is taken whole or not at all; whoever matched its lines does not post them.
Law: 财税〔2020〕58号 (the tax bureau collects and reports back).

Acts: 导入, 重新匹配, 认领, 确认同一笔, 撤销, 不相关, 送复核, 撤回送复核, 退回对账, 放弃
(``acts.statements``); 复核入账, the check by another person, which issues the 对账单
(``acts.posting``).
``exchange.statements`` turns a file into lines, by the columns in ``exchange.columns``.

Start with ``steps``, then ``acts.statements``. Beside the usual files:
    reading.py   a statement as it was read, which the act takes
    known.py     what the office knows that lines are compared with, read once for a whole file
    matching.py  decides which payment a line is: it sorts unsaved lines, neither query nor act
"""
