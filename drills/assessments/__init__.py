"""考核: grading scales, scores by subject, results signed off by a second person, certificates.

Grades and rates follow the office's own scale and are computed by ``rules``.
Acts: adopt and retire a scale, arrange an assessment, enter scores, sign off (``acts/signing``,
which freezes results and issues 《考核成绩登记表》), correct what was signed off
(``acts/corrections``: the signed one stands as it is, another takes its place), issue certificates
(``acts/certificates``).

Start with ``rules`` for the arithmetic and ``queries`` for the score grid, then ``acts/signing``.
"""
