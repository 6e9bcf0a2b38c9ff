"""检查计划与双随机抽查: which shelters are inspected, by whom, and a draw that anybody can repeat.

What an inspection finds is entered in upkeep.
Law: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号).

Acts: 列入检查人员名录, 移出 and 移回, 制定年度检查计划, 双随机抽取, 取消检查任务, 公示 (``acts``);
导出抽取结果 (``exchange``).

Start with ``rules``, which words the draw as the page prints it.
"""
