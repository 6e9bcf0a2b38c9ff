"""Tables in and out: spreadsheets read in a process apart, previewed, confirmed; safe exports.

No file is trusted: reading has limits of time and memory, and nothing is written before whoever
uploaded a file has confirmed its preview. What is written goes through the acts of the rooms.
Law: none; no cell that leaves is ever a formula (OWASP, CSV injection).

Acts: 上传, 粘贴, 调整识读方式, 改正, 确认导入, 放弃 (``acts``), the same for every register;
提交后台导入 of large files (``large_files``).

Start with ``resources``: what a room says of its register. Beside the usual files:
    reading/       a spreadsheet or CSV as rows of plain values, with the account of every cell
    file_readings.py  a whole file as a register reads it: tables, account, questions
    large_files.py    what the queue enters, while nobody waits
    marked_files.py  the file given back, its wrong cells marked
    templates.py   the empty workbook of a register
    kinds.py       the kinds of files that rooms registered
    resources.py   columns, reading, writing and entering of a register (django-import-export)
    retention.py   what was uploaded goes after its days (清理导入明细)
    readings.py    what is understood of a file: cells, rows, things
    cells.py       cells as JSON that keeps their types
    widgets.py     cleaning of columns for django-import-export, on the parsers of quantities
    workbook.py    XLSX and CSV written row by row
    safe_cells.py  text made harmless
"""
