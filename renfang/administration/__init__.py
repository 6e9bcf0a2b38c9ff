"""系统管理: people and their posts, offices, local practice, working calendar: acts and pages.

The tables are organisations', rules' and clocks'.
Law: GB/T 22239-2019 8.1.5.1-3: system, security and audit administrator are three people, and
nobody grants to themselves; a post and a password take two persons.

Acts: 开设账号, 申请和确认重设密码, 修改密码, 结束登录, 停用或启用账号 (``acts.people``);
提出、确认和收回岗位 (``acts.roles``);
设立下级机构, 更名, 启用新代字, 指定许可决定机关,
登记复议机关和管辖法院, 登记本地执行口径 (``acts.offices``);
登记放假或调休, 撤销放假或调休, 登记为正式, 重新计算期限 (``acts.calendar``).
``acts.founding`` makes the first office of an empty system (manage.py found_office).

Start with ``acts.roles``. Beside the usual files:
    moves.py        the limits that a change of the calendar moves, as its page shows them before
    tables.py       tables that a person's page and his own pages show alike
    permissions.py  permissions on the kernel's own records, and the administrators' posts
"""
