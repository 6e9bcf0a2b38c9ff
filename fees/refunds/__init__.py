"""退付 and 核销: money given back, and debts that the law lets nobody collect any more.

Each is decided by two persons and rests on a paper of its sum; nothing is posted before the last
act.
Law: 河南省政府非税收入管理条例 arts 22, 23 (退付); 行政强制法 art. 40 and 企业破产法 arts 123, 124
(核销).

Acts: 登记退付申请, 核实, 登记财政审批, 登记退付, 不予退付 or 撤回 (``acts.refunds``); 申请核销,
审批核销, 不予核销, 撤回核销申请 (``acts.write_offs``).

Start with ``acts.refunds``.
"""
