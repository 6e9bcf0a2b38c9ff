"""建设项目: building projects, their developers and their buildings, entered once, amended openly.

Acts: 登记项目 and 更正项目 (``acts``), the latter only while nothing rests on the buildings;
reading and writing the 报建台账 (``exchange``). Its pages show applications and stand in
approvals. Law: 人民防空工程建设管理规定 art. 45 (which buildings owe shelters).

Start with ``models.Project`` and ``acts.register_project``. File beside the usual ones:
    hooks.py  what rooms above rest on a project's buildings
``exchange`` is a package because its ``resource`` is slow to load and only few acts need it.
"""
