"""建设项目: building projects, their developers and their buildings, entered once, amended openly.

Its pages show applications and stand in approvals.
Law: 人民防空工程建设管理规定 art. 45 (which buildings owe shelters).

Acts: 登记 and 更正 (``acts``), the latter only while nothing rests on the buildings
(``renfang.resting`` asks the rooms above). The columns of the 报建台账, for reading and writing,
and what is understood of a file are in ``exchange``.

Start with ``models.Project`` and ``acts.register_project``.
"""
