"""系统管理: people and their posts, offices, local practice, working calendar: acts and pages.

Law: GB/T 22239-2019 8.1.5.1-3: system, security and audit administrator are three people, and
nobody grants to themselves. The tables are organisations', rules' and clocks'.

permissions     permissions on the kernel's own records
acts/people     accounts and passwords        acts/roles     授予岗位, 收回岗位: start reading here
acts/offices    the tree, numbers, practice   acts/calendar  working days of a year
acts/founding   the first office of an empty system (manage.py found_office)
forms, views, urls; workbench: the menu of the administrators
"""
