"""应建未建: from a clue to a project that never applied, to the notice that it must.

Acts: 登记线索, 核查, 签发限期办理告知书, 结案 or 移送 (``acts``). Law: 人民防空法 arts 22, 48;
最高人民法院指导案例21号 (who simply did not build is in no lawful relocation and has no claim to
reliefs).

Start with ``models.OmissionCase`` and ``acts``.
"""
