"""警报设施: the register of sirens, their upkeep, what they reach, and their tests (警报试鸣).

Law: 人民防空法 art. 35 (a test is announced at least five days before; a siren is moved or taken
down only with an approval), 河南办法 art. 21; the signals are those in force nationwide
(``rules``).

Acts: 登记维护、故障、修复、停用、恢复、迁移、拆除 (``acts.record_siren_entry``), 登记音响覆盖测算,
发布试鸣公告, 登记试鸣结果 (all in ``acts``).
Papers: the notice of a test, and its part of a drill's report (``papers``).

Start with ``steps``. A test is a drill: ``workbench`` registers what sirens add to it (the notice
that it waits for, links, the card of results, their part of the report).
"""
