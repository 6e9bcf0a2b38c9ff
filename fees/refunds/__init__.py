"""退付 and 核销: money given back, and debts that the law lets nobody collect any more.

Source: 河南省政府非税收入管理条例 art. 22, 23 (退付); 行政强制法 art. 40 and 企业破产法 art. 123,
124 (核销). Each is decided by two persons and rests on a paper of its sum.

Start with ``acts``: ``refunds`` (request, verify, approve, pay, end) and ``write_offs`` (request,
approve, refuse, withdraw). Nothing is posted before the last of them.
"""
