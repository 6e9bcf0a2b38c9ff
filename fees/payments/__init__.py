"""记账单: payments, reversals and carry-overs that one person records and another posts.

拆除补偿费 is paid and reversed on slips like the fee. Source: 人民防空法 art. 28; 浙江省实施办法
art. 27 (拆除补偿费); docs/ledger.md tells who records and who posts.

Start with ``acts``: ``slips`` (record, reverse, check, return, withdraw), ``recording`` how a form
becomes a slip once, ``carry_over`` 结转, ``compensation`` 拆除补偿费.
File beside the usual ones: ``images`` keeps and proves the picture of a voucher.
"""
