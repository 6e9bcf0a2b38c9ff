"""战勤值班: who can be on duty, the shifts, their log, call tests and swaps.

Nobody stands on two shifts at one time (``rules``). A swap is decided by somebody other than the
person who asked.
Law: none of its own.

Acts: 排班, 接班, 交班, 记值班日志, 登记点名测试, 申请换班, 审批换班 (``acts``); 导出值班表
(``exchange``, with the columns of the roster as a file).

Start with ``steps``; ``models`` describes the register of people on duty beside its table.
"""
