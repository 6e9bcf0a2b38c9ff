"""Tables in and out: spreadsheets read in a process apart, previewed, confirmed; safe exports.

No file is trusted: reading has limits of time and memory, and nothing is written before somebody
has confirmed the preview. No cell that leaves is ever a formula (OWASP, CSV injection).

reading     a spreadsheet or CSV as rows of plain values: start at reading/table.py
models, batches   an uploaded table between its reading and its confirmation
widgets     cleaning of columns for django-import-export, on the parsers of quantities
forms       the form by which a spreadsheet comes in
workbook    XLSX and CSV written row by row         safe_cells  text made harmless
"""
