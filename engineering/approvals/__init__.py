"""结建审批: applications of projects, their permits, materials, clocks, papers and settings.

Start with ``models.applications`` and ``steps``, the table of what comes next, and by whom. The
acts stand in ``acts``, each subject in a module of its own:
    receipt         收件, 补正收件
    acceptance      补正告知, 受理, 不予受理
    computation     重新核定
    clock           暂停计时, 恢复计时, 延长审批期限, 登记踏勘、公示
    decision        复核, 退回重核, 退回复核, 作出决定
    withdrawal      撤回 (of an application)
    permit_endings  撤回, 撤销, 注销 (of a permit)
    gates           登记规划、施工许可
    service         no act: what follows from 送达 (renfang.serving)
    materials       登记材料, 修订材料目录
    attachments     上传附件, 移除附件
    handover        分派
    settings        公布时限, 修订文书用语
A 报建台账 is entered with the applications that it states by ``exchange``.

Steps that these share, no acts of their own:
    applications      lock an application, move it on, close it
    lawful_plans      what the developer applies for, and whether it may be
    changes           变更与延续: what rests on a permit, and what becomes of it
    planned_shelters  the shelter that a permit lets be built

Forms, pages and papers of a subject have its name (``clock``, ``permit_endings``, ``settings``,
``materials`` with the attachments), but for what is done to an open application:
收件 and 重新核定 have their pages in ``views.applications``, 作出决定 in ``views.decisions``, 分派
in ``views.lists``, the others in ``views.application_acts``; their forms are in
``forms.applications``, their letters in ``papers.applications``.

Law: 人民防空法 art. 22; 行政许可法 arts 29-50, 69, 70; 人民防空工程建设管理规定 arts 45-48.
Files beside the usual ones:
    paper_codes.py  which papers decide, which end a permit, which are served by which law
    hooks.py        cards that others put on a project's page
    materials.toml  the list of materials for offices that keep none of their own
"""
