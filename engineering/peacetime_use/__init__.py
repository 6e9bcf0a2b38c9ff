"""平时使用: who uses a shelter in peace, for what and how long, under which regime of the place.

Law: 人民防空法 arts 5, 26; 人民防空工程平时开发利用管理办法 (〔2001〕国人防办字第211号);
行政许可法 arts 42, 49, 50, 70.

Acts: 收件, 申请延续, 申请变更, 决定（许可、备案、登记）, 申请人撤回, 注销, 换发 (``acts.uses``),
登记年检 (``acts.inspections``), 设定管理方式 (``acts.regimes``). What they do to the register of
shelters is in ``acts.effects``, which holds no act of its own.

Start with ``models.PeacetimeUse`` and ``acts.uses``.
"""
