"""维护管理: inspecting shelters, closing hazards, keeping the maintenance log, conversion to war.

Which shelters are to be inspected, and by whom, is decided in inspections.
Law: 人民防空法 arts 25, 26; 人民防空工程维护管理办法 (〔2001〕国人防办字第210号).

Acts, each in a module of ``acts``: 登记检查 (``inspection``); 登记隐患, 整改完成, 复查
(``hazards``); 登记维护 (``maintenance``); 平战转换预案, 复核, 转换阶段 (``conversion``).

Start with ``models`` and ``acts.inspection.record_inspection``.
"""
