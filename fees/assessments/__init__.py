"""核定: what a project owes, version after version, submitted by one officer, reviewed by another.

Law: 人民防空法 art. 22; 人民防空工程建设管理规定 art. 48; 计价格〔2000〕474号 (减免);
财税〔2020〕58号 (the office assesses, the tax bureau collects); 指导案例21号 (应建未建).

Acts: 提出核定, 违法未建核定, 复核, 撤回 (``acts.assessment``), 竣工核定 (``acts.completion``),
出具核定表 (``acts.issuing``). ``acts.versions`` appends the version and posts the difference
inside those acts; ``acts.compensation`` posts what a demolition owes (拆除补偿费) inside the act of
engineering that approves it.

Start with ``steps``, then ``acts.assessment``. Beside the usual files:
    proposal.py  what an assessment would say; it writes nothing, and pages and acts ask it
    reliefs.py   the claims of a project and how each is judged, which proposal and acts share
    project_fee.py  what engineering asks of a project's fee: its card, what holds its certificate
"""
