"""Tables in and out: spreadsheets read in a process apart, previewed, confirmed; safe exports.

No file is trusted: reading has limits of time and memory, and nothing is written before somebody
has confirmed the preview.
Law: none; no cell that leaves is ever a formula (OWASP, CSV injection).

Acts: none; uploading, mending and confirming are the apps'.

Start with ``reading.table``. Beside the usual files:
    reading/       a spreadsheet or CSV as rows of plain values
    batches.py     an uploaded table between its reading and its confirmation
    widgets.py     cleaning of columns for django-import-export, on the parsers of quantities
    workbook.py    XLSX and CSV written row by row
    safe_cells.py  text made harmless
"""
