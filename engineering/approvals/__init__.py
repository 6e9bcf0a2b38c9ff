"""结建审批: applications of projects, their permits, materials, clocks, papers and settings.

Acts, each in ``acts``: 收件 to 受理 (``receipt``), 暂停、恢复、延长 (``clock``), 复核 and 决定
(``decision``), 变更与延续 (``changes``), 撤回、撤销、注销 (``permit_endings``), 送达
(``service``), 分派 (``handover``), 材料 (``materials``), 附件 (``attachments``), 时限与用语
(``settings``); a whole 报建台账 comes in through ``exchange``. ``acts.planned_shelters`` keeps the
shelter to be built in step with its permit. Law: 人民防空法 art. 22; 行政许可法 arts 29-50, 69, 70;
人民防空工程建设管理规定 arts 45-48.

Start with ``models.applications`` and ``steps``, the table of what comes next, by whom. Files
beside the usual ones:
    paper_codes.py  which papers decide, which end a permit, which are served
    hooks.py        cards that others put on a project's page
    materials.toml  the list of materials for offices that keep none of their own
"""
