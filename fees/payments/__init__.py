"""记账单: payments, reversals and carry-overs that one person records and another posts.

易地建设费 and 拆除补偿费 are paid and reversed alike, but only the first is ever overpaid and
carried over. docs/ledger.md tells who records and who posts.
Law: 人民防空法 art. 28; 浙江省实施办法 art. 27 (拆除补偿费).

Acts: 登记缴款, 冲正, 结转, 复核入账, 退回, 撤回 (``acts.slips``). ``acts.recording`` (how a form
becomes a slip once) and ``acts.carry_over`` are their parts.

Start with ``steps``, then ``acts.slips``. Rooms above tell ``queries.SURPLUS_TAKEN`` what they have
taken of a surplus. Beside the usual files:
    images.py  the picture of a voucher, kept and proven
"""
