"""演练: from the plan to the record on file, with the defects found and their mending.

Law: none of its own; the criteria of evaluation are the office's practice.

Acts: 拟制演练计划, 调整演练计划, 取消演练, 提交审批, 审批演练计划 (``acts.planning``: whoever
prepared a plan does not approve it); 登记预演, 记入执行记录, 登记通知与到达 (``acts.execution``);
登记组织情况, 归档, 重新打开, 签发演练总结报告 (``acts.conclusion``); 登记评估
(``acts.evaluation``); 登记问题, 登记整改, 复核 (``acts.findings``); 上传影像资料, 移除影像资料
(``acts.photographs``). The roll is rollcall's; ``workbench`` tells it who is called.
Papers: 《演练签到与考勤记录表》 (``papers.record``) and 《演练总结报告》 (``papers.report``).

Start with ``steps``: what can be done when and by whom. Then ``acts.planning`` and
``acts.conclusion``. ``queries.story`` is what a drill's page tells. ``hooks`` is what rooms above
add to a drill. Beside the usual files:
    criteria.toml  built-in criteria by kind of drill and the grades, read by ``rules``
"""
