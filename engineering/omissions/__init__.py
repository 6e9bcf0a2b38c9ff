"""应建未建: from a clue to a project that never applied, to the notice that it must.

Law: 人民防空法 arts 22, 48; 最高人民法院指导案例21号 (who simply did not build is in no lawful
relocation and has no claim to reliefs).

Acts: 线索登记, 核查, 告知 (which issues 限期办理结建审批手续告知书), 结案 (``acts``).

Start with ``models.OmissionCase`` and ``acts``.
"""
