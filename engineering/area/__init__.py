"""应建面积: how much shelter a project's buildings owe, and whether it may be built elsewhere.

Pure but for ``computation``: it takes facts and gives explained figures; it knows no applications
(those compute through engineering.approvals.queries.computation).
Law: 人民防空法 art. 22; 人民防空工程建设管理规定 arts 45-48; the places' own rules are rule books
(renfang.rules).

Acts: none.

Start with ``rules.required_area``. Beside the usual files:
    facts.py        ``Facts``, the one form of what rules take, which fees shares; and as JSON
    explanation.py  the sentences that explain each step of ``rules``
    relocation.py   whether the shelter may be built elsewhere, by its size alone
    computation.py  the same for stored facts, with the rule book looked up that they name
"""
