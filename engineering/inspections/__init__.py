"""检查计划与双随机抽查: which shelters are inspected, by whom, and a draw that anybody can repeat.

Acts: 列入检查人员名录, 制定检查计划, 双随机抽取, 取消任务, 公示结果 (``acts``); the draw as a
workbook (``exchange``). What an inspection finds is entered in upkeep. Law:
国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号).

Start with ``rules``, which words the draw as the page prints it.
"""
