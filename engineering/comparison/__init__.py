"""漏缴比对: what other authorities permitted or registered, held against the office's own projects.

Lists of 建设工程规划许可, 施工许可, 商品房预售许可, 竣工验收备案 and 不动产登记 come in by the one
import page. Each row is compared with the projects of the office and of those below it: by project
code, credit code, names and place; what is like several is asked. A row without a counterpart, of
a project that never applied, or of a larger area than was declared, waits in a queue until somebody
makes it a clue of 应建未建 or says why it is none.

Law: 人民防空法 arts 22, 48 (who builds must build the shelter); 行政处罚法 art. 54 (facts are found
out in full).

Acts: 登记名录 (by file), 指认项目, 转为线索, 不作线索, 退回核对, 重新比对 (``acts``).

Answers: the finding is kept with its row and recounted when a list comes in, when somebody decides,
every night (``workbench``), and when asked for. The estimate of a clue is frozen with it.

Start with ``rules`` (what is alike), ``queries.compare`` and ``acts``.
"""
