"""平时使用: who uses a shelter in peace, for what and how long, under which regime of the place.

Acts: 申请, 延续, 变更, 撤回, 决定（许可、备案、登记）, 注销, 换发 (``acts.uses``), 年检
(``acts.inspections``), 设定管理方式 (``acts.regimes``); what they do to the register is in
``acts.effects``. Law: 人民防空法 arts 5, 26; 人民防空工程平时开发利用管理办法
(〔2001〕国人防办字第211号); 行政许可法 arts 42, 49, 50, 70.

Start with ``models.PeacetimeUse`` and ``acts.uses``.
"""
