"""Turns a document, described as data, into the bytes of a PDF. Knows no Django.

>>> render(CertificatePage(title="人防工程平时使用证", ...))
b'%PDF-1.4...'

Nothing a user typed is ever read as markup: text is laid out character by character. The same
document gives the same bytes in every process, so a reprint can be compared by its hash.
Law: 党政机关公文格式 (GB/T 9704-2012).

Acts: none.

Start with ``contents`` (what a document says) and ``rendering`` (which page class draws it);
``letter``, ``form`` and ``certificate`` are the three kinds of pages, ``fonts`` the typefaces.
"""

from renfang.typesetting.contents import (
    Align,
    Annex,
    Block,
    Cell,
    CertificatePage,
    Document,
    FormRow,
    FormSheet,
    Heading,
    KeyValues,
    LetterForm,
    OfficialLetter,
    Paragraph,
    Photograph,
    Seal,
    Table,
    Verification,
    Watermark,
)
from renfang.typesetting.rendering import render, render_batch, uncovered
from renfang.typesetting.snapshots import from_snapshot, to_snapshot

__all__ = [
    "Align",
    "Annex",
    "Block",
    "Cell",
    "CertificatePage",
    "Document",
    "FormRow",
    "FormSheet",
    "Heading",
    "KeyValues",
    "LetterForm",
    "OfficialLetter",
    "Paragraph",
    "Photograph",
    "Seal",
    "Table",
    "Verification",
    "Watermark",
    "from_snapshot",
    "render",
    "render_batch",
    "to_snapshot",
    "uncovered",
]
