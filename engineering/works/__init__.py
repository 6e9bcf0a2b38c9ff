"""工程建设: a shelter's works from their start to the certificate that ends their filing.

Law: 人民防空法 arts 22-23; 建设工程质量管理条例 arts 13, 16, 43-51; 人民防空工程质量监督管理规定
(国人防〔2010〕288号).

Acts: 开工登记 and 竣工验收 (``acts.acceptance``); 质量监督注册, 登记监督检查, 整改复查合格,
签发质量监督报告 (``acts.supervision``); 备案收件, 签发备案证明 and 换发 (``acts.filing``).

Start with ``steps`` and ``acts.acceptance``. ``hooks`` says what fees says to a
certificate, and what it is told of an acceptance.
"""
