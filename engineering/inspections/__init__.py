"""检查计划与双随机抽查: what is inspected, by whom, and a draw that anybody can repeat.

A draw is made for matters of the office's 随机抽查事项清单, each of which says whom it is about:
units that keep, build or equip shelters or keep sirens, or the works. What an inspection of
standing works finds is entered in upkeep, what that of another unit led to here.
Law: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号);
人民防空法 arts. 23, 25, 35.

Acts: 登记抽查事项, 列入检查对象名录 and 检查人员名录, 移出 and 移回, 制定年度检查计划, 双随机抽取,
登记检查结果, 取消检查任务, 公示 (``acts``); 导出抽取结果 (``exchange``).

Start with ``rules``, which words the draw as the page prints it and has the matters of the law.
"""
