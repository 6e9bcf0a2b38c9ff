"""核定: what a project owes, version after version, submitted by one officer, reviewed by another.

Source: 人民防空法 art. 22; 人民防空工程建设管理规定 art. 48; 计价格〔2000〕474号 (减免);
财税〔2020〕58号 (the office assesses, the tax bureau collects); 指导案例21号 (应建未建).

Start with ``acts``: ``assessment`` submits, reviews and withdraws, ``versions`` appends the version
and posts the difference, ``completion`` is 竣工核费, ``issuing`` the 核定表.
Files beside the usual ones:
``proposal`` computes what an assessment would say and writes nothing; pages and acts ask it ·
``project_fee`` what engineering asks of a project's fee: its card, what holds its certificate ·
``reliefs`` the claims of a project and how each is judged, which proposal and acts share.
"""
