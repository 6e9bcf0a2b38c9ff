"""维护管理: inspecting shelters, closing hazards, keeping the maintenance log, conversion to war.

Which shelters are to be inspected, and by whom, is decided in inspections.
Law: 人民防空法 arts 25, 26; 人民防空工程维护管理办法 (〔2001〕国人防办字第210号).

Acts: 登记检查, 登记隐患, 整改完成, 复查, 登记维护 (``acts.upkeep``);
登记或修订平战转换预案, 复核预案, 设定转换阶段 (``acts.conversion``).

Start with ``models`` and ``acts.upkeep.record_inspection``.
"""
