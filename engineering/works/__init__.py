"""工程建设: a shelter's works from their start to the certificate that ends their filing.

Acts: 开工 and 竣工验收 (``acts.acceptance``), 质量监督、检查、责令整改、监督报告
(``acts.supervision``), 备案收件 and 备案证明, one by one or many (``acts.filing``). Law:
人民防空法 arts 22-23; 建设工程质量管理条例 arts 13, 16, 43-51; 人民防空工程质量监督管理规定
(国人防〔2010〕288号).

Start with ``steps.next_steps`` and ``acts.acceptance``. File beside the usual ones:
    hooks.py  what fees says to a certificate, and what it is told of an acceptance
"""
