"""考核: grading scales, scores by subject, results signed off by a second person, certificates.

Law: none of its own; grades and rates follow the office's scale and are computed by ``rules``.

Acts: 采用评分标准, 停用 (``acts.scales``); 安排考核, 登分 (``acts.assessments``, by file through
``exchange``); 核定, which freezes results and issues 《考核成绩登记表》, 重新签发登记表
(``acts.signing``); 提出更正, 撤回更正 (``acts.corrections``: the signed one stands as it is,
another takes its place, and figures count ``TeamResult.objects.standing()``);
签发训练考核合格证 (``acts.certificates``).

Start with ``rules`` for the arithmetic and ``queries`` for the score grid, then ``steps``.
"""
