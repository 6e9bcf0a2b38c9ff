"""What reads the bytes of strangers: runs in a process of its own, knows no Django and no database.

``process`` is the program that ``renfang.uploads.confinement`` starts; it limits itself before it
loads a parser, and hands the file to one of the others. None of them is imported by the server.
    process.py       the program: limits, one job, one answer
    refusals.py      a file that is not taken, with the words for the user
    spreadsheets.py  rows of XLSX and CSV
    worksheets.py    hidden rows, errors, formulas without a value in a workbook
    number_formats.py  what a number's format says that its value does not
    pdf.py           scripts, embedded files and strangers' bytes in a PDF
    packages.py      the same in docx, xlsx and ofd
    pictures.py      photographs without what their cameras wrote into them
"""
